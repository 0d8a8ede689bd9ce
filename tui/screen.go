package tui

import (
	"maps"
	"slices"

	"forklore/lessons/player"
	"forklore/probe"

	tea "github.com/charmbracelet/bubbletea"
)

// What stands over the panes.
type overlay int

const (
	noOverlay overlay = iota
	detailsOverlay
	auditOverlay
)

// A screen is a lesson that is played: the scene that is shown, and where the
// keys go.
type screen struct {
	number int // of the playing
	player performer
	busy   bool           // a request is running
	queued func() tea.Cmd // what to do after it; nil for nothing

	scene  *scene
	layout layout
	focus  paneID
	recent [paneCount]int // when a pane had the focus last, in turns
	turns  int
	zoomed bool
	single bool // one pane at a time: to present
	views  [paneCount]viewport
	drawn  [paneCount]drawn

	overlay       overlay
	overlayScroll viewport
	audit         *audit
	notice        string // for once, where the keys are listed
	left          int    // the step that the key before has left out; -1 for none

	resumption resumption
}

// Drawn is what a pane drew last, and of what.
type drawn struct {
	scene   *scene
	w, h    int
	echoes  bool // with what the terminal shows, where its pane is not to be seen
	content content
}

func (a *app) newScreen(m openedMsg) *screen {
	language := ""
	if all := languagesOf(m.lesson); len(all) > 0 {
		language = all[0]
	}
	s := &screen{number: m.number, player: m.player, layout: a.layout, focus: narrationPane, single: a.options.Present, left: -1}
	s.scene = &scene{
		theme: a.theme, lesson: m.lesson, ask: a.options.Ask, pid: a.pid, language: language, choice: -1, stepRow: -1,
		audits: map[int][]probe.Finding{},
	}
	if a.options.Progress != nil && m.lesson.Shipped {
		s.resumption = resumptionOf(m.lesson, a.options.Progress.Lesson(m.lesson.Name))
	}
	s.scene.present, s.scene.resumeAt = a.options.Present, s.resumption.step
	s.scene.next = after(a.menu.lessons, m.lesson)
	s.change(func(c *scene) { c.enter(m.state); c.at = 0 })
	return s
}

// enter takes a state of the playing.
func (s *scene) enter(state player.State) {
	s.state = state
	s.stops = stops(state.Entries)
	s.pages = pages(s.lesson, state, s.stops)
}

// change makes a new scene of the current one.
func (s *screen) change(how func(*scene)) {
	next := *s.scene
	how(&next)
	next.at = max(0, min(next.at, len(next.pages)-1))
	next.look()
	s.scene = &next
}

// take shows the state that a request brought.
func (s *screen) take(m playedMsg) {
	before := s.scene
	s.change(func(c *scene) {
		last := len(c.stops) - 1
		here := c.page()
		c.enter(m.state)
		switch m.request.land {
		case atFront:
			c.at = len(c.pages) - 1
		case atMade:
			c.at = lastMade(c.pages)
		default:
			c.at = here.same(c.pages, here.stop == last)
		}
		c.audits = maps.Clone(c.audits)
		if m.request.fresh {
			c.audits = map[int][]probe.Finding{}
			c.selected = probe.ID{}
		}
		if m.step >= 0 && m.findings != nil {
			c.audits[m.step] = m.findings
		}
	})
	s.turned(before)
}

// turn goes n pages on, or back where n is negative.
func (s *screen) turn(n int) {
	before := s.scene
	s.change(func(c *scene) { c.at += n })
	s.turned(before)
}

// turned starts every pane anew where another page is shown than before.
func (s *screen) turned(before *scene) {
	was, is := before.page(), s.scene.page()
	if was == is && before.state.Question == s.scene.state.Question {
		return
	}
	if was.kind != is.kind || was.step != is.step || was.call != is.call {
		for i := range s.views {
			s.views[i].moved = false
		}
		s.change(func(c *scene) { c.choice, c.hinted, c.shown, c.revealed = -1, false, false, 0 })
		s.selectStep()
	}
	if is.kind == madePage && s.scene.wrote() {
		s.bring(terminalPane)
	} else if is.kind == aheadPage && len(s.scene.step().Code) > 0 {
		s.bring(programPane)
	}
	if s.scene.question() != nil || is.kind == summaryPage {
		s.zoomed = s.zoomed && s.focus == narrationPane
		s.focusOn(narrationPane)
	}
}

// # Panes

// focusOn lets the keys go to the pane, and brings it to the front of those
// that it takes turns with.
func (s *screen) focusOn(p paneID) {
	s.turns++
	s.recent[p] = s.turns
	s.focus = p
	if s.layout.slotOf(p) < 0 {
		s.zoomed = !s.single
	}
	s.selectStep()
}

// selectStep selects the page's step while the keys go to the list of steps.
func (s *screen) selectStep() {
	s.change(func(c *scene) {
		c.stepRow = -1
		if s.focus == timelinePane {
			c.stepRow = max(0, min(c.page().step, len(c.lesson.Steps)-1))
		}
	})
}

// bring brings a pane to the front of those that it takes turns with, but not
// of the one that has the focus.
func (s *screen) bring(p paneID) {
	i := s.layout.slotOf(p)
	if i < 0 || slices.Contains(s.layout.slots[i].panes, s.focus) {
		return
	}
	s.turns++
	s.recent[p] = s.turns
}

// whole reports whether the pane with the focus stands alone.
func (s *screen) whole() bool { return s.zoomed || s.single }

// room is where a pane that stands alone stands.
func (s *screen) room() rect {
	if !s.single {
		return s.layout.body
	}
	room, _ := s.layout.body.top(s.layout.body.h - presentHeight)
	return room
}

// front returns the pane of the slot that was used last, at the start its first.
func (s *screen) front(sl slot) paneID {
	return slices.MaxFunc(sl.panes, func(a, b paneID) int { return s.recent[a] - s.recent[b] })
}

// visible reports whether the pane can be seen.
func (s *screen) visible(p paneID) bool {
	if s.whole() {
		return s.focus == p
	}
	i := s.layout.slotOf(p)
	return i >= 0 && s.front(s.layout.slots[i]) == p
}

// resize lays the screen out anew.
func (s *screen) resize(l layout) {
	s.layout = l
	if !l.tooSmall && l.slotOf(s.focus) < 0 {
		s.zoomed = !s.single
	}
}

// rectOf returns where the pane stands; false where it is not to be seen.
func (s *screen) rectOf(p paneID) (rect, bool) {
	if !s.visible(p) {
		return rect{}, false
	}
	if s.whole() {
		return s.room(), true
	}
	return s.layout.slots[s.layout.slotOf(p)].rect, true
}

// paneAt returns the pane at a place of the window.
func (s *screen) paneAt(x, y int) (paneID, bool) {
	for p := range paneID(paneCount) {
		if r, ok := s.rectOf(p); ok && r.contains(x, y) {
			return p, true
		}
	}
	return 0, false
}
