package probe

import (
	"errors"
	"time"
)

// ErrGone says that a process does not exist any more, or that another one has
// its PID now.
var ErrGone = errors.New("no such process")

// Reasons for readings that are not made.
const (
	unseenZombie = "a zombie has none" // it gave up its directory, umask and descriptors when it ended (exit(2))
	unseenDenied = "permission denied" // another user's: ptrace(2), "Ptrace access mode checking"
	unseenEnding = "the process is ending"
	UnseenEnd    = "it was reaped before anyone could look"

	unseenIrregular = "no regular file"
)

// Unseens are those reasons. Where they are shown, they are translated.
var Unseens = []string{unseenZombie, unseenDenied, unseenEnding, UnseenEnd, unseenIrregular}

// A Member is a process that a snapshot is to show, and its role there.
type Member struct {
	Role string
	ID   ID

	// Its row when last read, and its watch, where it has made no call since;
	// nil where it may have.
	Last  *Process
	Watch *Watch
}

// ReadMembers reads the rows of the members, in their order. Those that are
// gone, or can't be read for want of memory or descriptors, are left out.
// Memories are the caller's to add: the kernel has none.
func ReadMembers(members []Member) Snapshot {
	s := Snapshot{Time: time.Now(), Processes: make([]Process, 0, len(members))}
	for _, m := range members {
		if m.Last != nil && m.Watch.Still(m.Last) {
			s.Processes = append(s.Processes, *m.Last)
			continue
		}
		p, err := ReadID(m.ID)
		if err != nil {
			continue
		}
		p.Role = m.Role
		s.Processes = append(s.Processes, p)
	}
	return s
}

// ReadID reads the row of the process id. The error is ErrGone where that
// process is gone, even if its PID is in use again.
func ReadID(id ID) (Process, error) {
	p, err := Read(id.PID)
	if err == nil && p.Start != id.Start {
		return Process{}, ErrGone
	}
	return p, err
}
