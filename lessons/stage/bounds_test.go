//go:build linux

package stage

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"forklore/probe"
	"forklore/probe/strace"

	"golang.org/x/sys/unix"
)

// refused makes calls, each "role call", and wants each to be refused. A call that
// strace.Parse does not know can't be made either.
func refused(t *testing.T, s *Stage, calls ...string) {
	t.Helper()
	for _, text := range calls {
		role, text, _ := strings.Cut(text, " ")
		call, err := strace.Parse(text)
		if err != nil {
			continue
		}
		m, err := s.Do(role, call, "")
		var refusal *Refusal
		if !errors.As(err, &refusal) {
			t.Errorf("%s: %v %q, want a refusal", text, err, m.Text)
		}
	}
}

func TestBounds(t *testing.T) {
	s := open(t, Options{Spare: true, Programs: []string{"/bin/true", "/proc/self/fd/0", "/dev/stdin"}})
	outside := t.TempDir()
	for name, target := range map[string]string{"new": outside + "/x", "out": outside, "own": "/proc/self/fd/1", "round": "round"} {
		if err := os.Symlink(target, s.Scratch()+"/"+name); err != nil { // as ln(1) would, if the lesson listed it
			t.Fatal(err)
		}
	}
	for class, calls := range map[string][]string{
		"signals": {
			fmt.Sprintf("kill(%d, 0)", os.Getpid()), fmt.Sprintf("kill(-%d, SIGCONT)", unix.Getpgrp()),
			"kill(1, SIGTERM)", "kill(-1, SIGTERM)", "kill(-1, 0)",
			"kill(0xffffffff, SIGTERM)", // -1 in 32 bits
			"kill(0x80000000, SIGTERM)", // the negative number without a positive one
			"kill(4194303, SIGKILL)",    // unused now, but perhaps not when the call is made
			fmt.Sprintf("kill(%d, SIGKILL)", s.guard.command.Process.Pid),
		},
		"files": {
			`open("/etc/passwd", O_RDWR)`, `open("/etc/passwd", 3)`, `open("/etc/passwd", O_WRONLY|O_PATH)`,
			`open("/etc/passwd", O_RDONLY|O_TRUNC)`,
			fmt.Sprintf("open(%q, O_RDONLY|O_CREAT, 0600)", outside+"/x"),
			fmt.Sprintf("open(%q, O_TMPFILE|O_RDWR, 0600)", outside),
			`open("$scratch/../x", O_WRONLY|O_CREAT, 0600)`,
			`open("$scratch/nowhere/../../x", O_WRONLY|O_CREAT, 0600)`,
			`open("$scratch/new", O_WRONLY|O_CREAT, 0600)`, `creat("$scratch/new", 0600)`, `mkdir("$scratch/out/d", 0700)`,
			`open("$scratch/out/x", O_WRONLY|O_CREAT, 0600)`, `open("$scratch/out/../x", O_WRONLY|O_CREAT, 0600)`,
			`open("$scratch/own", O_RDONLY)`, `open("$scratch/round", O_RDONLY)`,
			`openat(AT_FDCWD, "x", O_WRONLY|O_CREAT, 0600)`,
			`openat(AT_FDCWD, "", O_TMPFILE|O_RDWR, 0600)`,
			`openat(0, "x", O_WRONLY|O_CREAT, 0600)`,
			`open("/proc/self/cwd/x", O_WRONLY|O_CREAT, 0600)`,
			fmt.Sprintf("open(\"/proc/%d/cwd/x\", O_WRONLY|O_CREAT, 0600)", os.Getpid()),
			`open("/proc/self/oom_score_adj", O_WRONLY)`,
			`open("/proc/self/fd/0", O_RDONLY)`, `open("//proc/./thread-self/fd/0", O_RDONLY)`, `open("/dev/stdin", O_RDONLY)`,
			`open("/var/run/../proc/self/fd/0", O_RDONLY)`, `open("/proc/$shell/root/proc/self/fd/1", O_RDONLY)`,
			`open("/proc/thread-self/../../../kallsyms", O_RDONLY)`, `open("/proc/thread-self/../../root/dev/urandom", O_RDONLY)`,
			`open("/proc/self/root/etc/passwd", O_RDONLY)`, `open("/dev/fd/0", O_RDONLY)`,
			fmt.Sprintf("creat(%q, 0600)", outside+"/x"),
			fmt.Sprintf("mkdir(%q, 0700)", outside+"/d"),
			fmt.Sprintf("rmdir(%q)", outside),
			`unlink("/etc/passwd")`, `rmdir("$scratch")`, `rename("$scratch", "$scratch/x")`,
			`unlinkat(AT_FDCWD, "/etc/passwd")`, `mkdirat(AT_FDCWD, "/x", 0700)`,
			`rename("/etc/passwd", "$scratch/x")`, `renameat(AT_FDCWD, "$scratch/x", AT_FDCWD, "/etc/x")`,
			`link("/etc/passwd", "$scratch/x")`, `linkat(0, "", AT_FDCWD, "$scratch/x", AT_EMPTY_PATH)`,
			`linkat(AT_FDCWD, "/proc/self/fd/0", AT_FDCWD, "$scratch/x", AT_SYMLINK_FOLLOW)`,
			`creat(NULL, 0600)`,
		},
		"devices": {
			`open("/dev/ptmx", O_RDWR)`, `open("/dev/urandom", O_RDONLY)`, `open("/dev/console", O_RDWR)`,
			`open("/proc/kmsg", O_RDONLY)`, `open("/proc/1/environ", O_RDONLY)`, `open("/proc/sys/kernel/ostype", O_RDONLY)`,
			`open("/sys/kernel/mm/transparent_hugepage/enabled", O_RDONLY)`,
			fmt.Sprintf("open(\"/proc/%d/environ\", O_RDONLY)", os.Getpid()),
			`open("/dev/../dev/urandom", O_WRONLY)`,
			`fcntl(0, 8, 1)`, `ioctl(0, 0x5412, "x")`, // F_SETOWN, TIOCSTI
		},
		"programs": {
			`execve("/bin/sh", ["sh"], [])`, `execve("//bin/true", ["true"], [])`, `execve(NULL, [], [])`,
			`execve("/proc/self/fd/0", ["x"], [])`, `execve("/dev/stdin", ["x"], [])`,
			`execve("/bin/true", ["true"], ["LD_PRELOAD=$scratch/x.so"])`,
			`execve("/bin/true", ["true"], ["A=b", "GLIBC_TUNABLES=x"])`,
			`execve("/bin/true", ["true"], ["FORKLORE_GUARD=/etc"])`,
		},
		"memory": {
			"read(0, 4096, 16)", "read(0, buf, -1)", "read(0, buf, 0x100000)", `write(1, "x", 4096)`,
			"rt_sigaction(SIGHUP, 4096)", "rt_sigaction(SIGHUP, {sa_handler=4096})", "pipe2(4096)",
			"wait4(-1, 4096)", "wait4(-1, status, 0, 4096)", "nanosleep(4096)", "execve(4096, [], [])",
			"ppoll(4096, 1, NULL, NULL, 8)", "prctl(PR_SET_NAME, 4096)", "setgroups(4, [1])",
			fmt.Sprintf("chdir(%q)", strings.Repeat("x", slotSize)),
		},
		"looks": {"prctl(PR_SET_DUMPABLE, 0)"},
	} {
		t.Run(class, func(t *testing.T) {
			do(t, s, "shell fork() = "+class)
			for _, call := range calls {
				refused(t, s, class+" "+call)
			}
		})
	}
	if entries, err := os.ReadDir(outside); err != nil || len(entries) != 0 {
		t.Errorf("outside the scratch directory: %v %v", entries, err)
	}
}

