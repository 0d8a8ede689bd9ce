package tui

import (
	"time"

	"forklore/lessons"
	"forklore/lessons/player"
	"forklore/probe"

	tea "github.com/charmbracelet/bubbletea"
)

// lookEvery is the pause between two looks at the stage: together with a look
// itself it stays below the 200 ms within which a change from outside shows.
const lookEvery = 150 * time.Millisecond

// opened is the message that a lesson is ready to be played, or why it is not.
// Its number tells it from those of playings before it.
type opened struct {
	number int
	lesson *lessons.Lesson
	player performer
	state  player.State
	err    error
}

// open is the command that opens a lesson.
func open(h *house, l *lessons.Lesson, number int) tea.Cmd {
	return func() tea.Msg {
		p, err := h.start(l)
		if err != nil {
			return opened{number: number, lesson: l, err: err}
		}
		return opened{number: number, lesson: l, player: p, state: p.State()}
	}
}

// stopped is the message that what was played is closed.
type stopped struct{ err error }

func closeStage(h *house) tea.Cmd {
	return func() tea.Msg { return stopped{h.stop()} }
}

// An errand is one use of the player. It runs as a command.
type errand struct {
	name string
	run  func(performer) (player.State, error)
	// Where the learner then is: at what was made last, or, if front is set,
	// at the last page, which may be before a step.
	turn  bool
	front bool
	fresh bool // it was a restart: no page of before is there any more
}

// played is the message that an errand was run.
type played struct {
	number   int
	errand   errand
	state    player.State
	err      error
	step     int // of the findings
	findings []probe.Finding
	audit    *audit // asked for by the audit view
}

// lookDue is the message that it is time to look at the stage again.
type lookDue struct{ number int }

// lookLater is the command that waits for the next look.
func lookLater(number int) tea.Cmd {
	return tea.Tick(lookEvery, func(time.Time) tea.Msg { return lookDue{number} })
}

var lookErrand = errand{name: "look", run: func(p performer) (player.State, error) { return p.Look(), nil }}

func (s *screen) nextErrand() errand {
	return errand{name: "next", turn: true, run: performer.Next}
}

func (s *screen) answerErrand(choice int) errand {
	return errand{name: "answer", run: func(p performer) (player.State, error) { return p.Answer(choice), nil }}
}

func (s *screen) skipErrand() errand {
	return errand{name: "skip", turn: true, front: true, run: performer.Skip}
}

func (s *screen) restartErrand(skip []bool, upto int) errand {
	return errand{name: "restart", turn: true, fresh: true, run: func(p performer) (player.State, error) {
		return p.Restart(skip, upto)
	}}
}

// uptoErrand plays on until the step of that index is next.
func (s *screen) uptoErrand(step int) errand {
	return errand{name: "play on", turn: true, front: true, run: func(p performer) (player.State, error) {
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

// auditErrand makes nothing happen; the audit view asks for findings after it.
func auditErrand() errand {
	return errand{name: "audit", run: func(p performer) (player.State, error) { return p.State(), nil }}
}

// do starts an errand. One runs at a time: what is asked for meanwhile is done
// after it, but no more than one thing, so that nothing piles up.
func (s *screen) do(e errand) tea.Cmd {
	if s.busy {
		if s.queued == nil && e.name != lookErrand.name {
			s.queued = &e
		}
		return nil
	}
	s.busy = true
	p, number, lesson, role := s.player, s.number, s.scene.lesson, s.auditRole()
	return func() tea.Msg {
		done := played{number: number, errand: e, step: -1}
		done.state, done.err = e.run(p)
		if e.name != lookErrand.name {
			done.step, done.findings = auditOf(p, lesson, done.state)
		}
		if role != "" {
			done.audit = &audit{role, p.Audit(role)}
		}
		return done
	}
}

// auditOf returns the findings that the step just played claims, and its index.
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

// done takes the result of an errand.
func (s *screen) done(m played) (cmd tea.Cmd, changed bool) {
	s.busy = false
	if m.err != nil {
		s.notice = "the stage failed: " + cell(m.err.Error())
		changed = true
	}
	if m.audit != nil && s.over == auditView {
		s.audit = m.audit
		changed = true
	}
	if m.errand.name != lookErrand.name || len(m.state.Entries) != len(s.scene.state.Entries) {
		s.take(m)
		changed = true
	}
	var cmds []tea.Cmd
	if m.errand.name == lookErrand.name {
		cmds = append(cmds, s.later(s.number))
	}
	if q := s.queued; q != nil {
		s.queued = nil
		if cmd := s.do(*q); cmd != nil {
			cmds = append(cmds, cmd)
		}
	}
	return tea.Batch(cmds...), changed
}
