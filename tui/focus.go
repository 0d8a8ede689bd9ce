package tui

import "slices"

// focusOn sends the keys to the pane, and shows it instead of the panes that it
// takes turns with.
func (s *screen) focusOn(p paneID) {
	s.turns++
	s.recent[p] = s.turns
	s.focus = p
	if s.layout.slotOf(p) < 0 {
		s.zoomed = !s.single
	}
	s.selectStep()
}

// selectStep selects the page's step if the list of steps has the focus.
func (s *screen) selectStep() {
	s.change(func(c *scene) {
		c.stepRow = -1
		if s.focus == timelinePane {
			c.stepRow = max(0, min(c.page().step, len(c.lesson.Steps)-1))
		}
	})
}

// bring shows a pane instead of those that it takes turns with, unless one of
// them has the focus.
func (s *screen) bring(p paneID) {
	i := s.layout.slotOf(p)
	if i < 0 || slices.Contains(s.layout.slots[i].panes, s.focus) {
		return
	}
	s.turns++
	s.recent[p] = s.turns
}

// whole reports whether the pane with the focus is shown alone.
func (s *screen) whole() bool { return s.zoomed || s.single }

// room returns the place of a pane that is shown alone.
func (s *screen) room() rect {
	if !s.single {
		return s.layout.body
	}
	room, _ := s.layout.body.top(s.layout.body.h - presentHeight)
	return room
}

// front returns the pane that the slot shows: the one used last, or else the first.
func (s *screen) front(sl slot) paneID {
	return slices.MaxFunc(sl.panes, func(a, b paneID) int { return s.recent[a] - s.recent[b] })
}

// visible reports whether the pane is shown.
func (s *screen) visible(p paneID) bool {
	if s.whole() {
		return s.focus == p
	}
	i := s.layout.slotOf(p)
	return i >= 0 && s.front(s.layout.slots[i]) == p
}

// resize takes the layout of another window size.
func (s *screen) resize(l layout) {
	s.layout = l
	s.turns++
	s.recent[s.focus] = s.turns // or a pane that it shared no slot with before might cover it
	if !l.tooSmall && l.slotOf(s.focus) < 0 {
		s.zoomed = !s.single
	}
}

// rectOf returns the place of the pane; false if it is not shown.
func (s *screen) rectOf(p paneID) (rect, bool) {
	if !s.visible(p) {
		return rect{}, false
	}
	if s.whole() {
		return s.room(), true
	}
	return s.layout.slots[s.layout.slotOf(p)].rect, true
}

// paneAt returns the pane at a position of the window.
func (s *screen) paneAt(x, y int) (paneID, bool) {
	for p := range paneID(paneCount) {
		if r, ok := s.rectOf(p); ok && r.contains(x, y) {
			return p, true
		}
	}
	return 0, false
}
