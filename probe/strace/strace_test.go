package strace

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"forklore/probe/say"
)

// stage is a Names with the roles and texts of the tests.
type stage struct{}

func (stage) PID(role string) (int, bool) {
	pid, ok := map[string]int{"shell": 4021, "parent": 4022, "child": 4023}[role]
	return pid, ok
}

func (stage) Text(name string) (string, bool) {
	text, ok := map[string]string{"scratch": "/tmp/stage", "spare": "/dev/pts/7", "child": "4023"}[name]
	return text, ok
}

// encode parses text and lays it out in new memory.
func encode(t testing.TB, text string) (Raw, Memory) {
	t.Helper()
	c, err := Parse(text)
	if err != nil {
		t.Fatalf("Parse(%s): %v", text, err)
	}
	mem := &scratchMemory{}
	r, err := lay(c, stage{}, mem) // unlike Encode, the same on every machine
	if err != nil {
		t.Fatalf("lay(%s): %v", text, err)
	}
	return r, mem
}

// put returns a kernel that writes words of 32 bits to what argument i points to.
func put(i int, words ...uint32) func(Raw, Memory) {
	return func(r Raw, mem Memory) {
		b, err := mem.Bytes(r.Args[i], 4*len(words))
		if err != nil {
			panic(err)
		}
		for n, word := range words {
			binary.LittleEndian.PutUint32(b[4*n:], word)
		}
	}
}

// putText is put for a string.
func putText(i int, s string) func(Raw, Memory) {
	return func(r Raw, mem Memory) {
		b, err := mem.Bytes(r.Args[i], len(s))
		if err != nil {
			panic(err)
		}
		copy(b, s)
	}
}

func nothing(Raw, Memory) {}

// same means that the call is printed as it was written.
const same = ""

