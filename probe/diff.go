package probe

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Diff returns what changed from before to after: process by process in the
// order of after.Processes, then those that are gone. Of each process it tells
// first what became of it as a whole, then its cells in the order of Fields,
// then its descriptors.
//
// A process is its ID, so a PID that the kernel used again is a death and a
// birth. Between running and sleeping nothing has changed. A zombie no longer
// has a directory, a umask, arguments or descriptors; that goes without saying
// once it is told that the process exited.
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
			changes = append(changes, p.change(Born, "", strconv.Itoa(p.PPID)))
			if p.State == Zombie {
				changes = append(changes, p.change(Exited, "", howEnded(p, ends)))
			}
		}
	}
	for i := range before.Processes {
		if p := &before.Processes[i]; is[p.ID()] == nil {
			changes = append(changes, p.change(Gone, "", howEnded(p, ends)))
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

func (p *Process) change(field, from, to string) Change {
	return Change{ID: p.ID(), PID: p.PID, Role: p.Role, Field: field, From: from, To: to}
}

// changesOf compares two rows of one process.
func changesOf(old, p *Process, ends map[ID]End) []Change {
	var changes []Change
	if p.State == Zombie && old.State != Zombie {
		changes = append(changes, p.change(Exited, "", howEnded(p, ends)))
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
			changes = append(changes, p.change(f.Key, from.String(), to.String()))
		}
	}
	return changes
}

// descriptorFields returns the fields of all descriptors that either row has.
func descriptorFields(old, p *Process) []Field {
	all := maps.Clone(old.FDs.Open)
	if all == nil {
		all = make(map[int]string)
	}
	maps.Copy(all, p.FDs.Open)
	var fields []Field
	for _, n := range slices.Sorted(maps.Keys(all)) {
		fields = append(fields, fdField(n))
	}
	return fields
}

// howEnded says how a process ended, as far as anyone saw it.
func howEnded(p *Process, ends map[ID]End) string {
	if end, ok := ends[p.ID()]; ok {
		return end.String()
	}
	if p.End != nil {
		return p.End.String()
	}
	return ""
}

// String says how a process ended as strace does: "exited with 0", "killed by
// SIGHUP", "killed by SIGSEGV (core dumped)".
func (e End) String() string {
	switch {
	case e.Unseen != "":
		return Unseen(e.Unseen).String()
	case e.Signal != "" && e.Core:
		return "killed by " + e.Signal + " (core dumped)"
	case e.Signal != "":
		return "killed by " + e.Signal
	}
	return fmt.Sprintf("exited with %d", e.Code)
}
