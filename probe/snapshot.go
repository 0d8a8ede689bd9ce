package probe

import "time"

// A Snapshot is all processes on the stage at one time. Each row is of one
// instant; the rows are in the order in which their processes came to the stage.
type Snapshot struct {
	Time      time.Time
	Processes []Process
	Memories  []Memory // the processes that are gone, in the order in which they ended
}

// A Memory is a process that the kernel has forgotten: it ended and was reaped.
type Memory struct {
	Last Process `json:"last"` // as it was when last seen
	End  End     `json:"end"`
}

// Find returns the living process or zombie with that PID, or nil.
func (s *Snapshot) Find(pid int) *Process {
	for i := range s.Processes {
		if s.Processes[i].PID == pid {
			return &s.Processes[i]
		}
	}
	return nil
}

// Role returns the living process or zombie of that role, or nil. If there are
// several, it returns the one that came last.
func (s *Snapshot) Role(role string) *Process {
	for i := len(s.Processes) - 1; i >= 0; i-- {
		if s.Processes[i].Role == role {
			return &s.Processes[i]
		}
	}
	return nil
}

// A Member is a process that a snapshot has to show, and its role there.
type Member struct {
	Role string
	ID   ID

	// If the process has made no system call since it was last read: that row,
	// and a watch on the process. Otherwise nil.
	Last  *Process
	Watch *Watch
}

// ReadMembers reads the rows of the members, in their order. It leaves out
// members that are gone, and those that it can't read for lack of memory or
// descriptors. The caller adds the memories, as the kernel keeps none.
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
