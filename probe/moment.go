package probe

import (
	"encoding/json"

	"forklore/probe/say"
)

// A Kind says what a moment is.
type Kind string

// The kinds of moments. All but the first can happen without the learner.
const (
	KindCall      Kind = "call"      // a system call was made, or has now returned
	KindExit      Kind = "exit"      // a process exited
	KindKilled    Kind = "killed"    // a signal ended a process
	KindStopped   Kind = "stopped"   // a signal stopped a process
	KindContinued Kind = "continued" // a stopped process was continued
	KindTerminal  Kind = "terminal"  // something happened to a terminal
	KindChanged   Kind = "changed"   // a cell changed, but not by a call of the lesson
)

// A Moment is one call, or one event that is no call, with the snapshot after it
// and the changes since the moment before. Its JSON is a line of
// `forklore run --json`; the keys must not change.
//
// Several moments can happen at once, as when a call ends its process. All of
// them then have the same snapshot; the first has the changes, the last the
// checks.
type Moment struct {
	Seq        int          `json:"seq"`  // counts from 1 each time the lesson is played
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
	Signal     string       `json:"signal,omitempty"` // the signal that ended, stopped or continued the process; empty where it is not known
	Returned   string       `json:"-"`                // the result as strace prints it: "077", "0x1 (flags FD_CLOEXEC)"
	Snapshot   Snapshot     `json:"-"`
	Changes    []Change     `json:"changes"`
	Then       []Check      `json:"then"`
	Output     string       `json:"output,omitempty"`  // what was written to the stage's terminal meanwhile, with its escape sequences
	Table      [][]say.Text `json:"table,omitempty"`   // what the step's table measured: its head, then its rows
	Refused    *Refusal     `json:"refused,omitempty"` // why the stage would not make the call; nil where it did
	Said       say.Text     `json:"-"`                 // Text for other languages, where Text is not in strace's notation; else zero
	Line       int          `json:"line,omitempty"`    // in the lesson's file
}

// A Refusal says why the stage would not make a call. In JSON it is one text:
// "daemon.md:41: kill: process 1 is not on this stage".
type Refusal struct {
	Place  string // file and line of the lesson: "daemon.md:41"
	Reason say.Text
}

// String returns the refusal as a compiler prints an error.
func (r Refusal) String() string { return r.Place + ": " + r.Reason.String() }

// MarshalJSON writes the text in English.
func (r Refusal) MarshalJSON() ([]byte, error) { return json.Marshal(r.String()) }

// A Check is one claim of a lesson, compared with what the kernel says.
type Check struct {
	Text     string   `json:"text"` // as the lesson writes it: "child sid=child"
	OK       bool     `json:"ok"`
	Wanted   say.Text `json:"wanted"`
	Measured say.Text `json:"measured"`
	Line     int      `json:"line"`           // in the lesson's file
	Wait     bool     `json:"wait,omitempty"` // whether the lesson waited for it
}
