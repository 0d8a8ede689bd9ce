package strace

import (
	"fmt"
	"strings"
)

// A Call is a system call as a lesson writes it. It was parsed and checked
// against the table of calls; its names have not been looked up yet.
type Call struct {
	Name string
	Args []Arg
}

// String returns the call as a lesson would write it.
func (c Call) String() string { return fmt.Sprintf("%s(%s)", c.Name, joined(c.Args, ", ")) }

// Roles returns the names used where a PID or another number is expected: for
// wait4(child, status) that is child, but not status.
func (c Call) Roles() []string { return c.namesUsed().roles }

// Texts returns the $names in the strings of the call, without the dollar.
func (c Call) Texts() []string { return c.namesUsed().texts }

// namesUsed returns the names that are looked up when the call is laid out.
func (c Call) namesUsed() recorder {
	var names recorder
	lay(c, &names, &scratchMemory{})
	return names
}

// Names gives the names in a call their values.
type Names interface {
	// PID returns the PID of a role.
	PID(role string) (pid int, ok bool)
	// Text returns the text that replaces $name in a string.
	Text(name string) (text string, ok bool)
}

// A recorder is a Names that has every name, and records which were looked up.
type recorder struct{ roles, texts []string }

func (r *recorder) PID(role string) (int, bool) {
	r.roles = append(r.roles, role)
	return 1, true
}

func (r *recorder) Text(name string) (string, bool) {
	r.texts = append(r.texts, name)
	// The length is not known yet. A path is the longest text there can be.
	return strings.Repeat("?", maxPath), true
}