// TestBoundsOfDescriptors: a file outside the scratch directory that is open for
// reading can't be locked or opened for writing through its descriptor.
func TestBoundsOfDescriptors(t *testing.T) {
	s := open(t, Options{})
	do(t, s, `shell open("/etc/passwd", O_RDONLY)`)
	refused(t, s, "shell flock(3, LOCK_EX)", "shell ftruncate(3, 0)",
		"shell fcntl(3, F_SETLK, {l_type=F_RDLCK})", "shell fcntl(3, F_OFD_SETLKW, {l_type=F_WRLCK})",
		`shell open("/proc/self/fd/3", O_WRONLY)`, `shell open("/proc/$shell/fd/3", O_RDWR)`)
	do(t, s, `shell chdir("/proc/self/fd")`)
	refused(t, s, `shell open("3", O_WRONLY)`)
	do(t, s, `shell chdir("/proc")`)
	refused(t, s, `shell open("self/fd/1", O_RDONLY)`, `shell open("thread-self/cwd/x", O_RDONLY)`)
	do(t, s, `shell chdir("/dev")`)
	refused(t, s, `shell open("/proc/self/cwd/random", O_RDONLY)`, `shell open("random", O_RDONLY)`)
}

// TestStoppedIsHarmless: a stopped process, which makes its call only after it is
// continued, may make harmless calls only.
func TestStoppedIsHarmless(t *testing.T) {
	s := open(t, Options{})
	do(t, s, "shell fork() = child")
	do(t, s, "shell kill(child, SIGSTOP)")
	refused(t, s, "child kill(shell, 0)", "child open($stage, O_RDWR)")
	if m := do(t, s, "child getpid()"); !m.Unfinished {
		t.Errorf("%q in a stopped process", m.Text)
	}
	do(t, s, "shell kill(child, SIGCONT)")
	moments, _ := s.Look()
	if len(moments) != 1 || !strings.Contains(moments[0].Text, "getpid resumed") {
		t.Errorf("%+v", moments)
	}
}

