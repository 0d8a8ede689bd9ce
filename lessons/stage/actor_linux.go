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
	role    string // empty for what no lesson named
	id      probe.ID
	pidfd   int
	watch   *probe.Watch // of a puppet
	slot    int          // index of its slot; notPuppet for a program
	memory  slotMemory
	pending *pending      // the call that has not returned
	last    probe.Process // its row, when last read
	acted   bool          // it may have changed something of itself since then
	stopped bool          // as last told by a moment
	life    life
	end     *probe.End // how it ended, once that is known
}

const notPuppet = -1

// A pending call was given to a puppet and has not returned.
type pending struct {
	strace.Raw
	begun strace.Line // how it is shown while it is unfinished
	shown bool        // it was shown as unfinished
	name  string      // what the caller of execve was called before
	child string      // the role that a fork will give
	slot  int         // the slot that a fork will give
}

// A life is what the moments so far have told of a process.
type life int

const (
	living life = iota
	ended       // it is a zombie, or was one when last looked at
	gone        // it was reaped: a memory
)

// enter puts the process pid on the stage. The error is probe.ErrGone where
// nobody has that PID any more.
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

func (s *Stage) admit(row probe.Process, pidfd, slot int) *actor {
	a := &actor{role: row.Role, id: row.ID(), pidfd: pidfd, slot: slot, last: row, acted: true}
	if slot != notPuppet {
		a.memory.slot = &s.arena.slots[slot]
		a.watch, _ = probe.NewWatch(a.id.PID) // it fails where the process has ended; then rows are read
	}
	s.actors = append(s.actors, a)
	s.guard.watch(a.id)
	return a
}

// born puts the child of a fork on the stage. Its parent may ignore SIGCHLD,
// and somebody outside may have killed the child: then it is gone already, and
// nobody plays its role (wait(2), NOTES).
func (s *Stage) born(fork *pending, pid int) error {
	_, err := s.enter(fork.child, pid, fork.slot)
	if errors.Is(err, probe.ErrGone) {
		s.arena.release(fork.slot)
		return nil
	}
	return err
}

// findLostChild looks for the child of a fork whose caller was killed before it
// could tell. There may be none. A program's child, which may be unknown too,
// bears the mark, but has no arena.
func (s *Stage) findLostChild(fork *pending) {
	for _, id := range s.marked(s.knows) {
		if s.hasArena(id.PID) && s.born(fork, id.PID) == nil {
			return
		}
	}
	s.arena.release(fork.slot)
}

// hasArena reports whether the process has the arena mapped: execve(2) takes it away.
func (s *Stage) hasArena(pid int) bool {
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	return err == nil && bytes.Contains(maps, []byte(s.mark()))
}

func (a *actor) kill() { unix.PidfdSendSignal(a.pidfd, unix.SIGKILL, nil, 0) }

// dies waits until the process has ended, and reports whether it has.
func (a *actor) dies(patience time.Duration) bool {
	return a.life != living || dies(a.pidfd, patience)
}

// vanishes waits until the kernel knows the process no more, and reports
// whether it came to that.
func (a *actor) vanishes(patience time.Duration) bool {
	for deadline := time.Now().Add(patience); ; time.Sleep(pause) {
		if a.reaped() {
			return true
		}
		if time.Now().After(deadline) {
			return false
		}
	}
}

// reaped reports whether the process is not even a zombie any more: a pidfd
// can signal a zombie, and fails with ESRCH afterwards (pidfd_send_signal(2)).
func (a *actor) reaped() bool {
	return a.life == gone || unix.PidfdSendSignal(a.pidfd, 0, nil, 0) == unix.ESRCH
}

// forget notes that the process was reaped, and closes what watched it.
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

// howEnded says how the process ended. Only a parent is told by wait(2). A
// zombie shows it to all (probe.Process.End); later the pidfd tells
// (PIDFD_GET_INFO, Linux 6.15). Before 6.15 what is left is the exit status that
// the lesson itself passed: an assumption, for somebody may have killed the
// process on its way out.
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
