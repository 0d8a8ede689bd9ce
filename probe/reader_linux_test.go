package probe

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

func TestReadShowsWhatTheSystemCallsSay(t *testing.T) {
	old := unix.Umask(0o027)
	cmd := shell("")
	cmd.Dir = "/usr"
	pid, _ := start(t, cmd)
	unix.Umask(old)

	p := mustRead(t, pid)
	pgid, _ := unix.Getpgid(pid)
	sid, _ := unix.Getsid(pid)
	if p.PID != pid || p.PPID != os.Getpid() || p.PGID != pgid || p.SID != sid {
		t.Errorf("PID %d PPID %d PGID %d SID %d, want %d %d %d %d", p.PID, p.PPID, p.PGID, p.SID, pid, os.Getpid(), pgid, sid)
	}
	if p.CWD != Seen("/usr") || p.Umask != Seen("0027") || p.Name != "sh" || !p.State.Awake() || p.End != nil {
		t.Errorf("CWD %v UMASK %v NAME %q STATE %v END %v", p.CWD, p.Umask, p.Name, p.State, p.End)
	}
	if want := []string{"sh", "-c", "\necho ready\nread line"}; !reflect.DeepEqual(p.Argv, want) {
		t.Errorf("ARGV %q, want %q", p.Argv, want)
	}
	if p.UID != os.Geteuid() || p.GID != os.Getegid() {
		t.Errorf("UID %d GID %d, want %d %d", p.UID, p.GID, os.Geteuid(), os.Getegid())
	}
	if fds := p.FDs.Open; !strings.HasPrefix(fds[0].Value, "pipe:[") || !strings.HasPrefix(fds[1].Value, "pipe:[") || fds[2] != Seen("/dev/null") {
		t.Errorf("FDS %v, want two pipes and /dev/null", fds)
	}
}

func TestReadKnowsTheTerminal(t *testing.T) {
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	defer slave.Close()
	cmd := shell("")
	cmd.ExtraFiles = []*os.File{slave}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 3}
	pid, _ := start(t, cmd)

	p := mustRead(t, pid)
	if p.TTY != slave.Name() || p.SID != pid || p.PGID != pid || p.TPGID != pid {
		t.Errorf("TTY %q SID %d PGID %d TPGID %d, want %q and %d", p.TTY, p.SID, p.PGID, p.TPGID, slave.Name(), pid)
	}
	if p.FDs.Open[3] != Seen(slave.Name()) {
		t.Errorf("descriptor 3 leads to %q, want %q", p.FDs.Open[3], slave.Name())
	}
	cmd = shell("")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	pid, _ = start(t, cmd)
	if p := mustRead(t, pid); p.TTY != "" || p.TPGID != -1 {
		t.Errorf("without a terminal: TTY %q TPGID %d, want none and -1", p.TTY, p.TPGID)
	}
}

func TestReadSignals(t *testing.T) {
	pid, _ := start(t, shell("trap '' HUP USR1; trap : TERM"))
	p := mustRead(t, pid)
	if got := p.Ignored.String(); got != "SIGHUP SIGUSR1" {
		t.Errorf("ignored %q", got)
	}
	if p.Caught&(1<<(unix.SIGTERM-1)) == 0 || p.Blocked != 0 {
		t.Errorf("caught %q, blocked %q", p.Caught, p.Blocked)
	}
	pid, _ = start(t, play("block"))
	if got := mustRead(t, pid).Blocked.String(); got != "SIGUSR2 SIGTERM" {
		t.Errorf("blocked %q", got)
	}
}

func TestReadStopped(t *testing.T) {
	pid, _ := start(t, shell(""))
	unix.Kill(pid, unix.SIGSTOP)
	await(t, pid, unix.WSTOPPED)
	if p := mustRead(t, pid); p.State != Stopped || p.CWD.Unseen != "" {
		t.Errorf("STATE %v CWD %v", p.State, p.CWD)
	}
	unix.Kill(pid, unix.SIGCONT)
	await(t, pid, unix.WCONTINUED)
	if p := mustRead(t, pid); !p.State.Awake() {
		t.Errorf("continued, but STATE is %v", p.State)
	}
}

func TestReadZombie(t *testing.T) {
	for script, end := range map[string]string{"exit 0": "exited with 0", "exit 3": "exited with 3", "kill -TERM $$": "killed by SIGTERM"} {
		pid := zombie(t, script)
		p := mustRead(t, pid)
		if p.State != Zombie || p.PPID != os.Getpid() || p.End == nil || p.End.String() != end {
			t.Errorf("%s: STATE %v PPID %d END %v, want %s", script, p.State, p.PPID, p.End, end)
		}
		if p.CWD.Unseen != unseenZombie || p.Umask.Unseen != unseenZombie || p.FDs.Unseen != unseenZombie {
			t.Errorf("%s: CWD %v UMASK %v FDS %v", script, p.CWD, p.Umask, p.FDs)
		}
	}
}

