package stage

import (
	"slices"

	"forklore/probe"
	"forklore/probe/say"
	"forklore/probe/strace"

	"golang.org/x/sys/unix"
)

// Look returns what has happened since the last look without a call of Do:
// unfinished calls that have returned, processes that have ended, were stopped or
// continued. The snapshot has every process as it is now, including those that
// programs have started.
func (s *Stage) Look() ([]probe.Moment, probe.Snapshot) {
	s.replaceDeadGuard()
	s.findStarted()
	s.collectReturns()
	moments := append(s.late, s.collectEnds()...)
	s.late = nil
	snapshot := s.readProcesses()
	stopped, continued := s.collectStops(&snapshot)
	// The call of a stopped process can return only after it was continued.
	return slices.Concat(continued, moments, stopped), snapshot
}

// collectReturns takes the results of unfinished calls that have returned, for
// Look to report.
func (s *Stage) collectReturns() {
	for _, a := range s.actors {
		if a.life != living || a.pending == nil {
			continue
		}
		// The error says that a fork's child can't be put on the stage. The child
		// then has no role, and the guard will kill it. The fork has returned all
		// the same.
		if line, done, _ := s.outcome(a); done {
			s.late = append(s.late, moment(a, line))
		}
	}
}

// collectEnds returns a moment for each process that has ended since the last
// look.
func (s *Stage) collectEnds() (moments []probe.Moment) {
	for _, a := range s.newlyEnded() {
		if a == s.actors[0] {
			a.reap()
		}
		if a.end == nil {
			end := a.howEnded()
			a.end = &end
		}
		a.life = ended
		if a.pending != nil && a.pending.Name == "fork" {
			s.findLostChild(a.pending)
		}
		if a.slot != notPuppet {
			s.arena.release(a.slot)
		}
		moments = append(moments, a.endMoment())
	}
	return moments
}

// endMoment returns the moment of a process that has ended, with strace's line
// if it is known how.
func (a *actor) endMoment() probe.Moment {
	m := probe.Moment{Kind: probe.KindExit, Role: a.role, PID: a.id.PID}
	switch {
	case a.end.Unseen != "":
		m.Said = say.Textf("%d +++ ended %s +++", a.id.PID, a.end.Text())
		m.Text = m.Said.String()
	case a.end.Signal != "":
		m.Kind, m.Signal = probe.KindKilled, a.end.Signal
		m.Text = strace.Killed(a.id.PID, a.end.Signal, a.end.Core)
	default:
		m.Text = strace.Exited(a.id.PID, a.end.Code)
	}
	return m
}

// newlyEnded returns the processes that were alive at the last look and have
// ended: their pidfds are readable (pidfd_open(2)).
func (s *Stage) newlyEnded() (dead []*actor) {
	var alive []*actor
	var polls []unix.PollFd
	for _, a := range s.actors {
		if a.life == living {
			alive = append(alive, a)
			polls = append(polls, unix.PollFd{Fd: int32(a.pidfd), Events: unix.POLLIN})
		}
	}
	if _, err := unix.Poll(polls, 0); err != nil {
		return nil // interrupted by a signal: the next look finds them
	}
	for i, a := range alive {
		if polls[i].Revents != 0 {
			dead = append(dead, a)
		}
	}
	return dead
}

// readProcesses reads every process from /proc, and makes memories of those that
// have been reaped.
func (s *Stage) readProcesses() probe.Snapshot {
	var members []probe.Member
	for _, a := range s.actors {
		if a.life == gone {
			continue
		}
		m := probe.Member{Role: a.role, ID: a.id}
		if !a.acted && a.watch != nil {
			m.Last, m.Watch = &a.last, a.watch
		}
		members = append(members, m)
	}
	snapshot := probe.ReadMembers(members)
	rows := make([]probe.Process, 0, len(members))
	for _, a := range s.actors {
		row := snapshot.Find(a.id.PID)
		switch {
		case row != nil && row.ID() == a.id:
			a.last = *row
			a.acted = a.slot == notPuppet || a.pending != nil // these may make changes without a call of Do
			rows = append(rows, a.last)
		case a.life == living:
			rows = append(rows, a.last) // it ended a moment ago: the next look reports that
		case a.life == ended && a.reaped():
			a.forget()
			s.remember(probe.Memory{Last: a.last, End: *a.end})
		}
	}
	s.actors = slices.DeleteFunc(s.actors, func(a *actor) bool { return a.life == gone && a.role == "" })
	snapshot.Processes = rows
	snapshot.Memories = slices.Clone(s.memories)
	return snapshot
}

// maxUnnamed is how many processes without a role are remembered after they are
// gone: a shell may start any number of programs.
const maxUnnamed = 64

// remember adds a memory, and drops the oldest one without a role if there are
// too many of those.
func (s *Stage) remember(m probe.Memory) {
	unnamed := func(m probe.Memory) bool { return m.Last.Role == "" }
	s.memories = append(s.memories, m)
	n := 0
	for _, memory := range s.memories {
		if unnamed(memory) {
			n++
		}
	}
	if n > maxUnnamed {
		oldest := slices.IndexFunc(s.memories, unnamed)
		s.memories = slices.Delete(s.memories, oldest, oldest+1)
	}
}

// collectStops returns a moment for each process that was stopped, and for each
// that was continued, since the last look.
func (s *Stage) collectStops(snapshot *probe.Snapshot) (stopped, continued []probe.Moment) {
	for _, a := range s.actors {
		row := snapshot.Find(a.id.PID)
		if row == nil || row.ID() != a.id || a.life != living || a.stopped == (row.State == probe.Stopped) {
			continue
		}
		a.stopped = row.State == probe.Stopped
		m := probe.Moment{Role: a.role, PID: a.id.PID}
		switch {
		case !a.stopped:
			m.Kind, m.Signal, m.Text = probe.KindContinued, "SIGCONT", strace.Continued(a.id.PID)
			continued = append(continued, m)
			continue
		case row.Stopper == "":
			m.Kind, m.Said = probe.KindStopped, say.Textf("%d --- stopped by a signal ---", a.id.PID)
			m.Text = m.Said.String()
		default:
			m.Kind, m.Signal, m.Text = probe.KindStopped, row.Stopper, strace.Stopped(a.id.PID, row.Stopper)
		}
		stopped = append(stopped, m)
	}
	return stopped, continued
}
