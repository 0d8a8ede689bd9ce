//go:build linux

package transcript

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"forklore/lessons"
)

// playVariable makes this test binary play the lesson that it names as JSON Lines.
const playVariable = "FORKLORE_TEST_PLAY"

func TestMain(m *testing.M) {
	name := os.Getenv(playVariable)
	if name == "" {
		os.Exit(m.Run())
	}
	l, err := lessons.English.Find(name)
	if err == nil {
		_, err = Play(context.Background(), l, Options{}, NewJSONWriter(os.Stdout))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// disagreeing are the lessons in which strace sees what forklore can't, and why.
var disagreeing = map[string]string{
	"signals": "a call lets in the signal that ends its caller: it has returned 0 in the kernel",
}

// TestStraceAgrees plays each lesson under strace(1) and compares, process by
// process and call by call, what the lesson told with what strace saw.
func TestStraceAgrees(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed: apt-get install strace")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	all, err := lessons.English.Lessons()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			if why := disagreeing[l.Name]; why != "" {
				t.Skip(why)
			}
			if err := l.Playable(); err != nil {
				t.Skip(err)
			}
			log := filepath.Join(t.TempDir(), "strace")
			command := exec.Command(strace, "-f", "-q", "-o", log, self)
			command.Env = append(os.Environ(), playVariable+"="+l.Name)
			command.Stderr = os.Stderr
			output, err := command.Output()
			if err != nil {
				t.Fatal(err)
			}
			told, seen := told(t, output), calls(t, log)
			if len(told) < 2 {
				t.Errorf("the lesson told of %d processes", len(told))
			}
			for pid := range told {
				agree(t, pid, told[pid], seen[pid])
			}
		})
	}
}

// agree holds what the lesson told of a process against what strace saw. What
// stands before has set the stage. After it may come, as the stage is closed,
// the return of a call that the lesson left unfinished, and the end.
func agree(t *testing.T, pid int, told, saw []string) {
	t.Helper()
	for i := range saw {
		if rest := saw[i:]; len(rest) >= len(told) && len(rest) <= len(told)+2 && slices.Equal(rest[:len(told)], told) {
			return
		}
	}
	t.Errorf("process %d: the lesson told\n%s\nstrace saw\n%s", pid, strings.Join(told, "\n"), strings.Join(saw, "\n"))
}

// told returns the lines of each process, as the lesson told them. A call that
// was told in two parts is put together.
func told(t *testing.T, output []byte) map[int][]string {
	lines, begun := map[int][]string{}, map[int]string{}
	for text := range bytes.Lines(output) {
		var m struct {
			PID        int
			Kind, Text string
		}
		if err := json.Unmarshal(text, &m); err != nil {
			t.Fatal(err)
		}
		line, ok := strings.CutPrefix(m.Text, fmt.Sprint(m.PID)+" ")
		if !ok {
			continue // what was seen from outside
		}
		if line, ok = whole(m.PID, line, begun); ok {
			lines[m.PID] = append(lines[m.PID], line)
		}
	}
	return lines
}

// whole returns a line that stands for itself: not a signal or a stop, not the
// first part of a call, which it keeps in begun and puts before the second.
func whole(pid int, line string, begun map[int]string) (_ string, ok bool) {
	if first, ok := strings.CutSuffix(line, "<unfinished ...>"); ok {
		begun[pid] = strings.TrimSuffix(first, " ")
		return "", false
	}
	if second := resumed.FindString(line); second != "" {
		line = begun[pid] + line[len(second):]
	}
	return line, !strings.HasPrefix(line, "---")
}

var (
	resumed = regexp.MustCompile(`^<\.\.\. \w+ resumed>`)
	padding = regexp.MustCompile(`\)\s+= `)
	broken  = regexp.MustCompile(`= \? ERESTART\w+ |<unfinished \.\.\.>\) = \?$`)
	cloned  = regexp.MustCompile(`^clone\(child_stack=NULL, flags=SIGCHLD\)`)
)

// calls returns the lines of each process that strace wrote, without the
// puppets' waiting (futex) and their names, the calls that programs made, and
// the interruptions of calls, which ended there or were begun anew.
func calls(t *testing.T, log string) map[int][]string {
	file, err := os.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, begun, programs := map[int][]string{}, map[int]string{}, map[int]bool{}
	for scanner := bufio.NewScanner(file); scanner.Scan(); {
		var pid int
		number, line, _ := strings.Cut(scanner.Text(), " ")
		if _, err := fmt.Sscan(number, &pid); err != nil {
			t.Fatalf("strace wrote %q", scanner.Text())
		}
		line, ok := whole(pid, strings.TrimSpace(line), begun)
		line = padding.ReplaceAllString(line, ") = ")
		line = cloned.ReplaceAllString(line, "fork()")
		if !ok || strings.HasPrefix(line, "futex(") || strings.HasPrefix(line, "prctl(PR_SET_NAME") || broken.MatchString(line) ||
			programs[pid] && !strings.HasPrefix(line, "+++") {
			continue
		}
		lines[pid] = append(lines[pid], line)
		programs[pid] = strings.HasPrefix(line, "execve(") && strings.HasSuffix(line, " = 0")
	}
	return lines
}