func TestRoundTrip(t *testing.T) {
	for _, test := range []struct {
		text   string
		kernel func(Raw, Memory) // what the kernel writes
		result int64
		want   string // same, or what is printed without the PID
	}{
		{"fork()", nothing, 4023, "fork() = 4023"},
		{"setsid()", nothing, 4023, "setsid() = 4023"},
		{"getpgrp()", nothing, 7, "getpgrp() = 7"},
		{"getsid(child)", nothing, 4021, "getsid(4023) = 4021"},
		{"setpgid(0, 0)", nothing, 0, same},
		{"setpgid(child, child)", nothing, 0, "setpgid(4023, 4023) = 0"},
		{"umask(0)", nothing, 0o22, "umask(000) = 022"},
		{"umask(S_IWGRP|S_IWOTH)", nothing, 0, "umask(022) = 000"},
		{`chdir("/")`, nothing, 0, same},
		{`chdir("$scratch/a$$b")`, nothing, 0, `chdir("/tmp/stage/a$b") = 0`},
		{`open($spare, O_RDWR)`, nothing, 3, `open("/dev/pts/7", O_RDWR) = 3`},
		{`open("x", O_RDWR|O_CREAT|O_EXCL, 0600)`, nothing, 3, same},
		{`openat(AT_FDCWD, "/dev/null", O_WRONLY|O_NOCTTY)`, nothing, 3, same},
		{`openat(AT_FDCWD, "f", O_CREAT|O_RDWR, 0)`, nothing, 3, `openat(AT_FDCWD, "f", O_RDWR|O_CREAT, 000) = 3`},
		{`openat(5, "f", 0)`, nothing, 3, `openat(5, "f", O_RDONLY) = 3`},
		{`creat("$scratch/pid", 0644)`, nothing, 3, `creat("/tmp/stage/pid", 0644) = 3`},
		{"close(0)", nothing, 0, same},
		{"close_range(3, ~0U, 0)", nothing, 0, "close_range(3, 4294967295, 0) = 0"},
		{"close_range(3, -1)", nothing, 0, "close_range(3, 4294967295, 0) = 0"},
		{"close_range(3, 9, CLOSE_RANGE_CLOEXEC)", nothing, 0, same},
		{"dup(1)", nothing, 3, same},
		{"dup2(3, 0)", nothing, 0, same},
		{"dup3(3, 9, O_CLOEXEC)", nothing, 9, same},
		{"dup3(3, 9, 1)", nothing, 9, "dup3(3, 9, 0x1 /* O_??? */) = 9"},
		{"read(0, buf, 100)", putText(1, "ls\n"), 3, `read(0, "ls\n", 100) = 3`},
		{"read(0, buf, 100)", nothing, 0, `read(0, "", 100) = 0`},
		{`write(1, "$child\n")`, nothing, 5, `write(1, "4023\n", 5) = 5`},
		{`write(1, "0123456789012345678901234567890123456789", 40)`, nothing, 40, `write(1, "01234567890123456789012345678901"..., 40) = 40`},
		{`write(1, "\0019\18\x7f\xff\\\"", 8)`, nothing, 8, `write(1, "\19\18\177\377\\\"", 8) = 8`},
		{"pipe2(fds, O_CLOEXEC)", put(0, 3, 4), 0, "pipe2([3, 4], O_CLOEXEC) = 0"},
		{"lseek(3, -5, SEEK_END)", nothing, 5, same},
		{"ftruncate(3, 0)", nothing, 0, same},
		{"fcntl(1, F_DUPFD, 10)", nothing, 10, same},
		{"fcntl(1, F_DUPFD_CLOEXEC, 10)", nothing, 10, same},
		{"fcntl(1, F_GETFD)", nothing, 1, "fcntl(1, F_GETFD) = 0x1 (flags FD_CLOEXEC)"},
		{"fcntl(1, F_GETFD)", nothing, 0, same},
		{"fcntl(1, F_SETFD, FD_CLOEXEC)", nothing, 0, same},
		{"fcntl(1, F_GETFL)", nothing, 2, "fcntl(1, F_GETFL) = 0x2 (flags O_RDWR)"},
		{"fcntl(1, F_SETFL, O_RDONLY|O_NONBLOCK)", nothing, 0, same},
		{"fcntl(3, F_SETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=0})", nothing, 0, same},
		{"fcntl(3, F_SETLKW, {l_type=F_RDLCK})", nothing, 0, "fcntl(3, F_SETLKW, {l_type=F_RDLCK, l_whence=SEEK_SET, l_start=0, l_len=0}) = 0"},
		{"fcntl(3, F_GETLK, {l_type=F_WRLCK, l_pid=child})", nothing, 0, "fcntl(3, F_GETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=0, l_pid=4023}) = 0"},
		{"fcntl(3, F_OFD_SETLK, {l_type=F_UNLCK, l_start=-3, l_len=10, l_whence=SEEK_CUR})", nothing, 0, "fcntl(3, F_OFD_SETLK, {l_type=F_UNLCK, l_whence=SEEK_CUR, l_start=-3, l_len=10}) = 0"},
		{"flock(3, LOCK_EX|LOCK_NB)", nothing, 0, same},
		{`unlink("x")`, nothing, 0, same},
		{`rmdir("x")`, nothing, 0, same},
		{`mkdir("x", 0755)`, nothing, 0, same},
		{`rename("x", "y")`, nothing, 0, same},
		{`link("x", "y")`, nothing, 0, same},
		{`unlinkat(AT_FDCWD, "x", AT_REMOVEDIR)`, nothing, 0, same},
		{`execve("/bin/sleep", ["sleep", "60"], NULL)`, nothing, 0, same},
		{`execve("/bin/sleep", [], [])`, nothing, 0, `execve("/bin/sleep", [], 0x20 /* 0 vars */) = 0`},
		{"wait4(parent)", put(1, 0), 4022, "wait4(4022, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 4022"},
		{"wait4(-1, status, WNOHANG, NULL)", put(1, 3<<8), 4022, "wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], WNOHANG, NULL) = 4022"},
		{"wait4(-1, NULL, WUNTRACED)", nothing, 4022, "wait4(-1, NULL, WSTOPPED, NULL) = 4022"},
		{"wait4(-1, s, WUNTRACED)", put(1, 20<<8|0x7f), 9, "wait4(-1, [{WIFSTOPPED(s) && WSTOPSIG(s) == SIGTSTP}], WSTOPPED, NULL) = 9"},
		{"wait4(-parent, s, WCONTINUED)", put(1, 0xffff), 9, "wait4(-4022, [{WIFCONTINUED(s)}], WCONTINUED, NULL) = 9"},
		{"wait4(-1, s)", put(1, 0x80|11), 9, "wait4(-1, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGSEGV && WCOREDUMP(s)}], 0, NULL) = 9"},
		{"wait4(-1, s, WNOHANG)", nothing, 0, "wait4(-1, 0x8, WNOHANG, NULL) = 0"},
		{"waitid(P_PID, child, info, WEXITED)", put(2, 17, 0, 1, 0, 4023, 0, 7), 0, "waitid(P_PID, 4023, {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=4023, si_uid=0, si_status=7, si_utime=0, si_stime=0}, WEXITED, NULL) = 0"},
		{"waitid(P_ALL, 0, info, WEXITED|WNOHANG)", nothing, 0, "waitid(P_ALL, 0, {}, WNOHANG|WEXITED, NULL) = 0"},
		{"kill(-child, SIGTERM)", nothing, 0, "kill(-4023, SIGTERM) = 0"},
		{"kill(child, 0)", nothing, 0, "kill(4023, 0) = 0"},
		{"kill(child, SIGRT_2)", nothing, 0, "kill(4023, SIGRT_2) = 0"},
		{"rt_sigaction(SIGHUP, SIG_IGN)", nothing, 0, "rt_sigaction(SIGHUP, {sa_handler=SIG_IGN, sa_mask=[], sa_flags=0}, NULL, 8) = 0"},
		{"rt_sigaction(SIGHUP, {sa_handler=SIG_DFL, sa_mask=[HUP TERM], sa_flags=SA_RESTART|SA_NOCLDWAIT}, NULL, 8)", nothing, 0, same},
		{"rt_sigaction(SIGHUP, NULL, old)", nothing, 0, "rt_sigaction(SIGHUP, NULL, {sa_handler=SIG_DFL, sa_mask=[], sa_flags=0}, 8) = 0"},
		{"rt_sigprocmask(SIG_BLOCK, [HUP TERM])", nothing, 0, "rt_sigprocmask(SIG_BLOCK, [HUP TERM], NULL, 8) = 0"},
		{"rt_sigprocmask(SIG_SETMASK, ~[KILL STOP], NULL, 8)", nothing, 0, same},
		{"rt_sigprocmask(SIG_SETMASK, [], old)", put(2, 1<<0), 0, "rt_sigprocmask(SIG_SETMASK, [], [HUP], 8) = 0"},
		{"rt_sigpending()", put(0, 1<<14), 0, "rt_sigpending([TERM], 8) = 0"},
		{"rt_sigtimedwait([HUP], info, {tv_sec=1, tv_nsec=0})", put(1, 1, 0, 0, 0, 9, 5), 1, "rt_sigtimedwait([HUP], {si_signo=SIGHUP, si_code=SI_USER, si_pid=9, si_uid=5}, {tv_sec=1, tv_nsec=0}, 8) = 1 (SIGHUP)"},
		{`prctl(PR_SET_NAME, "daemon")`, nothing, 0, same},
		{"prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)", nothing, 0, "prctl(PR_SET_CHILD_SUBREAPER, 1) = 0"},
		{"prctl(PR_GET_CHILD_SUBREAPER)", put(1, 1), 0, "prctl(PR_GET_CHILD_SUBREAPER, [1]) = 0"},
		{"prctl(PR_SET_PDEATHSIG, SIGKILL)", nothing, 0, same},
		{"prctl(PR_GET_PDEATHSIG)", put(1, 9), 0, "prctl(PR_GET_PDEATHSIG, [SIGKILL]) = 0"},
		{"prctl(PR_SET_NO_NEW_PRIVS, 1)", nothing, 0, "prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) = 0"},
		{"prctl(PR_SET_DUMPABLE, 0)", nothing, 0, "prctl(PR_SET_DUMPABLE, SUID_DUMP_DISABLE) = 0"},
		{"prctl(PR_GET_DUMPABLE)", nothing, 1, "prctl(PR_GET_DUMPABLE) = 1 (SUID_DUMP_USER)"},
		{"ioctl(0, TIOCSPGRP, [parent])", nothing, 0, "ioctl(0, TIOCSPGRP, [4022]) = 0"},
		{"ioctl(0, TIOCGPGRP, pgrp)", put(2, 4021), 0, "ioctl(0, TIOCGPGRP, [4021]) = 0"},
		{"ioctl(0, TIOCGSID)", put(2, 4021), 0, "ioctl(0, TIOCGSID, [4021]) = 0"},
		{"ioctl(0, TIOCSCTTY, 0)", nothing, 0, same},
		{"ioctl(0, TIOCSCTTY)", nothing, 0, "ioctl(0, TIOCSCTTY, 0) = 0"},
		{"ioctl(0, TIOCNOTTY)", nothing, 0, same},
		{"setgroups(2, [1, 2])", nothing, 0, same},
		{"setgroups(0, NULL)", nothing, 0, same},
		{"setresuid(-1, 65534, -1)", nothing, 0, same},
		{"alarm(5)", nothing, 0, same},
		{"nanosleep({tv_sec=0, tv_nsec=5}, NULL)", nothing, 0, same},
	} {
		r, mem := encode(t, test.text)
		test.kernel(r, mem)
		want := "7 " + test.want
		if test.want == same {
			want = fmt.Sprintf("7 %s = %d", test.text, test.result)
		}
		if got := r.Decode(7, test.result, 0, mem).String(); got != want {
			t.Errorf("%s:\n got %s\nwant %s", test.text, got, want)
		}
	}
}

