package player

import (
	"slices"

	"forklore/lessons"
	"forklore/probe"
	"forklore/probe/say"
)

// Answer answers the open question with the choice of that index, -1 to pass.
func (p *Player) Answer(choice int) State {
	p.mu.Lock()
	defer p.mu.Unlock()
	if q := p.state.Question; q != nil && choice < len(q.Choices) {
		p.answer(max(choice, -1))
	}
	return p.share()
}

func (p *Player) answer(choice int) {
	p.state.Grades = append(p.state.Grades, Grade{Question: *p.state.Question, Chosen: choice, Right: -1})
	p.state.Question = nil
}

// ask opens the question of the current step, if it has one. Where a step was
// left out, two choices may be one process: that is one choice.
func (p *Player) ask() {
	ask := p.lesson.Steps[p.state.Step].Ask
	if ask == nil || p.state.Grade(p.state.Step) != nil || p.stage.PlayedBy(ask.Role) != ask.Role {
		return // what is asked of a role is not true of another that plays it
	}
	q := &Question{Step: p.state.Step, Text: say.Plain(ask.Text), Hint: ask.Hint}
	if ask.Text == "" {
		q.Text = p.question(ask)
	}
	for i, c := range ask.Choices {
		choice := p.choice(ask.Field, c)
		choice.of = i
		same := func(other Choice) bool { return other.value == choice.value }
		if !slices.ContainsFunc(q.Choices, same) {
			q.Choices = append(q.Choices, choice)
		}
	}
	if len(q.Choices) > 1 {
		p.state.Question = q
	}
}

// question puts a question in words where the lesson does not.
func (p *Player) question(ask *lessons.Question) say.Text {
	calls := p.lesson.Steps[p.state.Step].Calls
	call := calls[ask.Call].Ahead() // there is one: the parser has seen to it
	if ask.Field == "is" {
		return say.Textf("After %s: what has become of %s?", call, ask.Role)
	}
	f, _ := probe.LookupField(ask.Field)
	return say.Textf("After %s: what is %s's %s?", call, ask.Role, f.Label)
}

// choice looks up a choice's value on this stage, and names the process that
// has it. A role that is yet to be born has no PID to show; it has one by the
// time of the grade.
func (p *Player) choice(field string, c lessons.Choice) Choice {
	value := p.meant(field, c.Value)
	label := value.text()
	switch {
	case c.Value == "none":
		label = say.Textf("none") // of a TPGID too, where it is -1
	case value.fate == "" && value.Value != c.Value:
		label = say.Textf("%s (%s)", p.stage.PlayedBy(c.Value), value.Value)
	}
	return Choice{Label: label, Reason: c.Reason, value: value}
}

// grade holds the answer to the step's question against what was measured, if
// the call just made is the one that settles it.
func (p *Player) grade(step, call int) {
	ask, g := p.lesson.Steps[step].Ask, p.state.Grade(step)
	if ask == nil || ask.Call != call || g == nil || g.Graded || g.Earlier != Pending {
		return
	}
	measured := p.measured(ask.Role, ask.Field)
	g.Graded, g.Measured = true, p.named(ask.Field, measured)
	g.Choices = slices.Clone(g.Choices) // a State that was handed out has them
	for i, c := range g.Choices {
		g.Choices[i] = p.choice(ask.Field, ask.Choices[c.of])
	}
	g.Right = right(ask.Field, g.Choices, measured, g.Chosen)
}

// right returns the index of the choice that was measured, -1 where none was.
// The very value that was measured is right before others that agree with it: a
// stopped process is alive too, but who was offered both knew better. Of
// several that are alike in that (signals of a set, roles that one process
// plays) the chosen one is right.
func right(field string, choices []Choice, measured value, chosen int) int {
	best := -1
	if chosen >= 0 && choices[chosen].value == measured {
		return chosen
	}
	for i, c := range choices {
		switch {
		case c.value == measured:
			return i
		case agree(field, c.value, measured) && (best < 0 || i == chosen):
			best = i
		}
	}
	return best
}

// A Verdict is what became of a question.
type Verdict int

const (
	Pending Verdict = iota // its call was not made yet, or never was
	Passed
	Right
	Wrong
)

// Verdict returns what became of the question when it was answered first.
func (g *Grade) Verdict() Verdict {
	switch {
	case g.Earlier != Pending:
		return g.Earlier
	case g.Chosen < 0:
		return Passed
	case !g.Graded:
		return Pending
	case g.Chosen == g.Right:
		return Right
	}
	return Wrong
}

// Grade returns the grade of a step's question, nil where there is none.
func (s *State) Grade(step int) *Grade {
	i := slices.IndexFunc(s.Grades, func(g Grade) bool { return g.Step == step })
	if i < 0 {
		return nil
	}
	return &s.Grades[i]
}

// Earlier returns the grades that a restart takes along. A prediction whose call
// was never made is not among them: it is asked for again.
func (s *State) Earlier() (settled []Grade) {
	for _, g := range s.Grades {
		if g.Earlier = g.Verdict(); g.Earlier != Pending {
			settled = append(settled, g)
		}
	}
	return settled
}

// Count returns how many of the questions have that verdict.
func (s *State) Count(v Verdict) (n int) {
	for i := range s.Grades {
		if s.Grades[i].Verdict() == v {
			n++
		}
	}
	return n
}
