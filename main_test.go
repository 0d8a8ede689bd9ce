package main

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
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

// TestREADMEListsTheLessons holds the README's table of lessons against the
// lessons.
func TestREADMEListsTheLessons(t *testing.T) {
	all, err := lessons.English.Lessons()
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	table.WriteString("| name | lesson | minutes | what it shows |\n|---|---|---|---|\n")
	for _, l := range all {
		fmt.Fprintf(&table, "| `%s` | %s | %d | %s |\n", l.Name, l.Title, l.Minutes, l.Summary)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "## Lessons\n\n"+table.String()+"\n") {
		t.Errorf("the README's section Lessons should be\n%s", table.String())
	}
}

// TestREADMEsLesson checks the lesson that the README shows.
func TestREADMEsLesson(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "````markdown\n")
	lesson, _, ok := strings.Cut(rest, "````\n")
	if !ok {
		t.Fatal("the README shows no lesson")
	}
	path := filepath.Join(t.TempDir(), "orphan.md")
	if err := os.WriteFile(path, []byte(lesson), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run([]string{"check", path}); err != nil {
		t.Error(err)
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
		{"forklore/tui", []string{"."}, "what produces moments knows no screen"},
		{"forklore/lessons/stage", []string{"lessons/player"}, "whoever shows moments knows no stage"},
		{"forklore/lessons", []string{".", "tui", "lessons/player", "lessons/transcript"}, "the probe and the stage know no lessons"},
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
