package stage

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"time"

	"forklore/probe"
	"forklore/probe/strace"

	"golang.org/x/sys/unix"
)

// An actor is a process on the stage: a puppet, a program that a puppet became
// by execve, or one that such a program started.
type actor struct {
	role    string // empty if the lesson has not named the process
	id      probe.ID
	pidfd   int
	watch   *probe.Watch // nil for a program
	slot    int          // index of its slot; notPuppet for a program
	memory  slotMemory
	pending *pending      // the call that has not returned; nil: none
	last    probe.Process // as it was last read from /proc
	acted   bool          // it may have changed its own attributes since then
	stopped bool          // as the last moment about it said
	life    life
	end     *probe.End // how it ended; nil until that is known
}

const notPuppet = -1

// A pending call is one that a puppet was told to make and that has not
// returned.
type pending struct {
	strace.Raw
	begun      strace.Line // how it is shown while it is unfinished
	shown      bool        // it was shown as unfinished
	callerName string      // what the caller of execve was called before
	child      string      // the role that a fork will give
	slot       int         // the slot that a fork will give
}

// A life is the part of a process's life that the moments so far have reported.
type life int

const (
	living life = iota
	ended       // it was a zombie when it was last looked at
	gone        // it was reaped: only a memory of it is left
)

// enter puts the process pid on the stage. The error wraps probe.ErrGone if no
// process has that PID any more.
func (s *Stage) enter(role string, pid, slot int) (*actor, error) {
	pidfd, err := unix.PidfdOpen(pid, 0)
	if err == unix.ESRCH {
		err = probe.ErrGone
	}
	if err != nil {
		return nil, fmt.Errorf("stage: pidfd_open of %s (pid %d): %w", role, pid, err)
	}
	row, err := probe.Read(pid)
	if err != nil {
		unix.Close(pidfd)
		return nil, fmt.Errorf("stage: read %s (pid %d): %w", role, pid, err)
	}
	row.Role = role
	return s.admit(row, pidfd, slot), nil
}

// admit adds the process of a row to the stage. slot is notPuppet for a program.
func (s *Stage) admit(row probe.Process, pidfd, slot int) *actor {
	a := &actor{role: row.Role, id: row.ID(), pidfd: pidfd, slot: slot, last: row, acted: true}
	if slot != notPuppet {
		a.memory.slot = &s.arena.slots[slot]
		a.watch, _ = probe.NewWatch(a.id.PID) // fails if the process has ended: it is then read in full
	}
	s.actors = append(s.actors, a)
	s.guard.watch(a.id)
	return a
}

// born puts the child of a fork on the stage. The child may be gone already: if
// its parent ignores SIGCHLD and another user's program has killed it, the
// kernel has removed it without a wait (wait(2), NOTES). Its role then stays
// free.
func (s *Stage) born(fork *pending, pid int) error {
	_, err := s.enter(fork.child, pid, fork.slot)
	if errors.Is(err, probe.ErrGone) {
		s.arena.release(fork.slot)
		return nil
	}
	return err
}

// findLostChild looks for the child of a fork whose caller was killed before it
// could report the child's PID. There may be no such child. A child of a program
// may be unknown too. It carries the stage's mark as well, but does not have
// the arena mapped.
func (s *Stage) findLostChild(fork *pending) {
	for _, id := range s.marked(s.knows) {
		if s.hasArena(id.PID) && s.born(fork, id.PID) == nil {
			return
		}
	}
	s.arena.release(fork.slot)
}

// hasArena reports whether the process has the arena mapped: a puppet has, and
// execve(2) removes the mapping (/proc/PID/maps).
func (s *Stage) hasArena(pid int) bool {
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	return err == nil && bytes.Contains(maps, []byte(s.mark()))
}

func (a *actor) kill() { unix.PidfdSendSignal(a.pidfd, unix.SIGKILL, nil, 0) }

// endedWithin waits until the process has ended, and reports whether it has.
func (a *actor) endedWithin(patience time.Duration) bool {
	return a.life != living || endedWithin(a.pidfd, patience)
}

// reapedWithin waits until the process has been reaped, and reports whether it
// has.
func (a *actor) reapedWithin(patience time.Duration) bool {
	for deadline := time.Now().Add(patience); ; time.Sleep(pause) {
		if a.reaped() {
			return true
		}
		if time.Now().After(deadline) {
			return false
		}
	}
}

// reaped reports whether the process has been waited for. A signal through a
// pidfd succeeds while the process is a zombie, and fails with ESRCH once it has
// been waited for (pidfd_send_signal(2)).
func (a *actor) reaped() bool {
	return a.life == gone || unix.PidfdSendSignal(a.pidfd, 0, nil, 0) == unix.ESRCH
}

// forget notes that the process was reaped, and closes its descriptors.
func (a *actor) forget() {
	if a.life == gone {
		return
	}
	a.life = gone
	unix.Close(a.pidfd)
	a.pidfd = -1
	if a.watch != nil {
		a.watch.Close()
		a.watch = nil
	}
}

// howEnded returns how the process ended. wait(2) reports that to the parent
// alone. From outside, three sources are tried in turn:
//
//   - /proc/PID/stat, while the process is a zombie (probe.Process.End);
//   - the pidfd, after that (PIDFD_GET_INFO, Linux 6.15);
//   - the exit status that the lesson passed to exit_group(2). This is an
//     assumption: a signal may have killed the process before that call.
func (a *actor) howEnded() probe.End {
	if row, err := probe.ReadID(a.id); err == nil && row.End != nil {
		return *row.End
	}
	info := unix.PidfdInfo{Mask: unix.PIDFD_INFO_EXIT}
	if unix.IoctlPidfdInfo(a.pidfd, &info) == nil && info.Mask&unix.PIDFD_INFO_EXIT != 0 {
		return probe.EndOf(int(info.Exit_code))
	}
	if a.pending != nil && a.pending.Name == "exit_group" && !a.pending.shown {
		return probe.End{Code: int(a.pending.Args[0] & 0xff)}
	}
	return probe.End{Unseen: probe.UnseenEnd}
}
