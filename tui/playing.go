package tui

import (
	"time"

	"forklore/lessons"
	"forklore/lessons/player"
	"forklore/probe"

	tea "github.com/charmbracelet/bubbletea"
)

// lookEvery is the pause between two looks at the stage. With the look and a
// frame it is less than 200 ms, the time within which the screen must show a
// change from outside.
const lookEvery = 130 * time.Millisecond

// openedMsg says that a lesson is ready to be played, or why it is not. The
// number identifies the playing: results for an earlier one are dropped.
type openedMsg struct {
	number int
	lesson *lessons.Lesson
	player performer
	state  player.State
	err    error
}

// openLesson is the command that opens a lesson.
func openLesson(own *owner, l *lessons.Lesson, number int) tea.Cmd {
	return func() tea.Msg {
		p, err := own.start(l)
		if err != nil {
			return openedMsg{number: number, lesson: l, err: err}
		}
		return openedMsg{number: number, lesson: l, player: p, state: p.State()}
	}
}

// closedMsg says that the player is closed, or why it could not be.
type closedMsg struct{ err error }

// closeStage is the command that closes the player and its stage.
func closeStage(own *owner) tea.Cmd {
	return func() tea.Msg { return closedMsg{own.stop()} }
}

// A request is one use of the player. It runs as a command.
type request struct {
	run   func(performer) (player.State, error)
	land  landing
	fresh bool // the request restarts the lesson with new processes
}

// A landing says which page is shown after a request.
type landing int

const (
	stay    landing = iota // the same page as before
	atMade                 // the page of the last call
	atFront                // the last page: before a step, or the summary
)

// playedMsg is the result of a request.
type playedMsg struct {
	number   int // of the playing
	request  request
	state    player.State
	err      error
	step     int             // the step that the findings belong to; -1 for none
	findings []probe.Finding // of an audit that the step claims
	audit    *audit          // for the audit view; nil if it is closed
}

// lookedMsg says that something happened on the stage without a request.
type lookedMsg struct {
	number int
	state  player.State
}

// lookLater is the command that looks at the stage, with a pause before each
// look, until it finds something new. So an idle screen gets no messages, which
// would cost more than the looks.
func (a *app) lookLater() tea.Cmd {
	own, number, p, known := a.owner, a.number, a.screen.player, a.screen.scene.state.Entries
	return func() tea.Msg {
		for {
			<-time.After(lookEvery)
			state, ok := own.look(p)
			if !ok {
				return nil
			}
			if len(state.Entries) != len(known) || !sameStage(state.Entries, known) {
				return lookedMsg{number, state}
			}
		}
	}
}

// looked takes the result of a look. It reports changed false if the screen has
// the state already, from a request that ran at the same time.
func (s *screen) looked(m lookedMsg) (cmd tea.Cmd, changed bool) {
	now := s.scene.state.Entries
	if len(m.state.Entries) <= len(now) || !sameStage(m.state.Entries, now) {
		return nil, false
	}
	s.take(playedMsg{state: m.state, step: -1})
	if s.auditRole() != "" && !s.busy { // the running request audits at its end
		cmd = s.do(auditRequest())
	}
	return cmd, true
}

// sameStage reports whether both lists are from the same stage. A restart sets
// up another one.
func sameStage(a, b []player.Entry) bool {
	return len(a) > 0 && len(b) > 0 && a[0].Snapshot.Time.Equal(b[0].Snapshot.Time)
}

func nextRequest() request { return request{land: atMade, run: performer.Next} }

// answerRequest answers the open question with a choice; -1 passes it.
func answerRequest(choice int) request {
	return request{run: func(p performer) (player.State, error) { return p.Answer(choice), nil }}
}

func skipRequest() request { return request{land: atFront, run: performer.Skip} }

// restartRequest plays the lesson again up to and with the step upto, without the
// steps of skip and with the answers that were given before.
func restartRequest(skip []bool, upto int, earlier []player.Grade) request {
	return request{land: atFront, fresh: true, run: func(p performer) (player.State, error) {
		return p.Restart(skip, upto, earlier)
	}}
}

// againRequest starts a new attempt, at the introduction.
func againRequest() request {
	return request{land: atMade, fresh: true, run: func(p performer) (player.State, error) {
		return p.Restart(nil, -1, nil)
	}}
}

// uptoRequest plays on until that step comes next.
func uptoRequest(step int) request {
	return request{land: atFront, run: func(p performer) (player.State, error) {
		state := p.State()
		for !state.Done && state.Step < step {
			var err error
			if state, err = p.Next(); err != nil {
				return state, err
			}
		}
		return state, nil
	}}
}

// auditRequest does nothing on the stage: start audits after every request.
func auditRequest() request {
	return request{run: func(p performer) (player.State, error) { return p.State(), nil }}
}

// whenFree does what is asked for: at once, or when the running request is
// done. It then acts on the state of that time, and says only then what it did.
// One action waits at most, so that nothing piles up; further ones are dropped.
func (s *screen) whenFree(action func() tea.Cmd) tea.Cmd {
	switch {
	case !s.busy:
		return action()
	case s.queued == nil:
		s.queued = action
	}
	return nil
}

// do runs a request when no other runs.
func (s *screen) do(r request) tea.Cmd {
	return s.whenFree(func() tea.Cmd { return s.start(r) })
}

// start is the command that runs a request, and then the audits that the step or
// the audit view needs.
func (s *screen) start(r request) tea.Cmd {
	s.busy = true
	p, number, lesson, role := s.player, s.number, s.scene.lesson, s.auditRole()
	return func() tea.Msg {
		done := playedMsg{number: number, request: r, step: -1}
		done.state, done.err = r.run(p)
		done.step, done.findings = auditOf(p, lesson, done.state)
		if role != "" {
			done.audit = &audit{role: role, done: true, findings: p.Audit(role)}
		}
		return done
	}
}

// auditOf returns the index of the step just finished and the findings of the
// audit that it claims; -1 and nil if there is no such claim.
func auditOf(p performer, l *lessons.Lesson, s player.State) (int, []probe.Finding) {
	if len(s.Entries) == 0 {
		return -1, nil
	}
	step := s.Entries[len(s.Entries)-1].StepIndex
	if step < 0 || step >= s.Step {
		return -1, nil
	}
	for _, claim := range l.Steps[step].Then {
		if claim.Field == "audit" {
			return step, p.Audit(claim.Subject)
		}
	}
	return -1, nil
}

// done takes the result of a request.
func (s *screen) done(m playedMsg) tea.Cmd {
	s.busy = false
	if m.err != nil {
		s.notice = s.scene.say("the stage failed: %s", cell(m.err.Error()))
	}
	if m.audit != nil && s.auditRole() == m.audit.role {
		s.audit = m.audit
	}
	if now := s.scene.state; sameStage(m.state.Entries, now.Entries) && len(m.state.Entries) < len(now.Entries) {
		m.state = now // the result of a later look came first
	}
	s.take(m)
	if action := s.queued; action != nil {
		s.queued = nil
		return action()
	}
	return nil
}
