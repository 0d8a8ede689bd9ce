package lessons

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// lessonsIn returns forklore's own lessons in a language.
func lessonsIn(t *testing.T, l *Language) []*Lesson {
	t.Helper()
	all, err := l.Lessons()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestShippedLessonsAreComplete(t *testing.T) {
	var names []string
	for _, l := range lessonsIn(t, English) {
		names = append(names, l.File)
		if !l.Shipped || l.File != "en/"+l.Name+".md" || l.Minutes == 0 || l.Intro == "" {
			t.Errorf("%s: not complete", l.File)
		}
	}
	entries, err := fs.Glob(files, "en/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range entries {
		if file != "en/glossary.md" && !slices.Contains(names, file) {
			t.Errorf("%s is in no course", file)
		}
	}
}

func TestFind(t *testing.T) {
	l, err := English.Find("daemon")
	if err != nil || l.Title != "The classic daemon" {
		t.Errorf("Find(daemon) = %v, %v", l, err)
	}
	want := `no lesson "demon": there are ` + strings.Join(lessonNames(), ", ")
	if _, err := English.Find("demon"); err == nil || err.Error() != want {
		t.Errorf("Find(demon): %v", err)
	}
}

func TestReadFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mine.md")
	if _, err := ReadFile(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("ReadFile of no file: %v", err)
	}
	if err := os.WriteFile(path, []byte(inStep("calls", "shell getpid()")), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if l.Name != "mine" || l.File != path || l.Shipped {
		t.Errorf("ReadFile: name %q, file %q, shipped %v", l.Name, l.File, l.Shipped)
	}
}

// Prose shares a small screen with the processes.
func TestProseIsShort(t *testing.T) {
	for _, l := range lessonsIn(t, English) {
		for _, s := range l.Steps {
			if n := len(strings.Fields(s.Before)); n == 0 || n > 70 {
				t.Errorf("%s:%d: %d words before the calls, of at most 70", l.File, s.Line, n)
			}
			if n := len(strings.Fields(s.After)); n > 60 {
				t.Errorf("%s:%d: %d words after the calls, of at most 60", l.File, s.Line, n)
			}
			if len(s.Then) == 0 {
				t.Errorf("%s:%d: nothing is checked", l.File, s.Line)
			}
		}
	}
}

// Predicting helps to learn, so a lesson asks early and more than once.
func TestLessonsAsk(t *testing.T) {
	for _, l := range lessonsIn(t, English) {
		var asks []int
		for i, s := range l.Steps {
			if s.Ask != nil {
				if s.Ask.Hint == "" {
					t.Errorf("%s:%d: a question without a hint", l.File, s.Ask.Line)
				}
				asks = append(asks, i)
			}
		}
		if len(l.Review) != 3 {
			t.Errorf("%s: %d review questions, want 3", l.File, len(l.Review))
		}
		for _, name := range l.Presumes {
			if i := slices.Index(lessonNames(), name); i < 0 || i >= slices.Index(lessonNames(), l.Name) {
				t.Errorf("%s: presumes %s, which does not come before it", l.File, name)
			}
		}
		if len(asks) < 2 || asks[0] > 2 {
			t.Errorf("%s: asks in the steps %v, want two and the first in the first three", l.File, asks)
		}
	}
}
