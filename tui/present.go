package tui

import (
	"slices"
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
		for i := range s.state.Grades {
			if g := &s.state.Grades[i]; g.Step == s.page().step {
				lines = s.put(&g.Question, w)
			}
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
	slices.Sort(pids)
	return fit(" "+s.dim.Render(s.say("in another window:"))+" "+s.strong.Render("ps j "+strings.Join(pids, " ")), w)
}

// spaced puts an empty line behind every line.
func spaced(c content) content {
	lines := make([]string, 0, 2*len(c.lines))
	for _, line := range c.lines {
		if line == "" && len(lines) > 0 && lines[len(lines)-1] == "" {
			continue
		}
		lines = append(lines, line, "")
	}
	c.lines = lines
	if c.focus > 0 {
		c.focus *= 2
	}
	return c
}
