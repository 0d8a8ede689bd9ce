package tui

import (
	"slices"

	"forklore/probe"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// key handles a key. It reports leave if the learner leaves the lesson.
func (s *screen) key(msg tea.KeyMsg) (cmd tea.Cmd, leave bool) {
	undo := s.skipped
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
		return s.whenFree(func() tea.Cmd { return s.skip(undo) }), false
	case key.Matches(msg, keys.restart):
		return s.whenFree(s.restart), false
	case key.Matches(msg, keys.audit):
		return s.auditKey(), false
	case key.Matches(msg, keys.resume) && s.resumable():
		return s.resume(), false
	case key.Matches(msg, keys.reveal) && s.scene.conceals():
		s.reveal()
	default:
		s.paneKey(msg)
	}
	return nil, false
}

// answerKey handles a key of an open question. Digits choose an answer and not a
// pane, except for an audience: the presenter needs them to show every pane.
func (s *screen) answerKey(msg tea.KeyMsg) (tea.Cmd, bool) {
	q := s.scene.question()
	if q == nil || s.overlay != noOverlay {
		return nil, false
	}
	choices := len(q.Choices)
	// At first no choice is selected: enter, pressed once too often, must not
	// answer.
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

// enterKey handles enter while something is selected. Otherwise enter is the
// same key as →.
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

// next turns to the next page. From the last page it makes the next call.
func (s *screen) next() tea.Cmd {
	switch {
	case s.scene.at < len(s.scene.pages)-1:
		s.turn(1)
		return nil
	case s.scene.page().kind == summaryPage:
		s.notice = s.scene.say("this is the end: r plays it again, ← goes back, esc leads to the lessons")
		if s.scene.next != nil {
			s.notice = s.scene.say("this is the end: o opens the next lesson, r plays it again")
		}
		return nil
	case s.scene.question() != nil && !s.single:
		s.overlay = noOverlay // the question can be answered only if nothing covers it
		s.notice = s.scene.say("first predict: press a number, or p to pass")
		return nil
	}
	return s.do(nextRequest())
}

// turnOrExplain turns n pages. If there is no page there, it explains the key.
func (s *screen) turnOrExplain(msg tea.KeyMsg, n int) {
	at := s.scene.at
	if s.turn(n); s.scene.at == at {
		s.explain(msg)
	}
}

// read scrolls the narration down. At its end it does what next does.
func (s *screen) read() tea.Cmd {
	if s.overlay != noOverlay || s.unread() == 0 {
		return s.next()
	}
	r, _ := s.rectOf(narrationPane)
	_, h := inner(s.scene.pane, r)
	s.views[narrationPane].scroll(h - 1) // the last line stays, as the first
	return nil
}

// unread returns how many lines of the narration are below the pane.
func (s *screen) unread() int {
	r, ok := s.rectOf(narrationPane)
	if !ok {
		return 0
	}
	c := s.contentOf(narrationPane, r)
	_, h := inner(s.scene.pane, r)
	return max(0, len(c.lines)-s.views[narrationPane].place(c, h)-h)
}

// restart begins the lesson again, as a new attempt.
func (s *screen) restart() tea.Cmd {
	s.notice = s.scene.say("restarted with new processes")
	return s.do(againRequest())
}

// skip skips a step, or puts it back if it was skipped. The step is the one that
// the key before skipped (undo; -1 for none), or else the selected one, or else
// that of the page.
func (s *screen) skip(undo int) tea.Cmd {
	step, state := s.scene.page().step, &s.scene.state
	switch {
	case undo >= 0:
		step = undo
	case s.focus == timelinePane && s.scene.stepRow >= 0:
		step = s.scene.stepRow
	}
	if s.scene.stepAt(step) == nil {
		s.notice = s.scene.say("there is no step here to skip: 6 lists the steps")
		return nil
	}
	title := cell(s.scene.lesson.Steps[step].Title)
	if undo >= 0 || state.Skipped[step] {
		s.notice = s.scene.say("played anew with “%s”", title)
		return s.do(s.replay(step, false))
	}
	s.skipped = step
	if step == state.Step && state.Call == 0 {
		s.notice = s.scene.say("skipped “%s”: x again puts it back", title)
		return s.do(skipRequest())
	}
	s.notice = s.scene.say("played anew without “%s”: x again puts it back", title)
	return s.do(s.replay(step, true))
}

// replay plays the lesson again with or without a step, up to where the playing
// is. A system call cannot be undone: no call makes a process leave a session
// that it leads. So new processes make all calls again.
func (s *screen) replay(step int, without bool) request {
	state := &s.scene.state
	marks := slices.Clone(state.Skipped)
	marks[step] = without
	upto := state.Step - 1
	reached := state.Entries[len(state.Entries)-1].StepIndex
	if !without && reached <= step {
		upto = min(upto, step-1) // no later step was played: the step itself comes next, if it was reached
	}
	r := restartRequest(marks, upto, state.Earlier())
	if s.scene.page().kind == madePage && state.Call == 0 && reached != step {
		r.land = atMade // the learner sees the result of this step, so show the new result
	}
	return r
}

// jump turns to the step's page. If there is none yet, it plays the lesson up to
// that step.
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

// escape closes or unselects one thing. If there is nothing left to close, it
// leaves the lesson.
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
