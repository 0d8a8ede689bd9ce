package tui

import (
	"strings"

	"forklore/probe"
)

// An audit is what the audit view shows: the findings about one role.
type audit struct {
	role     string
	findings []probe.Finding // nil where the process is no more
}

func (t *theme) auditContent(a *audit, w int) content {
	c := content{focus: -1, title: t.dim.Render(" ─ " + cell(a.role) + ", as it is now")}
	if a.findings == nil {
		c.lines = wrap(t.dim.Render("No living process of this name is on the stage."), w)
		return c
	}
	c.lines = t.findings(a.findings, w, true)
	return c
}

// findings lists the properties of a well-made daemon, what was measured, and
// in full the reason and the source.
func (t *theme) findings(findings []probe.Finding, w int, full bool) (lines []string) {
	column := 0
	for _, f := range findings {
		column = max(column, width(f.Property))
	}
	for _, f := range findings {
		sign := t.verdict(f.Verdict == probe.Yes)
		if f.Verdict == probe.CannotSee {
			sign = t.dim.Render(signUnseen)
		}
		measured := cell(f.Measured)
		if f.Verdict == probe.CannotSee {
			measured = f.Verdict.String() + ": " + measured
		}
		head := sign + " " + t.strong.Render(fit(f.Property, column)) + "  "
		lines = append(lines, indent(head, measured, w)...)
		if full {
			under := strings.Repeat(" ", 2)
			lines = append(lines, indent(under, t.dim.Render(f.Reason), w)...)
			lines = append(lines, indent(under, t.dim.Render(f.Source+"  "+f.Manual), w)...)
		}
	}
	return lines
}
