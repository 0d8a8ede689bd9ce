package player

import (
	"errors"
	"fmt"
	"slices"

	"forklore/lessons"
	"forklore/lessons/stage"
	"forklore/probe"
	"forklore/probe/say"
	"forklore/probe/strace"
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
	p.beat, p.written = p.beat+1, 0
	if len(actions) == 0 {
		p.record(step, -1, told(probe.KindChanged, "", say.Textf("--- no call: looked again ---")))
		p.leave()
		return nil
	}
	action := &actions[call]
	moment, err := p.act(action)
	if err != nil {
		return err
	}
	moment.Line = action.Line
	p.look()
	waits := p.await(action)
	p.record(step, call, moment)
	p.expect(action, &moment)
	for _, check := range waits {
		p.checked(check)
	}
	p.state.Call++
	p.grade(step, call)
	if p.state.Call == len(actions) {
		p.leave()
	}
	return nil
}

// act lets an action happen.
func (p *Player) act(action *lessons.Action) (probe.Moment, error) {
	moment, err := p.happen(action)
	var refusal *stage.Refusal
	if errors.As(err, &refusal) {
		return probe.Moment{
			Kind: probe.KindCall, Role: action.Role, Call: action.Call.Name, Text: action.Text,
			Refused: &probe.Refusal{Place: fmt.Sprintf("%s:%d", p.lesson.File, action.Line), Reason: refusal.Reason},
		}, nil
	}
	return moment, err
}

func (p *Player) happen(action *lessons.Action) (probe.Moment, error) {
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
		if err := p.close(); err != nil {
			return probe.Moment{}, err
		}
		return p.setStage()
	}
	return p.stage.Do(action.Role, action.Call, action.Child)
}

// A program may write for ever. maxOutput is how much of the end of its output
// an entry carries, and maxWritten how many entries of a beat tell of output
// alone: what is written after them the next entry tells.
const (
	maxOutput  = 64 << 10
	maxWritten = 100
)

// look sees what is on the stage, and keeps what happened there until an entry
// tells of it.
func (p *Player) look() {
	happened, snapshot := p.stage.Look()
	p.now, p.happened = snapshot, append(p.happened, happened...)
	output := p.stage.Output()
	p.output = lastOf(p.output+output, maxOutput)
	p.screen.write(output)
}

// record looks at the stage and adds the given moments, and those that the
// look brought. The first of them carries the changes, all carry the snapshot.
// Where something changed and nothing else tells of it, a moment of its own does.
func (p *Player) record(step, call int, moments ...probe.Moment) {
	p.look()
	changes := probe.Diff(p.told, p.now)
	p.told = p.now
	moments = append(moments, p.happened...)
	switch {
	case len(moments) > 0:
	case len(changes) > 0:
		moments = []probe.Moment{{Kind: probe.KindChanged, PID: changes[0].PID, Role: changes[0].Role, Text: describe(changes[0])}}
	case p.output != "" && p.written < maxWritten:
		p.written++
		moments = []probe.Moment{told(probe.KindTerminal, "terminal", say.Textf("--- %s was written ---", p.state.Terminal))}
	default:
		return
	}
	moments[0].Changes, moments[0].Output = changes, p.output
	p.happened, p.output = nil, ""
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

// told is a moment that is no call.
func told(kind probe.Kind, role string, said say.Text) probe.Moment {
	return probe.Moment{Kind: kind, Role: role, Text: said.String(), Said: said}
}

func describe(c probe.Change) string {
	return fmt.Sprintf("--- %d %s: %s → %s ---", c.PID, c.Field, c.From, c.To)
}

// leave ends the current step: its claims are held against the kernel.
func (p *Player) leave() {
	for _, claim := range p.lesson.Steps[p.state.Step].Then {
		p.checked(p.check(claim))
	}
	p.fill()
	p.state.Step++
	p.arrive()
}

// fill measures the table of the current step.
func (p *Player) fill() {
	table := p.lesson.Steps[p.state.Step].Table
	if table == nil {
		return
	}
	last := &p.state.Entries[len(p.state.Entries)-1]
	last.Table = make([][]say.Text, 1)
	for _, title := range table.Head {
		last.Table[0] = append(last.Table[0], say.Plain(title))
	}
	i := slices.IndexFunc(p.state.Tables, func(t Table) bool { return slices.Equal(t.Head, table.Head) })
	if i < 0 {
		i = len(p.state.Tables)
		p.state.Tables = append(p.state.Tables, Table{Head: table.Head})
	}
	rows := slices.Clip(p.state.Tables[i].Rows)
	for _, cells := range table.Rows {
		row := Row{Step: p.state.Step}
		for _, c := range cells {
			text := say.Plain(c.Text)
			if c.Role != "" {
				text = p.tabled(c.Role, c.Field)
			}
			row.Cells = append(row.Cells, text)
		}
		rows = append(rows, row)
		last.Table = append(last.Table, row.Cells)
	}
	p.state.Tables[i].Rows = rows
}

// tabled is a measured cell of a table. Whether somebody has waited for a dead
// process is no matter there: with orphans it is the reaper's, and chance.
func (p *Player) tabled(role, field string) say.Text {
	measured := p.measured(role, field)
	if field == "is" && agree(field, fated(dead), measured) {
		measured = fated(dead)
	}
	return p.named(field, measured)
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
