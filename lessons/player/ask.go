package player

import (
	"slices"
	"strings"

	"forklore/lessons"
	"forklore/probe"
	"forklore/probe/say"
)

// A Question asks the learner for a prediction. Its values are those of this
// stage.
type Question struct {
	Step    int      // index of the step that asks
	Text    say.Text // "After exit_group(0), what is child's PPID?"
	Hint    string   // Markdown; empty where there is none
	Choices []Choice
}

// A Choice is one of a question's answers.
type Choice struct {
	Label  say.Text // "shell (4021)"
	Reason string   // Markdown, shown when the answer is graded

	value value // on this stage: 4021
	of    int   // index among the choices in the lesson
}

// A Grade is an answer and, once it is graded, what was measured.
type Grade struct {
	Question
	Chosen   int      // index of the choice; -1 if the learner passed
	Right    int      // index of the choice that was measured; -1 if none of them was
	Measured say.Text // the measured value
	Graded   bool     // false until the question's call is made
	Earlier  Verdict  // of an answer that was given on an earlier stage; Pending for one given on this stage
}

// Answer answers the open question with the choice of that index; -1 passes it.
// Without an open question it does nothing.
func (p *Player) Answer(choice int) State {
	p.mu.Lock()
	defer p.mu.Unlock()
	if q := p.state.Question; q != nil && choice < len(q.Choices) {
		p.recordAnswer(max(choice, -1))
	}
	return p.copyState()
}

// recordAnswer closes the open question, and adds a grade that is yet to be made.
func (p *Player) recordAnswer(choice int) {
	p.state.Grades = append(p.state.Grades, Grade{Question: *p.state.Question, Chosen: choice, Right: -1})
	p.state.Question = nil
}

// ask opens the question of the current step, if there is one. If a fork was left
// out, two choices may be the same process: they become one choice. A question
// with only one choice is not asked.
func (p *Player) ask() {
	ask := p.lesson.Steps[p.state.Step].Ask
	if ask == nil || p.state.Grade(p.state.Step) != nil || p.stage.PlayedBy(ask.Role) != ask.Role {
		return // the right answer for a role need not be right for its stand-in
	}
	q := &Question{Step: p.state.Step, Text: say.Plain(ask.Text), Hint: ask.Hint}
	if ask.Text == "" {
		q.Text = p.questionText(ask)
	}
	for i, c := range ask.Choices {
		choice := p.resolveChoice(ask.Field, c)
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

// questionText returns the text of a question for which the lesson gives none.
func (p *Player) questionText(ask *lessons.Question) say.Text {
	calls := p.lesson.Steps[p.state.Step].Calls
	call := calls[ask.Call].Ahead() // the parser has checked that the call exists
	if ask.Field == "is" {
		return say.Textf("After %s: what has become of %s?", call, ask.Role)
	}
	f, _ := probe.LookupField(ask.Field)
	return say.Textf("After %s: what is %s's %s?", call, ask.Role, f.Label)
}

// resolveChoice returns a choice with its value on this stage, and a label that
// names the process. A role that is not born yet has no PID to show; by the time
// of the grade it has one.
func (p *Player) resolveChoice(field string, c lessons.Choice) Choice {
	value := p.resolve(field, c.Value)
	label := value.text()
	switch {
	case c.Value == "none":
		label = say.Textf("none") // also for TPGID, whose value is -1
	case strings.HasPrefix(c.Value, "$"):
		label = say.Plain(c.Value) // a path in the scratch directory, shown so everywhere
	case value.fate == "" && value.Value != c.Value:
		label = say.Textf("%s (%s)", p.stage.PlayedBy(c.Value), value.Value)
	}
	return Choice{Label: label, Reason: c.Reason, value: value}
}

// gradeAnswer compares the answer to the step's question with what is measured,
// if the call that was just made is the one that the question is about.
func (p *Player) gradeAnswer(step, call int) {
	ask, g := p.lesson.Steps[step].Ask, p.state.Grade(step)
	if ask == nil || ask.Call != call || g == nil || g.Graded || g.Earlier != Pending {
		return
	}
	measured := p.measured(ask.Role, ask.Field)
	g.Graded, g.Measured = true, p.describeValue(ask.Field, measured)
	g.Choices = slices.Clone(g.Choices) // States that were returned share the old ones
	for i, c := range g.Choices {
		g.Choices[i] = p.resolveChoice(ask.Field, ask.Choices[c.of])
	}
	g.Right = rightChoice(ask.Field, g.Choices, measured, g.Chosen)
}

// rightChoice returns the index of the choice that was measured, -1 if none was.
// A choice that equals the measured value is right before one that only agrees
// with it: a stopped process is alive too, but "stopped" is the better answer.
// Of several choices that are equally right (signals of one set, roles that one
// process plays), the chosen one is.
func rightChoice(field string, choices []Choice, measured value, chosen int) int {
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

// A Verdict is the result of a question.
type Verdict int

// The verdicts.
const (
	Pending Verdict = iota // the question's call was not made yet, or was left out
	Passed                 // the learner did not answer
	Right
	Wrong
)

// Verdict returns the verdict on the first answer to the question.
func (g *Grade) Verdict() Verdict {
	switch {
	case g.Earlier != Pending:
		return g.Earlier
	case !g.Graded:
		return Pending
	case g.Chosen < 0:
		return Passed
	case g.Chosen == g.Right:
		return Right
	}
	return Wrong
}

// Grade returns the grade of the question of the step with that index, nil if
// there is none.
func (s *State) Grade(step int) *Grade {
	i := slices.IndexFunc(s.Grades, func(g Grade) bool { return g.Step == step })
	if i < 0 {
		return nil
	}
	return &s.Grades[i]
}

// Earlier returns the grades to keep in a Restart. A prediction whose call was
// never made is not among them: the question is asked again.
func (s *State) Earlier() (settled []Grade) {
	for _, g := range s.Grades {
		if g.Earlier = g.Verdict(); g.Earlier != Pending {
			settled = append(settled, g)
		}
	}
	return settled
}

// Count returns the number of questions with that verdict.
func (s *State) Count(v Verdict) (n int) {
	for i := range s.Grades {
		if s.Grades[i].Verdict() == v {
			n++
		}
	}
	return n
}
