package strace

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"unsafe"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// live are calls that are really made while strace traces them.
var live = []string{
	`getpid()`, `getppid()`, `getpgid(0)`, `getsid(0)`, `getpgrp()`, `getuid()`, `geteuid()`, `getgid()`, `getegid()`,
	`getsid(1234567)`, `getpgid(-1)`, `setpgid(-1, 0)`, `kill(1234567, SIGTERM)`, `kill(1234567, 0)`,
	`kill(1234567, SIGRT_2)`, `kill(1234567, SIGRTMIN)`, `kill(1234567, 65)`, `kill(1234567, -1)`,
	`umask(0)`, `umask(7)`, `umask(022)`, `umask(0177777)`, `umask(022)`,
	`chdir("/")`, `chdir("/nowhere")`, `chdir("")`, `chdir(NULL)`, `chdir($scratch)`,
	`chdir("\0018\18\0019\19\0017\177a\x80\t\n\v\f\r\"\\$$")`,
	`chdir("/a path that is a good deal longer than thirty-two bytes")`,
	`open("$scratch/a", O_RDWR|O_CREAT|O_TRUNC|O_NOCTTY, 0644)`,
	`open("/nowhere/f", O_RDWR|O_CREAT|O_EXCL, 0)`, `open("/nowhere", O_RDWR, 0644)`, `open("/nowhere", 3)`,
	`openat(AT_FDCWD, "/nowhere", O_RDONLY|O_SYNC|O_DSYNC|O_ASYNC|O_DIRECT|O_LARGEFILE|O_NOFOLLOW|O_DIRECTORY|O_NOATIME)`,
	`openat(AT_FDCWD, "/nowhere", O_PATH|O_CLOEXEC|O_DSYNC|O_APPEND|O_NONBLOCK)`,
	`openat(AT_FDCWD, "/nowhere/f", O_WRONLY|O_TMPFILE, 07777)`, `openat(AT_FDCWD, "/nowhere", 0x80000003, 0)`,
	`openat(AT_FDCWD, "/nowhere/f", O_CREAT, 7)`, `openat(AT_FDCWD, "/nowhere/f", -1, -1)`,
	`openat(-5, "a", O_RDONLY)`, `openat(AT_FDCWD, NULL, O_RDONLY)`, `creat("$scratch/b", 0600)`,
	`dup3(0, 70, 0)`, `openat(AT_FDCWD, "$scratch/a", O_RDWR)`,
	`dup2(0, 71)`, `dup3(0, 72, O_CLOEXEC)`, `dup3(0, 72, 1)`, `dup(-1)`, `dup2(99, 3)`,
	`fcntl(72, F_GETFD)`, `fcntl(71, F_GETFD)`, `fcntl(71, F_SETFD, 0)`, `fcntl(71, F_SETFD, FD_CLOEXEC)`, `fcntl(71, F_SETFD, 3)`,
	`fcntl(71, F_GETFL)`, `fcntl(99, F_GETFL)`, `fcntl(71, F_DUPFD, 80)`, `fcntl(71, F_DUPFD_CLOEXEC, 80)`,
	`write(99, "a\0001\n", 4)`, `write(99, "0123456789012345678901234567890123456789")`,
	`write(99, "01234567890123456789012345678901")`, `write(99, "")`, `write(99, NULL, 0)`,
	`read(99, buf, 10)`, `read(0, NULL, 0)`, `read(0, buf, 0)`,
	`pipe2(fds, O_CLOEXEC)`, `pipe2(fds, 3)`, `pipe2(NULL, 0)`, `pipe2(fds, O_NONBLOCK|O_DIRECT)`,
	`lseek(file, 3, SEEK_SET)`, `lseek(file, -5, SEEK_CUR)`, `lseek(file, 0, 99)`, `ftruncate(file, 10)`, `ftruncate(99, -1)`,
	`write(file, "4023\n")`, `lseek(file, 0, SEEK_SET)`, `read(file, buf, 3)`, `read(file, buf, 100)`, `read(file, buf, 100)`,
	`write(file, "0123456789012345678901234567890123456789")`, `lseek(file, 0, SEEK_SET)`, `read(file, buf, 100)`,
	`fcntl(file, F_SETFL, O_RDWR|O_APPEND|O_NONBLOCK)`, `fcntl(file, F_GETFL)`, `fcntl(file, F_SETFL, 0)`,
	`fcntl(file, F_SETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=0})`,
	`fcntl(file, F_GETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=5})`,
	`fcntl(99, F_GETLK, {l_type=F_WRLCK})`, `fcntl(file, F_OFD_GETLK, {l_type=F_RDLCK})`,
	`fcntl(file, F_OFD_SETLK, {l_type=77, l_whence=7, l_start=-3, l_len=10})`, `fcntl(file, F_SETLK, NULL)`,
	`fcntl(file, F_SETLKW, {l_type=F_UNLCK, l_whence=SEEK_END})`, `fcntl(file, F_OFD_SETLKW, {l_type=F_UNLCK})`,
	`flock(file, LOCK_EX|LOCK_NB)`, `flock(file, LOCK_UN)`, `flock(file, 0)`, `flock(99, LOCK_SH)`,
	`stat("$scratch", st)`, `stat("$scratch/a")`, `stat("/nowhere", st)`, `lstat("/proc/self/exe")`, `stat("/dev/null", st)`,
	`stat("/tmp")`, `fstat(file)`, `fstat(99)`, `fstat(0)`, `newfstatat(AT_FDCWD, "/dev/tty", st, AT_SYMLINK_NOFOLLOW)`,
	`newfstatat(0, "", st, AT_EMPTY_PATH)`, `newfstatat(0, "x", st, 0x100000)`,
	`mkdir("$scratch/d", 0755)`, `mkdir("/nowhere/d", 0)`, `rmdir("$scratch/d")`, `rename("$scratch/b", "$scratch/c")`,
	`link("$scratch/c", "$scratch/d")`, `unlink("$scratch/c")`, `unlink("/nowhere")`, `unlinkat(AT_FDCWD, "$scratch/d", 0)`,
	`unlinkat(AT_FDCWD, "/nowhere", AT_REMOVEDIR)`, `mkdirat(AT_FDCWD, "/nowhere/a", 0700)`,
	`renameat(AT_FDCWD, "/nowhere", AT_FDCWD, "/somewhere")`, `linkat(AT_FDCWD, "/nowhere", 3, "/x", AT_SYMLINK_FOLLOW)`,
	`close(70)`, `close(71)`, `close(72)`, `close(99)`, `close(-1)`,
	`close_range(200, ~0U, 0)`, `close_range(5, 4, CLOSE_RANGE_CLOEXEC)`, `close_range(200, 300, 8)`,
	`rt_sigaction(SIGKILL, {sa_handler=SIG_IGN, sa_mask=[HUP TERM], sa_flags=0xffffffff}, old, 8)`,
	`rt_sigaction(SIGHUP, NULL, old)`, `rt_sigaction(SIGHUP, SIG_IGN)`, `rt_sigaction(SIGHUP, NULL, old, 8)`,
	`rt_sigaction(SIGCHLD, {sa_handler=SIG_DFL, sa_mask=~[], sa_flags=SA_RESTART|SA_NOCLDSTOP})`, `rt_sigaction(0, SIG_DFL)`,
	`rt_sigaction(SIGHUP, SIG_DFL, NULL, 4)`, `rt_sigaction(SIGRT_5, NULL, old)`,
	`rt_sigprocmask(SIG_SETMASK, ~[KILL STOP], old)`, `rt_sigprocmask(SIG_BLOCK, NULL, old)`, `rt_sigprocmask(SIG_SETMASK, [HUP], NULL)`,
	`rt_sigprocmask(SIG_BLOCK, [ALRM RT_2 RTMIN RT_32], old, 8)`, `rt_sigprocmask(7, [], old)`, `rt_sigprocmask(SIG_UNBLOCK, [RT_2], old, 4)`,
	`rt_sigprocmask(SIG_BLOCK, [HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG])`,
	`rt_sigpending(set)`, `rt_sigpending(set, 9)`,
	`kill(self, SIGHUP)`, `rt_sigpending()`, `rt_sigtimedwait([HUP], info, {tv_sec=0, tv_nsec=5})`,
	`rt_sigtimedwait([HUP], info, {tv_sec=0, tv_nsec=5})`, `rt_sigtimedwait([HUP], info, NULL, 4)`,
	`prctl(PR_SET_NAME, "child")`, `prctl(PR_SET_NAME, "a name of more than 15 bytes")`, `prctl(PR_SET_NAME, NULL)`,
	`prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)`, `prctl(PR_GET_CHILD_SUBREAPER, n)`, `prctl(PR_GET_CHILD_SUBREAPER, NULL)`,
	`prctl(PR_SET_PDEATHSIG, SIGKILL)`, `prctl(PR_GET_PDEATHSIG)`, `prctl(PR_SET_PDEATHSIG, 0)`, `prctl(PR_GET_PDEATHSIG)`,
	`prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)`, `prctl(PR_SET_NO_NEW_PRIVS, 1, 1, 0, 0)`, `prctl(PR_GET_NO_NEW_PRIVS)`,
	`prctl(PR_SET_DUMPABLE, 77)`, `prctl(PR_SET_DUMPABLE, SUID_DUMP_USER)`, `prctl(PR_GET_DUMPABLE)`,
	`prctl(PR_SET_KEEPCAPS, 1)`, `prctl(PR_GET_KEEPCAPS)`,
	`nanosleep({tv_sec=0, tv_nsec=2000000000}, left)`, `nanosleep({tv_sec=0, tv_nsec=5}, left)`, `nanosleep({tv_nsec=5})`, `nanosleep(NULL, NULL)`,
	`ioctl(0, TIOCGPGRP, pgrp)`, `ioctl(0, TIOCGSID)`, `ioctl(99, TIOCGSID)`, `ioctl(0, TIOCSPGRP, [1234567])`, `ioctl(99, TIOCSPGRP, NULL)`,
	`ioctl(99, TIOCSCTTY, 1)`, `ioctl(99, TIOCNOTTY)`,
	`setgroups(-1, NULL)`, `setresuid(-1, -1, -1)`, `setresgid(-1, -1, -1)`, `setuid(-1)`, `setgid(-1)`,
	`execve("/nowhere", ["a b", "0123456789012345678901234567890123456789"], ["A=1"])`, `execve("/nowhere", [], [])`,
	`execve("/nowhere", NULL)`, `execve("/nowhere", [` + strings.Repeat(`"a" `, 33) + `], ["A=1", "B=2"])`,
	`execve("/nowhere", [` + strings.Repeat(`"a" `, 32) + `], NULL)`,
	`waitid(P_PID, exits, info, WEXITED|WNOWAIT)`, `waitid(P_PID, dies, info, WEXITED|WNOWAIT)`, `waitid(P_PID, exits, NULL, WEXITED|WNOWAIT)`,
	`wait4(exits)`, `wait4(dies, status, 0, NULL)`, `waitid(P_PID, stops, info, WSTOPPED|WNOWAIT)`,
	`wait4(stops, status, WUNTRACED)`, `wait4(stops, status, WNOHANG)`, `waitid(P_PID, stops, info, WSTOPPED|WNOHANG)`,
	`kill(stops, SIGCONT)`, `waitid(P_PID, stops, info, WCONTINUED|WNOWAIT)`, `wait4(stops, status, WCONTINUED)`,
	`kill(stops, SIGKILL)`, `wait4(stops, NULL)`, `wait4(-1, status)`, `wait4(-1, status, 0x100)`, `wait4(-1, NULL)`,
	`waitid(P_ALL, 0, NULL, WEXITED)`, `waitid(9, 0, NULL, 0x40)`,
}

