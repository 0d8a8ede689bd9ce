package probe

import (
	"maps"
	"slices"

	"forklore/probe/say"
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
			changes = append(changes, p.change(Born, Reading{}, number(p.PPID)))
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

// descriptorFields returns the fields of all descriptors that either row has.
func descriptorFields(old, p *Process) []Field {
	all := maps.Clone(old.FDs.Open)
	if all == nil {
		all = make(map[int]Reading)
	}
	maps.Copy(all, p.FDs.Open)
	var fields []Field
	for _, n := range slices.Sorted(maps.Keys(all)) {
		fields = append(fields, fdField(n))
	}
	return fields
}

// ended is the change of a process that ended: how, as far as anyone saw it.
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

// String says how a process ended as strace does: "exited with 0", "killed by
// SIGHUP", "killed by SIGSEGV (core dumped)".
func (e End) String() string { return e.Text().String() }

// Text is String for other languages.
func (e End) Text() say.Text {
	switch {
	case e.Unseen != "":
		return Unseen(e.Unseen).Text()
	case e.Signal != "" && e.Core:
		return say.Textf("killed by %s (core dumped)", e.Signal)
	case e.Signal != "":
		return say.Textf("killed by %s", e.Signal)
	}
	return say.Textf("exited with %d", e.Code)
}
