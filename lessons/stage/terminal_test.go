//go:build linux

package stage

import (
	"strings"
	"testing"
	"time"

	"forklore/probe"
)

// awaitOutput takes the terminal's output until it contains the text.
func awaitOutput(t *testing.T, s *Stage, text string) {
	t.Helper()
	output := ""
	for deadline := time.Now().Add(10 * time.Second); !strings.Contains(output, text); time.Sleep(pause) {
		if time.Now().After(deadline) {
			t.Fatalf("%q was not written to the terminal: %q", text, output)
		}
		s.Look()
		output += s.Output()
	}
}

// TestTerminalOpenedAgain: while no process has the slave open, reads of the
// master fail. What is written after it was opened again must still be read.
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

// TestOutputWithoutEnd has a program write for ever. The output that was not taken
// is bounded, the program blocks, and ^C still ends it.
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
			t.Fatal("the program does not block")
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