func init() {
	if callNumbers["alarm"] != 0 {
		live = append(live, `alarm(10)`, `alarm(0)`)
	}
}

// TestAgainstStrace makes every call of live under strace and compares what
// strace wrote with what this package prints of the same arguments and memory.
func TestAgainstStrace(t *testing.T) {
	if _, err := exec.LookPath("strace"); err != nil {
		t.Skipf("nothing to compare with: %v", err)
	}
	dir := t.TempDir()
	theirs, ours := filepath.Join(dir, "strace"), filepath.Join(dir, "forklore")
	master, terminal, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	defer terminal.Close()
	cmd := exec.Command("strace", "-f", "-o", theirs, os.Args[0], "-test.run=^TestLiveCalls$", "-test.v")
	cmd.Env = append(os.Environ(), "LIVE_CALLS="+ours, "GODEBUG=asyncpreemptoff=1", "TMPDIR="+dir)
	cmd.Stdin = terminal
	cmd.SysProcAttr = &unix.SysProcAttr{Setsid: true, Setctty: true}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("strace: %v\n%s", err, out)
	}
	written := lines(t, ours)
	tid := written[0]
	// The thread makes other calls too, for Go's runtime: futex, rt_sigreturn.
	// No lesson can make those, so they and the signals are left out.
	call := regexp.MustCompile(`^` + tid + ` (?:<\.\.\. )?(\w+)`)
	traced := slices.DeleteFunc(lines(t, theirs), func(line string) bool {
		name := call.FindStringSubmatch(line)
		if name == nil {
			return true
		}
		_, ours := calls[name[1]]
		return !ours
	})
	compare(t, written[1:], traced)
}

