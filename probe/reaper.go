package probe

import (
	"slices"
	"strconv"
)

// A Reaper is the process that adopts orphans on this machine: the nearest
// ancestor that is a subreaper (prctl(2), PR_SET_CHILD_SUBREAPER), or else PID 1.
type Reaper struct {
	PID   int
	Name  string // as NameOf returns it
	Reaps bool   // whether it waits for the processes it adopts; if not, they stay zombies
}

// String names the reaper on screen: "1 init", "812 systemd --user".
func (r Reaper) String() string {
	if r.Name == "" {
		return strconv.Itoa(r.PID)
	}
	return strconv.Itoa(r.PID) + " " + r.Name
}

// NameOf returns the name of the process; empty if it is gone. Both init and a
// user's manager are named systemd; the argument --user tells which one this is
// (systemd(1)).
func NameOf(pid int) string {
	p, err := Read(pid)
	if err != nil {
		return ""
	}
	if p.Name == "systemd" && slices.Contains(p.Argv, "--user") {
		return "systemd --user"
	}
	return p.Name
}
