package probe

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"forklore/probe/say"

	"golang.org/x/sys/unix"
)

// daemon starts a real daemon as daemon(7) describes it: its parent called
// setsid(2), started it, and ended.
func daemon(t *testing.T) Process {
	t.Helper()
	cmd := play("daemon")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	starter, line := start(t, cmd)
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	pidfd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		unix.PidfdSendSignal(pidfd, unix.SIGKILL, nil, 0)
		unix.Poll([]unix.PollFd{{Fd: int32(pidfd), Events: unix.POLLIN}}, -1) // readable once it has ended
		unix.Close(pidfd)
	})
	for {
		// Right after execve(2) a program still opens its libraries.
		p := mustRead(t, pid)
		if p.SID != starter {
			t.Fatalf("the daemon has SID %d, want its dead starter's PID %d", p.SID, starter)
		}
		if p.Name == "sleep" && len(p.FDs.Open) == 3 {
			return p
		}
	}
}

// find returns the finding of a property, named in English.
func find(findings []Finding, property string) Finding {
	i := slices.IndexFunc(findings, func(f Finding) bool { return f.Property.String() == property })
	if i < 0 {
		return Finding{Property: say.Textf("%s is not audited", property), Verdict: -1}
	}
	return findings[i]
}

func TestAuditOfADaemon(t *testing.T) {
	p := daemon(t)
	s, err := readAll()
	if err != nil {
		t.Fatal(err)
	}
	pidFile := filepath.Join(t.TempDir(), "daemon.pid")
	must(os.WriteFile(pidFile, fmt.Appendf(nil, "%d\n", p.PID), 0o644))
	findings := Audit(p, s, Reaper{PID: p.PPID, Name: NameOf(p.PPID)}, pidFile)
	if len(findings) != 11 {
		t.Errorf("%d findings, want 11", len(findings))
	}
	for _, f := range findings {
		if f.Verdict != Yes {
			t.Errorf("%s: %v, %s", f.Property, f.Verdict, f.Measured)
		}
		if f.Measured.String() == "" || f.Reason.String() == "" || f.Source.String() == "" || f.Manual == "" || len(f.Property.String()) > 30 {
			t.Errorf("incomplete, or too long for its column: %+v", f)
		}
	}
}

// An ordinary child of the test lacks most properties.
func TestAuditOfAChild(t *testing.T) {
	old := unix.Umask(0o022)
	cmd := shell("trap '' HUP")
	cmd.Dir = "/usr"
	pid, _ := start(t, cmd)
	unix.Umask(old)
	s, err := readAll()
	if err != nil {
		t.Fatal(err)
	}
	findings := Audit(mustRead(t, pid), s, Reaper{PID: 1, Name: "init"}, "")
	for property, measured := range map[string]string{
		"adopted":                      fmt.Sprintf("PPID %d; orphans go to 1 init", os.Getpid()),
		"session and group of its own": fmt.Sprintf("%d %s", os.Getpid(), NameOf(os.Getpid())),
		"CWD is /":                     "CWD /usr",
		"UMASK is 0000":                "UMASK 0022",
		"0, 1, 2 on /dev/null":         "0 pipe:[",
		"signals all default":          "ignored SIGHUP, caught ",
	} {
		f := find(findings, property)
		if f.Verdict != No || !strings.Contains(f.Measured.String(), measured) {
			t.Errorf("%s: %v, %q; want no, %q", f.Property, f.Verdict, f.Measured, measured)
		}
	}
	if f := find(findings, "no signal blocked"); f.Verdict != Yes {
		t.Errorf("%+v", f)
	}
}

func TestAuditOfAZombie(t *testing.T) {
	findings := Audit(mustRead(t, zombie(t, "exit 0")), Snapshot{}, Reaper{PID: 1}, "")
	for _, property := range []string{"CWD is /", "UMASK is 0000", "0, 1, 2 on /dev/null", "no other descriptors"} {
		if f := find(findings, property); f.Verdict != CannotSee || !strings.Contains(f.Measured.String(), unseenZombie) {
			t.Errorf("%s: %v, %q", f.Property, f.Verdict, f.Measured)
		}
	}
	if f := find(findings, "adopted"); f.Verdict != No {
		t.Errorf("%+v", f)
	}
}

// daemonRow is the row of a daemon, changed by edits: process 40, which has
// ended, called setsid(2) and made it.
func daemonRow(edits ...func(*Process)) Process {
	p := row(41, func(p *Process) {
		p.PGID, p.SID, p.TTY, p.TPGID = 40, 40, "", -1
		p.CWD, p.Umask = Seen("/"), Seen("0000")
		p.FDs.Open = map[int]Reading{0: Seen("/dev/null"), 1: Seen("/dev/null"), 2: Seen("/dev/null")}
	})
	for _, edit := range edits {
		edit(&p)
	}
	return p
}

