//go:build linux

package stage

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"forklore/probe"
	"forklore/probe/strace"
)

// open opens a stage. At the end of the test it closes the stage, and fails the
// test if anything is left.
func open(t *testing.T, o Options) *Stage {
	t.Helper()
	s, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		rest := leftovers(s)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		for _, left := range rest() {
			t.Errorf("left behind: %s", left)
		}
	})
	return s
}

// leftovers notes what a stage has made, and returns a function that describes
// what of it still exists.
func leftovers(s *Stage) func() []string {
	var ids []probe.ID
	for _, a := range s.actors {
		ids = append(ids, a.id)
	}
	mark, scratch, terminals := s.mark(), s.Scratch(), []string{s.Terminal(), s.Spare()}
	devices := make([]os.FileInfo, len(terminals))
	for i, path := range terminals {
		devices[i], _ = os.Stat(path)
	}
	return func() (left []string) {
		for _, id := range ids {
			// A zombie that the reaper has adopted is the reaper's to wait for, and
			// some reapers are slow.
			if row, err := probe.ReadID(id); err == nil && (row.State != probe.Zombie || row.PPID != s.reaper.PID) {
				left = append(left, fmt.Sprintf("process %d (%s) in state %s", id.PID, row.Name, row.State))
			}
		}
		for _, id := range probe.Marked(mark, nil) {
			left = append(left, fmt.Sprintf("process %d with the stage's mark", id.PID))
		}
		if _, err := os.Stat(scratch); err == nil {
			left = append(left, scratch)
		}
		for i, path := range terminals {
			// Another test may have been given the same number since.
			if now, err := os.Stat(path); err == nil && devices[i] != nil && now.ModTime().Equal(devices[i].ModTime()) {
				left = append(left, path)
			}
		}
		return left
	}
}

