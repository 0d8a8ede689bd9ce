//go:build linux

package stage

import (
	"strings"
	"testing"
	"time"

	"forklore/probe"
)

// awaitOutput looks and takes what the terminal is written until it has the
// text, and returns it all.
func awaitOutput(t *testing.T, s *Stage, text string) string {
	t.Helper()
	output := ""
	for deadline := time.Now().Add(10 * time.Second); !strings.Contains(output, text); time.Sleep(pause) {
		if time.Now().After(deadline) {
			t.Fatalf("the terminal was not written %q: %q", text, output)
		}
		s.Look()
		output += s.Output()
	}
	return output
}

// TestTerminalOpenedAgain closes the slave everywhere, by which reads of the
// master fail, and opens it again: what is then written there is still heard.
func TestTerminalOpenedAgain(t *testing.T) {
	s := open(t, Options{})
	do(t, s, "shell close_range(0, 2, 0)")
	for range 3 {
		do(t, s, `shell open($stage, O_RDWR|O_NOCTTY)`)
		do(t, s, `shell write(0, "still here\n", 11)`)
		awaitOutput(t, s, "still here")
		do(t, s, "shell close(0)")
	}
}

// TestOutputWithoutEnd has a program write for ever. What nobody has taken is
// bounded, the writer waits, and what is typed reaches it all the same.
func TestOutputWithoutEnd(t *testing.T) {
	const yes = "/usr/bin/yes"
	s := open(t, Options{Programs: []string{yes}})
	do(t, s, `shell fork() = child`)
	do(t, s, `child setpgid(0, 0)`)
	do(t, s, `shell rt_sigaction(SIGTTOU, SIG_IGN, NULL)`)
	do(t, s, `shell ioctl(0, TIOCSPGRP, [child])`)
	do(t, s, `child execve("`+yes+`", ["yes"], [])`)
	waits := func() bool {
		s.terminal.mu.Lock()
		defer s.terminal.mu.Unlock()
		child, err := probe.ReadID(s.actor("child").id)
		return err == nil && child.State == probe.Sleeping && len(s.terminal.output) >= maxOutput
	}
	for deadline := time.Now().Add(10 * time.Second); !waits(); time.Sleep(pause) {
		if time.Now().After(deadline) {
			t.Fatal("nothing keeps it from writing")
		}
	}
	if n := len(s.Output()); n < maxOutput || n > 2*maxOutput {
		t.Errorf("%d bytes wait to be taken, want about %d", n, maxOutput)
	}
	awaitOutput(t, s, "y\r\ny\r\n")
	if _, err := s.Type("\x03"); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); row(t, s, "child").State != probe.Zombie; time.Sleep(pause) {
		if time.Now().After(deadline) {
			t.Fatal("^C does not end it")
		}
	}
}
