package tui

import (
	"fmt"
	"strings"

	"forklore/probe"
)

// narrationContent is the text of the page: before a step what will happen and
// why, and the question; after it what was predicted, what happened, and the
// verdicts of its checks.
func narrationContent(s *scene, w, h int) content {
	c := content{focus: -1, title: s.dim.Render(" ─ " + s.narrationTitle())}
	at := s.page()
	switch at.kind {
	case introPage:
		c.lines = s.prose.lines(s.lesson.Intro, w)
		c.lines = append(c.lines, "")
		c.lines = append(c.lines, indent(s.dim.Render("→ "), s.dim.Render("begins. Orphans on this machine go to "+cell(s.state.Reaper.String())+"."), w)...)
	case summaryPage:
		c.lines = s.summary(w)
	case aheadPage:
		before := s.prose.lines(s.step().Before, w)
		asked := s.asked(w)
		switch {
		case asked == nil:
			c.lines = before
		case len(before)+1+len(asked) <= h:
			c.lines = append(append(append(c.lines, before...), ""), asked...)
		default: // the question stays in view
			c.lines = append(append(append(c.lines, asked...), ""), before...)
		}
	case madePage:
		c.lines = s.made(w)
	}
	return c
}

func (s *scene) narrationTitle() string {
	switch st := s.step(); {
	case s.page().kind == introPage:
		return cell(s.lesson.Title)
	case st == nil:
		return "summary"
	default:
		return cell(st.Title)
	}
}

// made tells what has happened on this page.
func (s *scene) made(w int) []string {
	st := s.step()
	lines := s.graded(w)
	checks := s.checks()
	lines = join(lines, s.verdicts(checks, false, w))
	switch {
	case s.over() && st.After != "":
		lines = join(lines, s.prose.lines(st.After, w))
	case !s.over() || len(lines) == 0: // or the page would be empty
		lines = join(lines, s.prose.lines(st.Before, w))
	}
	lines = join(lines, s.verdicts(checks, true, w))
	if findings, ok := s.audits[s.page().step]; ok && s.over() {
		lines = join(lines, s.findings(findings, w, false))
	}
	return lines
}

// join puts an empty line between two parts.
func join(a, b []string) []string {
	if len(a) > 0 && len(b) > 0 {
		a = append(a, "")
	}
	return append(a, b...)
}

// verdicts lists those checks that hold, or those that do not. What holds is
// said in short: several on a line.
func (s *scene) verdicts(checks []probe.Check, ok bool, w int) (lines []string) {
	line := ""
	for _, c := range checks {
		if c.OK != ok {
			continue
		}
		text := cell(strings.Join(strings.Fields(c.Text), " "))
		if !ok {
			lines = append(lines, indent(s.verdict(false)+" ", s.bad.Render(text), w)...)
			lines = append(lines, indent("  ", fmt.Sprintf("wanted %s, measured %s", cell(c.Wanted), cell(c.Measured)), w)...)
			continue
		}
		item := s.verdict(true) + " " + text
		switch {
		case line == "":
			line = item
		case width(line)+len(between)+width(item) <= w:
			line += between + item
		default:
			lines, line = append(lines, line), item
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	for i := range lines {
		lines[i] = fit(lines[i], w)
	}
	return lines
}
