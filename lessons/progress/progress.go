// Package progress keeps how far a learner has come: one JSON file, which can
// be read, moved to another machine and deleted.
//
// # The rules
//
// The file is $XDG_STATE_HOME/forklore/progress.json, or
// ~/.local/state/forklore/progress.json (XDG Base Directory Specification). It
// has mode 0600, and a folder that has to be made for it 0700: what somebody
// predicted wrongly is nobody else's business.
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
// Steps are named by their slugs, not their numbers: a lesson may change.
// The answers are those of the playing that goes on at next, and empty where it
// has ended: then they were counted as predictions. What a file of an older
// version doesn't have is empty.
//
// Nobody ever sees half a file: it is written beside and renamed (rename(2)).
// Two forklores lose nothing of each other's: each reads the file anew and
// changes one lesson in it while it holds a lock on progress.json.lock, an empty
// file that stays behind and that nobody has to keep. Keys that this version
// does not know stay as they are. A file that can't be understood is an error,
// and is never written to.
//
// The package knows of lessons only their names and the slugs of their steps.
// It draws nothing and plays nothing.
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
	Answers     Answers     `json:"answers"`     // of the playing that goes on at Next
	Done        bool        `json:"done"`        // whether it was ever played to its end
	Next        string      `json:"next"`        // slug of the step to go on with; empty: the start
	Predictions Predictions `json:"predictions"` // of the last playing that came to the end, whole if any was
	Skipped     []string    `json:"skipped"`     // slugs of the steps that were left out when it was left
	When        time.Time   `json:"when"`        // when it was saved; zero: never
}

// Answers are the steps whose questions were answered, by slug, as each was
// answered first.
type Answers struct {
	Passed []string `json:"passed"`
	Right  []string `json:"right"`
	Wrong  []string `json:"wrong"`
}

// Predictions are what became of a playing's questions.
type Predictions struct {
	Mistaken []string `json:"mistaken"` // slugs of the steps that were predicted wrongly
	Passed   int      `json:"passed"`
	Right    int      `json:"right"`
	Wrong    int      `json:"wrong"`
}

// Asked returns how many questions there were.
func (p Predictions) Asked() int { return p.Right + p.Wrong + p.Passed }

// Begun reports whether anything was saved of the lesson.
func (e Entry) Begun() bool { return e.Done || e.Next != "" || !e.When.IsZero() }

// Step returns the index of the step to go on with among a lesson's slugs; 0
// where the lesson has no such step any more.
func (e Entry) Step(slugs []string) int { return max(slices.Index(slugs, e.Next), 0) }

// A Store is the progress in one file. Its methods may be called from any
// goroutine. Those that return no error touch no file and wait for none.
type Store struct {
	path    string
	now     func() time.Time
	mu      sync.Mutex       // of what follows; the file has a lock of its own
	lessons map[string]Entry // as the file was when it was last read or written
}

// DefaultPath returns where the progress is kept. An XDG_STATE_HOME that is not
// absolute is invalid, and ignored, by the specification.
func DefaultPath(getenv func(string) string) (string, error) {
	if state := getenv("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "forklore", "progress.json"), nil
	}
	if home := getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "state", "forklore", "progress.json"), nil
	}
	return "", say.Textf("progress has no place to be kept: set HOME, or XDG_STATE_HOME, to an absolute path")
}

// OpenDefault reads the progress in the file of the default path.
func OpenDefault(getenv func(string) string) (*Store, error) {
	path, err := DefaultPath(getenv)
	if err != nil {
		return nil, err
	}
	return Open(path)
}

// Open reads the progress in the file of that path. Where there is no file
// there is no progress yet; the first Save makes it.
func Open(path string) (*Store, error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // a rename onto the link would replace the link
	}
	doc, err := read(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return &Store{path: path, now: time.Now, lessons: doc.entries}, nil
}

// Path returns the file's path, symbolic links resolved.
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

func (e *Entry) lists() []*[]string {
	return []*[]string{&e.Skipped, &e.Predictions.Mistaken, &e.Answers.Passed, &e.Answers.Right, &e.Answers.Wrong}
}

// Names returns the names of all lessons of which anything was saved, sorted.
func (s *Store) Names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.lessons))
}

// Save writes down how far the learner has come in a lesson, and the time. What
// a playing that was left early can't tell stays as it was: Done, once true, is
// true until a Reset, and Predictions without a question replace none. Nor do
// those of a playing that left out steps: it was another lesson.
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

// Reset forgets the lessons of those names, or all where there are none. Where
// nothing is kept of one of them, it forgets nothing: the name may be mistyped.
func (s *Store) Reset(names ...string) error {
	if _, err := os.Stat(s.path); errors.Is(err, fs.ErrNotExist) {
		s.take(nil)
		return kept(names, nil) // and no file is made
	}
	return s.change(func(doc *document) error {
		all := slices.Sorted(maps.Keys(doc.entries))
		if err := kept(names, all); err != nil {
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

// kept faults the first of the names that is not among all.
func kept(names, all []string) error {
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

// change reads the file, lets edit change it, and writes it, while nobody else
// can do the same.
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
	s.take(doc.entries)
	return nil
}

func (s *Store) take(entries map[string]Entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lessons = entries
}
