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
	"strings"
	"sync"
	"testing"
	"time"

	"forklore/probe/say"
)

// saveVariable names a file. It makes this test binary save lessons in that file
// instead of running tests.
const saveVariable = "FORKLORE_TEST_SAVE"

// each is the number of lessons that one writer saves.
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

// saveAll saves each lessons, whose names begin with writer.
func saveAll(path, writer string) error {
	s, err := Open(path)
	for i := 0; i < each && err == nil; i++ {
		err = s.Save(fmt.Sprintf("%s-%d", writer, i), Entry{Next: "somewhere"})
	}
	return err
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
		t.Error("Reset deleted a key that it does not know")
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
			t.Errorf("Open of %q: the error can't be translated: %v", test.source, err)
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

// TestWriteFails: a write that fails changes neither the file nor the store.
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

// TestLeftovers: a half-written file of a killed forklore does no harm.
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

// TestSymbolicLink: if the file is a symbolic link, the file that it leads to is
// written.
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

// TestManyWriters saves lessons at the same time from goroutines with a store
// each, from goroutines that share one, and from processes, while others read.
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
		writers.Go(func() { saveInAnotherProcess(t, path) })
	}
	done := make(chan struct{})
	readers.Go(func() { readUntil(t, path, done) })
	writers.Wait()
	close(done)
	readers.Wait()
	if got, want := len(open(t, path).Names()), (4+4+2)*each; got != want {
		t.Errorf("%d lessons were saved, want %d", got, want)
	}
}

// saveInAnotherProcess runs this test binary with saveVariable.
func saveInAnotherProcess(t *testing.T, path string) {
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
}

// readUntil reads the file until done is closed, and wants it never to have fewer
// lessons than before.
func readUntil(t *testing.T, path string, done <-chan struct{}) {
	for before := 0; ; {
		s, err := Open(path)
		if err != nil {
			t.Error(err)
			return
		}
		now := len(s.Names())
		if now < before {
			t.Errorf("%d lessons, after there were %d", now, before)
		}
		before = now
		select {
		case <-done:
			return
		default:
		}
	}
}