// TestHungUpTerminalIsNobodys: after the hang-up, the path of the stage's
// terminal may belong to another terminal, which a lesson may not open. The test
// opens terminals until the kernel uses the number again.
func TestHungUpTerminalIsNobodys(t *testing.T) {
	s := open(t, Options{})
	do(t, s, "shell rt_sigaction(SIGHUP, SIG_IGN)")
	do(t, s, "shell close_range(0, 99)")
	if _, err := s.HangUp(); err != nil {
		t.Fatal(err)
	}
	if m := do(t, s, "shell open($stage, O_RDWR)"); m.Errno != "ENOENT" {
		t.Errorf("%q, want ENOENT", m.Text)
	}
	for range 64 {
		other, err := openTerminal()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { other.hangUp() })
		if other.path == s.Terminal() {
			refused(t, s, "shell open($stage, O_RDWR)")
			return
		}
	}
	t.Errorf("%s was not used again", s.Terminal())
}

func TestNoCoreFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	s := open(t, Options{})
	do(t, s, "shell fork() = child")
	var ours, core unix.Rlimit
	if err := errors.Join(unix.Getrlimit(unix.RLIMIT_CORE, &ours), unix.Prlimit(s.actors[0].id.PID, unix.RLIMIT_CORE, nil, &core)); err != nil {
		t.Fatal(err)
	}
	if want := min(ours.Max, 1); core.Cur != want || core.Max != want {
		t.Errorf("the limit of core files is %+v, want %d: with 0 the kernel still dumps into a pipe", core, want)
	}
	do(t, s, "shell kill(child, SIGQUIT)")
	if moments, _ := s.Look(); len(moments) != 1 || moments[0].Kind != probe.KindKilled {
		t.Errorf("%+v", moments)
	}
	if files, err := filepath.Glob("*"); err != nil || len(files) != 0 {
		t.Errorf("a killed puppet left %q", files)
	}
}

