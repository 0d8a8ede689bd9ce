package tui

import (
	"forklore/lessons"
	"forklore/lessons/player"
	"forklore/lessons/progress"
	"forklore/probe/say"

	tea "github.com/charmbracelet/bubbletea"
)

// entryOf is what is kept of a playing.
func entryOf(l *lessons.Lesson, s player.State) progress.Entry {
	e := progress.Entry{Done: s.Done}
	if !s.Done && s.Step > 0 {
		e.Next = l.Steps[s.Step].Slug
	}
	for i, skipped := range s.Skipped {
		if skipped {
			e.Skipped = append(e.Skipped, l.Steps[i].Slug)
		}
	}
	if !s.Done {
		return e
	}
	for i := range s.Grades {
		switch g := &s.Grades[i]; {
		case g.Chosen < 0 || !g.Graded:
			e.Predictions.Passed++
		case g.OK():
			e.Predictions.Right++
		default:
			e.Predictions.Wrong++
			e.Predictions.Mistaken = append(e.Predictions.Mistaken, l.Steps[g.Step].Slug)
		}
	}
	return e
}

// resumption returns the step that the learner left the lesson at, 0 for none,
// and the steps that were left out then.
func resumption(l *lessons.Lesson, e progress.Entry) (step int, skip []bool) {
	skip = make([]bool, len(l.Steps))
	for i, slug := range l.Slugs() {
		for _, skipped := range e.Skipped {
			skip[i] = skip[i] || slug == skipped
		}
	}
	return e.Step(l.Slugs()), skip
}

// kept is the message that progress was saved, or why it was not.
type kept struct{ err error }

// keep saves how far the learner has come, where that is news. A lesson of the
// user's own is no part of the course.
func (a *app) keep() tea.Cmd {
	if a.screen == nil || a.screen.scene.state.Step == a.kept {
		return nil
	}
	a.kept = a.screen.scene.state.Step
	save := a.save()
	return func() tea.Msg { return kept{save()} }
}

// save returns what saves how far the learner has come by now.
func (a *app) save() func() error {
	store := a.options.Progress
	if a.screen == nil || store == nil {
		return func() error { return nil }
	}
	s := a.screen.scene
	if !s.lesson.Shipped || s.state.Step == 0 {
		return func() error { return nil }
	}
	name, entry := s.lesson.Name, entryOf(s.lesson, s.state)
	return func() error { return store.Save(name, entry) }
}

// resume takes up the lesson at the step where it was left, on new processes.
func (s *screen) resume() tea.Cmd {
	if s.resumeAt == 0 || s.scene.page().kind != introPage {
		return nil
	}
	e := s.restartErrand(s.resumeSkip, s.resumeAt-1)
	e.front = true
	return s.do(e)
}

// faultOf says what went wrong, in the language of the screen where it is
// something that a user can mend.
func (t *theme) faultOf(err error) string {
	text, _ := say.Error(err, t.say)
	return cell(text)
}
