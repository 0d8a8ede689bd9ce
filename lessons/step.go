package lessons

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"forklore/probe/say"
)

// FindStep returns the index of the step that name means: its number from 1, its
// slug, a call or event that no other step makes ("setsid"), or a part of the
// slug that no other slug has. The error is an *UnknownStep.
func (l *Lesson) FindStep(name string) (int, error) {
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(l.Steps) {
		return n - 1, nil
	}
	for _, means := range []func(*Step) bool{
		func(s *Step) bool { return s.Slug == name },
		func(s *Step) bool { return s.makes(name) },
		func(s *Step) bool { return strings.Contains(s.Slug, name) },
	} {
		if index, n := l.count(means); n == 1 {
			return index, nil
		}
	}
	return 0, &UnknownStep{l, name}
}

// An UnknownStep is the error that a name means no step of a lesson, or several.
type UnknownStep struct {
	lesson *Lesson
	name   string
}

// Error lists the steps that there are.
func (e *UnknownStep) Error() string { return e.In(English.Text) }

// In is Error in another language.
func (e *UnknownStep) In(translate say.Func) string {
	var b strings.Builder
	b.WriteString(say.Textf("%s has no step %q, or more than one; its steps are", e.lesson.Name, e.name).In(translate))
	for i, s := range e.lesson.Steps {
		fmt.Fprintf(&b, "\n  %2d  %s", i+1, s.Slug)
	}
	return b.String()
}

// Slugs returns the slugs of the lesson's steps.
func (l *Lesson) Slugs() (all []string) {
	for _, s := range l.Steps {
		all = append(all, s.Slug)
	}
	return all
}

// count returns how many steps are meant, and the index of the last of them.
func (l *Lesson) count(means func(*Step) bool) (index, n int) {
	for i := range l.Steps {
		if means(&l.Steps[i]) {
			index, n = i, n+1
		}
	}
	return index, n
}

// makes reports whether the step makes a call or event of that name.
func (s *Step) makes(name string) bool {
	return slices.ContainsFunc(s.Calls, func(a Action) bool { return a.makes(name) })
}

// makes reports whether the action is the call or event of that name.
func (a *Action) makes(name string) bool {
	if a.Event != "" {
		return string(a.Event) == name
	}
	return a.Call.Name == name
}