func TestReadRemovedDirectory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "gone")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := shell("")
	cmd.Dir = dir
	pid, _ := start(t, cmd)
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if got := mustRead(t, pid).CWD; got != Seen(dir+" (deleted)") {
		t.Errorf("CWD %v", got)
	}
}

// Still notices what others do to a process that makes no call itself: they stop
// or kill it, or rename or remove its directory or a file that it has open.
func TestStill(t *testing.T) {
	for name, change := range map[string]func(pid int, dir string) error{
		"stop": func(pid int, _ string) error {
			defer await(t, pid, unix.WSTOPPED)
			return unix.Kill(pid, unix.SIGSTOP)
		},
		"kill": func(pid int, _ string) error {
			defer await(t, pid, unix.WEXITED)
			return unix.Kill(pid, unix.SIGKILL)
		},
		"rename": func(_ int, dir string) error { return os.Rename(dir, dir+"2") },
		"remove": func(_ int, dir string) error { return os.Remove(filepath.Join(dir, "open")) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "home")
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			cmd := shell("exec 5>open")
			cmd.Dir = dir
			pid, _ := start(t, cmd)
			asleep(t, pid)
			p := mustRead(t, pid)
			w, err := NewWatch(pid)
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			if !w.Still(&p) {
				t.Fatal("nothing changed, but Still is false")
			}
			if err := change(pid, dir); err != nil {
				t.Fatal(err)
			}
			if w.Still(&p) {
				t.Error("Still is true after the change")
			}
		})
	}
}

// asleep waits until a process sleeps: here, until sh waits for its input.
func asleep(t *testing.T, pid int) {
	t.Helper()
	for mustRead(t, pid).State != Sleeping {
		runtime.Gosched()
	}
}

// A program may give itself any name.
func TestReadHostileName(t *testing.T) {
	name := "x) R 1 1 (\n\x1b"
	program := filepath.Join(t.TempDir(), name)
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(sh, program); err != nil {
		t.Fatal(err)
	}
	cmd := shell("")
	cmd.Path, cmd.Args[0] = program, ""
	pid, _ := start(t, cmd)
	if p := mustRead(t, pid); p.Name != name || p.PPID != os.Getpid() || p.Argv[0] != "" {
		t.Errorf("NAME %q PPID %d ARGV %q", p.Name, p.PPID, p.Argv)
	}
}

func TestReadStrangers(t *testing.T) {
	pid, _ := start(t, shell(""))
	dead := zombie(t, "exit 0")
	check := func(pid, dead int) {
		p := mustRead(t, pid)
		if p.CWD.Unseen != unseenDenied || p.FDs.Unseen != unseenDenied {
			t.Errorf("CWD %v FDS %v, want %s", p.CWD, p.FDs, unseenDenied)
		}
		if p.PPID != os.Getpid() || !p.Umask.OK() {
			t.Errorf("PPID %d UMASK %v: everybody may see these", p.PPID, p.Umask)
		}
		if end := mustRead(t, dead).End; end == nil || end.Unseen != unseenDenied {
			t.Errorf("how the zombie ended: %v, want %s", end, unseenDenied)
		}
	}
	if os.Geteuid() != 0 {
		if p := mustRead(t, 1); p.UID == os.Geteuid() || p.CWD.Unseen != unseenDenied {
			t.Errorf("process 1: UID %d CWD %v", p.UID, p.CWD)
		}
		return
	}
	asStranger(t, func() { check(pid, dead) })
}

func TestReadGone(t *testing.T) {
	cmd := exec.Command("true")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	for _, pid := range []int{cmd.Process.Pid, 0, -1, 1 << 30} {
		if p, err := Read(pid); !errors.Is(err, ErrGone) {
			t.Errorf("Read(%d) = %+v, %v", pid, p, err)
		}
	}
	self := mustRead(t, os.Getpid())
	if _, err := ReadID(ID{self.PID, self.Start + 1}); !errors.Is(err, ErrGone) {
		t.Errorf("another process with our PID: %v", err)
	}
	if p, err := ReadID(self.ID()); err != nil || p.PID != self.PID {
		t.Errorf("ReadID of ourselves: %+v, %v", p, err)
	}
}

