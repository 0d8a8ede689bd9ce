package probe

import (
	"encoding/json"
	"strings"

	"forklore/probe/say"
)

// A Process is one row: what the kernel says of one process at one instant.
type Process struct {
	Role    string   `json:"role"`  // its name in a lesson; empty for a process that no lesson named
	PID     int      `json:"pid"`   // /proc/PID/stat field 1
	PPID    int      `json:"ppid"`  // field 4
	PGID    int      `json:"pgid"`  // field 5
	SID     int      `json:"sid"`   // field 6
	TTY     string   `json:"tty"`   // field 7: "/dev/pts/4", "tty 204:64"; empty without a controlling terminal
	TPGID   int      `json:"tpgid"` // field 8: foreground group of TTY; -1 without one
	CWD     Reading  `json:"cwd"`   // target of /proc/PID/cwd
	Umask   Reading  `json:"umask"` // /proc/PID/status, Umask: four octal digits
	State   State    `json:"state"` // /proc/PID/stat field 3
	UID     int      `json:"uid"`   // effective, /proc/PID/status, Uid
	GID     int      `json:"gid"`   // effective, /proc/PID/status, Gid
	Name    string   `json:"name"`  // comm, /proc/PID/stat field 2: at most 15 bytes
	Argv    []string `json:"argv"`  // /proc/PID/cmdline
	FDs     FDs      `json:"fds"`   // /proc/PID/fd
	Ignored Signals  `json:"ignored"`
	Caught  Signals  `json:"caught"`
	Blocked Signals  `json:"blocked"`
	Start   uint64   `json:"start"`             // clock ticks after boot, /proc/PID/stat field 22
	End     *End     `json:"end,omitempty"`     // of a zombie: how it ended, field 52
	Stopper string   `json:"stopper,omitempty"` // of a stopped process: the signal that stopped it, field 52; empty once its parent has waited for the stop

	read stat // as it was read, for Watch.Still to compare with
}

// An ID identifies a process: no other process has had or will have the same.
type ID struct {
	PID   int
	Start uint64 // clock ticks after boot
}

// ID returns the identity of p.
func (p *Process) ID() ID { return ID{p.PID, p.Start} }

// Label returns the role of p, or its name if no lesson gave it a role.
func (p *Process) Label() string {
	if p.Role != "" {
		return p.Role
	}
	return p.Name
}

// Ending reports whether p is exiting but is not a zombie yet. Meanwhile the
// kernel takes it down, and p may sleep (/proc/PID/stat field 9, PF_EXITING).
func (p *Process) Ending() bool { return p.read.exiting && p.State != Zombie }

// A Reading is a value that the kernel may withhold.
type Reading struct {
	Value  string
	Unseen string // why there is no value ("permission denied"); empty when there is one
}

// Seen returns a reading of value.
func Seen(value string) Reading { return Reading{Value: value} }

// Unseen returns a reading without a value, and why there is none.
func Unseen(why string) Reading { return Reading{Unseen: why} }

// OK reports whether the value was seen.
func (r Reading) OK() bool { return r.Unseen == "" }

// String returns the value, or the reason why there is none in parentheses.
func (r Reading) String() string {
	if r.OK() {
		return r.Value
	}
	return r.Text().String()
}

// Text is String for other languages.
func (r Reading) Text() say.Text {
	if r.OK() {
		return say.Plain(r.Value)
	}
	return say.Textf("(%s)", say.Text{Format: r.Unseen})
}

// MarshalJSON writes the value, or null if there is none.
func (r Reading) MarshalJSON() ([]byte, error) {
	if !r.OK() {
		return []byte("null"), nil
	}
	return json.Marshal(r.Value)
}

// A State is the letter in field 3 of /proc/PID/stat (proc_pid_stat(5)).
type State byte

// The states that the kernel prints.
const (
	Running  State = 'R'
	Sleeping State = 'S'
	Waiting  State = 'D'
	Stopped  State = 'T'
	Traced   State = 't'
	Zombie   State = 'Z'
	Dead     State = 'X'
	Idle     State = 'I'
)

// Word returns the state in words: "sleeping"; "unknown" for any other letter.
func (s State) Word() string {
	switch s {
	case Running:
		return "running"
	case Sleeping:
		return "sleeping"
	case Waiting:
		return "disk sleep"
	case Stopped:
		return "stopped"
	case Traced:
		return "traced"
	case Zombie:
		return "zombie"
	case Dead:
		return "dead"
	case Idle:
		return "idle"
	}
	return "unknown"
}

// Awake reports whether s is running, sleeping, disk sleep or idle. A living
// process moves between these many times a second by itself.
func (s State) Awake() bool { return strings.IndexByte("RSDI", byte(s)) >= 0 }

// String returns the letter.
func (s State) String() string { return string(rune(s)) }

// MarshalJSON writes the letter.
func (s State) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// FDs are the open file descriptors of a process and the target of each, as
// readlink(2) returns it for /proc/PID/fd/N: a path, "pipe:[1234]",
// "/tmp/x (deleted)".
type FDs struct {
	Open   map[int]Reading // target by descriptor
	Unseen string          // why they could not be listed; empty when they were
}

// MarshalJSON writes an object from descriptor to target. A target that was not
// seen is null; so is the whole if the descriptors could not be listed.
func (f FDs) MarshalJSON() ([]byte, error) {
	if f.Unseen != "" {
		return []byte("null"), nil
	}
	open := f.Open
	if open == nil {
		open = map[int]Reading{}
	}
	return json.Marshal(open)
}