// do makes a call, "role call" or "role fork() = child", and returns its moment.
func do(t *testing.T, s *Stage, text string) probe.Moment {
	t.Helper()
	m, err := try(t, s, text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return m
}

// try is do for a call that may be refused.
func try(t *testing.T, s *Stage, text string) (probe.Moment, error) {
	t.Helper()
	role, text, _ := strings.Cut(text, " ")
	text, child, _ := strings.Cut(text, " = ")
	call, err := strace.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return s.Do(role, call, child)
}

// row looks at the stage and returns the process of a role.
func row(t *testing.T, s *Stage, role string) *probe.Process {
	t.Helper()
	_, snapshot := s.Look()
	p := snapshot.Role(role)
	if p == nil {
		t.Fatalf("there is no %s on the stage", role)
	}
	return p
}

func TestShellLeadsTheTerminalsSession(t *testing.T) {
	s := open(t, Options{})
	p := row(t, s, "shell")
	if p.PPID != os.Getpid() {
		t.Errorf("PPID %d, want forklore's, %d", p.PPID, os.Getpid())
	}
	if p.SID != p.PID || p.PGID != p.PID || p.TPGID != p.PID {
		t.Errorf("SID %d, PGID %d, TPGID %d, want its PID %d", p.SID, p.PGID, p.TPGID, p.PID)
	}
	if p.TTY != s.Terminal() {
		t.Errorf("TTY %q, want %q", p.TTY, s.Terminal())
	}
}

func TestPuppetIsPlain(t *testing.T) {
	s := open(t, Options{Spare: true})
	do(t, s, "shell fork() = child")
	for _, role := range []string{"shell", "child"} {
		p := row(t, s, role)
		if len(p.FDs.Open) != 3 || p.FDs.Open[0].Value != s.Terminal() || p.FDs.Open[2].Value != s.Terminal() {
			t.Errorf("%s: descriptors %v, want 0, 1, 2 on %s", role, p.FDs.Open, s.Terminal())
		}
		if p.Ignored|p.Caught|p.Blocked != 0 {
			t.Errorf("%s: ignores %v, catches %v, blocks %v, want none", role, p.Ignored, p.Caught, p.Blocked)
		}
		if p.Name != role {
			t.Errorf("%s: NAME %q", role, p.Name)
		}
		threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", p.PID))
		if err != nil || len(threads) != 1 {
			t.Errorf("%s: %d threads (%v), want 1", role, len(threads), err)
		}
	}
}

func TestCallFailsAsAResult(t *testing.T) {
	s := open(t, Options{})
	m := do(t, s, "shell setsid()")
	want := fmt.Sprintf("%d setsid() = -1 EPERM (Operation not permitted)", m.PID)
	if m.Text != want || m.Errno != "EPERM" || *m.Result != -1 {
		t.Errorf("%q, errno %q, want %q", m.Text, m.Errno, want)
	}
}

func TestOrphanGoesToTheReaper(t *testing.T) {
	s := open(t, Options{})
	do(t, s, "shell fork() = parent")
	do(t, s, "parent fork() = child")
	if m := do(t, s, "parent exit_group(3)"); m.Result != nil || m.Text != fmt.Sprintf("%d exit_group(3) = ?", m.PID) {
		t.Errorf("%q with result %v", m.Text, m.Result)
	}
	moments, snapshot := s.Look()
	if len(moments) != 1 || moments[0].Kind != probe.KindExit || !strings.HasSuffix(moments[0].Text, "+++ exited with 3 +++") {
		t.Errorf("after exit_group: %+v", moments)
	}
	if got := snapshot.Role("child").PPID; got != s.Reaper().PID {
		t.Errorf("child's PPID is %d, want the reaper's, %s", got, s.Reaper())
	}
	if state := snapshot.Role("parent").State; state != probe.Zombie {
		t.Errorf("parent is %s, want a zombie", state)
	}
	do(t, s, "shell wait4(parent)")
	_, snapshot = s.Look()
	if snapshot.Role("parent") != nil || len(snapshot.Memories) != 1 || snapshot.Memories[0].End.Code != 3 {
		t.Errorf("parent was reaped, and yet %+v, memories %+v", snapshot.Role("parent"), snapshot.Memories)
	}
}

func TestBlockedCallReturnsLater(t *testing.T) {
	s := open(t, Options{})
	do(t, s, "shell fork() = child")
	m := do(t, s, "shell wait4(child)")
	if !m.Unfinished || m.Result != nil || !strings.HasSuffix(m.Text, "<unfinished ...>") {
		t.Fatalf("%q, unfinished %v", m.Text, m.Unfinished)
	}
	var refusal *Refusal
	if _, err := try(t, s, "shell getpid()"); !errors.As(err, &refusal) {
		t.Errorf("a call in a blocked process: %v, want a refusal", err)
	}
	do(t, s, "child exit_group(0)")
	moments, _ := s.Look()
	var resumed string
	for _, m := range moments {
		if m.Role == "shell" {
			resumed = m.Text
		}
	}
	want := fmt.Sprintf("%d <... wait4 resumed>", m.PID)
	if !strings.HasPrefix(resumed, want) {
		t.Errorf("%q, want %q... among %+v", resumed, want, moments)
	}
}

func TestStopAndContinue(t *testing.T) {
	s := open(t, Options{})
	do(t, s, "shell fork() = child")
	for _, step := range []struct {
		signal string
		kind   probe.Kind
		state  probe.State
	}{{"SIGSTOP", probe.KindStopped, probe.Stopped}, {"SIGCONT", probe.KindContinued, probe.Sleeping}} {
		do(t, s, "shell kill(child, "+step.signal+")")
		moments, snapshot := s.Look()
		if len(moments) != 1 || moments[0].Kind != step.kind || moments[0].Signal != step.signal {
			t.Errorf("after %s: %+v", step.signal, moments)
		}
		if state := snapshot.Role("child").State; state != step.state {
			t.Errorf("after %s: state %s, want %s", step.signal, state, step.state)
		}
	}
}

func TestKilledFromOutside(t *testing.T) {
	s := open(t, Options{})
	do(t, s, "shell fork() = child")
	child := s.actor("child")
	child.kill()
	if !child.endedWithin(closePatience) {
		t.Fatal("SIGKILL does not kill")
	}
	moments, _ := s.Look()
	if len(moments) != 1 || moments[0].Kind != probe.KindKilled || moments[0].Signal != "SIGKILL" || !strings.HasSuffix(moments[0].Text, "+++ killed by SIGKILL +++") {
		t.Errorf("%+v", moments)
	}
}

func TestHangUp(t *testing.T) {
	s := open(t, Options{})
	do(t, s, "shell fork() = child")
	if _, err := s.HangUp(); err != nil {
		t.Fatal(err)
	}
	moments, snapshot := s.Look()
	// The kernel sends SIGHUP to the session leader. When the leader exits, it
	// sends SIGHUP to the foreground process group, which is the shell's own and
	// has the child in it (exit(3), NOTES).
	for _, m := range moments {
		if m.Kind != probe.KindKilled || !strings.HasSuffix(m.Text, "+++ killed by SIGHUP +++") {
			t.Errorf("%q", m.Text)
		}
	}
	if len(moments) != 2 || snapshot.Role("shell") != nil {
		t.Errorf("after the hang-up: %d moments, shell %+v", len(moments), snapshot.Role("shell"))
	}
}

func TestSpareTerminalGoesToASessionLeader(t *testing.T) {
	s := open(t, Options{Spare: true})
	do(t, s, "shell fork() = child")
	do(t, s, "child openat(AT_FDCWD, $spare, O_RDWR)")
	if p := row(t, s, "child"); p.TTY != s.Terminal() {
		t.Errorf("TTY %q, want %q still", p.TTY, s.Terminal())
	}
	do(t, s, "child setsid()")
	do(t, s, "child openat(AT_FDCWD, $spare, O_RDWR|O_NOCTTY)")
	if p := row(t, s, "child"); p.TTY != "" {
		t.Errorf("with O_NOCTTY: TTY %q, want none", p.TTY)
	}
	do(t, s, "child openat(AT_FDCWD, $spare, O_RDWR)")
	if p := row(t, s, "child"); p.TTY != s.Spare() {
		t.Errorf("TTY %q, want %q", p.TTY, s.Spare())
	}
}

func TestProgram(t *testing.T) {
	sleep, err := exec.LookPath("sleep")
	if err != nil {
		t.Fatal(err)
	}
	sleep, err = filepath.EvalSymlinks(sleep)
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, Options{Programs: []string{sleep}})
	do(t, s, "shell fork() = child")
	m := do(t, s, fmt.Sprintf("child execve(%q, [\"sleep\", \"1000\"], [\"A=b\"])", sleep))
	if m.Result == nil || *m.Result != 0 {
		t.Fatalf("%q", m.Text)
	}
	p := row(t, s, "child")
	if strings.Join(p.Argv, " ") != "sleep 1000" || p.PID != m.PID {
		t.Errorf("ARGV %q, PID %d, want sleep 1000 under PID %d", p.Argv, p.PID, m.PID)
	}
	var refusal *Refusal
	if _, err := try(t, s, "child getpid()"); !errors.As(err, &refusal) {
		t.Errorf("a call in a program: %v, want a refusal", err)
	}
}

