package tui

import (
	"strconv"
	"strings"
)

// To an audience a pane stands alone and lines stand apart. The last line above
// the keys is the command that shows the same in another window. What a call
// has brought is hidden until the presenter shows it.

const (
	presentHeight = 1  // of the line below the pane
	presentWidth  = 76 // of prose: longer lines are hard to read from afar
)

// hidden reports whether what the page's call has brought is still hidden.
func (s *scene) hidden() bool {
	return s.present && !s.shown && !s.past() && s.page().kind == madePage
}

// unshown is what stands on a page while its answers are hidden: the question
// that the audience was asked, or the reason for the step.
func (s *scene) unshown(w int) []string {
	st := s.step()
	lines := s.prose.lines(st.Before, w)
	if st.Ask != nil && st.Ask.Call == s.page().call {
		if g := s.given(); g != nil {
			lines = s.questionLines(&g.Question, w)
		}
	}
	return join(lines, indent(s.active.Render("v "), s.dim.Render(s.say("shows what came of it.")), w))
}

// psLine is the command that shows the same processes in another window: ps(1)
// with the columns PPID, PID, PGID, SID, TTY, TPGID, STAT.
func (s *scene) psLine(w int) string {
	var pids []string
	for i := range s.rows {
		if s.rows[i].ended == nil {
			pids = append(pids, strconv.Itoa(s.rows[i].PID))
		}
	}
	command := s.strong.Render("ps j " + strings.Join(pids, " "))
	if whole := sentences(s.dim.Render(s.say("in another window:")), command); 1+width(whole) <= w {
		command = whole // a command that is cut shows something else
	}
	return fit(" "+command, w)
}

// spaced puts an empty line between the lines, and so two between paragraphs,
// where h lines are enough for that: to scroll before an audience is worse.
func spaced(c content, h int) content {
	wide := c
	wide.lines, wide.source = nil, nil
	at := make([]int, 0, len(c.lines)+1) // where each line then stands
	for i, line := range c.lines {
		at = append(at, len(wide.lines))
		wide.lines, wide.source = append(wide.lines, line), append(wide.source, c.line(i))
		if line != "" && i < len(c.lines)-1 {
			wide.lines, wide.source = append(wide.lines, ""), append(wide.source, -1)
		}
	}
	at = append(at, len(wide.lines))
	if len(c.head)+len(wide.lines) > h {
		return c
	}
	wide.focus = at[min(c.focus, len(c.lines))]
	wide.keep = nil
	for _, seen := range c.keep {
		wide.keep = append(wide.keep, span{at[seen.from], at[seen.to]})
	}
	return wide
}

// line returns which of the lines as they were written stands on that line, -1
// for none.
func (c *content) line(i int) int {
	switch {
	case i < 0 || i >= len(c.lines):
		return -1
	case c.source != nil:
		return c.source[i]
	}
	return i
}