func TestWithinBounds(t *testing.T) {
	s := open(t, Options{Spare: true})
	do(t, s, "shell fork() = child")
	do(t, s, "shell fork() = late")
	do(t, s, "late exit_group(0)")
	do(t, s, "shell wait4(late)")
	for _, c := range []struct{ call, result string }{
		{`open("$scratch/x", O_RDWR|O_CREAT, 0600)`, "3"},
		{`write(3, "$child\n")`, ""},
		{`flock(3, LOCK_EX)`, "0"},
		{`ftruncate(3, 0)`, "0"},
		{`rename("$scratch/x", "$scratch/y")`, "0"},
		{`mkdir("$scratch/d", 0700)`, "0"},
		{`chdir("$scratch/d")`, "0"},
		{`openat(AT_FDCWD, "z", O_WRONLY|O_CREAT, 0600)`, "4"},
		{`unlink("$scratch/y")`, "0"},
		{`ftruncate(3, 1)`, "0"},
		{`open("/etc/passwd", O_RDONLY)`, "5"},
		{`open("/nowhere", O_RDONLY)`, "-1 ENOENT (No such file or directory)"},
		{`open("/dev/../dev/./null", O_RDWR)`, "6"},
		{`open("/etc/passwd/x", O_RDONLY)`, "-1 ENOTDIR (Not a directory)"},
		{`open("/proc/self/status", O_RDONLY)`, "7"},
		{`creat("$scratch/nowhere/x", 0600)`, "-1 ENOENT (No such file or directory)"},
		{`kill(child, 0)`, "0"},
		{`kill(0, 0)`, "0"},
		{`kill(late, 0)`, "-1 ESRCH (No such process)"},
		{`kill(-late, 0)`, "-1 ESRCH (No such process)"},
		{`flock(99, LOCK_EX)`, "-1 EBADF (Bad file descriptor)"},
	} {
		m := do(t, s, "child "+c.call)
		if !strings.HasSuffix(m.Text, " = "+c.result) && c.result != "" {
			t.Errorf("%q, want it to return %s", m.Text, c.result)
		}
	}
}

// TestNothingBlocks makes calls that never return: each is shown as unfinished,
// and the stage can still be closed.
func TestNothingBlocks(t *testing.T) {
	s := open(t, Options{Spare: true})
	do(t, s, `shell pipe2(fds)`)
	do(t, s, `shell open("$scratch/lock", O_RDWR|O_CREAT, 0600)`)
	do(t, s, `shell flock(5, LOCK_EX)`)
	do(t, s, `shell rt_sigprocmask(SIG_BLOCK, ~[])`)
	for i, call := range []string{
		"pause()", "read(3, buf, 1)", "read(0, buf, 1)", "wait4(-1)", "nanosleep({tv_sec=0x7fffffff})",
		"ppoll(NULL, 0, NULL, NULL, 8)", "rt_sigtimedwait([USR1])",
	} {
		role := fmt.Sprintf("p%d", i)
		do(t, s, "shell fork() = "+role)
		if call == "wait4(-1)" {
			do(t, s, role+" fork() = grandchild")
		}
		if m := do(t, s, role+" "+call); !m.Unfinished {
			t.Errorf("%q, want it to be unfinished", m.Text)
		}
	}
	do(t, s, "shell fork() = locker")
	do(t, s, `locker open("$scratch/lock", O_RDWR)`)
	if m := do(t, s, "locker flock(6, LOCK_EX)"); !m.Unfinished {
		t.Errorf("%q, want it to be unfinished", m.Text)
	}
}

func TestAtMost64Processes(t *testing.T) {
	sleep, err := exec.LookPath("sleep")
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, Options{Programs: []string{sleep}})
	for i := 1; i < maxProcesses; i++ {
		do(t, s, fmt.Sprintf("shell fork() = p%d", i))
		if i%16 == 0 { // programs count too
			do(t, s, fmt.Sprintf(`p%d execve(%q, ["sleep", "1000"], [])`, i, sleep))
		}
	}
	refused(t, s, "shell fork() = onemore")
	do(t, s, "p1 exit_group(0)")
	refused(t, s, "shell fork() = onemore") // and so do zombies
	do(t, s, "shell wait4(p1)")
	s.Look()
	do(t, s, "shell fork() = onemore")
}

// TestMayRead: a claim reads no file by a path that leads elsewhere than it says.
func TestMayRead(t *testing.T) {
	s := open(t, Options{})
	for path, want := range map[string]bool{
		s.Scratch() + "/log": true, "/etc/passwd": true, "/proc/kmsg": false,
		"/proc/thread-self/../../../kallsyms": false, "etc/passwd": false, "": false,
	} {
		if got := s.MayRead(path); got != want {
			t.Errorf("%q: %v, want %v", path, got, want)
		}
	}
}
