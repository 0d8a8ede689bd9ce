package player

import (
	"errors"
	"fmt"

	"forklore/lessons"
	"forklore/lessons/stage"
	"forklore/probe"
)

// Next makes the next call. An open question counts as passed. A call that
// fails, blocks or is refused is a moment, not an error; an error means that
// the stage can't go on.
func (p *Player) Next() (State, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.stage == nil:
		return p.share(), errClosed
	case p.state.Done:
		return p.share(), nil
	}
	err := p.play()
	return p.share(), err
}

// Look adds what has happened without a call since the last State: a call
// that returned, an end, a change made from outside.
func (p *Player) Look() State {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stage != nil {
		p.record(p.placed(), -1)
	}
	return p.share()
}

// placed returns the step that something from outside falls into: the one
// whose call was made last.
func (p *Player) placed() int { return p.state.Entries[len(p.state.Entries)-1].StepIndex }

// play makes the next action, and ends the step where it was the last one.
func (p *Player) play() error {
	if p.state.Question != nil {
		p.answer(-1)
	}
	p.record(p.placed(), -1) // what happened meanwhile is not this call's doing
	step, call := p.state.Step, p.state.Call
	actions := p.lesson.Steps[step].Calls
	p.beat++
	if len(actions) == 0 {
		p.record(step, -1, probe.Moment{Kind: probe.KindChanged, Text: "--- no call: looked again ---"})
		p.leave()
		return nil
	}
	action := &actions[call]
	moment, err := p.act(action)
	if err != nil {
		return err
	}
	moment.Line = action.Line
	p.record(step, call, moment)
	p.expect(action, &moment)
	p.state.Call++
	p.grade(step, call)
	if p.state.Call == len(actions) {
		p.leave()
	}
	return nil
}

// act lets an action happen.
func (p *Player) act(action *lessons.Action) (probe.Moment, error) {
	happen := func() (probe.Moment, error) { return p.stage.Do(action.Role, action.Call, action.Child) }
	if action.Event == "hangup" {
		happen = p.stage.HangUp
	}
	moment, err := happen()
	var refusal *stage.Refusal
	if errors.As(err, &refusal) {
		return probe.Moment{
			Kind: probe.KindCall, Role: action.Role, Call: action.Call.Name, Text: action.Text,
			Refused: fmt.Sprintf("%s:%d: %s", p.lesson.File, action.Line, refusal.Reason),
		}, nil
	}
	return moment, err
}

// record looks at the stage and adds the given moments, and those that the
// look brought. The first of them carries the changes, all carry the snapshot.
// Where something changed and nothing else tells of it, a moment of its own does.
func (p *Player) record(step, call int, moments ...probe.Moment) {
	happened, snapshot := p.stage.Look()
	changes := probe.Diff(p.now, snapshot)
	p.now = snapshot
	moments = append(moments, happened...)
	if len(moments) == 0 {
		if len(changes) == 0 {
			return
		}
		moments = []probe.Moment{{Kind: probe.KindChanged, PID: changes[0].PID, Role: changes[0].Role, Text: describe(changes[0])}}
	}
	moments[0].Changes = changes
	for i, m := range moments {
		m.Seq = len(p.state.Entries) + 1
		m.Snapshot = snapshot
		if step >= 0 {
			m.Step = p.lesson.Steps[step].Slug
		}
		entry := Entry{Moment: m, StepIndex: step, CallIndex: -1, Beat: p.beat}
		if i == 0 {
			entry.CallIndex = call
		}
		p.state.Entries = append(p.state.Entries, entry)
	}
}

func describe(c probe.Change) string {
	return fmt.Sprintf("--- %d %s: %s → %s ---", c.PID, c.Field, c.From, c.To)
}

// leave ends the current step: its claims are held against the kernel.
func (p *Player) leave() {
	for _, claim := range p.lesson.Steps[p.state.Step].Then {
		p.checked(p.check(claim))
	}
	p.state.Step++
	p.arrive()
}

// checked adds a check to the last moment, which is of this beat: no State that
// has it was handed out yet.
func (p *Player) checked(c probe.Check) {
	last := &p.state.Entries[len(p.state.Entries)-1]
	last.Then = append(last.Then, c)
}

// arrive goes to the next step that is to be played. Where a step that makes
// a process is left out, the process that would have forked plays on.
func (p *Player) arrive() {
	p.state.Call, p.state.Question = 0, nil
	for p.state.Step < len(p.lesson.Steps) && p.state.Skipped[p.state.Step] {
		for _, action := range p.lesson.Steps[p.state.Step].Calls {
			if action.Child != "" && !p.stage.Has(action.Child) {
				p.stage.StandIn(action.Child, action.Role)
				p.state.StandIns[action.Child] = p.stage.Actor(action.Role)
			}
		}
		p.state.Step++
	}
	p.state.Done = p.state.Step == len(p.lesson.Steps)
	if !p.state.Done {
		p.ask()
	}
}
