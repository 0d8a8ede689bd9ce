package stage

import (
	"slices"

	"forklore/probe"
	"forklore/probe/say"
	"forklore/probe/strace"

	"golang.org/x/sys/unix"
)

// Look returns what happened since the last look and was no call of the
// lesson's, and every process as it is now: calls that returned at last, ends,
// stops, and processes that programs started.
func (s *Stage) Look() ([]probe.Moment, probe.Snapshot) {
	s.keepGuard()
	s.find()
	s.returns()
	moments := append(s.late, s.ends()...)
	s.late = nil
	snapshot := s.read()
	stopped, continued := s.stops(&snapshot)
	// The call of a stopped process can return only after it was continued.
	return slices.Concat(continued, moments, stopped), snapshot
}

// returns takes the results of calls that were unfinished and have returned.
// The next look tells of them.
func (s *Stage) returns() {
	for _, a := range s.actors {
		if a.life != living || a.pending == nil {
			continue
		}
		// A child that can't be put on the stage has no role, and the guard ends
		// it. The fork has returned all the same.
		if line, done, _ := s.outcome(a); done {
			s.late = append(s.late, moment(a, line))
		}
	}
}

// ends tells of the processes that have ended.
func (s *Stage) ends() (moments []probe.Moment) {
	for _, a := range s.dead() {
		if a == s.actors[0] {
			s.reapShell(a)
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
		moments = append(moments, m)
	}
	return moments
}

// dead returns those that were alive at the last look and have ended.
func (s *Stage) dead() (dead []*actor) {
	var alive []*actor
	var polls []unix.PollFd
	for _, a := range s.actors {
		if a.life == living {
			alive = append(alive, a)
			polls = append(polls, unix.PollFd{Fd: int32(a.pidfd), Events: unix.POLLIN})
		}
	}
	if _, err := unix.Poll(polls, 0); err != nil {
		return nil // interrupted: the next look tells
	}
	for i, a := range alive {
		if polls[i].Revents != 0 {
			dead = append(dead, a)
		}
	}
	return dead
}

// read reads every row, and remembers those that are gone.
func (s *Stage) read() probe.Snapshot {
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
			a.acted = a.slot == notPuppet || a.pending != nil // these make calls untold
			rows = append(rows, a.last)
		case a.life == living:
			rows = append(rows, a.last) // it ended just now: the next look tells
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

// maxUnnamed is how many of the gone that no lesson named are remembered: a
// shell may start programs for ever.
const maxUnnamed = 64

func (s *Stage) remember(m probe.Memory) {
	unnamed := func(m probe.Memory) bool { return m.Last.Role == "" }
	s.memories = append(s.memories, m)
	n := 0
	for _, m := range s.memories {
		if unnamed(m) {
			n++
		}
	}
	if n > maxUnnamed {
		oldest := slices.IndexFunc(s.memories, unnamed)
		s.memories = slices.Delete(s.memories, oldest, oldest+1)
	}
}

// stops tells of the processes that were stopped, and of those that go on.
func (s *Stage) stops(snapshot *probe.Snapshot) (stopped, continued []probe.Moment) {
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
