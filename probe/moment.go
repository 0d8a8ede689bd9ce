package probe

import (
	"encoding/json"
	"time"

	"forklore/probe/say"
)

// A Snapshot is every process on the stage, each row of one instant, in the
// order in which they came.
type Snapshot struct {
	Time      time.Time
	Processes []Process
	Memories  []Memory // those that were and are not any more, in the order in which they ended
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

// Role returns the living process or zombie of that role, or nil: of several
// the one that came last.
func (s *Snapshot) Role(role string) *Process {
	for i := len(s.Processes) - 1; i >= 0; i-- {
		if s.Processes[i].Role == role {
			return &s.Processes[i]
		}
	}
	return nil
}

// A Memory is a process that the kernel has forgotten: it ended and was reaped.
type Memory struct {
	Last Process `json:"last"` // as it was when last seen
	End  End     `json:"end"`
}

// An End is how a process ended.
type End struct {
	Code   int    `json:"code"`             // its exit status, when Signal is empty
	Signal string `json:"signal,omitempty"` // the signal that killed it: "SIGHUP"
	Core   bool   `json:"core,omitempty"`   // whether the kernel dumped core
	Unseen string `json:"unseen,omitempty"` // why it is not known how it ended
}

// A Kind says what a moment is.
type Kind string

// The kinds of moments. All but the first can come without the learner's doing.
const (
	KindCall      Kind = "call"      // a system call was made, or has now returned
	KindExit      Kind = "exit"      // a process exited
	KindKilled    Kind = "killed"    // a signal ended a process
	KindStopped   Kind = "stopped"   // a signal stopped a process
	KindContinued Kind = "continued" // a stopped process goes on
	KindTerminal  Kind = "terminal"  // something happened to a terminal
	KindChanged   Kind = "changed"   // a cell changed, and no call of the lesson did it
)

// A Moment is one call, or one thing that happened without one, with the
// snapshot after it and what that changed. Its JSON is a line of
// `forklore run --json`; the keys are a contract.
//
// Where several moments happen at once (a call ends its process), the first
// carries the changes, the last the checks, and all the same snapshot.
type Moment struct {
	Seq        int          `json:"seq"`  // 1 is the first of the playing
	Step       string       `json:"step"` // the slug of the lesson's step
	Kind       Kind         `json:"kind"`
	Role       string       `json:"role"`
	PID        int          `json:"pid"`
	Text       string       `json:"text"`             // as strace -f prints it: "4023 setsid() = 4023"
	Call       string       `json:"call"`             // the call's name; empty where there was none
	Args       []string     `json:"args"`             // as strace prints them
	Result     *int64       `json:"result"`           // nil where the call has not returned
	Errno      string       `json:"errno"`            // "EPERM"; empty where it succeeded
	Unfinished bool         `json:"unfinished"`       // the call blocks; it will return, if ever, in a later moment
	Signal     string       `json:"signal,omitempty"` // that ended, stopped or continued the process; empty where that is not known
	Returned   string       `json:"-"`                // the result as strace prints it: "077", "0x1 (flags FD_CLOEXEC)"
	Snapshot   Snapshot     `json:"-"`
	Changes    []Change     `json:"changes"`
	Then       []Check      `json:"then"`
	Output     string       `json:"output,omitempty"`  // what the stage's terminal was written meanwhile, escape sequences and all
	Table      [][]say.Text `json:"table,omitempty"`   // what the step's table measured: its head, then its rows
	Refused    *Refusal     `json:"refused,omitempty"` // why the stage would not make the call; nil where it did
	Said       say.Text     `json:"-"`                 // Text, where that is no notation, for other languages; else zero
	Line       int          `json:"line,omitempty"`    // of the lesson's file
}

// A Refusal says why the stage would not make a call. In JSON it is one text:
// "daemon.md:41: kill: process 1 is not on this stage".
type Refusal struct {
	Place  string // of the lesson's file: "daemon.md:41"
	Reason say.Text
}

// String returns the refusal as compilers print faults.
func (r Refusal) String() string { return r.Place + ": " + r.Reason.String() }

// MarshalJSON writes the text in English.
func (r Refusal) MarshalJSON() ([]byte, error) { return json.Marshal(r.String()) }

// A Check is one claim of a lesson, held against the kernel.
type Check struct {
	Text     string   `json:"text"` // as the lesson says it: "child sid=child"
	OK       bool     `json:"ok"`
	Wanted   say.Text `json:"wanted"`
	Measured say.Text `json:"measured"`
	Line     int      `json:"line"`           // of the lesson's file
	Wait     bool     `json:"wait,omitempty"` // it was waited for
}

// A Change is one thing that differs between two snapshots: a cell, or a
// process that came, became a zombie or went.
type Change struct {
	ID    ID      `json:"-"`
	PID   int     `json:"pid"`
	Role  string  `json:"role"`
	Field string  `json:"field"` // a key of Fields, "fds.3", or one of the words below
	From  Reading `json:"from"`  // null in JSON where it was not seen
	To    Reading `json:"to"`
	End   *End    `json:"-"` // with Exited and Gone: how it ended, where that is known
}

// What Change.Field says of a process as a whole.
const (
	Born   = "born"   // To is its parent's PID
	Exited = "exited" // it is a zombie now; To says how it ended, where that is known
	Gone   = "gone"   // it was reaped; To says how it ended
)
