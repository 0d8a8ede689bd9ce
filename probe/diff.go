package probe

import (
	"maps"
	"slices"
)

// A Change is one difference between two snapshots: a cell that changed, or a
// process that was born, became a zombie or is gone.
type Change struct {
	ID    ID      `json:"-"`
	PID   int     `json:"pid"`
	Role  string  `json:"role"`
	Field string  `json:"field"` // a key of Fields, "fds.3", or one of the words below
	From  Reading `json:"from"`  // null in JSON where it was not seen
	To    Reading `json:"to"`
	End   *End    `json:"-"` // with Exited and Gone: how it ended, where that is known
}

// A CellID identifies a cell: a field of one process.
type CellID struct {
	ID    ID
	Field string // as in Change
}

// Cell returns the cell that changed.
func (c Change) Cell() CellID { return CellID{c.ID, c.Field} }

// Values of Change.Field that are about a process as a whole.
const (
	Born   = "born"   // To is its parent's PID
	Exited = "exited" // it is a zombie now; To says how it ended, where that is known
	Gone   = "gone"   // it was reaped; To says how it ended
)

// Diff returns what changed from before to after: first process by process in
// the order of after.Processes, then the processes that are gone. The changes of
// a process begin with Born or Exited; then come its cells in the order of
// Fields, then its descriptors.
//
// Processes are matched by ID, so a PID that the kernel used again is one
// process gone and another born. A move between running and sleeping is no
// change. A zombie has lost its directory, umask, arguments and descriptors;
// Exited implies that, so Diff does not report them.
func Diff(before, after Snapshot) []Change {
	was, is, ends := byID(before.Processes), byID(after.Processes), make(map[ID]End)
	for _, m := range after.Memories {
		ends[m.Last.ID()] = m.End
	}
	var changes []Change
	for i := range after.Processes {
		p := &after.Processes[i]
		if old := was[p.ID()]; old != nil {
			changes = append(changes, changesOf(old, p, ends)...)
		} else {
			changes = append(changes, p.change(Born, Reading{}, decimal(p.PPID)))
			if p.State == Zombie {
				changes = append(changes, p.ended(Exited, ends))
			}
		}
	}
	for i := range before.Processes {
		if p := &before.Processes[i]; is[p.ID()] == nil {
			changes = append(changes, p.ended(Gone, ends))
		}
	}
	return changes
}

func byID(processes []Process) map[ID]*Process {
	m := make(map[ID]*Process, len(processes))
	for i := range processes {
		m[processes[i].ID()] = &processes[i]
	}
	return m
}

// change returns a change of p.
func (p *Process) change(field string, from, to Reading) Change {
	return Change{ID: p.ID(), PID: p.PID, Role: p.Role, Field: field, From: from, To: to}
}

// changesOf compares two rows of one process.
func changesOf(old, p *Process, ends map[ID]End) []Change {
	var changes []Change
	if p.State == Zombie && old.State != Zombie {
		changes = append(changes, p.ended(Exited, ends))
	}
	fields := Fields
	if p.State != Zombie {
		fields = append(slices.Clip(Fields), descriptorFields(old, p)...)
	}
	for _, f := range fields {
		from, to := f.Value(old), f.Value(p)
		switch {
		case from == to:
		case f.Key == "state" && old.State.Awake() && p.State.Awake():
		case p.State == Zombie && (f.Key == "argv" || !to.OK()):
		default:
			changes = append(changes, p.change(f.Key, from, to))
		}
	}
	return changes
}

// descriptorFields returns the fields of all descriptors open in either row.
func descriptorFields(old, p *Process) []Field {
	numbers := slices.AppendSeq(slices.Collect(maps.Keys(old.FDs.Open)), maps.Keys(p.FDs.Open))
	slices.Sort(numbers)
	var fields []Field
	for _, n := range slices.Compact(numbers) {
		fields = append(fields, fdField(n))
	}
	return fields
}

// ended returns the change of a process that ended. It says how the process
// ended, if that is known.
func (p *Process) ended(field string, ends map[ID]End) Change {
	c := p.change(field, Reading{}, Reading{})
	if end, ok := ends[p.ID()]; ok {
		c.End = &end
	} else {
		c.End = p.End
	}
	if c.End != nil {
		c.To = Seen(c.End.String())
	}
	return c
}
