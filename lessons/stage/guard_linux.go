package stage

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"forklore/probe"

	"golang.org/x/sys/unix"
)

// guardVariable is the environment variable that makes a program with this
// package in it a guard. Its value is the scratch directory of the stage.
const guardVariable = "FORKLORE_GUARD"

// guardName is the guard's argv[0] and its name in ps(1). A program becomes a
// guard only if it has this argv[0] too, because the variable alone may come
// from a user's environment. "pkill -KILL forklore" does not match the name.
const guardName = "stage-guard"

// guardPatience is how long a guard has to clean up.
const guardPatience = 10 * time.Second

// init makes the process a guard if the variable and argv[0] say so. It runs
// before main, so every program that can open a stage, also a test, can guard
// one.
func init() {
	scratch := os.Getenv(guardVariable)
	if scratch == "" || os.Args[0] != guardName {
		return
	}
	if err := runGuard(os.Stdin, scratch); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	unix.Exit(0) // with the race detector os.Exit takes a second, and forklore waits for the guard
}

// A guard is a second process that runs this program. It reads from a pipe
// whose other end only forklore holds, and waits for the end of file. That
// comes when the stage is closed, and also when forklore dies in any way: the
// kernel then closes its descriptors. Then the guard ends the stage's processes
// and removes the scratch directory. forklore writes the identity of every
// process on the stage into the pipe.
type guard struct {
	command  *exec.Cmd
	pipe     io.WriteCloser
	patience time.Duration
	ended    chan struct{} // closed when the guard has ended
	err      error         // of Wait, once ended is closed
}

// startGuard starts the guard of the stage with that scratch directory.
func startGuard(scratch string) (*guard, error) {
	self := "/proc/self/exe" // the running program, even if its file has been replaced
	command := exec.Command(self)
	command.Args = []string{guardName}
	command.Env = []string{guardVariable + "=" + scratch}
	command.Dir = "/"
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // so that signals of forklore's terminal don't reach it
	pipe, err := command.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("stage: a pipe for the guard: %w", err)
	}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("stage: start the guard: %w", err)
	}
	g := &guard{command: command, pipe: pipe, patience: guardPatience, ended: make(chan struct{})}
	go func() {
		g.err = command.Wait()
		close(g.ended)
	}()
	return g, nil
}

// watch tells the guard about a process. The write fails if the guard is dead:
// replaceDeadGuard then tells the next guard.
func (g *guard) watch(id probe.ID) { fmt.Fprintln(g.pipe, id.PID, id.Start) }

// replaceDeadGuard starts another guard if the stage's guard has been killed. If
// that fails, dismiss returns an error, and Close sweeps the stage itself.
func (s *Stage) replaceDeadGuard() {
	select {
	case <-s.guard.ended:
	default:
		return
	}
	opening.Lock()
	defer opening.Unlock()
	another, err := startGuard(s.scratch)
	if err != nil {
		return
	}
	s.guard = another
	for _, a := range s.actors {
		s.guard.watch(a.id)
	}
}

// dismiss closes the pipe and waits until the guard has cleaned up. A guard that
// takes longer than its patience is killed, and dismiss returns an error.
func (g *guard) dismiss() error {
	g.pipe.Close() // fails if the guard has ended
	late := time.AfterFunc(g.patience, func() { g.command.Process.Kill() })
	defer late.Stop()
	<-g.ended
	if g.err != nil {
		return fmt.Errorf("stage: the guard: %w", g.err)
	}
	return nil
}

// runGuard is the main function of a guard. It returns when the stage is swept.
func runGuard(pipe io.Reader, scratch string) error {
	// pkill(1) and the like may send forklore's guard the same signal as forklore.
	signal.Ignore(unix.SIGHUP, unix.SIGINT, unix.SIGQUIT, unix.SIGTERM, unix.SIGTSTP, unix.SIGUSR1, unix.SIGUSR2)
	// The name is only for ps(1): the guard works without it too.
	os.WriteFile("/proc/self/comm", []byte(guardName), 0)
	owner := os.Getppid()
	self, _ := probe.Read(os.Getpid())
	// Start time of the oldest process of the stage. The first guard is older
	// than all of them; a replacement is younger than some.
	oldest := self.Start
	var watched []probe.ID
	lines := bufio.NewScanner(pipe)
	for lines.Scan() {
		var id probe.ID
		if _, err := fmt.Sscan(lines.Text(), &id.PID, &id.Start); err == nil {
			watched = append(watched, id)
			oldest = min(oldest, id.Start)
		}
	}
	earlier := func(id probe.ID) bool { return id.Start < oldest }
	return errors.Join(lines.Err(), sweep(scratch, owner, watched, earlier))
}

