package stage

import (
	"cmp"
	"slices"

	"forklore/probe"
	"forklore/probe/strace"
)

// Look returns what happened since the last look and was no call of the
// lesson's, and every process as it is now: calls that returned at last, ends,
// stops, and processes that programs started.
func (s *Stage) Look() ([]probe.Moment, probe.Snapshot) {
	s.find()
	moments := s.returns()
	moments = append(moments, s.ends()...)
	snapshot := s.read()
	moments = append(moments, s.stops(&snapshot)...)
	return moments, snapshot
}

// returns tells of the calls that were unfinished and have returned.
func (s *Stage) returns() (moments []probe.Moment) {
	for _, a := range s.actors {
		if a.end == nil && a.pending != nil && s.returned(a) {
			moments = append(moments, moment(a, s.complete(a, true)))
		}
	}
	return moments
}

// ends tells of the processes that have ended.
func (s *Stage) ends() (moments []probe.Moment) {
	for i, a := range s.actors {
		if a.end != nil && a.told || !a.dies(0) {
			continue
		}
		if i == 0 {
			s.reapShell(a)
		}
		if a.end == nil {
			end := a.howEnded()
			a.end = &end
		}
		a.told = true
		if a.slot >= 0 {
			s.arena.release(a.slot)
		}
		m := probe.Moment{Kind: probe.KindExit, Role: a.role, PID: a.id.PID}
		if a.end.Signal != "" {
			m.Kind = probe.KindKilled
			m.Text = strace.Killed(a.id.PID, a.end.Signal, a.end.Core)
		} else {
			m.Text = strace.Exited(a.id.PID, a.end.Code)
		}
		moments = append(moments, m)
	}
	return moments
}

// read reads every row, and remembers those that are gone.
func (s *Stage) read() probe.Snapshot {
	var members []probe.Member
	for _, a := range s.actors {
		if !a.gone {
			members = append(members, probe.Member{Role: a.role, ID: a.id})
		}
	}
	snapshot := probe.ReadMembers(members)
	for _, a := range s.actors {
		if row := snapshot.Find(a.id.PID); row != nil && row.ID() == a.id {
			a.last = *row
		} else if !a.remembered && a.end != nil && a.reaped() {
			a.remembered = true
			s.memories = append(s.memories, probe.Memory{Last: a.last, End: *a.end})
		}
	}
	snapshot.Memories = slices.Clone(s.memories)
	return snapshot
}

// stops tells of the processes that were stopped, and of those that go on.
func (s *Stage) stops(snapshot *probe.Snapshot) (moments []probe.Moment) {
	for _, a := range s.actors {
		row := snapshot.Find(a.id.PID)
		if row == nil || row.ID() != a.id || a.end != nil || a.stopped == (row.State == probe.Stopped) {
			continue
		}
		a.stopped = row.State == probe.Stopped
		m := probe.Moment{Role: a.role, PID: a.id.PID}
		if a.stopped {
			m.Kind, m.Text = probe.KindStopped, strace.Stopped(a.id.PID, cmp.Or(row.Stopper, "a signal"))
		} else {
			m.Kind, m.Text = probe.KindContinued, strace.Continued(a.id.PID)
		}
		moments = append(moments, m)
	}
	return moments
}
