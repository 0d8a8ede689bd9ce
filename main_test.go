package main

import (
	"errors"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"forklore/lessons"

	"github.com/creack/pty"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"forklore": main})
}

// TestCommandLine runs the scripts of the command line. Each is a shell session
// with the output that it must have.
func TestCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "lessons/testdata/cli"})
}

// reported matches the output of `forklore check` that a README shows after a
// faulty lesson.
var reported = regexp.MustCompile("(?m)^```text\n((?:\\S+\\.md:\\d+: .*\n)+)```$")

// TestREADMEsLessons runs `forklore check` on the lessons in the READMEs. A
// faulty one must give exactly the errors that the README shows.
func TestREADMEsLessons(t *testing.T) {
	for _, readme := range []string{"README.md", "lessons/README.md"} {
		t.Run(readme, func(t *testing.T) {
			source, err := os.ReadFile(readme)
			if err != nil {
				t.Fatal(err)
			}
			parts := strings.Split(string(source), "````markdown\n")[1:]
			if len(parts) == 0 {
				t.Fatalf("%s shows no lesson", readme)
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

// checkLesson runs `forklore check` on a lesson and compares the errors. It
// skips a lesson that needs something that this machine has not.
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
		t.Errorf("check reports\n%s\nwant\n%s\nfor the lesson\n%s", got, want, source)
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

// TestRooms checks every file's imports against the README's table of packages:
// data flows one way, from the kernel to the screen.
func TestRooms(t *testing.T) {
	type rule struct {
		imported string   // an import path or its prefix; the first that matches decides
		by       []string // the folders that may import it
		reason   string
	}
	rules := []rule{
		{"github.com/charmbracelet/", []string{"tui"}, "only the screen draws"},
		{"github.com/shirou/gopsutil", []string{"probe"}, "only the probe reads processes"},
		{"golang.org/x/sys", []string{"probe", "probe/strace", "lessons/stage"}, "only the probe and the stage talk to the kernel"},
		{"syscall", []string{"probe", "probe/strace", "lessons/stage", "lessons/progress", "lessons/cli", "tui"},
			"only the probe and the stage talk to the kernel; the others may use signals, and progress a file lock"},
		{"forklore/tui", []string{"lessons/cli"}, "code that produces moments must not depend on the screen"},
		{"forklore/lessons/cli", []string{"."}, "only main depends on the command line"},
		{"forklore/lessons/stage", []string{"lessons/player"}, "code that shows moments must not depend on the stage"},
		{"forklore/lessons", []string{"tui", "lessons/cli", "lessons/player", "lessons/transcript"}, "the probe and the stage must not depend on lessons"},
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
			i := slices.IndexFunc(rules, func(r rule) bool { return strings.HasPrefix(imported, r.imported) })
			if i >= 0 && !slices.Contains(rules[i].by, filepath.Dir(path)) {
				t.Errorf("%s imports %s: %s", path, imported, rules[i].reason)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTheQuestionEndsByCtrlC types ^C where forklore asks whether a file may
// execute programs.
func TestTheQuestionEndsByCtrlC(t *testing.T) {
	for _, command := range []string{"run", "check"} {
		t.Run(command, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "own.md")
			lesson := "---\ntitle: t\nsummary: s\nprograms: [/bin/sh]\n---\n## A\n```calls\nshell getpid()\n```\n"
			if err := os.WriteFile(file, []byte(lesson), 0o600); err != nil {
				t.Fatal(err)
			}
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			c := exec.Command(self, command, file)
			c.Args[0] = "forklore"                    // see TestMain
			c.Env = append(os.Environ(), "TERM=dumb") // or its colours would be asked for, and nobody answers
			terminal, err := pty.Start(c)
			if err != nil {
				t.Fatal(err)
			}
			defer terminal.Close()
			late := time.AfterFunc(10*time.Second, func() { c.Process.Kill() })
			defer late.Stop()
			for text := ""; !strings.Contains(text, "[y/N]"); {
				part := make([]byte, 256)
				n, err := terminal.Read(part)
				if err != nil {
					t.Fatalf("%v after %q", err, text)
				}
				text += string(part[:n])
			}
			if _, err := terminal.WriteString("\x03"); err != nil {
				t.Fatal(err)
			}
			err = c.Wait()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.String() != "signal: interrupt" {
				t.Errorf("it ended so: %v", err)
			}
		})
	}
}
