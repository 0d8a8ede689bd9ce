package strace

// A Call is a system call as a lesson writes it: parsed, checked against the
// table of calls, its names not yet looked up.
type Call struct {
	Name string
	Args []Arg
}

// Names gives the words of a lesson their meaning.
type Names interface {
	// PID returns the PID that a role stands for.
	PID(role string) (pid int, ok bool)
	// Text returns what $name stands for within a string.
	Text(name string) (text string, ok bool)
}

// Memory is the memory that the pointers of a call lead into.
type Memory interface {
	// Alloc reserves n bytes, zeroed and aligned to 8, and returns their address.
	Alloc(n int) (address uint64, err error)
	// Bytes returns the n bytes at address, to be read or written in place.
	Bytes(address uint64, n int) ([]byte, error)
}

// Raw is a call as the kernel takes it.
type Raw struct {
	Name string // the name of the call the machine has: "openat" on arm64 for a lesson's "open"
	Num  uintptr
	Args [6]uint64
}

// A Line is a call, or a part of one, as strace -f prints it.
type Line struct {
	PID    int
	Name   string
	Args   []string // each as strace prints it; an unfinished line has those printed before it blocked
	Result int64    // -1 where the call failed
	Errno  string   // "EPERM", empty where it succeeded
	Form   Form

	first int    // index of the first argument printed after "resumed>"
	comma bool   // whether the comma before that argument stands in the unfinished line
	shown string // the result as strace prints it: "0x1 (flags FD_CLOEXEC)"
}

// A Form says which part of a call a line shows.
type Form int

// The forms of a line.
const (
	Returned   Form = iota // setsid() = 4023
	Unfinished             // wait4(4022,  <unfinished ...>
	Resumed                // <... wait4 resumed>[{...}], 0, NULL) = 4022
	Noreturn               // exit_group(0) = ?
)
