package tui

import (
	"maps"

	"forklore/lessons/player"
	"forklore/probe"

	tea "github.com/charmbracelet/bubbletea"
)

// An overlay is what covers the panes.
type overlay int

const (
	noOverlay overlay = iota
	detailsOverlay
	auditOverlay
)

// A screen shows a lesson that is played: it has the scene to draw, the player,
// and the state of the panes.
type screen struct {
	number int // of the playing
	player performer
	busy   bool           // a request is running
	queued func() tea.Cmd // what to do after it; nil for nothing

	scene    *scene
	layout   layout
	focus    paneID
	turns    int            // counts how often a pane was brought to the front
	recent   [paneCount]int // the turn in which each pane was last
	zoomed   bool
	single   bool // one pane at a time, for an audience
	views    [paneCount]viewport
	rendered [paneCount]rendering

	overlay       overlay
	overlayScroll viewport
	audit         *audit
	notice        string // shown instead of the keys until the next key; empty for none
	skipped       int    // the step that the last key skipped; -1 for none

	resumption resumption
}

// A rendering is what a pane showed last, and for which scene and size.
type rendering struct {
	scene   *scene
	w, h    int
	echoes  bool // the content ends with the terminal's new lines
	content content
}

// newScreen shows a lesson at its introduction.
func (a *app) newScreen(m openedMsg) *screen {
	language := ""
	if all := languagesOf(m.lesson); len(all) > 0 {
		language = all[0]
	}
	var resume resumption
	if a.options.Progress != nil && m.lesson.Shipped {
		resume = resumptionOf(m.lesson, a.options.Progress.Lesson(m.lesson.Name))
	}
	s := &screen{
		number: m.number, player: m.player, resumption: resume, layout: a.layout,
		focus: narrationPane, single: a.options.Present, skipped: -1,
	}
	s.scene = &scene{
		theme: a.theme, lesson: m.lesson, next: lessonAfter(a.menu.lessons, m.lesson), pid: a.pid,
		ask: a.options.Ask, present: a.options.Present, language: language, resumeAt: resume.step,
		choice: -1, stepRow: -1, audits: map[int][]probe.Finding{},
	}
	s.change(func(c *scene) { c.enter(m.state) })
	return s
}

// enter takes a state of the player.
func (s *scene) enter(state player.State) {
	s.state = state
	s.stops = stopsOf(state.Entries)
	s.pages = pagesOf(s.lesson, state, s.stops)
}

// change replaces the scene with a changed copy.
func (s *screen) change(how func(*scene)) {
	next := *s.scene
	how(&next)
	next.at = max(0, min(next.at, len(next.pages)-1))
	next.derive()
	s.scene = &next
}

// take shows the result of a request or a look.
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

// turn goes n pages on; back if n is negative.
func (s *screen) turn(n int) {
	before := s.scene
	s.change(func(c *scene) { c.at += n })
	s.turned(before)
}

// turned resets the panes if another page is shown than before, and brings those
// to the front that have something to say on it.
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
