package probe

import (
	"encoding/json"
	"strings"

	"forklore/probe/strace"
)

// Signals is a set of signals: signal n is bit n-1, as in the lines SigIgn,
// SigCgt and SigBlk of /proc/PID/status (proc_pid_status(5)).
type Signals uint64

// Names returns the signals of the set in ascending order: "SIGHUP", "SIGRT_2".
func (s Signals) Names() []string {
	names := []string{}
	for n := 1; n <= 64; n++ {
		if s&(1<<(n-1)) != 0 {
			names = append(names, strace.SignalName(n))
		}
	}
	return names
}

// String returns the names separated by spaces; empty for none.
func (s Signals) String() string { return strings.Join(s.Names(), " ") }

// MarshalJSON writes the names as a list.
func (s Signals) MarshalJSON() ([]byte, error) { return json.Marshal(s.Names()) }