// A process that ends while it is being read is a row or is gone: never an
// error, and never half a row.
func TestReadWhileItEnds(t *testing.T) {
	for range 100 {
		cmd := exec.Command("true")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		waited := make(chan struct{})
		go func() {
			cmd.Wait()
			close(waited)
		}()
		for {
			p, err := Read(cmd.Process.Pid)
			if errors.Is(err, ErrGone) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if p.PPID != os.Getpid() || (p.State == Zombie) != (p.End != nil) || p.CWD == (Reading{}) || p.Umask == (Reading{}) {
				t.Fatalf("half a row: %+v", p)
			}
		}
		<-waited
	}
}

func TestReadWhileItChanges(t *testing.T) {
	pid, _ := start(t, play("flap"))
	seen := make(map[int]bool)
	for len(seen) < 2 {
		p := mustRead(t, pid)
		if p.PGID != pid && p.PGID != unix.Getpgrp() {
			t.Fatalf("PGID %d, want %d or %d", p.PGID, pid, unix.Getpgrp())
		}
		seen[p.PGID] = true
	}
}

// A row is of one instant, though its cells come from several files.
func TestReadWhileItWanders(t *testing.T) {
	dir := t.TempDir()
	for i := range wandered {
		must(os.Mkdir(fmt.Sprintf("%s/%03o", dir, i), 0o700))
	}
	pid, _ := start(t, play("wander", dir))
	for range 2000 {
		p := mustRead(t, pid)
		umask, err := strconv.ParseInt(p.Umask.Value, 8, 0)
		if err != nil {
			t.Fatal(err)
		}
		before := (umask + wandered - 1) % wandered // the umask is set before the directory is entered
		cwd := strings.TrimPrefix(p.CWD.Value, dir+"/")
		if want := fmt.Sprintf("%03o", umask); cwd != want && cwd != fmt.Sprintf("%03o", before) && len(cwd) == len(want) {
			t.Fatalf("UMASK %v and CWD %v never were together", p.Umask, p.CWD)
		}
	}
}

func TestSameRow(t *testing.T) {
	s := stat{pid: 1, ppid: 2, pgid: 3, sid: 4, name: "sh", state: Sleeping, tty: "/dev/pts/0", tpgid: 5, start: 6}
	for name, change := range map[string]func(*stat){
		"ppid":    func(s *stat) { s.ppid++ },
		"pgid":    func(s *stat) { s.pgid++ },
		"sid":     func(s *stat) { s.sid++ },
		"name":    func(s *stat) { s.name = "bash" },
		"tty":     func(s *stat) { s.tty = "" },
		"tpgid":   func(s *stat) { s.tpgid = -1 },
		"start":   func(s *stat) { s.start++ },
		"stopped": func(s *stat) { s.state = Stopped },
		"zombie":  func(s *stat) { s.state = Zombie },
	} {
		changed := s
		change(&changed)
		if changed.sameRow(s) || s.sameRow(changed) {
			t.Errorf("%s changed, but the rows count as the same", name)
		}
	}
	running := s
	running.state = Running
	if !running.sameRow(s) {
		t.Error("running and sleeping count as different rows")
	}
}

func TestReadMembers(t *testing.T) {
	first, _ := start(t, shell(""))
	second, _ := start(t, shell(""))
	a, b := mustRead(t, first), mustRead(t, second)
	s := ReadMembers([]Member{
		{Role: "second", ID: b.ID()}, {Role: "gone", ID: ID{first, a.Start + 1}},
		{Role: "first", ID: a.ID()}, {Role: "none", ID: ID{1 << 30, 1}},
	})
	if len(s.Processes) != 2 || s.Processes[0].PID != second || s.Processes[1].PID != first {
		t.Fatalf("%+v, want the second and the first", s.Processes)
	}
	if s.Role("first") == nil || s.Role("first").PID != first || s.Role("gone") != nil || s.Time.IsZero() {
		t.Errorf("roles %q, %q at %v", s.Processes[0].Role, s.Processes[1].Role, s.Time)
	}
}

// readAll reads a row of every process of the machine.
func readAll() (Snapshot, error) {
	s := Snapshot{Time: time.Now()}
	pids, err := PIDs()
	for _, pid := range pids {
		if p, err := Read(pid); err == nil {
			s.Processes = append(s.Processes, p)
		}
	}
	return s, err
}

// Every process of the machine can be read: kernel threads and other users'.
func TestReadAll(t *testing.T) {
	s, err := readAll()
	if err != nil {
		t.Fatal(err)
	}
	if s.Find(1) == nil || s.Find(os.Getpid()) == nil {
		t.Errorf("neither process 1 nor ourselves among %d rows", len(s.Processes))
	}
	for _, p := range s.Processes {
		if p.Name == "kthreadd" && p.PID == 2 && (p.Argv != nil || p.SID != 0 || p.FDs.Unseen == "" && len(p.FDs.Open) != 0) {
			t.Errorf("a kernel thread has no arguments, session or descriptors: %+v", p)
		}
	}
}
