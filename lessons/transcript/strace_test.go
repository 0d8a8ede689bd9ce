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

// playVariable names a lesson. It makes this test binary write that lesson as
// JSON Lines instead of running tests.
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

// disagreeing maps a lesson in which strace sees more than forklore to the reason.
var disagreeing = map[string]string{
	"signals": "a call unblocks the signal that kills its caller: it has returned 0 in the kernel",
}

// TestStraceAgrees plays each lesson under strace(1), and compares the lines of
// both for each process.
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
				t.Errorf("the lesson wrote lines of %d processes, want at least 2", len(told))
			}
			for pid := range told {
				agree(t, pid, told[pid], seen[pid])
			}
		})
	}
}

// agree compares the lesson's lines of a process with those of strace. strace may
// have lines before them, of calls that set up the stage. After them it may have
// two: when the stage is closed, an unfinished call returns and the process ends.
func agree(t *testing.T, pid int, told, saw []string) {
	t.Helper()
	for i := range saw {
		if rest := saw[i:]; len(rest) >= len(told) && len(rest) <= len(told)+2 && slices.Equal(rest[:len(told)], told) {
			return
		}
	}
	t.Errorf("process %d: the lesson has\n%s\nstrace has\n%s", pid, strings.Join(told, "\n"), strings.Join(saw, "\n"))
}

// told returns the lesson's lines of each process. The two lines of a call that
// was unfinished become one.
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
			continue // not a line in strace's format
		}
		if line, ok = whole(m.PID, line, begun); ok {
			lines[m.PID] = append(lines[m.PID], line)
		}
	}
	return lines
}

// whole returns a complete line. It keeps the first part of an unfinished call in
// begun, and puts it before the second part. It returns false for a first part,
// and for lines of signals and stops.
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

// calls returns strace's lines of each process, without those that the lesson
// can't have: the futex calls and names of puppets, the calls of programs, and
// calls that were interrupted or restarted.
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
