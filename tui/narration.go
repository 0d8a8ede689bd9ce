package tui

import (
	"strings"

	"forklore/probe"
)

// narrationContent is the text of the page. Before a step: what will happen and
// why, and the question. After it: the prediction, what happened, and the
// verdicts of the checks.
func narrationContent(s *scene, w, h int) content {
	c := content{title: s.titled(s.narrationTitle())}
	at := s.page()
	switch at.kind {
	case introPage:
		c.lines = s.prose.lines(s.lesson.Intro, w)
		c.lines = append(c.lines, "")
		if st := s.stepAt(s.resumeAt); s.resumeAt > 0 && st != nil {
			left := s.say("goes on at step %d of %d, “%s”, where you left it, on new processes", s.resumeAt+1, len(s.lesson.Steps), cell(st.Title))
			c.lines = append(c.lines, indent(s.active.Render("c "), left, w)...)
		}
		c.lines = append(c.lines, indent(s.dim.Render(s.key("→")+" "), s.dim.Render(s.say("begins. Orphans on this machine go to %s.", cell(s.state.Reaper.String()))), w)...)
	case summaryPage:
		c.lines = s.summary(w)
		if s.revealed > 0 {
			c.focus = len(c.lines) - 1 // the review is at the end
		}
	case aheadPage:
		before := s.prose.lines(s.step().Before, w)
		asked := s.asked(w)
		switch {
		case asked == nil:
			c.lines = join(s.predicted(w), before)
		case len(before)+1+len(asked)-len(s.hint(s.question(), w)) <= h: // showing a hint must not move the question
			c.lines = join(before, asked)
			c.choices = s.choicesIn(len(c.lines))
			if len(c.lines) > h {
				c.focus = len(c.lines)
			}
		default: // the question comes first: the text below may be cut
			c.choices = s.choicesIn(len(asked))
			c.lines = join(asked, before)
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
		return s.say("summary")
	default:
		return cell(st.Title)
	}
}

// made is the text of a page after a call.
func (s *scene) made(w int) []string {
	if s.hidden() {
		return s.unshown(w)
	}
	st := s.step()
	lines := join(s.graded(w), s.predicted(w))
	checks := s.checks()
	lines = join(lines, s.failedChecks(checks, w))
	switch {
	case s.stepDone() && st.After != "":
		lines = join(lines, s.written(st.After, !s.failed(s.page().step), w))
	case !s.stepDone() || len(lines) == 0: // otherwise the page would be empty
		lines = join(lines, s.prose.lines(st.Before, w))
	}
	if s.stepDone() {
		lines = join(lines, s.measured(w))
	}
	lines = join(lines, s.heldChecks(checks, w))
	if findings, ok := s.audits[s.page().step]; ok && s.stepDone() {
		lines = join(lines, s.findings(findings, w, false))
	}
	return lines
}

// written is a text of the lesson. If it does not hold for this playing, because
// a step was skipped or a check failed, it is marked as the lesson's own words.
func (s *scene) written(markdown string, holds bool, w int) []string {
	if holds || markdown == "" {
		return s.prose.lines(markdown, w)
	}
	bar := s.dim.Render("│ ")
	says := indent("", s.dim.Render(s.say("The lesson as written says:")), w)
	return append(says, hang(bar, bar, s.prose.lines(markdown, w-width(bar)))...)
}

// join appends b to a, with an empty line between them.
func join(a, b []string) []string {
	if len(a) > 0 && len(b) > 0 {
		a = append(a, "")
	}
	return append(a, b...)
}

// played adds which process plays the role that a call or a check begins with,
// if that is a stand-in: the role's own process was never born.
func (s *scene) played(text string) string {
	role, rest, _ := strings.Cut(text, " ")
	if standIn := s.state.StandIns[role]; standIn != "" {
		return role + " " + s.say("(played by %s)", standIn) + " " + rest
	}
	return text
}

// failedChecks lists the checks that do not hold, each with what was wanted and
// what was measured.
func (s *scene) failedChecks(checks []probe.Check, w int) (lines []string) {
	for _, c := range checks {
		if !c.OK {
			result := s.say("wanted %s, measured %s", cell(s.tell(c.Wanted)), cell(s.tell(c.Measured)))
			lines = append(lines, indent(s.verdict(false)+" ", s.bad.Render(s.checkText(c)), w)...)
			lines = append(lines, indent("  ", result, w)...)
		}
	}
	return lines
}

// heldChecks lists the checks that hold, several on a line. It leaves out waits:
// the header shows that what the lesson waited for has come.
func (s *scene) heldChecks(checks []probe.Check, w int) (lines []string) {
	line := ""
	for _, c := range checks {
		if !c.OK || c.Wait {
			continue
		}
		item := s.verdict(true) + " " + squeeze(s.checkText(c), w-2)
		switch {
		case line == "":
			line = item
		case width(line)+len(itemGap)+width(item) <= w:
			line += itemGap + item
		default:
			lines, line = append(lines, line), item
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// checkText is a check as the lesson has it, on one line.
func (s *scene) checkText(c probe.Check) string {
	return s.played(cell(strings.Join(strings.Fields(c.Text), " ")))
}