// sweep kills what is left of a stage, the processes that were watched and those
// that carry its mark, and removes the scratch directory. It never kills owner,
// the forklore that opened the stage and may still be alive. The search for the
// mark skips processes for which passOver, if it is not nil, returns true.
//
// The mark can't always be seen: the kernel hides the environment and the
// mappings of a process that has changed its user ID (prctl(2), PR_SET_DUMPABLE).
// So the watched processes are killed without looking for it.
func sweep(scratch string, owner int, watched []probe.ID, passOver func(probe.ID) bool) error {
	for _, id := range watched {
		kill(id)
	}
	// A process may fork during the search, and in the middle of execve(2) /proc
	// shows neither its environment nor its mappings. So the search ends only
	// after several looks in a row have found no process.
	deadline := time.Now().Add(guardPatience / 2)
	for empty := 0; empty < 4 && time.Now().Before(deadline); empty++ {
		for _, id := range probe.Marked(mark(scratch), passOver) {
			if id.PID != owner {
				empty = -1
				kill(id)
			}
		}
		time.Sleep(time.Millisecond)
	}
	if err := removeScratch(scratch); err != nil {
		return fmt.Errorf("stage: remove the scratch directory: %w", err)
	}
	return nil
}

// removeScratch removes a scratch directory, if it exists. It refuses to remove
// anything that is not a directory, has another name than a stage gives, or
// belongs to another user.
func removeScratch(scratch string) error {
	var dir unix.Stat_t
	switch err := unix.Lstat(scratch, &dir); {
	case err == unix.ENOENT:
		return nil
	case err != nil:
		return err
	case !strings.HasPrefix(filepath.Base(scratch), scratchPrefix), dir.Mode&unix.S_IFMT != unix.S_IFDIR, int(dir.Uid) != os.Geteuid():
		return fmt.Errorf("%s is none of ours", scratch)
	}
	if os.RemoveAll(scratch) == nil {
		return nil
	}
	// By setting the umask, a lesson can make directories that their owner may not
	// change.
	filepath.WalkDir(scratch, func(path string, entry fs.DirEntry, _ error) error {
		if entry.IsDir() {
			os.Chmod(path, 0o700)
		}
		return nil
	})
	return os.RemoveAll(scratch)
}

// mark returns the text by which the processes of a stage can be told from all
// others: it is the name of the memory that puppets have mapped, and is in the
// environment of programs. It ends with a slash, so that no mark is a prefix of
// another stage's. It begins with the variable's name, so that a user's shell
// with the scratch directory as its working directory (variable PWD) is not
// taken for a process of the stage.
func mark(scratch string) string { return programVariable + "=" + filepath.Base(scratch) + "/" }

// kill kills the process of that identity, and waits for up to a second until it
// has ended. The signal goes through a pidfd, so it can't reach another process
// that gets the same PID in the meantime (pidfd_send_signal(2)).
func kill(id probe.ID) {
	pidfd, err := unix.PidfdOpen(id.PID, 0)
	if err != nil {
		return // it is gone
	}
	defer unix.Close(pidfd)
	if _, err := probe.ReadID(id); err != nil {
		return
	}
	if unix.PidfdSendSignal(pidfd, unix.SIGKILL, nil, 0) == nil {
		endedWithin(pidfd, time.Second)
	}
}

// endedWithin waits until the process of pidfd has ended, and reports whether it
// has. A pidfd becomes readable when its process ends (pidfd_open(2)).
func endedWithin(pidfd int, patience time.Duration) bool {
	polls := []unix.PollFd{{Fd: int32(pidfd), Events: unix.POLLIN}}
	for deadline := time.Now().Add(patience); ; {
		n, err := unix.Poll(polls, int(max(0, time.Until(deadline).Milliseconds())))
		if err == unix.EINTR {
			continue
		}
		return err == nil && n == 1
	}
}
