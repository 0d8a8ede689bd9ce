package probe

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// playVariable names the part that this program plays when a test starts it as
// a process to be read.
const playVariable = "FORKLORE_PROBE_PLAY"

func TestMain(m *testing.M) {
	play := os.Getenv(playVariable)
	os.Unsetenv(playVariable)
	switch play {
	case "":
		os.Exit(m.Run())
	case "block":
		playBlock()
	case "map":
		playMap(os.Args[1])
	case "daemon":
		playDaemon()
	case "flap":
		playFlap()
	case "wander":
		playWander(os.Args[1])
	}
}

// A signal mask belongs to a thread, and /proc/PID/status shows the first
// one's, on which functions named init and TestMain run.
func init() { runtime.LockOSThread() }

func playBlock() {
	var set unix.Sigset_t
	set.Val[0] = 1<<(unix.SIGUSR2-1) | 1<<(unix.SIGTERM-1)
	must(unix.PthreadSigmask(unix.SIG_SETMASK, &set, nil))
	untilClosed()
}

func playMap(name string) {
	fd, err := unix.MemfdCreate(name, 0)
	must(err)
	must(unix.Ftruncate(fd, 4096))
	_, err = unix.Mmap(fd, 0, 4096, unix.PROT_READ, unix.MAP_SHARED)
	must(err)
	untilClosed()
}

// playDaemon is the first child of a daemon: its starter had it call setsid(2).
// It starts a second process as a daemon should be, and ends.
func playDaemon() {
	unix.Umask(0)
	must(unix.CloseRange(3, ^uint(0), unix.CLOSE_RANGE_CLOEXEC)) // what our starter's starter left open
	// What is caught goes back to its default at an execve(2), even where the tests
	// run under nohup(1), which has us ignore it.
	signal.Notify(make(chan os.Signal, 1), unix.SIGHUP)
	daemon := exec.Command("sleep", "300")
	daemon.Dir = "/"
	must(daemon.Start())
	fmt.Println(daemon.Process.Pid)
}

// playWander goes through the directories 000, 001, ... of dir, and before it
// comes to each sets the umask that it is called like. In each it stays for
// longer than a row takes to be read.
func playWander(dir string) {
	go func() {
		for i := 0; ; i = (i + 1) % wandered {
			unix.Umask(i)
			must(unix.Chdir(fmt.Sprintf("%s/%03o", dir, i)))
			time.Sleep(time.Millisecond)
		}
	}()
	untilClosed()
}

// wandered is how many directories playWander goes through.
const wandered = 0o1000

// playFlap changes its process group all the time.
func playFlap() {
	home := unix.Getpgrp()
	go func() {
		for {
			must(unix.Setpgid(0, 0))
			must(unix.Setpgid(0, home))
		}
	}()
	untilClosed()
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// untilClosed tells the test that all is set, and waits until the test closes
// standard input or ends.
func untilClosed() {
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}

func play(part string, args ...string) *exec.Cmd {
	cmd := exec.Command("/proc/self/exe", args...)
	cmd.Env = append(os.Environ(), playVariable+"="+part)
	return cmd
}

// shell is a sh that runs script and then waits.
func shell(script string) *exec.Cmd {
	return exec.Command("sh", "-c", script+"\necho ready\nread line")
}

// start starts cmd, waits for the line that it prints when all is set, and
// returns cmd's PID and the line. When the test ends cmd does too.
func start(t testing.TB, cmd *exec.Cmd) (pid int, line string) {
	t.Helper()
	output := launch(t, cmd)
	line, err := output.ReadString('\n')
	if err != nil {
		t.Fatalf("%v did not get ready: %v", cmd, err)
	}
	return cmd.Process.Pid, line
}

// launch starts cmd and returns what it prints.
func launch(t testing.TB, cmd *exec.Cmd) *bufio.Reader {
	t.Helper()
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		cmd.Process.Kill()
		cmd.Wait()
	})
	return bufio.NewReader(stdout)
}

// zombie starts a shell that runs script, and returns when it has ended. It is
// reaped when the test ends.
func zombie(t testing.TB, script string) (pid int) {
	t.Helper()
	cmd := exec.Command("sh", "-c", script)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Wait() })
	await(t, cmd.Process.Pid, unix.WEXITED)
	return cmd.Process.Pid
}

// await waits until the child has ended, stopped or continued, and leaves it
// as it is (waitid(2), WNOWAIT).
func await(t testing.TB, pid, what int) {
	t.Helper()
	for {
		err := unix.Waitid(unix.P_PID, pid, nil, what|unix.WNOWAIT, nil)
		if err == nil {
			return
		}
		if !errors.Is(err, unix.EINTR) {
			t.Fatalf("waitid of %d: %v", pid, err)
		}
	}
}

func mustRead(t testing.TB, pid int) Process {
	t.Helper()
	p, err := Read(pid)
	if err != nil {
		t.Fatalf("Read(%d): %v", pid, err)
	}
	return p
}

// asStranger runs f as a user who owns none of our processes. For root that
// is a thread with other credentials: the raw call changes one thread alone,
// and the thread ends with its goroutine, which never unlocks it.
func asStranger(t *testing.T, f func()) {
	t.Helper()
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		keep, nobody := ^uintptr(0), uintptr(65534)
		if _, _, errno := syscall.RawSyscall(unix.SYS_SETRESUID, keep, nobody, keep); errno != 0 {
			done <- errno
			return
		}
		f()
		done <- nil
	}()
	if err := <-done; err != nil {
		t.Fatalf("setresuid: %v", err)
	}
}
