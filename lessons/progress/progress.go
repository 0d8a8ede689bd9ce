// Package progress stores how far a learner has come, in one JSON file that the
// learner may read, move to another machine and delete.
//
// It knows nothing about lessons except their names and the slugs of their
// steps. It draws nothing and plays nothing.
//
// # The file
//
// The file is $XDG_STATE_HOME/forklore/progress.json, or
// ~/.local/state/forklore/progress.json (XDG Base Directory Specification). It
// has mode 0600, and a new directory for it has mode 0700, because a learner's
// mistakes are private.
//
//	{
//	  "lessons": {
//	    "daemon": {
//	      "answers": {"passed": [], "right": ["why-fork-at-all"], "wrong": []},
//	      "done": true,
//	      "next": "the-second-fork",
//	      "predictions": {"mistaken": ["why-fork-at-all"], "passed": 0, "right": 6, "wrong": 1},
//	      "skipped": [],
//	      "when": "2026-03-01T10:20:30Z"
//	    }
//	  }
//	}
//
// Steps are named by their slugs, not their numbers, because a lesson may
// change. The answers are those of the playing that continues at next. They are
// empty after a playing has ended: it is then counted in predictions. A key that
// is missing in the file of an older version has the empty value.
//
// # The rules
//
//   - No program ever sees half a file: a new file is written under another name
//     and renamed (rename(2)).
//   - Two forklores never lose each other's changes: each reads the file again
//     and changes one lesson while it holds a lock on progress.json.lock. That is
//     an empty file that stays, and that may be deleted.
//   - Keys that this version does not know stay as they are.
//   - A file that can't be parsed is an error, and is never overwritten.
package progress

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"forklore/probe/say"
)

// An Entry is how far a learner has come in one lesson.
type Entry struct {
	Answers     Answers     `json:"answers"`     // in the playing that continues at Next
	Done        bool        `json:"done"`        // whether the lesson was ever played to its end
	Next        string      `json:"next"`        // slug of the step to continue with; empty: the first one
	Predictions Predictions `json:"predictions"` // in the last playing that ended; if one ended without skipped steps, in the last such
	Skipped     []string    `json:"skipped"`     // slugs of the steps that the saved playing leaves out
	When        time.Time   `json:"when"`        // time of the last Save, in UTC; zero: never
}

// Answers are the slugs of the steps whose questions were answered, by the
// verdict on the first answer.
type Answers struct {
	Passed []string `json:"passed"`
	Right  []string `json:"right"`
	Wrong  []string `json:"wrong"`
}

// Predictions are the verdicts on the questions of a playing.
type Predictions struct {
	Mistaken []string `json:"mistaken"` // slugs of the steps with a wrong prediction
	Passed   int      `json:"passed"`
	Right    int      `json:"right"`
	Wrong    int      `json:"wrong"`
}

// Asked returns the number of questions.
func (p Predictions) Asked() int { return p.Right + p.Wrong + p.Passed }

// Begun reports whether the lesson was ever saved.
func (e Entry) Begun() bool { return e.Done || e.Next != "" || !e.When.IsZero() }

// Step returns the index of the step to continue with; slugs are those of the
// lesson's steps. It returns 0 if the lesson no longer has that step.
func (e Entry) Step(slugs []string) int { return max(slices.Index(slugs, e.Next), 0) }

// A Store is the progress in one file. Its methods may be called from any
// goroutine. Methods that return no error do not access the file, and so never
// wait.
type Store struct {
	path    string
	now     func() time.Time
	mu      sync.Mutex       // guards lessons; the file has a lock of its own
	lessons map[string]Entry // as they were when the file was last read or written
}

// DefaultPath returns the path of the progress file. An XDG_STATE_HOME that is
// not an absolute path is ignored, as the specification says.
func DefaultPath(getenv func(string) string) (string, error) {
	if state := getenv("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "forklore", "progress.json"), nil
	}
	if home := getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "state", "forklore", "progress.json"), nil
	}
	return "", say.Textf("progress has no place to be kept: set HOME, or XDG_STATE_HOME, to an absolute path")
}

// OpenDefault reads the progress from the default path.
func OpenDefault(getenv func(string) string) (*Store, error) {
	path, err := DefaultPath(getenv)
	if err != nil {
		return nil, err
	}
	return Open(path)
}

// Open reads the progress from a path. If there is no file, there is no progress
// yet; the first Save makes the file.
func Open(path string) (*Store, error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // because rename(2) would replace the link
	}
	doc, err := read(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return &Store{path: path, now: time.Now, lessons: doc.entries}, nil
}

// Path returns the file's path, with symbolic links resolved.
func (s *Store) Path() string { return s.path }

// Lesson returns how far the learner has come in the lesson of that name.
func (s *Store) Lesson(name string) Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.lessons[name]
	for _, list := range e.lists() {
		*list = slices.Clone(*list)
	}
	return e
}

// lists returns all lists of an entry.
func (e *Entry) lists() []*[]string {
	return []*[]string{&e.Skipped, &e.Predictions.Mistaken, &e.Answers.Passed, &e.Answers.Right, &e.Answers.Wrong}
}

// Names returns the names of all lessons that were ever saved, sorted.
func (s *Store) Names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.lessons))
}

// Save saves how far the learner has come in a lesson, and the time. What the
// playing does not know stays as it was: Done, once true, stays true until a
// Reset, and Predictions without any question do not replace those that are
// saved. Nor do those of a playing that left out steps, because it had other
// questions.
func (s *Store) Save(name string, e Entry) error {
	return s.change(func(doc *document) error {
		was := doc.entries[name]
		e.Done = e.Done || was.Done
		if e.Predictions.Asked() == 0 || len(e.Skipped) > 0 && was.Predictions.Asked() > 0 {
			e.Predictions = was.Predictions
		}
		e.When = s.now().UTC().Truncate(time.Second)
		return doc.set(name, e)
	})
}

// Reset deletes the progress in the lessons of those names, or in all lessons if
// there are no names. If one of the names has no progress, perhaps because it is
// mistyped, Reset deletes nothing and returns an error.
func (s *Store) Reset(names ...string) error {
	if _, err := os.Stat(s.path); errors.Is(err, fs.ErrNotExist) {
		s.setLessons(nil)
		return checkKept(names, nil) // without making a file
	}
	return s.change(func(doc *document) error {
		all := slices.Sorted(maps.Keys(doc.entries))
		if err := checkKept(names, all); err != nil {
			return err
		}
		if len(names) == 0 {
			names = all
		}
		for _, name := range names {
			doc.forget(name)
		}
		return nil
	})
}

// checkKept returns an error for the first of the names that is not in all.
func checkKept(names, all []string) error {
	for _, name := range names {
		switch {
		case len(all) == 0:
			return say.Textf("nothing is kept of %q: there is no progress yet", name)
		case !slices.Contains(all, name):
			return say.Textf("nothing is kept of %q: there is progress in %s", name, say.List(all))
		}
	}
	return nil
}

// change reads the file, applies edit and writes the file, while no other
// forklore can do so.
func (s *Store) change(edit func(*document) error) error {
	unlock, err := lock(s.path)
	if err != nil {
		return err
	}
	defer unlock()
	doc, err := read(s.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := edit(&doc); err != nil {
		return err
	}
	if err := write(s.path, doc); err != nil {
		return err
	}
	s.setLessons(doc.entries)
	return nil
}

// setLessons replaces the entries in memory.
func (s *Store) setLessons(entries map[string]Entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lessons = entries
}
