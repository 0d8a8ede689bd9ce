//go:build linux

package stage

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unsafe"

	"forklore/probe"
	"forklore/probe/strace"

	"golang.org/x/sys/unix"
)

// playing are the calls that the stages of these tests make: forks, sessions,
// files, a program, and a call that never returns.
var playing = []string{
	"shell fork() = parent",
	"parent setpgid(0, 0)",
	"parent fork() = child",
	"parent fork() = sibling",
	"sibling rt_sigaction(SIGHUP, SIG_IGN)",
	"parent exit_group(0)",
	"child setsid()",
	"child fork() = daemon",
	`daemon open("$scratch/daemon.pid", O_RDWR|O_CREAT, 0644)`,
	"child exit_group(0)",
	"shell wait4(parent)",
	`sibling execve("/bin/sh", ["sh", "-c", "trap '' HUP TERM; (setsid sleep 1000 &); sleep 1000"], ["PATH=/usr/bin:/bin"])`,
	"daemon pause()",
}

// playVariable makes this test binary play on a stage instead of running tests.
// Its value "panic" makes it panic at the end.
const playVariable = "FORKLORE_TEST_PLAY"

func TestMain(m *testing.M) {
	if os.Getenv(playVariable) == "" {
		os.Exit(m.Run())
	}
	// Under nohup(1) the tests ignore SIGHUP, and Go's runtime leaves that as it is.
	unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(unix.SIGHUP), uintptr(unsafe.Pointer(&zeros)), 0, 8, 0, 0)
	s, err := Open(Options{Spare: true, Programs: []string{"/bin/sh"}})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(s.Scratch())
	for _, text := range playing {
		role, text, _ := strings.Cut(text, " ")
		text, child, _ := strings.Cut(text, " = ")
		call, err := strace.Parse(text)
		if err == nil {
			_, err = s.Do(role, call, child)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(text)
	}
	if os.Getenv(playVariable) == "panic" {
		panic("at the end of the playing")
	}
	io.Copy(io.Discard, os.Stdin) // until the test has ended, which closes the pipe
	os.Exit(1)
}

// A child is a process of this test binary that has made some calls of playing.
type child struct {
	*exec.Cmd
	scratch string
	ids     []probe.ID // of the processes that carry the mark of its stage
}

func startChild(t *testing.T, calls int, variables ...string) *child {
	t.Helper()
	c := &child{Cmd: exec.Command("/proc/self/exe")}
	c.Env = append(append(os.Environ(), playVariable+"=1"), variables...)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	lines.Scan()
	c.scratch = lines.Text()
	for range calls {
		lines.Scan()
	}
	c.ids = probe.Marked(filepath.Base(c.scratch), nil)
	if len(c.ids) < 2 {
		t.Fatalf("%d processes carry the mark of %s, want a guard and puppets", len(c.ids), c.scratch)
	}
	return c
}

// kill kills the child with SIGKILL and wants its stage to be gone.
func (c *child) kill(t *testing.T) {
	t.Helper()
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	c.ends(t)
}

// ends wants everything of the child's stage to be gone within two seconds.
func (c *child) ends(t *testing.T) {
	t.Helper()
	killed := time.Now()
	for {
		left := remains(c.scratch, c.ids)
		if len(left) == 0 {
			break
		}
		if time.Since(killed) > 2*time.Second {
			t.Errorf("left two seconds after the end: %s", left)
			c.Process.Kill()
			break
		}
	}
	c.Wait()
}

// stages is how many stages TestKilledAtAnyCall and TestClosedAtAnyCall open.
const stages = 100

// TestKilledAtAnyCall kills a forklore with SIGKILL after any number of calls,
// while it makes the next one.
func TestKilledAtAnyCall(t *testing.T) {
	for i := range stages {
		calls := i % (len(playing) + 1)
		t.Run(fmt.Sprintf("%d/after%d", i, calls), func(t *testing.T) {
			startChild(t, calls).kill(t)
		})
	}
}

// TestAnyDeath ends a forklore in other ways in which it can't close its stage.
func TestAnyDeath(t *testing.T) {
	for _, signal := range []unix.Signal{unix.SIGTERM, unix.SIGHUP, unix.SIGINT, unix.SIGQUIT, unix.SIGSEGV} {
		t.Run(unix.SignalName(signal), func(t *testing.T) {
			c := startChild(t, len(playing))
			if err := c.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			c.ends(t)
		})
	}
	t.Run("panic", func(t *testing.T) {
		c := startChild(t, len(playing)-1, playVariable+"=panic")
		c.ends(t)
	})
	t.Run("odd TMPDIR", func(t *testing.T) {
		t.Chdir(t.TempDir())
		if err := errors.Join(os.Mkdir("a $b", 0o700), os.Symlink("a $b", "link")); err != nil {
			t.Fatal(err)
		}
		startChild(t, len(playing), "TMPDIR=./link").kill(t)
		if left, err := os.ReadDir("link"); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	})
}

// TestShellInTheScratch kills a forklore while a user's shell has the scratch
// directory as its working directory, and so in its environment: the guard must
// not kill that shell.
func TestShellInTheScratch(t *testing.T) {
	c := startChild(t, len(playing))
	shell := exec.Command("/bin/sh", "-c", "read line")
	shell.Dir = c.scratch
	shell.Env = []string{"PWD=" + c.scratch, "OLDPWD=" + c.scratch + "/"}
	in, err := shell.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := shell.Start(); err != nil {
		t.Fatal(err)
	}
	c.kill(t)
	fmt.Fprintln(in)
	if err := shell.Wait(); err != nil {
		t.Errorf("the shell: %v", err)
	}
}

