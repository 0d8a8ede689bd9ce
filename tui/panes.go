package tui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// paneKey handles the keys of the panes, and explains a key that does nothing.
func (s *screen) paneKey(msg tea.KeyMsg) {
	switch {
	case s.scrollKey(msg):
	case key.Matches(msg, keys.zoom):
		s.zoom()
	case key.Matches(msg, keys.language):
		s.nextLanguage()
	case key.Matches(msg, keys.panes):
		s.cycle(1)
	case key.Matches(msg, keys.previous):
		s.cycle(-1)
	case key.Matches(msg, keys.pane):
		s.choosePane(paneID(digit(msg)))
	default:
		s.explain(msg)
	}
}

// scrollKey scrolls the overlay or the pane with the focus, or selects another
// row of it. It reports whether the key does that.
func (s *screen) scrollKey(msg tea.KeyMsg) bool {
	page := s.layout.body.h / 3
	switch {
	case s.overlay != noOverlay:
		return s.overlayScroll.key(msg, page)
	case key.Matches(msg, keys.up) && s.move(-1), key.Matches(msg, keys.down) && s.move(1):
		return true
	}
	return s.views[s.focus].key(msg, page)
}

// key scrolls if msg is a scroll key, and reports whether it is one. PgUp and
// PgDn scroll by page lines.
func (v *viewport) key(msg tea.KeyMsg, page int) bool {
	switch {
	case key.Matches(msg, keys.up):
		v.scroll(-1)
	case key.Matches(msg, keys.down):
		v.scroll(1)
	case key.Matches(msg, keys.pageUp):
		v.scroll(-page)
	case key.Matches(msg, keys.pageDown):
		v.scroll(page)
	default:
		return false
	}
	return true
}

// explain says that a key does nothing here, and what it does elsewhere.
func (s *screen) explain(msg tea.KeyMsg) {
	for _, c := range keys.chapters() {
		for _, b := range c.bindings {
			if key.Matches(msg, b) {
				s.notice = s.scene.say("%s does nothing here (%s)", msg.String(), s.scene.word(b.Help().Desc))
				return
			}
		}
	}
}

// choosePane moves the focus to a pane, or zooms it if it has the focus.
func (s *screen) choosePane(p paneID) {
	s.overlay = noOverlay
	switch {
	case p != s.focus:
		s.zoomed = false
		s.focusOn(p)
	default:
		s.zoom()
	}
}

// zoom shows the pane with the focus alone, or again beside the others.
func (s *screen) zoom() {
	switch {
	case s.single:
		s.notice = s.scene.say("one pane is shown at a time: 1–7 show the others")
	case s.zoomed:
		s.unzoom()
	default:
		s.zoomed = true
	}
}

// cycle moves the focus n panes on.
func (s *screen) cycle(n int) {
	s.overlay = noOverlay
	s.focusOn(paneID((int(s.focus) + n + paneCount) % paneCount))
	s.zoomed = s.zoomed && s.layout.slotOf(s.focus) < 0
}

// nextLanguage shows the program; if it is shown already, in its next language.
func (s *screen) nextLanguage() {
	all := languagesOf(s.scene.lesson)
	if len(all) == 0 {
		s.notice = s.scene.say("this lesson has no program text")
		return
	}
	if !s.visible(programPane) {
		s.zoomed = false
		s.focusOn(programPane)
		return
	}
	i := slices.Index(all, s.scene.language)
	s.change(func(c *scene) { c.language = all[(i+1)%len(all)] })
	s.views[programPane] = viewport{}
}

// move selects another row. It reports false if the pane with the focus has no
// rows to select.
func (s *screen) move(n int) bool {
	switch s.focus {
	case tablePane:
		s.selectRow(moveIndex(s.scene.selectedRow(), n, len(s.scene.rows)))
	case timelinePane:
		at := s.scene.stepRow
		if at < 0 {
			at = s.scene.page().step - n
		}
		s.change(func(c *scene) { c.stepRow = moveIndex(at, n, len(c.lesson.Steps)) })
	default:
		return false
	}
	return true
}

// moveIndex moves an index by n, within 0 and total-1. From -1, which is none, it
// moves to the first or the last.
func moveIndex(at, n, total int) int {
	if at < 0 && n < 0 {
		at = total
	}
	return max(0, min(at+n, total-1))
}

// selectRow selects a row of the process table.
func (s *screen) selectRow(i int) {
	if i < 0 || i >= len(s.scene.rows) {
		return
	}
	s.change(func(c *scene) { c.selected = c.rows[i].ID() })
	s.views[tablePane].moved = false // scroll to the selected row
}

// unzoom shows all panes again.
func (s *screen) unzoom() {
	s.zoomed = false
	if s.layout.slotOf(s.focus) < 0 {
		s.focusOn(narrationPane)
	}
}
