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
	"strings"
	"testing"

	"forklore/lessons"
)

// playVariable makes this test binary play the lesson daemon as JSON Lines.
const playVariable = "FORKLORE_TEST_PLAY"

func TestMain(m *testing.M) {
	if os.Getenv(playVariable) == "" {
		os.Exit(m.Run())
	}
	l, err := lessons.English.Find("daemon")
	if err == nil {
		_, err = Play(context.Background(), l, Options{Upto: -1}, NewJSON(os.Stdout))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// TestStraceAgrees plays the daemon under strace(1) and compares, process by
// process and call by call, what the lesson told with what strace saw.
func TestStraceAgrees(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed: apt-get install strace")
	}
	log := filepath.Join(t.TempDir(), "strace")
	command := exec.Command(strace, "-f", "-q", "-o", log, "/proc/self/exe")
	command.Args[len(command.Args)-1], err = os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command.Env = append(os.Environ(), playVariable+"=1")
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := calls(t, log)
	for pid, told := range told(t, output) {
		saw := seen[pid]
		if len(saw) < len(told) {
			t.Errorf("process %d: strace saw %d lines, the lesson told %d", pid, len(saw), len(told))
			continue
		}
		// What stands before the lesson's first call set up the stage.
		saw = saw[len(saw)-len(told):]
		for i := range told {
			if told[i] != saw[i] {
				t.Errorf("process %d, line %d:\nthe lesson told  %s\nstrace saw       %s", pid, i+1, told[i], saw[i])
			}
		}
	}
}

// told returns the lines of each process, as the lesson told them.
func told(t *testing.T, output []byte) map[int][]string {
	lines := map[int][]string{}
	for text := range bytes.Lines(output) {
		var m struct {
			PID        int
			Kind, Text string
			Unfinished bool
		}
		if err := json.Unmarshal(text, &m); err != nil {
			t.Fatal(err)
		}
		if m.Unfinished {
			t.Errorf("%q: no call of this lesson blocks", m.Text)
		}
		if m.PID != 0 {
			_, line, _ := strings.Cut(m.Text, " ")
			lines[m.PID] = append(lines[m.PID], line)
		}
	}
	if len(lines) != 4 {
		t.Errorf("the lesson told of %d processes, want 4", len(lines))
	}
	return lines
}

var (
	resumed = regexp.MustCompile(`^<\.\.\. \w+ resumed>`)
	padding = regexp.MustCompile(`\)\s+= `)
	cloned  = regexp.MustCompile(`^clone\(child_stack=NULL, flags=SIGCHLD\)`)
)

// calls returns the lines of each process that strace wrote, without the
// puppets' waiting (futex), their names and the signals that arrived. A call
// that strace shows in two parts is put together.
func calls(t *testing.T, log string) map[int][]string {
	file, err := os.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, begun := map[int][]string{}, map[int]string{}
	for scanner := bufio.NewScanner(file); scanner.Scan(); {
		var pid int
		number, line, _ := strings.Cut(scanner.Text(), " ")
		if _, err := fmt.Sscan(number, &pid); err != nil {
			t.Fatalf("strace wrote %q", scanner.Text())
		}
		line = strings.TrimSpace(line)
		if part, ok := strings.CutSuffix(line, "<unfinished ...>"); ok {
			begun[pid] = strings.TrimSuffix(part, " ")
			continue
		}
		if part := resumed.FindString(line); part != "" {
			line = begun[pid] + line[len(part):]
		}
		line = padding.ReplaceAllString(line, ") = ")
		line = cloned.ReplaceAllString(line, "fork()")
		if strings.HasPrefix(line, "futex(") || strings.HasPrefix(line, "prctl(PR_SET_NAME") || strings.HasPrefix(line, "---") {
			continue
		}
		lines[pid] = append(lines[pid], line)
	}
	return lines
}