// TestGuardIsLate closes a stage whose guard is stopped.
func TestGuardIsLate(t *testing.T) {
	s, err := Open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, "shell fork() = child")
	rest := leftovers(s)
	s.guard.patience = 100 * time.Millisecond
	if err := s.guard.command.Process.Signal(unix.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err == nil {
		t.Error("Close does not report that the guard was late")
	}
	for _, left := range rest() {
		t.Errorf("left behind: %s", left)
	}
}

// TestGuardIsDead kills the guard of a stage. Look starts another guard, which is
// told about the same processes. If there was no Look, Close sweeps the stage.
func TestGuardIsDead(t *testing.T) {
	for _, replaced := range []bool{true, false} {
		t.Run(fmt.Sprint("replaced ", replaced), func(t *testing.T) {
			s, err := Open(Options{Programs: []string{"/bin/sh"}})
			if err != nil {
				t.Fatal(err)
			}
			do(t, s, "shell fork() = child")
			do(t, s, `child execve("/bin/sh", ["sh", "-c", "sleep 1000"], ["PATH=/usr/bin:/bin"])`)
			rest := leftovers(s)
			if err := s.guard.command.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			<-s.guard.ended
			if replaced {
				s.Look()
				do(t, s, "shell fork() = sibling")
				rest = leftovers(s)
				if err := s.guard.dismiss(); err != nil {
					t.Errorf("the other guard: %v", err)
				}
				for _, left := range remains(s.Scratch(), nil) {
					t.Errorf("left by the other guard: %s", left)
				}
			}
			if err := s.Close(); (err == nil) != replaced {
				t.Errorf("Close: %v", err)
			}
			for _, left := range rest() {
				t.Errorf("left behind: %s", left)
			}
		})
	}
}

// TestGuardIgnoresSignals sends a guard the signals that would end forklore.
func TestGuardIgnoresSignals(t *testing.T) {
	s := open(t, Options{})
	process := s.guard.command.Process
	for probe.NameOf(process.Pid) != guardName {
		runtime.Gosched() // it does not ignore signals yet
	}
	for _, signal := range []unix.Signal{unix.SIGTERM, unix.SIGHUP, unix.SIGINT, unix.SIGQUIT, unix.SIGTSTP} {
		if err := process.Signal(signal); err != nil {
			t.Errorf("%s: %v", unix.SignalName(signal), err)
		}
	}
}

// TestVariableMakesNoGuard runs this test binary with the guard's variable but
// without the guard's name: it must run tests.
func TestVariableMakesNoGuard(t *testing.T) {
	c := exec.Command("/proc/self/exe", "-test.run=TestSearchIsDue")
	c.Env = append(os.Environ(), guardVariable+"="+t.TempDir())
	if out, err := c.Output(); err != nil || !strings.Contains(string(out), "PASS") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestStrayPrograms has a program leave processes that are hard to find and end:
// orphans in sessions of their own that ignore SIGHUP and SIGTERM.
func TestStrayPrograms(t *testing.T) {
	s := open(t, Options{Programs: []string{"/bin/sh"}})
	do(t, s, "shell fork() = child")
	do(t, s, `child execve("/bin/sh", ["sh", "-c", "trap '' HUP TERM; (setsid sleep 1000 &); sleep 1000 & exit 0"], ["PATH=/usr/bin:/bin"])`)
	if !s.actor("child").endedWithin(closePatience) {
		t.Fatal("the program does not end")
	}
	if strays := probe.Marked(s.mark(), nil); len(strays) < 3 {
		t.Errorf("%d processes carry the mark, want the shell and two strays", len(strays))
	}
}

// TestReaperIsForklore closes a stage whose orphans forklore itself adopts, as it
// does where it is PID 1 of a container. Here it is a subreaper instead.
func TestReaperIsForklore(t *testing.T) {
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		t.Fatal(err)
	}
	defer unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
	s, err := Open(Options{})
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, "shell fork() = parent")
	do(t, s, "parent fork() = child")
	do(t, s, "parent exit_group(0)")
	child := row(t, s, "child")
	if child.PPID != os.Getpid() {
		t.Errorf("PPID %d, want forklore's, %d", child.PPID, os.Getpid())
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	AwaitReaper(0)
	if row, err := probe.ReadID(child.ID()); err == nil {
		t.Errorf("the child still exists, in state %s", row.State)
	}
	for _, id := range probe.Children(os.Getpid()) {
		if row, err := probe.ReadID(id); err == nil && row.State == probe.Zombie {
			t.Errorf("%s is left as a zombie", row.Name)
		}
	}
}

// remains describes what is left of a stage whose forklore is dead.
func remains(scratch string, ids []probe.ID) (left []string) {
	for _, id := range slices.Concat(ids, probe.Marked(mark(scratch), nil)) {
		if row, err := probe.ReadID(id); err == nil && row.State != probe.Zombie {
			left = append(left, strconv.Itoa(id.PID)+" "+row.Name)
		}
	}
	if _, err := os.Stat(scratch); err == nil {
		left = append(left, scratch)
	}
	return left
}

// TestClosedAtAnyCall closes a stage after any number of calls, and after one of
// its processes was killed.
func TestClosedAtAnyCall(t *testing.T) {
	for i := range stages {
		calls := i % (len(playing) + 1)
		t.Run(fmt.Sprintf("%d/after%d", i, calls), func(t *testing.T) {
			s := open(t, Options{Spare: true, Programs: []string{"/bin/sh"}})
			for _, text := range playing[:calls] {
				do(t, s, text)
			}
			s.actors[rand.IntN(len(s.actors))].kill()
		})
	}
}
