package progress

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"forklore/probe/say"
)

// saveVariable makes this test binary save lessons in the file that it names.
const saveVariable = "FORKLORE_TEST_SAVE"

// each is how many lessons one writer saves.
const each = 10

func TestMain(m *testing.M) {
	path := os.Getenv(saveVariable)
	if path == "" {
		os.Exit(m.Run())
	}
	if err := saveAll(path, fmt.Sprint("process-", os.Getpid())); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func saveAll(path, writer string) error {
	s, err := Open(path)
	for i := 0; i < each && err == nil; i++ {
		err = s.Save(fmt.Sprintf("%s-%d", writer, i), Entry{Next: "somewhere"})
	}
	return err
}

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

// open returns a store whose clock says noon.
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

// A playing that is left early knows less than the one before it that ended.
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

func TestWhatANewerVersionWrote(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	put(t, path, `{"later": {"n": 12345678901234567890.10}, "lessons": {
		"fork": {"next": "a", "seconds": 7, "predictions": {"right": 1, "sure": "<&>"}},
		"wait": {"next": "b", "notes": [null]}}}`)
	s := open(t, path)
	save(t, s, "fork", Entry{Next: "c", Predictions: Predictions{Wrong: 2}})
	var got, want any
	if err := json.Unmarshal([]byte(text(t, path)), &got); err != nil {
		t.Fatal(err)
	}
	_ = json.Unmarshal([]byte(`{"later": {"n": 12345678901234567890.10}, "lessons": {
		"fork": {"answers": {"passed": [], "right": [], "wrong": []}, "done": false, "next": "c", "seconds": 7, "skipped": [], "when": "2026-03-01T12:00:00Z",
			"predictions": {"mistaken": [], "passed": 0, "right": 0, "wrong": 2, "sure": "<&>"}},
		"wait": {"next": "b", "notes": [null]}}}`), &want)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	for _, exact := range []string{"12345678901234567890.10", "<&>"} {
		if !strings.Contains(text(t, path), exact) {
			t.Errorf("%s was rewritten:\n%s", exact, text(t, path))
		}
	}
	if err := s.Reset(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text(t, path), `"later"`) {
		t.Error("Reset forgot what it does not know")
	}
}

func TestBrokenFiles(t *testing.T) {
	tests := []struct{ source, want string }{
		{"", "line 1: unexpected end of JSON input"},
		{"{\n\"lessons\": {\n", "line 3: unexpected end of JSON input"},
		{"{\n\"lessons\": {},\n}\n", "line 3: invalid character '}' looking for beginning of object key string"},
		{"{} {}", "line 1: invalid character '{' after top-level value"},
		{"null", "null is no progress"},
		{"[]", "wanted JSON's object, not array"},
		{`{"lessons": null}`, "null is no progress"},
		{`{"lessons": 3}`, "lessons: wanted JSON's object, not number"},
		{`{"lessons": {"fork": []}}`, `lesson "fork": wanted JSON's object, not array`},
		{`{"lessons": {"fork": {"next": 3}}}`, `lesson "fork": next: wanted JSON's string, not number`},
		{`{"lessons": {"fork": {"predictions": {"right": "x"}}}}`, `lesson "fork": predictions.right: wanted JSON's number, not string`},
		{`{"lessons": {"fork": {"done": 1, "skipped": 1}}}`, `lesson "fork": done: wanted JSON's bool, not number`},
		{`{"lessons": {"fork": {"skipped": 1}}}`, `lesson "fork": skipped: wanted JSON's array, not number`},
		{`{"lessons": {"fork": {"when": "noon"}}}`, `lesson "fork": parsing time`},
	}
	for _, test := range tests {
		path := filepath.Join(t.TempDir(), "progress.json")
		s := open(t, path)
		put(t, path, test.source)
		_, err := Open(path)
		told, ok := say.Error(err, func(english string, _ ...any) string { return english })
		if !ok || told != "progress file %s can't be understood: %s; mend it, or move it away to begin anew" {
			t.Errorf("Open of %q can't be told in another language: %v", test.source, err)
		}
		for what, err := range map[string]error{"Open": err, "Save": s.Save("fork", Entry{}), "Reset": s.Reset()} {
			if err == nil || !strings.HasPrefix(err.Error(), "progress file "+path+" can't be understood: "+test.want) ||
				!strings.HasSuffix(err.Error(), "; mend it, or move it away to begin anew") {
				t.Errorf("%s of %q: %v", what, test.source, err)
			}
		}
		if got := text(t, path); got != test.source {
			t.Errorf("%q was overwritten with %q", test.source, got)
		}
	}
}

func TestNoPlaceForTheFile(t *testing.T) {
	folder := t.TempDir()
	if _, err := Open(folder); err == nil || !strings.Contains(err.Error(), folder) {
		t.Errorf("Open of a folder: %v", err)
	}
	put(t, filepath.Join(folder, "file"), "")
	s := &Store{path: filepath.Join(folder, "file", "progress.json"), now: time.Now}
	if err := s.Save("fork", Entry{}); err == nil || !strings.HasPrefix(err.Error(), "make a folder for progress: ") {
		t.Errorf("Save below a file: %v", err)
	}
}

// A write that fails leaves the file as it was, and in memory too.
func TestWriteFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	s := open(t, path)
	save(t, s, "fork", Entry{Next: "a"})
	before := text(t, path)
	if err := os.MkdirAll(filepath.Join(path+".new", "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := s.Save("fork", Entry{Next: "b"}); err == nil || !strings.HasPrefix(err.Error(), "write progress: ") {
		t.Errorf("Save: %v", err)
	}
	if text(t, path) != before || s.Lesson("fork").Next != "a" {
		t.Errorf("after a failed Save: %+v and\n%s", s.Lesson("fork"), text(t, path))
	}
}

// A forklore that was killed while it wrote leaves half a file beside.
func TestLeftovers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	put(t, path+".new", `{"lessons": {"fo`)
	s := open(t, path)
	save(t, s, "fork", Entry{Next: "a"})
	if got := open(t, path).Lesson("fork").Next; got != "a" {
		t.Errorf("next %q", got)
	}
	if _, err := os.Stat(path + ".new"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the leftover is still there: %v", err)
	}
}