// compare compares ours, "returned\tbegun\tresumed" for each call, with theirs
// after the call that marks the start.
func compare(t *testing.T, ours, theirs []string) {
	t.Helper()
	start := slices.IndexFunc(theirs, func(line string) bool { return strings.Contains(line, "umask(0321") })
	if start < 0 {
		t.Fatal("strace did not see the calls")
	}
	theirs = theirs[start+1:]
	if strings.Contains(theirs[0], "umask resumed") {
		theirs = theirs[1:]
	}
	for i, line := range ours {
		forms := strings.Split(line, "\t")
		if len(theirs) < 2 {
			t.Fatalf("strace ended before %s", forms[0])
		}
		if strings.HasSuffix(theirs[0], "<unfinished ...>") {
			if theirs[0] != forms[1] || theirs[1] != forms[2] {
				t.Fatalf("%s:\nstrace %s\n       %s\n   got %s\n       %s", live[i], theirs[0], theirs[1], forms[1], forms[2])
			}
			theirs = theirs[2:]
			continue
		}
		if theirs[0] != forms[0] {
			t.Fatalf("%s:\nstrace %s\n   got %s", live[i], theirs[0], forms[0])
		}
		theirs = theirs[1:]
	}
}

// lines reads the lines of a file. The padding that strace writes after a short
// PID and before the result becomes one space.
func lines(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	text = regexp.MustCompile(`(?m)\) += `).ReplaceAll(text, []byte(") = "))
	text = regexp.MustCompile(`(?m)^(\d+) +`).ReplaceAll(text, []byte("$1 "))
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// TestLiveCalls is the program that TestAgainstStrace traces. Run by itself, it
// checks that the calls can be parsed.
func TestLiveCalls(t *testing.T) {
	output := os.Getenv("LIVE_CALLS")
	if output == "" {
		for _, text := range live {
			if _, err := Parse(text); err != nil {
				t.Error(err)
			}
		}
		return
	}
	// One thread makes the calls and little else, so that strace's lines of it
	// are these calls.
	runtime.LockOSThread()
	debug.SetGCPercent(-1)
	names := liveNames(t)
	arena, err := newArena()
	if err != nil {
		t.Fatal(err)
	}
	raws := encodeLive(t, names, arena)
	results := make([]struct {
		result uintptr
		errno  unix.Errno
	}, len(live))
	// Calls of another thread make strace print some of these in two parts.
	quiet := disturb()
	unix.RawSyscall(unix.SYS_UMASK, 0o321, 0, 0)
	for i, r := range raws {
		a := r.Args
		results[i].result, _, results[i].errno = unix.RawSyscall6(r.Num, uintptr(a[0]), uintptr(a[1]), uintptr(a[2]),
			uintptr(a[3]), uintptr(a[4]), uintptr(a[5]))
	}
	quiet()
	var text bytes.Buffer
	fmt.Fprintln(&text, unix.Gettid())
	for i, r := range raws {
		result, errno := int64(results[i].result), int(results[i].errno)
		fmt.Fprintf(&text, "%s\t%s\t%s\n", r.Decode(unix.Gettid(), result, errno, arena),
			r.Begin(unix.Gettid(), arena), r.Resume(unix.Gettid(), result, errno, arena))
	}
	if err := os.WriteFile(output, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// encodeLive lays out all calls of live.
func encodeLive(t *testing.T, names Names, mem Memory) []Raw {
	t.Helper()
	raws := make([]Raw, len(live))
	for i, text := range live {
		c, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if raws[i], err = Encode(c, names, mem); err != nil {
			t.Fatal(err)
		}
	}
	return raws
}

// disturb makes system calls on another thread until quiet is called.
func disturb() (quiet func()) {
	var done atomic.Bool
	go func() {
		for !done.Load() {
			unix.Gettid()
		}
	}()
	return func() { done.Store(true) }
}

// liveNames are the processes and files that live names.
func liveNames(t *testing.T) known {
	t.Helper()
	pids := map[string]int{"self": os.Getpid()}
	for role, script := range map[string]string{"exits": "exit 3", "dies": "kill -TERM $$", "stops": "kill -STOP $$"} {
		cmd := exec.Command("/bin/sh", "-c", script)
		cmd.SysProcAttr = &unix.SysProcAttr{Pdeathsig: unix.SIGKILL}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		pids[role] = cmd.Process.Pid
	}
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "file"))
	if err != nil {
		t.Fatal(err)
	}
	pids["file"] = int(f.Fd())
	t.Cleanup(func() { f.Close() })
	return known{pids, dir}
}

type known struct {
	pids    map[string]int
	scratch string
}

func (k known) PID(role string) (int, bool)     { pid, ok := k.pids[role]; return pid, ok }
func (k known) Text(name string) (string, bool) { return k.scratch, name == "scratch" }

// An arena is a Memory that the kernel can write to.
type arena struct {
	base  uint64
	words []byte
	used  int
}

func newArena() (*arena, error) {
	pages, err := unix.Mmap(-1, 0, 1<<20, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS)
	if err != nil {
		return nil, err
	}
	return &arena{base: uint64(uintptr(unsafe.Pointer(&pages[0]))), words: pages}, nil
}

func (a *arena) Alloc(n int) (uint64, error) {
	address := a.base + uint64(a.used)
	a.used += (n + 7) &^ 7
	if a.used > len(a.words) {
		return 0, errors.New("arena full")
	}
	return address, nil
}

func (a *arena) Bytes(address uint64, n int) ([]byte, error) {
	start := address - a.base
	if n < 0 || start > uint64(len(a.words)) || uint64(n) > uint64(len(a.words))-start {
		return nil, errors.New("not in the arena")
	}
	return a.words[start:][:n], nil
}
