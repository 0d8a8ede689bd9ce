package tui

import (
	"forklore/lessons"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

const wheelLines = 3

// wheel returns how many lines the mouse wheel scrolls; 0 for another event.
func wheel(msg tea.MouseMsg) int {
	switch msg.Button {
	case tea.MouseButtonWheelUp:
		return -wheelLines
	case tea.MouseButtonWheelDown:
		return wheelLines
	}
	return 0
}

// pressed reports whether the left button was pressed.
func pressed(msg tea.MouseMsg) bool {
	return msg.Action == tea.MouseActionPress && msg.Button == tea.MouseButtonLeft
}

// mouse handles a click, or scrolls the pane under the mouse.
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

// click selects the row at a position of pane p. A click on an answer gives that
// answer, and a click on a word opens the glossary there.
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
		s.views[p].moved = true // do not scroll the row away from under the mouse
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

// termMsg asks for the glossary's entry for a term.
type termMsg struct{ term lessons.Term }

// letterAt returns a styled line without its styles, and the index of the rune
// in a column.
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
