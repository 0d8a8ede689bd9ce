package probe

import (
	"forklore/probe/say"
	"forklore/probe/strace"
)

// An End is how a process ended.
type End struct {
	Code   int    `json:"code"`             // its exit status, when Signal is empty
	Signal string `json:"signal,omitempty"` // the signal that killed it: "SIGHUP"
	Core   bool   `json:"core,omitempty"`   // whether the kernel dumped core
	Unseen string `json:"unseen,omitempty"` // why it is not known how it ended
}

// EndOf decodes a wait status. As in wait(2), the signal is in bits 6 to 0, the
// core dump flag in bit 7, and the exit status in bits 15 to 8.
func EndOf(status int) End {
	if signal := status & 0x7f; signal != 0 {
		return End{Signal: strace.SignalName(signal), Core: status&0x80 != 0}
	}
	return End{Code: status >> 8 & 0xff}
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
