package lessons

import (
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// program returns the program that the blocks of a language make together; empty
// if the lesson has none.
func program(l *Lesson, language string) string {
	var texts []string
	for _, s := range l.Steps {
		if code, ok := s.Code[language]; ok {
			texts = append(texts, code.Text)
		}
	}
	if len(texts) == 0 {
		return ""
	}
	return strings.Join(texts, "\n\n") + "\n"
}

// The blocks of a lesson make one program that compiles. So do those of a
// translation, which has other comments.
func TestPrograms(t *testing.T) {
	compilers := []struct {
		language, suffix, tool, args string
		atOnce                       int // how many programs the tool takes at once
	}{
		{"c", ".c", "cc", "-Wall -Wextra -Werror -Wno-unused-result -fsyntax-only", 100},
		{"python", ".py", "python3", "-m py_compile", 100},
		{"go", ".go", "go", "vet", 1},
		{"sh", ".sh", "sh", "-n", 1},
	}
	for _, in := range Languages() {
		all := lessonsIn(t, in)
		for _, c := range compilers {
			t.Run(in.Tag+"/"+c.language, func(t *testing.T) {
				tool, err := exec.LookPath(c.tool)
				if err != nil {
					t.Skipf("the %s text is not compiled: %v", c.language, err)
				}
				dir := t.TempDir()
				var paths []string
				for _, l := range all {
					text := program(l, c.language)
					if text == "" {
						continue
					}
					paths = append(paths, filepath.Join(dir, l.Name+c.suffix))
					if err := os.WriteFile(paths[len(paths)-1], []byte(text), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				for some := range slices.Chunk(paths, c.atOnce) {
					out, err := exec.Command(tool, append(strings.Fields(c.args), some...)...).CombinedOutput()
					if err != nil {
						t.Errorf("%s %s: %v\n%s", c.tool, c.args, err, out)
					}
				}
			})
		}
	}
}

func TestGoIsFormatted(t *testing.T) {
	for _, in := range Languages() {
		for _, l := range lessonsIn(t, in) {
			text := program(l, "go")
			got, err := format.Source([]byte(text))
			if err != nil {
				t.Errorf("%s: %v", l.File, err)
			} else if string(got) != text {
				t.Errorf("%s: gofmt would write\n%s", l.File, got)
			}
		}
	}
}

// libraryNames are the functions that programs call for system calls of another
// name.
var libraryNames = map[string][]string{
	"exit_group":      {"exit"},
	"execve":          {"exec"},
	"fork":            {"fork", "start"}, // Go cannot fork alone
	"fcntl":           {"fcntl", "lockf"},
	"ioctl":           {"tcsetpgrp", "foreground", "ioctl"},
	"pipe2":           {"pipe"},
	"openat":          {"open"},
	"rt_sigaction":    {"signal"},
	"rt_sigpending":   {"sigpending"},
	"rt_sigprocmask":  {"sigprocmask", "sigmask"},
	"rt_sigtimedwait": {"sigtimedwait"},
	"wait4":           {"wait"},
	"write":           {"write", "dprintf"},
	"close_range":     {"close_range", "closerange"},
}

// The line of program text that a block gives for a call makes that call.
func TestLinesMakeTheirCalls(t *testing.T) {
	for _, l := range lessonsIn(t, English) {
		for _, s := range l.Steps {
			for language, code := range s.Code {
				if language == "sh" {
					continue // a shell has commands, which have other names
				}
				lines := strings.Split(strings.ToLower(code.Text), "\n")
				for i, n := range code.Lines {
					if n > 0 && !makes(lines[n-1], s.Calls[i].Call.Name) {
						t.Errorf("%s:%d: %s line %d does not make %s: %s", l.File, s.Line, language, n, s.Calls[i].Text, lines[n-1])
					}
				}
			}
		}
	}
}

// makes reports whether a line of a program makes the call.
func makes(line, call string) bool {
	names := libraryNames[call]
	if names == nil {
		names = []string{call}
	}
	for _, name := range names {
		if strings.Contains(line, name) {
			return true
		}
	}
	return false
}

// A learner can choose a language once and keep it.
func TestDaemonInEveryLanguage(t *testing.T) {
	l, err := English.Find("daemon")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range l.Steps {
		for _, language := range []string{"c", "python", "go"} {
			if s.Code[language].Text == "" {
				t.Errorf("%s:%d: no %s", l.File, s.Line, language)
			}
		}
	}
}