// TestKilledInExecve: the name of a zombie shows that it ran the program only if
// the puppet had another name before.
func TestKilledInExecve(t *testing.T) {
	s := open(t, Options{Programs: []string{"/bin/true"}})
	for role, want := range map[string]bool{"true": false, "child": true} {
		do(t, s, "shell fork() = "+role)
		a := s.actor(role)
		call, err := strace.Parse(`execve("/bin/true", ["true"], [])`)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := strace.Encode(call, s, &a.memory)
		if err != nil {
			t.Fatal(err)
		}
		do(t, s, role+` prctl(PR_SET_NAME, "true")`) // of "child", it has the same effect as execve
		a.pending = &pending{Raw: raw, callerName: role}
		a.kill()
		if !a.endedWithin(closePatience) {
			t.Fatal("SIGKILL does not kill")
		}
		if got := s.runsProgram(a); got != want {
			t.Errorf("%s, killed: it ran the program: %v, want %v", role, got, want)
		}
	}
}

// TestLostChild: a program's child that is not on the stage yet is not taken for
// the child of a fork whose caller was killed.
func TestLostChild(t *testing.T) {
	s := open(t, Options{Programs: []string{"/bin/sh"}})
	do(t, s, "shell fork() = child")
	do(t, s, `child execve("/bin/sh", ["sh", "-c", "sleep 1000; :"], ["PATH=/usr/bin:/bin"])`)
	for len(probe.Marked(s.mark(), s.knows)) == 0 {
		runtime.Gosched()
	}
	slot, _ := s.arena.take("lost")
	s.findLostChild(&pending{child: "lost", slot: slot})
	if s.Has("lost") {
		t.Errorf("process %d is taken for the lost child", s.actor("lost").id.PID)
	}
	if s.arena.used[slot] {
		t.Error("its slot is still taken")
	}
}
