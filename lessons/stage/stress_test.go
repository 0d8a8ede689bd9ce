//go:build linux

package stage

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"forklore/probe"

	"golang.org/x/sys/unix"
)

// TestMeddling makes calls while a goroutine stops, continues and kills the
// stage's processes at random. Calls may be refused, stay unfinished or end their
// process. No call may fail in another way or hang, and no process may be left.
func TestMeddling(t *testing.T) {
	for i := range 20 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			s := open(t, Options{})
			stop, meddler := make(chan struct{}), sync.WaitGroup{}
			meddler.Go(func() { meddle(s.mark(), stop) })
			for round := range 15 {
				role := fmt.Sprintf("c%d", round)
				for _, text := range []string{
					"shell fork() = " + role, role + " fork() = g" + role, role + " getpid()",
					"g" + role + " setsid()", role + " exit_group(0)", "shell wait4(" + role + ", status, WNOHANG)",
				} {
					var refusal *Refusal
					if _, err := try(t, s, text); err != nil && !errors.As(err, &refusal) {
						t.Errorf("%s: %v", text, err)
					}
					s.Look()
				}
			}
			close(stop)
			meddler.Wait()
			for forking(s) {
				s.Look()
			}
			for _, id := range probe.Marked(s.mark(), nil) {
				if !s.knows(id) {
					t.Errorf("process %d is not on the stage", id.PID)
				}
			}
		})
	}
}

// forking reports whether a process is still in a fork, because it was stopped
// there. Its child is known only once the fork has returned.
func forking(s *Stage) bool {
	return slices.ContainsFunc(s.actors, func(a *actor) bool {
		return a.life == living && a.pending != nil && a.pending.Name == "fork"
	})
}

// meddle sends random signals to random processes of the stage until stop is
// closed. Then it continues all of them.
func meddle(mark string, stop chan struct{}) {
	signals := []unix.Signal{unix.SIGSTOP, unix.SIGSTOP, unix.SIGCONT, unix.SIGCONT, unix.SIGCONT, unix.SIGKILL, unix.SIGSEGV}
	for {
		select {
		case <-stop:
			for _, id := range probe.Marked(mark, nil) {
				unix.Kill(id.PID, unix.SIGCONT)
			}
			return
		default:
		}
		// The first is the shell: without it no further call could be made.
		if ids := probe.Marked(mark, nil); len(ids) > 1 {
			unix.Kill(ids[1+rand.IntN(len(ids)-1)].PID, signals[rand.IntN(len(signals))])
		}
	}
}
