package tui

import (
	"strconv"
	"strings"
)

// For an audience the screen shows one pane at a time, with space between the
// lines. The last line above the keys is a ps(1) command that shows the same
// processes in another window. The result of a call is hidden until the
// presenter shows it.

const (
	presentHeight = 1  // rows of the ps line
	presentWidth  = 76 // columns of prose: longer lines are hard to read from a distance
)

// hidden reports whether the result of the page's call is still hidden.
func (s *scene) hidden() bool {
	return s.present && !s.shown && !s.past() && s.page().kind == madePage
}

// unshown is the text of a page while its result is hidden: the question, or
// else the reason for the step.
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

// psLine is the command that shows the same processes in another window: ps j
// has the columns PPID, PID, PGID, SID, TTY, TPGID and STAT (ps(1)).
func (s *scene) psLine(w int) string {
	var pids []string
	for i := range s.rows {
		if s.rows[i].ended == nil {
			pids = append(pids, strconv.Itoa(s.rows[i].PID))
		}
	}
	command := s.strong.Render("ps j " + strings.Join(pids, " "))
	if whole := sentences(s.dim.Render(s.say("in another window:")), command); 1+width(whole) <= w {
		command = whole // without the words, if they would cut the command
	}
	return fit(" "+command, w)
}

// spaced puts an empty line after each line, if all of it fits in h lines:
// scrolling in front of an audience would be worse than lines close together.
func spaced(c content, h int) content {
	wide := c
	wide.lines, wide.source = nil, nil
	at := make([]int, 0, len(c.lines)+1) // the new index of each line
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

// line returns the index of the item on line i; -1 for none.
func (c *content) line(i int) int {
	switch {
	case i < 0 || i >= len(c.lines):
		return -1
	case c.source != nil:
		return c.source[i]
	}
	return i
}