func TestDecodeFailures(t *testing.T) {
	for _, test := range []struct {
		text  string
		errno int
		want  string
	}{
		{"setsid()", 1, "7 setsid() = -1 EPERM (Operation not permitted)"},
		{"wait4(-1)", 10, "7 wait4(-1, 0x8, 0, NULL) = -1 ECHILD (No child processes)"},
		{"read(0, buf, 4)", 5, "7 read(0, 0x8, 4) = -1 EIO (Input/output error)"},
		{`open("x", O_RDWR)`, 2, `7 open("x", O_RDWR) = -1 ENOENT (No such file or directory)`},
		{"nanosleep({tv_sec=1, tv_nsec=0}, left)", 4, "7 nanosleep({tv_sec=1, tv_nsec=0}, {tv_sec=0, tv_nsec=0}) = -1 EINTR (Interrupted system call)"},
	} {
		r, mem := encode(t, test.text)
		l := r.Decode(7, -int64(test.errno), test.errno, mem)
		if l.String() != test.want || l.Result != -1 || !strings.Contains(test.want, l.Errno) {
			t.Errorf("%s: got %s (%d, %s), want %s", test.text, l, l.Result, l.Errno, test.want)
		}
	}
}

// All parts of an error message are translated.
func TestErrorsAreTranslated(t *testing.T) {
	parse := func(text string) Call {
		c, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	tests := []struct {
		fail func() error
		says []string
	}{
		{func() error { _, err := lay(parse(`kill(job, SIGTERM)`), stage{}, &scratchMemory{}); return err },
			[]string{"%s: argument %d: %s", "no process is called %q"}},
		{func() error { _, err := lay(parse(`chdir("$nowhere")`), stage{}, &scratchMemory{}); return err },
			[]string{"%s: argument %d: %s", "unknown name $%s"}},
		{func() error { _, err := Raw{Name: "chdir"}.Path(7, &scratchMemory{}); return err }, []string{"%s: no argument %d"}},
		{func() error { _, err := Raw{Name: "chdir"}.Path(0, &scratchMemory{}); return err }, []string{"%s: argument %d: no string at %s"}},
		{func() error { _, err := Parse(`setsit()`); return err }, []string{"unknown call %q%s", " (did you mean %s?)"}},
	}
	for _, test := range tests {
		err := test.fail()
		if err == nil {
			t.Fatalf("no error: %q", test.says)
		}
		var asked []string
		say.Error(err, func(english string, args ...any) string { asked = append(asked, english); return english })
		for _, want := range test.says {
			if !slices.Contains(asked, want) {
				t.Errorf("%v: %q is not asked for, but %q", err, want, asked)
			}
		}
	}
}

func TestLineForms(t *testing.T) {
	for _, test := range []struct{ text, begin, resume, last string }{
		{"wait4(parent)", "7 wait4(4022,  <unfinished ...>", "7 <... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 1", "7 wait4(4022, 0x8, 0, NULL) = ?"},
		{"pause()", "7 pause( <unfinished ...>", "7 <... pause resumed>) = 1", "7 pause() = ?"},
		{"exit_group(0)", "7 exit_group(0 <unfinished ...>", "7 <... exit_group resumed>) = 1", "7 exit_group(0) = ?"},
		{"pipe2(fds, 0)", "7 pipe2( <unfinished ...>", "7 <... pipe2 resumed>[0, 0], 0) = 1", "7 pipe2(0x8, 0) = ?"},
		{"flock(3, LOCK_EX)", "7 flock(3, LOCK_EX <unfinished ...>", "7 <... flock resumed>) = 1", "7 flock(3, LOCK_EX) = ?"},
	} {
		r, mem := encode(t, test.text)
		for _, got := range []struct {
			line Line
			want string
		}{{r.Begin(7, mem), test.begin}, {r.Resume(7, 1, 0, mem), test.resume}, {r.Last(7, mem), test.last}} {
			if got.line.String() != got.want {
				t.Errorf("%s: got %s, want %s", test.text, got.line, got.want)
			}
		}
	}
}

// On a machine that has only the newer calls, replacements are made.
func TestNative(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{`open("x", O_RDWR)`, `openat(AT_FDCWD, "x", O_RDWR)`},
		{`open("x", O_RDWR|O_CREAT, 0600)`, `openat(AT_FDCWD, "x", O_RDWR|O_CREAT, 0600)`},
		{`creat("x", 0644)`, `openat(AT_FDCWD, "x", O_WRONLY|O_CREAT|O_TRUNC, 0644)`},
		{"dup2(3, 0)", "dup3(3, 0, 0)"},
		{`stat("x")`, `newfstatat(AT_FDCWD, "x", 0x10, 0)`},
		{`lstat("x", buf)`, `newfstatat(AT_FDCWD, "x", 0x10, AT_SYMLINK_NOFOLLOW)`},
		{`unlink("x")`, `unlinkat(AT_FDCWD, "x", 0)`},
		{`rmdir("x")`, `unlinkat(AT_FDCWD, "x", AT_REMOVEDIR)`},
		{`rename("x", "y")`, `renameat(AT_FDCWD, "x", AT_FDCWD, "y")`},
		{`mkdir("x", 0755)`, `mkdirat(AT_FDCWD, "x", 0755)`},
		{`link("x", "y")`, `linkat(AT_FDCWD, "x", AT_FDCWD, "y", 0)`},
		{"getpgrp()", "getpgid(0)"},
		{"pause()", "ppoll(NULL, 0, NULL, NULL, 0)"},
		{"setsid()", "setsid()"},
	} {
		c, err := Parse(test.text)
		if err != nil {
			t.Fatal(err)
		}
		mem := &scratchMemory{}
		r, err := lay(native(c, func(string) bool { return false }), stage{}, mem)
		if err != nil {
			t.Fatalf("%s: %v", test.text, err)
		}
		want := "7 " + test.want + " = -1 EINTR (Interrupted system call)"
		if got := r.Decode(7, -4, 4, mem).String(); got != want {
			t.Errorf("%s:\n got %s\nwant %s", test.text, got, want)
		}
	}
}

