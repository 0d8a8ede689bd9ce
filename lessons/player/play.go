package player

import (
	"errors"
	"fmt"

	"forklore/lessons"
	"forklore/lessons/stage"
	"forklore/probe"
	"forklore/probe/say"
	"forklore/probe/strace"
)

// Next makes the lesson's next call. An open question counts as passed. A call
// that fails, blocks or is refused is a moment, not an error. An error means that
// the stage can't go on.
func (p *Player) Next() (State, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.stage == nil:
		return p.copyState(), errClosed
	case p.state.Done:
		return p.copyState(), nil
	}
	err := p.play()
	return p.copyState(), err
}

// Look adds entries for what has happened without a call since the last State: a
// call that has returned, a process that has ended, a change made from outside.
func (p *Player) Look() State {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stage != nil {
		p.record(p.currentStep(), -1)
	}
	return p.copyState()
}

// currentStep returns the index of the step whose call was made last. What
// happens without a call belongs to it.
func (p *Player) currentStep() int { return p.state.Entries[len(p.state.Entries)-1].StepIndex }

// play makes the next action, and ends the step if it was the last one.
func (p *Player) play() error {
	if p.state.Question != nil {
		p.recordAnswer(-1)
	}
	p.record(p.currentStep(), -1) // what has happened so far was not caused by this call
	step, call := p.state.Step, p.state.Call
	actions := p.lesson.Steps[step].Calls
	p.beat, p.outputEntries = p.beat+1, 0
	if len(actions) == 0 {
		p.record(step, -1, event(probe.KindChanged, "", say.Textf("--- no call: looked again ---")))
		p.endStep()
		return nil
	}
	action := &actions[call]
	moment, err := p.act(action)
	if err != nil {
		return err
	}
	moment.Line = action.Line
	p.observe()
	waits := p.await(action)
	p.record(step, call, moment)
	p.checkResult(action, &moment)
	for _, check := range waits {
		p.addCheck(check)
	}
	p.state.Call++
	p.gradeAnswer(step, call)
	if p.state.Call == len(actions) {
		p.endStep()
	}
	return nil
}

// act performs an action and returns its moment. A refusal is a moment too.
func (p *Player) act(action *lessons.Action) (probe.Moment, error) {
	moment, err := p.perform(action)
	var refusal *stage.Refusal
	if errors.As(err, &refusal) {
		return probe.Moment{
			Kind: probe.KindCall, Role: action.Role, Call: action.Call.Name, Text: action.Text,
			Refused: &probe.Refusal{Place: fmt.Sprintf("%s:%d", p.lesson.File, action.Line), Reason: refusal.Reason},
		}, nil
	}
	return moment, err
}

// perform makes an action happen on the stage. The error of a call that the stage
// refuses is a *stage.Refusal.
func (p *Player) perform(action *lessons.Action) (probe.Moment, error) {
	switch action.Event {
	case lessons.Hangup:
		return p.stage.HangUp()
	case lessons.Types:
		text, err := strace.Expand(action.Input, p.stage)
		if err != nil {
			return probe.Moment{}, &stage.Refusal{Reason: say.Textf("%v", err)} // a role that was never born
		}
		return p.stage.Type(text)
	case lessons.Anew:
		if err := p.closeStage(); err != nil {
			return probe.Moment{}, err
		}
		return p.openStage()
	}
	return p.stage.Do(action.Role, action.Call, action.Child)
}

// A program may write for ever. So an entry has only the last maxOutput bytes of
// what was written, and a beat has at most maxOutputEntries entries that report
// only output. The next entry of another kind has what is written after them.
const (
	maxOutput        = 64 << 10
	maxOutputEntries = 100
)

// observe looks at the stage, and keeps what it finds for the next entry.
func (p *Player) observe() {
	happened, snapshot := p.stage.Look()
	p.now, p.pending = snapshot, append(p.pending, happened...)
	output := p.stage.Output()
	p.output = tail(p.output+output, maxOutput)
	p.screen.write(output)
}

// record looks at the stage, and adds an entry for each of the given moments and
// each that was seen. The first entry has the changes and the output, all have
// the snapshot. If there is no moment, but a change or output, record adds a
// moment that reports it.
//
// step and call are the indices of Entry, -1 for none. The call is that of the
// first moment.
func (p *Player) record(step, call int, moments ...probe.Moment) {
	p.observe()
	changes := probe.Diff(p.reported, p.now)
	p.reported = p.now
	moments = append(moments, p.pending...)
	switch {
	case len(moments) > 0:
	case len(changes) > 0:
		moments = []probe.Moment{{Kind: probe.KindChanged, PID: changes[0].PID, Role: changes[0].Role, Text: describe(changes[0])}}
	case p.output != "" && p.outputEntries < maxOutputEntries:
		p.outputEntries++
		moments = []probe.Moment{event(probe.KindTerminal, "terminal", say.Textf("--- %s was written ---", p.state.Terminal))}
	default:
		return
	}
	moments[0].Changes, moments[0].Output = changes, p.output
	p.pending, p.output = nil, ""
	screen := p.screen.lines()
	for i, m := range moments {
		m.Seq = len(p.state.Entries) + 1
		m.Snapshot = p.now
		if step >= 0 {
			m.Step = p.lesson.Steps[step].Slug
		}
		if m.Kind == probe.KindCall && m.Result != nil {
			p.said[m.Role] = m.Text
		}
		entry := Entry{Moment: m, StepIndex: step, CallIndex: -1, Beat: p.beat, Screen: screen}
		if i == 0 {
			entry.CallIndex = call
		}
		p.state.Entries = append(p.state.Entries, entry)
	}
}

// event returns a moment that is not a call.
func event(kind probe.Kind, role string, said say.Text) probe.Moment {
	return probe.Moment{Kind: kind, Role: role, Text: said.String(), Said: said}
}

// describe returns the text of a moment that reports only changes.
func describe(c probe.Change) string {
	return fmt.Sprintf("--- %d %s: %s → %s ---", c.PID, c.Field, c.From, c.To)
}

// endStep checks the claims of the current step, measures its table and goes to
// the next step.
func (p *Player) endStep() {
	for _, claim := range p.lesson.Steps[p.state.Step].Then {
		p.addCheck(p.check(claim))
	}
	p.measureTable()
	p.state.Step++
	p.enterStep()
}

// addCheck adds a check to the last entry. That entry is of this beat, so no
// State that has it was returned yet.
func (p *Player) addCheck(c probe.Check) {
	last := &p.state.Entries[len(p.state.Entries)-1]
	last.Then = append(last.Then, c)
}

// enterStep goes to the next step that is not skipped, and asks its question. If
// a skipped step would have made a process, its parent plays the child's role
// too, as in a program without that fork.
func (p *Player) enterStep() {
	p.state.Call, p.state.Question = 0, nil
	for p.state.Step < len(p.lesson.Steps) && p.state.Skipped[p.state.Step] {
		for _, action := range p.lesson.Steps[p.state.Step].Calls {
			if action.Child != "" && !p.stage.Has(action.Child) {
				p.stage.StandIn(action.Child, action.Role)
				p.state.StandIns[action.Child] = p.stage.PlayedBy(action.Role)
			}
		}
		p.state.Step++
	}
	p.state.Done = p.state.Step == len(p.lesson.Steps)
	if !p.state.Done {
		p.ask()
	}
}
