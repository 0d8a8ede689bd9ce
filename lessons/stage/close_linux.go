package stage

import (
	"errors"
	"fmt"
	"os"
	"time"
)

// closePatience is how long the processes of a stage have to end after SIGKILL.
const closePatience = 2 * time.Second

// Close kills every process of the stage, closes its terminals and removes the
// scratch directory. Further calls of Close do nothing.
func (s *Stage) Close() error {
	if s.closed {
		return nil
	}
	s.closed = true
	faults := []error{s.end()}
	for _, t := range []*terminal{s.terminal, s.spare} {
		if t != nil {
			faults = append(faults, t.hangUp())
		}
	}
	if s.arena != nil {
		faults = append(faults, s.arena.close())
	}
	if s.guard == nil {
		return errors.Join(faults...) // without a guard there is no scratch directory
	}
	if err := s.guard.dismiss(); err != nil {
		faults = append(faults, err, sweep(s.scratch, os.Getpid(), nil, nil))
	}
	return errors.Join(faults...)
}

// end kills every process of the stage, and waits until all have ended. Orphans
// must also have been reaped, if the reaper of this machine does that.
func (s *Stage) end() error {
	var faults []error
	for _, a := range s.actors {
		a.kill()
	}
	deadline := time.Now().Add(closePatience)
	for i, a := range s.actors {
		switch {
		case !a.endedWithin(time.Until(deadline)):
			faults = append(faults, fmt.Errorf("stage: %s (pid %d) does not die", a.role, a.id.PID))
		case i == 0:
			a.reap()
		case s.reaper.Reaps:
			a.reapedWithin(time.Until(deadline))
		}
		if !a.reaped() {
			leaveToReaper(a.id)
		}
		a.forget()
	}
	s.actors = nil
	return errors.Join(faults...)
}
