package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"forklore/lessons"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"forklore": main})
}

// TestCommandLine plays the scripts of the command line: each is a session in
// a shell, with what must come of it.
func TestCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "lessons/testdata/cli"})
}

// reported is what a README says that `forklore check` says of a lesson.
var reported = regexp.MustCompile("(?m)^```text\n((?:\\S+\\.md:\\d+: .*\n)+)```$")

// TestREADMEsLessons checks the lessons that the READMEs show, and that what
// they say of the faulty ones is what `forklore check` says.
func TestREADMEsLessons(t *testing.T) {
	for _, readme := range []string{"README.md", "lessons/README.md"} {
		t.Run(readme, func(t *testing.T) {
			source, err := os.ReadFile(readme)
			if err != nil {
				t.Fatal(err)
			}
			parts := strings.Split(string(source), "````markdown\n")[1:]
			if len(parts) == 0 {
				t.Fatal("it shows no lesson")
			}
			t.Chdir(t.TempDir())
			for _, part := range parts {
				lesson, rest, _ := strings.Cut(part, "````\n")
				file, want := "lesson.md", ""
				if report := reported.FindStringSubmatch(rest); report != nil {
					want = strings.TrimSuffix(report[1], "\n")
					file, _, _ = strings.Cut(want, ":")
				}
				t.Run(file, func(t *testing.T) { checkLesson(t, file, lesson, want) })
			}
		})
	}
}

// checkLesson has `forklore check` check a lesson, and compares what it says.
func checkLesson(t *testing.T, file, source, want string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	if l, err := lessons.ReadFile(file); err == nil && l.Playable() != nil {
		t.Skip(l.Playable())
	}
	got := ""
	if err := run([]string{"check", "--lang", "en", "--allow-programs", file}); err != nil {
		got = err.Error()
	}
	if got != want {
		t.Errorf("check says\n%s\nwant\n%s\nof the lesson\n%s", got, want, source)
	}
}

// TestNewLessons checks what `forklore new` writes in each language.
func TestNewLessons(t *testing.T) {
	for _, language := range lessons.Languages() {
		file := filepath.Join(t.TempDir(), "mine.md")
		if err := run([]string{"new", "--lang", language.Tag, file}); err != nil {
			t.Fatal(err)
		}
		if err := run([]string{"check", file}); err != nil {
			t.Errorf("%s: %v", language.Tag, err)
		}
	}
}

// TestRooms holds each file's imports against the map of the rooms in the
// README: data goes one way, from the kernel to the screen.
func TestRooms(t *testing.T) {
	rules := []struct {
		imported string   // a path, or what it begins with
		by       []string // the folders that may
		reason   string
	}{
		{"github.com/charmbracelet/", []string{"tui"}, "only the screen draws"},
		{"github.com/shirou/gopsutil", []string{"probe"}, "only the probe reads processes"},
		{"golang.org/x/sys", []string{"probe", "probe/strace", "lessons/stage"}, "only the probe and the stage talk to the kernel"},
		{"syscall", []string{"probe", "probe/strace", "lessons/stage", "lessons/progress", "lessons/cli", "tui"},
			"only the probe and the stage talk to the kernel; the rest have its signals, and progress a lock"},
		{"forklore/tui", []string{"lessons/cli"}, "what produces moments knows no screen"},
		{"forklore/lessons/cli", []string{"."}, "the rooms know nothing of the command line"},
		{"forklore/lessons/stage", []string{"lessons/player"}, "whoever shows moments knows no stage"},
		{"forklore/lessons", []string{"tui", "lessons/cli", "lessons/player", "lessons/transcript"}, "the probe and the stage know no lessons"},
	}
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			for _, rule := range rules {
				if !strings.HasPrefix(imported, rule.imported) {
					continue
				}
				allowed := false
				for _, folder := range rule.by {
					allowed = allowed || filepath.Dir(path) == folder
				}
				if !allowed {
					t.Errorf("%s imports %s: %s", path, imported, rule.reason)
				}
				break
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
