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

// guardVariable makes a program that contains this package a guard. Its value
// is the scratch directory of the stage to guard.
const guardVariable = "FORKLORE_GUARD"

// guardName is what a guard is called, and how forklore calls it: the variable
// alone, which may have come from anywhere, makes no guard. It is a name that
// "pkill -KILL forklore" does not match.
const guardName = "stage-guard"

// guardPatience is how long a guard has for its work.
const guardPatience = 10 * time.Second

// init turns the process into a guard where the variable asks for it, before
// anything else of the program starts: so whatever can set a stage, a test
// too, can guard one.
func init() {
	scratch := os.Getenv(guardVariable)
	if scratch == "" || os.Args[0] != guardName {
		return
	}
	if err := standGuard(os.Stdin, scratch); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	unix.Exit(0) // in a race build os.Exit would take a second, and the keeper waits
}

// A guard is a second process of this program. It waits for the end of file on
// a pipe whose other end only this process holds: it comes when the stage is
// closed, and also when this process dies, by whatever death. Then it sweeps
// the stage. Through the pipe it is told of every process on the stage.
type guard struct {
	command  *exec.Cmd
	pipe     io.WriteCloser
	patience time.Duration
	ended    chan struct{} // closed when the guard has ended
	err      error         // how, once it has
}

func startGuard(scratch string) (*guard, error) {
	self := "/proc/self/exe" // the running program, even where its file was replaced meanwhile
	command := exec.Command(self)
	command.Args = []string{guardName}
	command.Env = []string{guardVariable + "=" + scratch}
	command.Dir = "/"
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // no signal of this terminal is meant for it
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

// watch tells the guard of a process. One that is dead is soon replaced (keepGuard).
func (g *guard) watch(id probe.ID) { fmt.Fprintln(g.pipe, id.PID, id.Start) }

// keepGuard starts another guard where somebody has killed the stage's. Where
// that fails, dismiss will tell, and Close sweeps the stage itself.
func (s *Stage) keepGuard() {
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

// dismiss lets the guard do its work and waits for it.
func (g *guard) dismiss() error {
	g.pipe.Close() // it fails where the guard has ended
	late := time.AfterFunc(g.patience, func() { g.command.Process.Kill() })
	defer late.Stop()
	<-g.ended
	if g.err != nil {
		return fmt.Errorf("stage: the guard: %w", g.err)
	}
	return nil
}

// standGuard is the guard's whole life.
func standGuard(pipe io.Reader, scratch string) error {
	// Who ends forklore by such a signal, as pkill(1) does, may hit its guard too.
	signal.Ignore(unix.SIGHUP, unix.SIGINT, unix.SIGQUIT, unix.SIGTERM, unix.SIGTSTP, unix.SIGUSR1, unix.SIGUSR2)
	// ps shows the name; that it can't be given keeps nobody from guarding.
	os.WriteFile("/proc/self/comm", []byte(guardName), 0)
	keeper := os.Getppid()
	self, _ := probe.Read(os.Getpid())
	oldest := self.Start // of the stage: its first guard came before all, another after some
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
	return errors.Join(lines.Err(), sweep(scratch, keeper, watched, earlier))
}

// sweep ends what is left of a stage: the processes that were watched and those
// that bear its mark, and the scratch directory. keeper is the process that
// held the stage: where it lives, it has let go of it. The search passes over
// those that passes names, if it is not nil.
//
// A mark can't always be seen: the kernel hides the environment and the mappings
// of a process that has changed its user (prctl(2), PR_SET_DUMPABLE).
func sweep(scratch string, keeper int, watched []probe.ID, passes func(probe.ID) bool) error {
	for _, id := range watched {
		kill(id)
	}
	// A process may fork while it is looked for, and in the midst of execve(2) it
	// shows neither environment nor mappings. So the search is over only when
	// several looks in a row have found nobody.
	deadline := time.Now().Add(guardPatience / 2)
	for empty := 0; empty < 4 && time.Now().Before(deadline); empty++ {
		for _, id := range probe.Marked(mark(scratch), passes) {
			if id.PID != keeper {
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

// removeScratch removes a scratch directory, if it is there, and nothing else.
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
	// With its umask a lesson can make directories that even their owner may not change.
	filepath.WalkDir(scratch, func(path string, entry fs.DirEntry, _ error) error {
		if entry.IsDir() {
			os.Chmod(path, 0o700)
		}
		return nil
	})
	return os.RemoveAll(scratch)
}

// mark is what tells the processes of a stage from all others: puppets have it
// mapped by that name, and programs have it in their environment. The slash
// ends it, so that no stage's mark is the beginning of another's, and the
// variable's name keeps a shell that stands in the scratch directory (PWD) from
// being taken for one of the stage's.
func mark(scratch string) string { return programVariable + "=" + filepath.Base(scratch) + "/" }

// kill ends the process of that identity and waits, for a second at most, until
// it is dead. It goes by a pidfd, so a PID that is used again meanwhile can't
// be hit.
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
		dies(pidfd, time.Second)
	}
}

// dies waits until the process of pidfd has ended, and reports whether it has.
func dies(pidfd int, patience time.Duration) bool {
	polls := []unix.PollFd{{Fd: int32(pidfd), Events: unix.POLLIN}}
	for deadline := time.Now().Add(patience); ; {
		n, err := unix.Poll(polls, int(max(0, time.Until(deadline).Milliseconds())))
		if err == unix.EINTR {
			continue
		}
		return err == nil && n == 1
	}
}
