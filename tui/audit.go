package tui

import (
	"strings"

	"forklore/probe"

	tea "github.com/charmbracelet/bubbletea"
)

// An audit is what the audit view shows: the findings about one role.
type audit struct {
	role     string
	done     bool            // false until the process has been read
	findings []probe.Finding // nil if the process is gone
}

// audited returns the role of the process to audit: of the selected process, or
// else of the newest one alive. If there is none, role is empty and why says it.
func (s *scene) audited() (role, why string) {
	if i := s.selectedRow(); i >= 0 {
		r := &s.rows[i]
		switch {
		case !r.lives():
			return "", s.say("%s has ended: select a living process", cell(r.Label()))
		case r.Role == "":
			return "", s.say("%s has no role in the lesson: select a process that has one", cell(r.Label()))
		}
		return r.Role, ""
	}
	for i := range s.rows {
		if r := &s.rows[i]; r.lives() && r.Role != "" {
			role = r.Role
		}
	}
	return role, s.say("there is no living process to audit")
}

// auditRole returns the role that the audit view shows; empty if it is closed.
func (s *screen) auditRole() string {
	if s.overlay == auditOverlay && s.audit != nil {
		return s.audit.role
	}
	return ""
}

// auditKey opens the audit view, or closes it.
func (s *screen) auditKey() tea.Cmd {
	if s.overlay == auditOverlay {
		s.overlay = noOverlay
		return nil
	}
	return s.whenFree(s.openAudit)
}

// openAudit shows the audit view and starts an audit for it.
func (s *screen) openAudit() tea.Cmd {
	if s.scene.past() {
		s.notice = s.scene.say("an audit reads a process as it is now: n goes there")
		return nil
	}
	role, why := s.scene.audited()
	if role == "" {
		s.notice = why
		return nil
	}
	s.overlay, s.overlayScroll, s.audit = auditOverlay, viewport{}, &audit{role: role}
	return s.do(auditRequest())
}

// auditContent draws the audit view.
func (t *theme) auditContent(a *audit, w int) content {
	c := content{title: t.titled(t.say("%s, as it is now", cell(a.role)))}
	switch {
	case !a.done:
		return c
	case a.findings == nil:
		c.lines = wrap(t.dim.Render(t.say("No living process of this name is on the stage.")), w)
		return c
	}
	c.lines = t.findings(a.findings, w, true)
	return c
}

// findings lists the properties of a well-made daemon and what was measured; in
// full also the reason for each property and its source.
func (t *theme) findings(findings []probe.Finding, w int, full bool) (lines []string) {
	column := 0
	for _, f := range findings {
		column = max(column, width(t.tell(f.Property)))
	}
	for _, f := range findings {
		sign := t.verdict(f.Verdict == probe.Yes)
		if f.Verdict == probe.CannotSee {
			sign = t.dim.Render(signUnseen)
		}
		measured := cell(t.tell(f.Measured))
		if f.Verdict == probe.CannotSee {
			measured = t.say("cannot be seen: %s", measured)
		}
		head := sign + " " + t.strong.Render(fit(t.tell(f.Property), column)) + "  "
		lines = append(lines, indent(head, measured, w)...)
		if full {
			under := strings.Repeat(" ", 2)
			lines = append(lines, indent(under, t.dim.Render(t.tell(f.Reason)), w)...)
			lines = append(lines, indent(under, t.dim.Render(t.tell(f.Source)+"  "+f.Manual), w)...)
		}
	}
	return lines
}
