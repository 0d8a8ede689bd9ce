package tui

import (
	"reflect"
	"slices"
	"sync"

	"forklore/lessons"
	"forklore/lessons/player"
	"forklore/lessons/progress"
	"forklore/probe/say"

	tea "github.com/charmbracelet/bubbletea"
)

// entryOf is the progress to keep of a playing. Without ask it has no
// predictions: a question that was never asked was not passed.
func entryOf(l *lessons.Lesson, s *player.State, ask bool) progress.Entry {
	e := progress.Entry{Done: s.Done}
	if !s.Done && s.Step > 0 {
		e.Next = l.Steps[s.Step].Slug
	}
	for i, skipped := range s.Skipped {
		if skipped {
			e.Skipped = append(e.Skipped, l.Steps[i].Slug)
		}
	}
	if !ask {
		return e
	}
	answers := answersOf(l, s)
	if !s.Done {
		e.Answers = answers
		return e
	}
	e.Predictions = progress.Predictions{
		Mistaken: answers.Wrong,
		Passed:   len(answers.Passed), Right: len(answers.Right), Wrong: len(answers.Wrong),
	}
	return e
}

// answersOf sorts the steps with a question by how they were answered.
func answersOf(l *lessons.Lesson, s *player.State) (a progress.Answers) {
	for i := range s.Grades {
		g := &s.Grades[i]
		slug := l.Steps[g.Step].Slug
		switch g.Verdict() {
		case player.Passed:
			a.Passed = append(a.Passed, slug)
		case player.Right:
			a.Right = append(a.Right, slug)
		case player.Wrong:
			a.Wrong = append(a.Wrong, slug)
		}
	}
	return a
}

// A resumption is how to go on with a lesson that was left before its end.
type resumption struct {
	step    int            // index of the step to go on at; 0 if there is nothing to resume
	skip    []bool         // by step: it was skipped
	earlier []player.Grade // the answers that were given
}

// resumptionOf reads a resumption from the progress that was kept.
func resumptionOf(l *lessons.Lesson, e progress.Entry) resumption {
	r := resumption{step: e.Step(l.Slugs()), skip: make([]bool, len(l.Steps))}
	for i, slug := range l.Slugs() {
		r.skip[i] = slices.Contains(e.Skipped, slug)
		verdict := player.Pending
		switch {
		case slices.Contains(e.Answers.Passed, slug):
			verdict = player.Passed
		case slices.Contains(e.Answers.Right, slug):
			verdict = player.Right
		case slices.Contains(e.Answers.Wrong, slug):
			verdict = player.Wrong
		}
		if verdict != player.Pending {
			r.earlier = append(r.earlier, player.Grade{Question: player.Question{Step: i}, Chosen: -1, Right: -1, Earlier: verdict})
		}
	}
	return r
}

// savedMsg says that the progress was saved, or why it was not.
type savedMsg struct{ err error }

// keep is the command that saves the learner's progress; nil if it has not
// changed since the last time.
func (a *app) keep() tea.Cmd {
	if a.screen == nil {
		return nil
	}
	s := a.screen.scene
	entry := entryOf(s.lesson, &s.state, s.ask)
	if reflect.DeepEqual(entry, a.kept) {
		return nil
	}
	a.kept = entry
	save := a.save()
	return func() tea.Msg { return savedMsg{save()} }
}

// save returns the function that saves the progress of now. It does nothing for
// a lesson of the user's own, which is not part of the course.
func (a *app) save() func() error {
	store := a.options.Progress
	if a.screen == nil || store == nil {
		return func() error { return nil }
	}
	s := a.screen.scene
	if !s.lesson.Shipped || s.state.Step == 0 {
		return func() error { return nil }
	}
	return a.saves.of(store, s.lesson.Name, entryOf(s.lesson, &s.state, s.ask))
}

// saves runs the saves of progress one at a time. Commands run in any order: a
// save is dropped if a later one of the same lesson has run.
type saves struct {
	asked int // touched by Update alone

	mu   sync.Mutex
	done map[string]int // lesson → number of its last save
}

func (s *saves) of(store *progress.Store, lesson string, e progress.Entry) func() error {
	s.asked++
	number := s.asked
	return func() error {
		s.mu.Lock()
		defer s.mu.Unlock()
		if number < s.done[lesson] {
			return nil
		}
		if s.done == nil {
			s.done = map[string]int{}
		}
		s.done[lesson] = number
		return store.Save(lesson, e)
	}
}

// resumable reports whether the key c resumes the lesson on this page.
func (s *screen) resumable() bool {
	return s.resumption.step > 0 && s.scene.page().kind == introPage
}

// resume plays the lesson up to the step where it was left, with new processes.
func (s *screen) resume() tea.Cmd {
	r := s.resumption
	return s.do(restartRequest(r.skip, r.step-1, r.earlier))
}

// faultOf returns an error's text, in the language of the screen if it is one
// that the user can correct.
func (t *theme) faultOf(err error) string {
	text, _ := say.Error(err, t.say)
	return cell(text)
}