// Who keeps the file elsewhere and links to it keeps the link.
func TestSymbolicLink(t *testing.T) {
	folder := t.TempDir()
	real, link := filepath.Join(folder, "real.json"), filepath.Join(folder, "progress.json")
	put(t, real, "{}")
	if err := os.Symlink("real.json", link); err != nil {
		t.Fatal(err)
	}
	save(t, open(t, link), "fork", Entry{Next: "a"})
	if got := open(t, real).Lesson("fork").Next; got != "a" {
		t.Errorf("next %q", got)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link was replaced: %v, %v", info, err)
	}
}

// TestManyWriters has goroutines with a store each, goroutines that share one,
// and processes save lessons at once, while others read.
func TestManyWriters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	var writers, readers sync.WaitGroup
	shared := open(t, path)
	for i := range 4 {
		writers.Go(func() {
			if err := saveAll(path, fmt.Sprint("goroutine-", i)); err != nil {
				t.Error(err)
			}
		})
		writers.Go(func() {
			for j := range each {
				if err := shared.Save(fmt.Sprintf("shared-%d-%d", i, j), Entry{Next: "somewhere"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 2 {
		writers.Go(func() {
			exe, err := os.Executable()
			if err != nil {
				t.Error(err)
				return
			}
			command := exec.Command(exe)
			command.Env = append(os.Environ(), saveVariable+"="+path)
			if output, err := command.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, output)
			}
		})
	}
	done := make(chan struct{})
	readers.Go(func() {
		for n := 0; ; {
			s, err := Open(path)
			if err != nil {
				t.Error(err)
				return
			}
			if now := len(s.Names()); now < n {
				t.Errorf("%d lessons, and before there were %d", now, n)
			} else {
				n = now
			}
			select {
			case <-done:
				return
			default:
			}
		}
	})
	writers.Wait()
	close(done)
	readers.Wait()
	if got, want := len(open(t, path).Names()), (4+4+2)*each; got != want {
		t.Errorf("%d lessons were kept of %d", got, want)
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
