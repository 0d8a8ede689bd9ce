//go:build linux

package player

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"forklore/lessons"
	"forklore/probe"
)

// TestFileClaimsAreBounded: claims about files that have no end, block or belong
// to the kernel fail. Those about files of the stage's processes may hold.
func TestFileClaimsAreBounded(t *testing.T) {
	s := play(t, parse(t, `
## Make
'''calls
shell open("$scratch/large", O_RDWR|O_CREAT, 0600) = 3
shell ftruncate(3, 0x10000000000)
shell pipe2(fds)
'''
'''then
file $scratch/large content="x"
file /dev/zero content="x"
file /dev/ptmx content="x"
file /proc/$shell/fd/4 content="x"
file $scratch/nowhere content="x"
file /proc/sys/kernel/ostype content="Linux\n"
file /proc/self/comm content="shell\n"
file /proc/$shell/comm content="shell\n"
'''
`))
	if texts := failed(s); len(texts) != 7 {
		t.Errorf("%d claims fail, want 7: %q", len(texts), texts)
	}
}

func TestClosedPlayer(t *testing.T) {
	p := openSkipping(t, parse(t, twoSteps))
	before := p.State()
	for range 2 {
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.Next(); err == nil {
		t.Error("Next plays without a stage")
	}
	if _, err := p.Skip(); err == nil {
		t.Error("Skip skips without a stage")
	}
	if after := p.Look(); len(after.Entries) != len(before.Entries) || p.Audit("shell") != nil {
		t.Errorf("Look without a stage: %d moments, then %d", len(before.Entries), len(after.Entries))
	}
	if s, err := p.Restart(nil, -1, nil); err != nil || len(s.Entries) != 1 {
		t.Errorf("a restart after Close: %d moments, %v", len(s.Entries), err)
	}
}

// TestRestartThatFails: after a Restart that failed no method panics, and another
// Restart works.
func TestRestartThatFails(t *testing.T) {
	p := openSkipping(t, parse(t, twoSteps))
	temporary := os.Getenv("TMPDIR")
	t.Setenv("TMPDIR", "/nowhere")
	before := p.State()
	s, err := p.Restart(nil, 1, nil)
	if err == nil || len(s.Entries) != len(before.Entries) || s.Terminal != before.Terminal {
		t.Fatalf("a restart without a directory for files: %v, %+v", err, s)
	}
	p.Look()
	if _, err := p.Next(); err == nil {
		t.Error("Next plays without a stage")
	}
	t.Setenv("TMPDIR", temporary)
	if s, err := p.Restart(nil, 1, nil); err != nil || !s.Done {
		t.Errorf("done %v, %v", s.Done, err)
	}
}

// TestStatesStay reads earlier States while later ones are made, under the eyes of
// the race detector, and wants them to stay as they were.
func TestStatesStay(t *testing.T) {
	l, err := lessons.English.Find("daemon")
	if err != nil {
		t.Fatal(err)
	}
	p := openSkipping(t, l)
	states, texts := make(chan State, 1), make(chan string, 1)
	go func() {
		for s := range states {
			texts <- fmt.Sprintf("%+v", s)
		}
	}()
	for s := p.State(); !s.Done; {
		before := fmt.Sprintf("%+v", s)
		states <- s
		p.Answer(0)
		next, err := p.Next()
		if err != nil {
			t.Fatal(err)
		}
		if after := fmt.Sprintf("%+v", s); after != before || <-texts != before {
			t.Fatalf("step %d, call %d: the state has changed", s.Step, s.Call)
		}
		s = next
	}
	close(states)
}

func TestOddSteps(t *testing.T) {
	l := parse(t, `
## Look
'''then
shell alive
'''
## Wait
'''calls
shell fork() = child
shell wait4(child)
child exit_group(3)
'''
## Done
'''calls
shell getpid() = shell
'''
'''then
child gone
child pid!=shell
child audit
'''
`)
	s := play(t, l)
	if texts := failed(s); len(texts) != 2 {
		t.Errorf("want every claim about a process that is gone to fail, except \"gone\": %q", texts)
	}
	var resumed *Entry
	for i, e := range s.Entries {
		if strings.Contains(e.Text, "wait4 resumed") {
			resumed = &s.Entries[i]
		}
	}
	if resumed == nil || resumed.Kind != probe.KindCall || resumed.CallIndex != -1 || resumed.Unfinished || resumed.Result == nil {
		t.Errorf("the call that returned later: %+v", resumed)
	}
}

// TestOneProcessIsOneChoice leaves out the fork that would have made parent: the
// choices shell and parent are then the same process.
func TestOneProcessIsOneChoice(t *testing.T) {
	l := parse(t, "\n## Start\n'''calls\nshell fork() = parent\n'''\n"+strings.Replace(twoSteps, "shell  fork() = parent\n", "", 1))
	p := openSkipping(t, l, "start")
	q := p.State().Question
	if q == nil || len(q.Choices) != 2 || !strings.HasPrefix(q.Choices[1].Label.String(), "shell (") {
		t.Fatalf("%+v", q)
	}
	p.Answer(1)
	for s := p.State(); s.Step < 2; {
		s = next(t, p)
	}
	if g := p.State().Grades[0]; !g.Graded || len(g.Choices) != 2 || g.Verdict() != Wrong {
		t.Errorf("%+v", g)
	}
	shell := Choice{value: seen("7")}
	if i := rightChoice("ppid", []Choice{shell, {value: seen("8")}, shell}, seen("7"), 2); i != 2 {
		t.Errorf("two choices have the measured value: choice %d is right, want the chosen one", i)
	}
}

func TestSkipWithinAStep(t *testing.T) {
	p := openSkipping(t, parse(t, twoSteps))
	p.Answer(0)
	next(t, p)
	s, err := p.Skip()
	if err != nil {
		t.Fatal(err)
	}
	if s.Step != 1 || s.Call != 0 || !s.Skipped[0] || len(s.Grades) != 1 || s.Grades[0].Graded {
		t.Errorf("%+v", s)
	}
	// The child was never born: the parent plays its role.
	if s, err = p.Next(); err != nil || !s.Done {
		t.Fatalf("done %v, %v", s.Done, err)
	}
	if e := s.Entries[len(s.Entries)-1]; e.Role != "parent" || e.Call != "setsid" {
		t.Errorf("%+v", e.Moment)
	}
}
