package tui

import (
	"forklore/lessons"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

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
	if s.overlay != noOverlay {
		s.overlayScroll.scroll(wheel(msg))
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
	s.notice, s.skipped = "", -1
	if tab, ok := s.tabAt(msg.X, msg.Y); ok {
		s.focusOn(tab)
		return nil
	}
	s.focusOn(p)
	return s.click(p, msg.X, msg.Y)
}

// click selects what stands at a place of the window. An answer that is clicked
// is given, and of a word that is clicked the glossary tells what it means.
func (s *screen) click(p paneID, x, y int) tea.Cmd {
	r, _ := s.rectOf(p)
	c := s.contentOf(p, r)
	_, h := inner(s.scene.pane, r)
	at := y - r.y - s.scene.pane.GetBorderTopSize()
	index := at - len(c.head) + s.views[p].offset
	line := c.line(index)
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
		return s.do(answerRequest(line - c.choices.from))
	case p == narrationPane:
		column := x - r.x - s.scene.pane.GetBorderLeftSize() - s.scene.pane.GetPaddingLeft()
		if term, ok := s.scene.speech.TermAt(letterAt(c.lines[index], column)); ok {
			return func() tea.Msg { return termMsg{term} }
		}
	}
	return nil
}

// termMsg is the message that the learner wants to know what a word means.
type termMsg struct{ term lessons.Term }

// letterAt returns a styled line's text, and the index of the character that
// stands in a column.
func letterAt(line string, column int) (text string, index int) {
	text = ansi.Strip(line)
	for _, r := range text {
		if column -= width(string(r)); column < 0 {
			break
		}
		index++
	}
	return text, index
}
