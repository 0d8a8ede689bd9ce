package probe

import "errors"

// ErrGone says that a process no longer exists, even if another one has its PID
// now.
var ErrGone = errors.New("no such process")

// Reasons why a reading has no value.
const (
	unseenZombie = "a zombie has none" // a process gives up its directory, umask and descriptors when it ends (_exit(2))
	unseenDenied = "permission denied" // the process is another user's: ptrace(2), "Ptrace access mode checking"
	unseenEnding = "the process is ending"
	UnseenEnd    = "it was reaped before anyone could look"

	unseenIrregular = "not a regular file"
)

// Unseens are those reasons, for the test that each is translated.
var Unseens = []string{unseenZombie, unseenDenied, unseenEnding, UnseenEnd, unseenIrregular}

// ReadID reads the row of the process id. The error is ErrGone if that process
// is gone, even if its PID is in use again.
func ReadID(id ID) (Process, error) {
	p, err := Read(id.PID)
	if err == nil && p.Start != id.Start {
		return Process{}, ErrGone
	}
	return p, err
}
