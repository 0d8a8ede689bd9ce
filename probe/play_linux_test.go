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

// playVariable is the environment variable that tells this program which part to
// play when a test starts it as a process to be read.
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

// A signal mask belongs to a thread, and /proc/PID/status shows that of the
// main thread. Locked in an init function, the main goroutine stays on it.
func init() { runtime.LockOSThread() }

// playBlock blocks two signals.
func playBlock() {
	var set unix.Sigset_t
	set.Val[0] = 1<<(unix.SIGUSR2-1) | 1<<(unix.SIGTERM-1)
	must(unix.PthreadSigmask(unix.SIG_SETMASK, &set, nil))
	untilClosed()
}

// playMap maps memory with that name.
func playMap(name string) {
	fd, err := unix.MemfdCreate(name, 0)
	must(err)
	must(unix.Ftruncate(fd, 4096))
	_, err = unix.Mmap(fd, 0, 4096, unix.PROT_READ, unix.MAP_SHARED)
	must(err)
	untilClosed()
}

// playDaemon plays the first child of a daemon, after its setsid(2): it starts
// the daemon and ends.
func playDaemon() {
	unix.Umask(0)
	must(unix.CloseRange(3, ^uint(0), unix.CLOSE_RANGE_CLOEXEC)) // what the tests' parent left open
	// execve(2) sets a caught signal to its default. So SIGHUP gets its default
	// even if the tests run under nohup(1), which makes us ignore it.
	signal.Notify(make(chan os.Signal, 1), unix.SIGHUP)
	daemon := exec.Command("sleep", "300")
	daemon.Dir = "/"
	must(daemon.Start())
	fmt.Println(daemon.Process.Pid)
}

// playWander goes through the directories 000, 001, ... of dir. Before it enters
// one, it sets the umask to the directory's name. It stays in each for longer
// than it takes to read a row.
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

// untilClosed tells the test that this process is ready, and exits when the test
// closes standard input or ends.
func untilClosed() {
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}

// play returns the command to start this program in that part.
func play(part string, args ...string) *exec.Cmd {
	cmd := exec.Command("/proc/self/exe", args...)
	cmd.Env = append(os.Environ(), playVariable+"="+part)
	return cmd
}

// shell returns the command for a sh that runs script and then waits.
func shell(script string) *exec.Cmd {
	return exec.Command("sh", "-c", script+"\necho ready\nread line")
}

// start starts cmd, waits for the line that it prints when it is ready, and
// returns cmd's PID and the line. cmd is killed when the test ends.
func start(t testing.TB, cmd *exec.Cmd) (pid int, line string) {
	t.Helper()
	output := launch(t, cmd)
	line, err := output.ReadString('\n')
	if err != nil {
		t.Fatalf("%v did not get ready: %v", cmd, err)
	}
	return cmd.Process.Pid, line
}

// launch starts cmd and returns a reader of its output. cmd is killed when the
// test ends.
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

// zombie starts a shell that runs script, and returns its PID when it has ended.
// The zombie is reaped when the test ends.
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

// await waits until the child has ended, stopped or continued, and leaves it in
// a waitable state (waitid(2), WNOWAIT).
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

// asStranger, called by root, runs f with the user ID of a user who owns none of
// our processes. The raw call changes the credentials of one thread alone. That
// thread ends with its goroutine, as the goroutine never unlocks it.
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
