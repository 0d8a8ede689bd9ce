package progress

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"
)

func TestDefaultPath(t *testing.T) {
	tests := []struct{ state, home, want string }{
		{"/state", "/home/u", "/state/forklore/progress.json"},
		{"", "/home/u", "/home/u/.local/state/forklore/progress.json"},
		{"state", "/home/u", "/home/u/.local/state/forklore/progress.json"},
		{"./state", "", ""},
		{"/state", "", "/state/forklore/progress.json"},
		{"", "u", ""},
		{"", "", ""},
	}
	for _, test := range tests {
		env := map[string]string{"XDG_STATE_HOME": test.state, "HOME": test.home}
		got, err := DefaultPath(func(name string) string { return env[name] })
		if got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("XDG_STATE_HOME=%s HOME=%s: %q, %v, want %q", test.state, test.home, got, err, test.want)
		}
	}
}

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// open opens a store whose clock says noon.
func open(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	s.now = func() time.Time { return noon.Add(time.Millisecond).In(time.FixedZone("", 3600)) }
	return s
}

func save(t *testing.T, s *Store, name string, e Entry) {
	t.Helper()
	if err := s.Save(name, e); err != nil {
		t.Fatal(err)
	}
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func text(t *testing.T, path string) string {
	t.Helper()
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

func TestSaveAndOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b", "progress.json")
	s := open(t, path)
	if e := s.Lesson("daemon"); !reflect.DeepEqual(e, Entry{}) || e.Begun() {
		t.Errorf("before the first Save: %+v", e)
	}
	e := Entry{
		Next: "two", Skipped: []string{"one"}, Predictions: Predictions{Right: 2, Wrong: 1, Passed: 1, Mistaken: []string{"one"}},
		Answers: Answers{Passed: []string{}, Right: []string{"zero"}, Wrong: []string{"one"}},
	}
	save(t, s, "daemon", e)
	e.When = noon
	for _, s := range []*Store{s, open(t, path)} {
		got := s.Lesson("daemon")
		if !reflect.DeepEqual(got, e) || !got.Begun() {
			t.Errorf("got  %+v\nwant %+v", got, e)
		}
		got.Skipped[0], got.Predictions.Mistaken[0], got.Answers.Right[0] = "x", "x", "x"
		if !reflect.DeepEqual(s.Lesson("daemon"), e) {
			t.Error("a change of what Lesson returned changed the store")
		}
	}
	want := `{
  "lessons": {
    "daemon": {
      "answers": {
        "passed": [],
        "right": [
          "zero"
        ],
        "wrong": [
          "one"
        ]
      },
      "done": false,
      "next": "two",
      "predictions": {
        "mistaken": [
          "one"
        ],
        "passed": 1,
        "right": 2,
        "wrong": 1
      },
      "skipped": [
        "one"
      ],
      "when": "2026-03-01T12:00:00Z"
    }
  }
}
`
	if got := text(t, path); got != want {
		t.Errorf("the file is\n%s\nwant\n%s", got, want)
	}
	for _, made := range []struct {
		path string
		mode fs.FileMode
	}{{path, 0o600}, {filepath.Dir(path), fs.ModeDir | 0o700}} {
		if info, err := os.Stat(made.path); err != nil || info.Mode() != made.mode {
			t.Errorf("%s: mode %v, %v, want %v", made.path, info.Mode(), err, made.mode)
		}
	}
}

// TestSaveKeeps: a playing that was left early does not replace what an earlier
// one knows.
func TestSaveKeeps(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "progress.json"))
	ended := Entry{Done: true, Predictions: Predictions{Right: 3, Wrong: 1, Mistaken: []string{"one"}}}
	save(t, s, "daemon", ended)
	save(t, s, "daemon", Entry{Next: "two", Answers: Answers{Right: []string{"one"}}})
	want := ended
	want.Next, want.When = "two", noon
	want.Skipped = []string{}
	want.Answers = Answers{[]string{}, []string{"one"}, []string{}}
	if got := open(t, s.Path()).Lesson("daemon"); !reflect.DeepEqual(got, want) {
		t.Errorf("left: got %+v, want %+v", got, want)
	}
	save(t, s, "daemon", Entry{Done: true, Skipped: []string{"one"}, Predictions: Predictions{Right: 1, Passed: 2}})
	if got := s.Lesson("daemon"); got.Predictions.Right != 3 || len(got.Answers.Right) > 0 {
		t.Errorf("ended without a step: %+v", got)
	}
	save(t, s, "daemon", Entry{Done: true, Predictions: Predictions{Passed: 4}})
	if got := s.Lesson("daemon").Predictions; got.Asked() != 4 || got.Passed != 4 || len(got.Mistaken) > 0 {
		t.Errorf("ended again: %+v", got)
	}
}

func TestReset(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	s := open(t, path)
	if err := s.Reset(); err != nil {
		t.Fatal(err)
	}
	if err := s.Reset("fork"); err == nil || err.Error() != `nothing is kept of "fork": there is no progress yet` {
		t.Errorf("Reset of a lesson before the first Save: %v", err)
	}
	if made, err := os.ReadDir(filepath.Dir(path)); err != nil || len(made) > 0 {
		t.Errorf("Reset of nothing made %v, %v", made, err)
	}
	for _, name := range []string{"fork", "wait", "orphan"} {
		save(t, s, name, Entry{Next: "two"})
	}
	if err := s.Reset("wait", "nosuch"); err == nil || err.Error() != `nothing is kept of "nosuch": there is progress in fork, orphan, wait` {
		t.Errorf("Reset of a lesson that is not kept: %v", err)
	}
	for _, test := range []struct {
		reset []string
		left  []string
	}{{[]string{"wait"}, []string{"fork", "orphan"}}, {nil, nil}} {
		if err := s.Reset(test.reset...); err != nil {
			t.Fatal(err)
		}
		for _, s := range []*Store{s, open(t, path)} {
			if got := s.Names(); !slices.Equal(got, test.left) {
				t.Errorf("after Reset(%v): %v, want %v", test.reset, got, test.left)
			}
		}
	}
}

func TestStep(t *testing.T) {
	slugs := []string{"a", "b", "c"}
	for next, want := range map[string]int{"": 0, "a": 0, "c": 2, "no more": 0} {
		if n := (Entry{Next: next}).Step(slugs); n != want {
			t.Errorf("%q is step %d, want %d", next, n, want)
		}
	}
}