func TestAuditTellsSessionsApart(t *testing.T) {
	in := func(pid, ppid, sid int) Process {
		return row(pid, func(p *Process) { p.PPID, p.SID = ppid, sid })
	}
	for _, test := range []struct {
		name    string
		p       Process
		others  []Process
		verdict Verdict
		want    string
	}{
		{"daemon", daemonRow(), nil, Yes, "nobody else"},
		{"first child is a zombie", daemonRow(), []Process{row(40, asZombie)}, Yes, "nobody else"},
		{"with a worker", daemonRow(), []Process{in(42, 41, 40), in(43, 42, 40)}, Yes, "nobody else"},
		{"others are elsewhere", daemonRow(), []Process{in(30, 1, 30)}, Yes, "nobody else"},
		{"daemon(3) forks once", daemonRow(func(p *Process) { p.PGID, p.SID = 41, 41 }), nil, Yes, "nobody else"},
		{"first child lives", daemonRow(), []Process{in(40, 1, 40)}, No, "40 r40"},
		{"job of a living shell", daemonRow(func(p *Process) { p.SID = 30 }), []Process{in(30, 1, 30)}, No, "30 r30"},
		{"job of a dead shell", daemonRow(func(p *Process) { p.SID = 30 }), nil, No, "equal"},
		{"entered from another namespace", daemonRow(func(p *Process) { p.PGID, p.SID = 0, 0 }), nil, No, "namespace"},
		{"parents in a circle", daemonRow(), []Process{in(50, 51, 40), in(51, 50, 40)}, No, "50 r50, 51 r51"},
	} {
		s := Snapshot{Processes: append(test.others, test.p)}
		f := find(Audit(test.p, s, Reaper{PID: 1}, ""), "session and group of its own")
		if f.Verdict != test.verdict || !strings.Contains(f.Measured.String(), test.want) {
			t.Errorf("%s: %v, %q; want %v, %q", test.name, f.Verdict, f.Measured, test.verdict, test.want)
		}
	}
}

func TestAuditOfCells(t *testing.T) {
	open := func(n int, target Reading) func(*Process) { return func(p *Process) { p.FDs.Open[n] = target } }
	for _, test := range []struct {
		property string
		edit     func(*Process)
		verdict  Verdict
		measured string
	}{
		{"leads no session", func(p *Process) { p.SID = 41 }, No, "SID 41, PID 41"},
		{"no controlling terminal", func(p *Process) { p.TTY = "/dev/pts/4" }, No, "TTY /dev/pts/4"},
		{"CWD is /", func(p *Process) { p.CWD = Unseen(unseenDenied) }, CannotSee, "CWD (permission denied)"},
		{"UMASK is 0000", func(p *Process) { p.Umask = Seen("0027") }, No, "UMASK 0027"},
		{"0, 1, 2 on /dev/null", func(p *Process) { delete(p.FDs.Open, 1) }, No, "0 /dev/null, 1 closed, 2 /dev/null"},
		{"0, 1, 2 on /dev/null", func(p *Process) { p.FDs = FDs{Unseen: unseenDenied} }, CannotSee, "(permission denied)"},
		{"0, 1, 2 on /dev/null", open(1, Unseen(unseenDenied)), CannotSee, "0 /dev/null, 1 (permission denied), 2 /dev/null"},
		{"no other descriptors", open(3, Unseen(unseenDenied)), No, "3 (permission denied)"},
		{"no other descriptors", open(3, Seen("socket:[7]")), No, "3 socket:[7]"},
		{"no other descriptors", open(3, Seen("/run/none.pid")), Yes, "3 /run/none.pid, its PID file"},
		{"signals all default", func(p *Process) { p.Caught = 1 << 14 }, No, "ignored none, caught SIGTERM"},
		{"no signal blocked", func(p *Process) { p.Blocked = 1 }, No, "blocked SIGHUP"},
	} {
		f := find(Audit(daemonRow(test.edit), Snapshot{}, Reaper{PID: 1}, "/run/none.pid"), test.property)
		if f.Verdict != test.verdict || f.Measured.String() != test.measured {
			t.Errorf("%s: %v, %q; want %v, %q", f.Property, f.Verdict, f.Measured, test.verdict, test.measured)
		}
	}
	if f := find(Audit(daemonRow(), Snapshot{}, Reaper{}, ""), "adopted"); f.Verdict != CannotSee {
		t.Errorf("without a reaper: %+v", f)
	}
}

func TestAuditOfThePIDFile(t *testing.T) {
	dir := t.TempDir()
	must(unix.Mkfifo(filepath.Join(dir, "fifo"), 0o600))
	for name, text := range map[string]string{
		"right": "41\n", "bare": "41", "stale": "40\n", "longer": "41\n\n", "empty": "", "huge": strings.Repeat("41\n", 1<<16),
	} {
		must(os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	for name, want := range map[string]struct {
		verdict  Verdict
		measured string
	}{
		"right":  {Yes, `"41\n"`},
		"bare":   {No, `"41"`},
		"stale":  {No, `"40\n"`},
		"longer": {No, `"41\n\n"`},
		"empty":  {No, `""`},
		"huge":   {No, `"41\n41\n`},
		"none":   {No, "no such file"},
		"fifo":   {CannotSee, "not a regular file"},
		".":      {CannotSee, "not a regular file"},
	} {
		f := find(Audit(daemonRow(), Snapshot{}, Reaper{PID: 1}, filepath.Join(dir, name)), "PID file holds its PID")
		if f.Verdict != want.verdict || !strings.Contains(f.Measured.String(), want.measured) || len(f.Measured.String()) > 400 {
			t.Errorf("%s: %v, %q; want %v, %q", name, f.Verdict, f.Measured, want.verdict, want.measured)
		}
	}
}
