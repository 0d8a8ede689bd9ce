package stage

import (
	"fmt"
	"time"

	"forklore/probe"
	"forklore/probe/strace"

	"golang.org/x/sys/unix"
)

// An actor is a process on the stage: a puppet, a program that a puppet became
// by execve, or one that such a program started.
type actor struct {
	role       string // empty for what no lesson named
	id         probe.ID
	pidfd      int
	slot       int // index of its slot; -1 once it is no puppet
	memory     slotMemory
	pending    *strace.Raw   // the call that has not returned
	last       probe.Process // its row, when last read
	stopped    bool          // as last told by a moment
	end        *probe.End    // how it ended; nil while it lives
	gone       bool          // it was reaped
	told       bool          // a moment told of its end
	remembered bool          // it is among the memories
}

// enter puts the process pid on the stage. The caller knows that pid can't
// have been reaped yet, so the PID is its own still.
func (s *Stage) enter(role string, pid, slot int) (*actor, error) {
	pidfd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		return nil, fmt.Errorf("stage: pidfd_open of %s (pid %d): %w", role, pid, err)
	}
	row, err := probe.Read(pid)
	if err != nil {
		unix.Close(pidfd)
		return nil, fmt.Errorf("stage: read %s (pid %d): %w", role, pid, err)
	}
	row.Role = role
	a := &actor{role: role, id: row.ID(), pidfd: pidfd, slot: slot, last: row}
	s.actors = append(s.actors, a)
	if slot < 0 {
		return a, nil
	}
	a.memory.slot = &s.arena.slots[slot]
	// ps and htop in another window then show the same names.
	return a, s.must(a, fmt.Sprintf("prctl(PR_SET_NAME, %q)", role))
}

func (a *actor) kill() { unix.PidfdSendSignal(a.pidfd, unix.SIGKILL, nil, 0) }

func (a *actor) dies(patience time.Duration) bool { return a.end != nil || dies(a.pidfd, patience) }

// vanishes waits until the kernel knows the process no more, and reports
// whether it came to that.
func (a *actor) vanishes(patience time.Duration) bool {
	for deadline := time.Now().Add(patience); ; time.Sleep(100 * time.Microsecond) {
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
	if !a.gone {
		a.gone = unix.PidfdSendSignal(a.pidfd, 0, nil, 0) == unix.ESRCH
	}
	return a.gone
}

func (a *actor) close() { unix.Close(a.pidfd) }

// howEnded says how the process ended. Only a parent is told by wait(2). A
// zombie shows it to all (probe.Process.End); later the pidfd tells
// (PIDFD_GET_INFO, Linux 6.15); before 6.15 what is left is the exit status
// that the lesson itself passed.
func (a *actor) howEnded() probe.End {
	if row, err := probe.ReadID(a.id); err == nil && row.End != nil {
		return *row.End
	}
	info := unix.PidfdInfo{Mask: unix.PIDFD_INFO_EXIT}
	if unix.IoctlPidfdInfo(a.pidfd, &info) == nil && info.Mask&unix.PIDFD_INFO_EXIT != 0 {
		return endOf(unix.WaitStatus(info.Exit_code))
	}
	if a.pending != nil && a.pending.Name == "exit_group" {
		return probe.End{Code: int(a.pending.Args[0] & 0xff)}
	}
	return probe.End{Unseen: "it was reaped before anyone could look"}
}

func endOf(status unix.WaitStatus) probe.End {
	if status.Signaled() {
		return probe.End{Signal: strace.SignalName(int(status.Signal())), Core: status.CoreDump()}
	}
	return probe.End{Code: status.ExitStatus()}
}
