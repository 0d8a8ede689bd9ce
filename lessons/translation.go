package lessons

import (
	"maps"
	"slices"

	"forklore/probe/say"
)

// checkTranslation compares a translation with its original: all that is played
// must be the same. It gives the steps the slugs of the original, so that a step
// has one name in all languages. The error is Faults, in English, as only
// translators see it.
func (l *Lesson) checkTranslation(original *Lesson) error {
	var faults Faults
	differs := func(line int, what string) { faults = append(faults, Fault{l.File, line, say.Plain(what)}) }
	if l.Minutes != original.Minutes || !slices.Equal(l.Programs, original.Programs) || !slices.Equal(l.Presumes, original.Presumes) {
		differs(1, "minutes, programs or presumes are not those of "+original.File)
	}
	if len(l.Review) != len(original.Review) {
		differs(1, "not as many review questions as in "+original.File)
	}
	if len(l.Steps) != len(original.Steps) {
		differs(1, "not as many steps as in "+original.File)
		return faults
	}
	for i := range l.Steps {
		step, of := &l.Steps[i], &original.Steps[i]
		step.Slug = of.Slug
		if what := step.difference(of); what != "" {
			differs(step.Line, "not the "+what+" of the step in "+original.File)
		}
	}
	if len(faults) > 0 {
		return faults
	}
	return nil
}

// difference names the part in which the step differs from the original; empty
// if it does not.
func (s *Step) difference(of *Step) string {
	switch {
	case !slices.EqualFunc(s.Calls, of.Calls, func(a, b Action) bool {
		return a.Text == b.Text && slices.EqualFunc(a.Waits, b.Waits, func(a, b Wait) bool { return a.Text == b.Text })
	}):
		return "calls"
	case !slices.EqualFunc(s.Then, of.Then, func(a, b Claim) bool { return a.Text == b.Text }):
		return "claims"
	case (s.Table == nil) != (of.Table == nil) || s.Table != nil && !s.Table.same(of.Table):
		return "table"
	case !maps.EqualFunc(s.Code, of.Code, func(a, b Code) bool { return slices.Equal(a.Lines, b.Lines) }):
		return "program text"
	case (s.Ask == nil) != (of.Ask == nil):
		return "question"
	case s.Ask != nil && !s.Ask.same(of.Ask):
		return "choices"
	}
	return ""
}

// same reports whether two questions ask for the same cell, offer the same
// values, and both have a hint or not.
func (q *Question) same(of *Question) bool {
	return q.Role == of.Role && q.Field == of.Field && q.Call == of.Call && (q.Hint == "") == (of.Hint == "") &&
		slices.EqualFunc(q.Choices, of.Choices, func(a, b Choice) bool { return a.Value == b.Value })
}

// same reports whether two tables measure the same cells. Their texts may differ.
func (t *Table) same(of *Table) bool {
	return len(t.Head) == len(of.Head) && slices.EqualFunc(t.Rows, of.Rows, func(a, b []Cell) bool {
		return slices.EqualFunc(a, b, func(a, b Cell) bool { return a.Role == b.Role && a.Field == b.Field })
	})
}