// Every call, or its replacement, has a number on this machine; alarm need not.
func TestEveryCallHasANumber(t *testing.T) {
	for _, name := range callNames() {
		_, ok := callNumbers[native(Call{Name: name}, func(name string) bool { _, ok := callNumbers[name]; return ok }).Name]
		if !ok && name != "alarm" {
			t.Errorf("%s has no number", name)
		}
	}
}

func TestRawPath(t *testing.T) {
	r, mem := encode(t, `execve("/bin/sh", ["sh", "-c", "exit"], NULL)`)
	path, err := r.Path(0, mem)
	if err != nil || path != "/bin/sh" {
		t.Errorf("path %q, %v", path, err)
	}
	r.Args[0] = 1 << 40
	if _, err := r.Path(0, mem); err == nil || err.Error() != "execve: argument 1: no string at 0x10000000000" {
		t.Errorf("a path from nowhere: %v", err)
	}
	if _, err := r.Path(6, mem); err == nil {
		t.Error("there is no seventh argument")
	}
}

func TestSignals(t *testing.T) {
	for n, name := range map[int]string{1: "SIGHUP", 17: "SIGCHLD", 31: "SIGSYS", 32: "SIGRTMIN", 33: "SIGRT_1", 64: "SIGRT_32", 0: "0", 65: "65", -1: "-1"} {
		if got := SignalName(n); got != name {
			t.Errorf("SignalName(%d) = %s, want %s", n, got, name)
		}
		if got, ok := SignalNumber(name); ok != (1 <= n && n <= 64) || ok && got != n {
			t.Errorf("SignalNumber(%s) = %d, %t", name, got, ok)
		}
	}
	if n, ok := SignalNumber("SIGCLD"); n != 17 || !ok {
		t.Errorf("SIGCLD is %d", n)
	}
}

