package tui

import tea "github.com/charmbracelet/bubbletea"

const wheelLines = 3

func wheel(msg tea.MouseMsg) int {
	switch msg.Button {
	case tea.MouseButtonWheelUp:
		return -wheelLines
	case tea.MouseButtonWheelDown:
		return wheelLines
	}
	return 0
}

func pressed(msg tea.MouseMsg) bool {
	return msg.Action == tea.MouseActionPress && msg.Button == tea.MouseButtonLeft
}

// mouse selects the row that was clicked, and scrolls the pane under a wheel.
func (s *screen) mouse(msg tea.MouseMsg) tea.Cmd {
	if s.over != noView {
		s.overView.scroll(wheel(msg))
		return nil
	}
	p, ok := s.paneAt(msg.X, msg.Y)
	if !ok {
		return nil
	}
	if n := wheel(msg); n != 0 {
		s.views[p].scroll(n)
	}
	if !pressed(msg) {
		return nil
	}
	s.notice = ""
	if tab, ok := s.tabAt(msg.X, msg.Y); ok {
		s.focusOn(tab)
		return nil
	}
	s.focusOn(p)
	return s.click(p, msg.Y)
}

// click selects what stands on the line y of the window. An answer that is
// clicked is given.
func (s *screen) click(p paneID, y int) tea.Cmd {
	r, _ := s.rectOf(p)
	c := s.content(p, r)
	_, h := inner(s.scene.pane, r)
	at := y - r.y - s.scene.pane.GetBorderTopSize()
	line := c.line(at - len(c.head) + s.views[p].offset)
	if at < len(c.head) || at >= h || line < 0 {
		return nil
	}
	switch {
	case p == tablePane:
		s.selectRow(line)
		s.views[p].moved = true // what was clicked stays under the mouse
	case p == timelinePane:
		s.change(func(c *scene) { c.stepRow = line })
	case p == narrationPane && line >= c.choices.from && line < c.choices.to:
		return s.do(s.answerErrand(line - c.choices.from))
	}
	return nil
}
