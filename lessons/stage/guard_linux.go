package stage

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"forklore/probe"

	"golang.org/x/sys/unix"
)

// guardVariable makes a program that contains this package a guard. Its value
// is the scratch directory of the stage to guard.
const guardVariable = "FORKLORE_GUARD"

// init turns the process into a guard where the variable asks for it, before
// anything else of the program starts: so whatever can set a stage, a test
// too, can guard one.
func init() {
	scratch := os.Getenv(guardVariable)
	if scratch == "" {
		return
	}
	if err := standGuard(os.Stdin, scratch); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// A guard is a second process of this program. It waits for the end of file on
// a pipe whose other end only this process holds: it comes when the stage is
// closed, and also when this process dies, by whatever death. Then it ends
// every process that bears the stage's mark and removes the scratch directory.
type guard struct {
	command *exec.Cmd
	pipe    io.Closer
}

func startGuard(scratch string) (*guard, error) {
	self := "/proc/self/exe" // the running program, even where its file was replaced meanwhile
	command := exec.Command(self)
	command.Args = []string{"forklore-guard"}
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
	return &guard{command, pipe}, nil
}

// dismiss lets the guard do its work and waits for it.
func (g *guard) dismiss() error {
	if err := g.pipe.Close(); err != nil {
		return fmt.Errorf("stage: close the guard's pipe: %w", err)
	}
	if err := g.command.Wait(); err != nil {
		return fmt.Errorf("stage: the guard: %w", err)
	}
	return nil
}

// standGuard is the guard's whole life.
func standGuard(pipe io.Reader, scratch string) error {
	keeper := os.Getppid()
	if _, err := io.Copy(io.Discard, pipe); err != nil {
		return fmt.Errorf("guard: wait for the end of the stage: %w", err)
	}
	// A process may fork while it is looked for, so one empty look is needed
	// before the search is over.
	for deadline := time.Now().Add(2 * time.Second); time.Now().Before(deadline); {
		left := 0
		for _, id := range probe.Marked(filepath.Base(scratch)) {
			if id.PID == keeper {
				continue // it let go of the stage and lives
			}
			left++
			kill(id)
		}
		if left == 0 {
			break
		}
	}
	if err := os.RemoveAll(scratch); err != nil {
		return fmt.Errorf("guard: remove the scratch directory: %w", err)
	}
	return nil
}

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