func TestErrno(t *testing.T) {
	for _, test := range []struct {
		errno         int
		name, message string
	}{
		{1, "EPERM", "Operation not permitted"}, {11, "EAGAIN", "Resource temporarily unavailable"},
		{95, "EOPNOTSUPP", "Operation not supported"}, {117, "EUCLEAN", "Structure needs cleaning"},
		{133, "EHWPOISON", "Memory page has hardware error"}, {4000, "errno 4000", "Unknown error 4000"},
	} {
		if name, message := ErrnoName(test.errno), ErrnoMessage(test.errno); name != test.name || message != test.message {
			t.Errorf("%d: %s (%s), want %s (%s)", test.errno, name, message, test.name, test.message)
		}
	}
}

func TestConstant(t *testing.T) {
	for name, want := range map[string]int64{"O_RDWR": 2, "AT_FDCWD": -100, "SIGTERM": 15, "PR_SET_CHILD_SUBREAPER": 36, "SIG_SETMASK": 2} {
		if got, ok := constantValue(name); got != want || !ok {
			t.Errorf("%s = %d, %t; want %d", name, got, ok, want)
		}
	}
	if n, ok := constantValue("O_RDRW"); ok {
		t.Errorf("O_RDRW = %d", n)
	}
}

func TestProcessLines(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{Exited(7, 3), "7 +++ exited with 3 +++"},
		{Killed(7, "SIGHUP", false), "7 +++ killed by SIGHUP +++"},
		{Killed(7, "SIGSEGV", true), "7 +++ killed by SIGSEGV (core dumped) +++"},
		{Stopped(7, "SIGTSTP"), "7 --- stopped by SIGTSTP ---"},
		{Continued(7), "7 --- SIGCONT ---"},
	} {
		if test.got != test.want {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
	}
}
