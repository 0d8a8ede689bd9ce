package tui

import (
	"slices"

	"forklore/probe"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// key does what a key says. It reports whether the learner leaves the lesson.
func (s *screen) key(msg tea.KeyMsg) (cmd tea.Cmd, leave bool) {
	left := s.skipped
	s.notice, s.skipped = "", -1
	if key.Matches(msg, keys.escape) {
		return nil, s.escape()
	}
	if cmd, ok := s.answerKey(msg); ok {
		return cmd, false
	}
	if cmd, ok := s.enterKey(msg); ok {
		return cmd, false
	}
	switch {
	case key.Matches(msg, keys.next):
		return s.next(), false
	case key.Matches(msg, keys.read):
		return s.read(), false
	case key.Matches(msg, keys.back):
		s.turnOrExplain(msg, -1)
	case key.Matches(msg, keys.first):
		s.turnOrExplain(msg, -len(s.scene.pages))
	case key.Matches(msg, keys.now):
		s.turnOrExplain(msg, len(s.scene.pages))
	case key.Matches(msg, keys.skip):
		return s.whenFree(func() tea.Cmd { return s.skip(left) }), false
	case key.Matches(msg, keys.restart):
		return s.whenFree(s.restart), false
	case key.Matches(msg, keys.audit):
		return s.openAudit(), false
	case key.Matches(msg, keys.resume) && s.resumable():
		return s.resume(), false
	case key.Matches(msg, keys.reveal) && s.scene.conceals():
		s.reveal()
	default:
		s.paneKey(msg)
	}
	return nil, false
}

// answerKey answers an open question. Its digits and arrows go before those
// of the panes; but who presents has to get at every pane.
func (s *screen) answerKey(msg tea.KeyMsg) (tea.Cmd, bool) {
	q := s.scene.question()
	if q == nil || s.overlay != noOverlay {
		return nil, false
	}
	choices := len(q.Choices)
	// No choice is pointed at until an arrow is pressed: enter, pressed once more
	// than meant, must not answer.
	point := func(n int) {
		s.change(func(c *scene) {
			if c.choice < 0 && n < 0 {
				c.choice = choices
			}
			c.choice = max(0, min(c.choice+n, choices-1))
		})
	}
	switch {
	case key.Matches(msg, keys.pass):
		return s.do(answerRequest(-1)), true
	case key.Matches(msg, keys.hint):
		if q.Hint == "" {
			s.notice = s.scene.say("there is no hint for this one")
		}
		s.change(func(c *scene) { c.hinted = !c.hinted })
	case key.Matches(msg, keys.choose) && !s.single && digit(msg) < choices:
		return s.do(answerRequest(digit(msg))), true
	case s.focus != narrationPane:
		return nil, false
	case key.Matches(msg, keys.up):
		point(-1)
	case key.Matches(msg, keys.down):
		point(1)
	case key.Matches(msg, keys.details) && s.scene.choice >= 0:
		return s.do(answerRequest(s.scene.choice)), true
	default:
		return nil, false
	}
	return nil, true
}

// enterKey is what enter does where something is selected. Elsewhere it goes on.
func (s *screen) enterKey(msg tea.KeyMsg) (tea.Cmd, bool) {
	if !key.Matches(msg, keys.details) {
		return nil, false
	}
	switch {
	case s.overlay != noOverlay:
		s.overlay = noOverlay
	case s.focus == tablePane && s.scene.selectedRow() >= 0:
		s.overlay, s.overlayScroll = detailsOverlay, viewport{}
	case s.focus == timelinePane && s.scene.stepRow >= 0:
		return s.jump(s.scene.stepRow), true
	default:
		return nil, false
	}
	return nil, true
}

// next turns the page, and at the last one makes the next call.
func (s *screen) next() tea.Cmd {
	switch {
	case s.scene.at < len(s.scene.pages)-1:
		s.turn(1)
		return nil
	case s.scene.page().kind == summaryPage:
		s.notice = s.scene.say("this is the end: r plays it again, ← goes back, esc leads to the lessons")
		return nil
	case s.scene.question() != nil && !s.single:
		s.overlay = noOverlay // what lies over the question would keep it from being answered
		s.notice = s.scene.say("first predict: press a number, or p to pass")
		return nil
	}
	return s.do(nextRequest())
}

// turnOrExplain turns n pages, where there are any.
func (s *screen) turnOrExplain(msg tea.KeyMsg, n int) {
	at := s.scene.at
	if s.turn(n); s.scene.at == at {
		s.explain(msg)
	}
}

// read scrolls the narration on, and at its end is next.
func (s *screen) read() tea.Cmd {
	if s.overlay != noOverlay || s.unread() == 0 {
		return s.next()
	}
	r, _ := s.rectOf(narrationPane)
	_, h := inner(s.scene.pane, r)
	s.views[narrationPane].scroll(h - 1) // a line is read twice, to keep the place
	return nil
}

// unread is how many lines of the narration stand below what is shown.
func (s *screen) unread() int {
	r, ok := s.rectOf(narrationPane)
	if !ok {
		return 0
	}
	c := s.contentOf(narrationPane, r)
	_, h := inner(s.scene.pane, r)
	return max(0, len(c.lines)-s.views[narrationPane].place(c, h)-h)
}

func (s *screen) restart() tea.Cmd {
	s.notice = s.scene.say("restarted with new processes")
	return s.do(againRequest())
}

// skip leaves a step out, or puts back one that was left out: the one that the
// key before has left out, if it has, or else that of the page, or the selected
// one.
func (s *screen) skip(left int) tea.Cmd {
	step, state := s.scene.page().step, &s.scene.state
	switch {
	case left >= 0:
		step = left
	case s.focus == timelinePane && s.scene.stepRow >= 0:
		step = s.scene.stepRow
	}
	if s.scene.stepAt(step) == nil {
		s.notice = s.scene.say("there is no step here to skip: 6 lists the steps")
		return nil
	}
	title := cell(s.scene.lesson.Steps[step].Title)
	if left >= 0 || state.Skipped[step] {
		s.notice = s.scene.say("played anew with “%s”", title)
		return s.do(s.replay(step, false))
	}
	s.skipped = step
	if step == state.Step {
		s.notice = s.scene.say("skipped “%s”: x again puts it back", title)
		return s.do(skipRequest())
	}
	s.notice = s.scene.say("played anew without “%s”: x again puts it back", title)
	return s.do(s.replay(step, true))
}

// replay plays all with or without a step, up to where the playing stood. What
// was made cannot be unmade: a process that led a session will have led one. So
// new processes do it all again.
func (s *screen) replay(step int, without bool) request {
	state := &s.scene.state
	marks := slices.Clone(state.Skipped)
	marks[step] = without
	upto := state.Step - 1
	reached := state.Entries[len(state.Entries)-1].StepIndex
	if !without && reached <= step {
		upto = step - 1 // nothing came after it yet: it is still to be made
	}
	r := restartRequest(marks, upto, state.Earlier())
	if s.scene.page().kind == madePage && state.Call == 0 && reached != step {
		r.land = atMade // who looked at what a step has made sees what it makes now
	}
	return r
}

// jump goes to the step, and plays on to it where it was not reached yet.
func (s *screen) jump(step int) tea.Cmd {
	s.zoomed = s.zoomed && s.focus != timelinePane
	s.focusOn(narrationPane)
	for i, p := range s.scene.pages {
		if p.step == step {
			s.turn(i - s.scene.at)
			return nil
		}
	}
	if s.scene.state.Skipped[step] {
		s.notice = s.scene.say("this step was skipped: x on it plays all anew with it")
		return nil
	}
	return s.whenFree(func() tea.Cmd {
		if n := s.scene.questionsUntil(step); n > 0 {
			s.notice = s.scene.say("played on to step %d; predictions passed on the way: %d", step+1, n)
		}
		return s.do(uptoRequest(step))
	})
}

// escape closes what was opened last. Where nothing is, it leaves the lesson.
func (s *screen) escape() (leave bool) {
	switch {
	case s.overlay != noOverlay:
		s.overlay = noOverlay
	case s.focus == timelinePane && s.scene.stepRow >= 0:
		s.change(func(c *scene) { c.stepRow = -1 })
	case s.zoomed:
		s.unzoom()
	case s.scene.selected != probe.ID{}:
		s.change(func(c *scene) { c.selected = probe.ID{} })
	case s.scene.choice >= 0:
		s.change(func(c *scene) { c.choice = -1 })
	case s.single && s.focus != narrationPane:
		s.focusOn(narrationPane)
	default:
		return true
	}
	return false
}
