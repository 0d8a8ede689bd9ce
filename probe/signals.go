package probe

import (
	"encoding/json"
	"forklore/probe/strace"
	"strings"
)

// Signals is a set of signals, signal n at bit n-1, as /proc/PID/status shows
// SigIgn, SigCgt and SigBlk (proc_pid_status(5)).
type Signals uint64

// Names returns the signals of the set in rising order: "SIGHUP", "SIGRT_2".
func (s Signals) Names() []string {
	names := []string{}
	for n := 1; n <= 64; n++ {
		if s&(1<<(n-1)) != 0 {
			names = append(names, strace.SignalName(n))
		}
	}
	return names
}

// String returns the names, with a space between them; empty for none.
func (s Signals) String() string { return strings.Join(s.Names(), " ") }

// MarshalJSON writes the names as a list.
func (s Signals) MarshalJSON() ([]byte, error) { return json.Marshal(s.Names()) }
