package probe

import (
	"slices"
	"strconv"
)

// A Reaper is the process that adopts orphans on this machine: PID 1, or the
// nearest subreaper above (prctl(2), PR_SET_CHILD_SUBREAPER).
type Reaper struct {
	PID   int
	Name  string // as NameOf gives it
	Reaps bool   // whether it waits for what it adopts; an init that does not leaves zombies
}

// String names the reaper on screen: "1 init", "812 systemd --user".
func (r Reaper) String() string {
	if r.Name == "" {
		return strconv.Itoa(r.PID)
	}
	return strconv.Itoa(r.PID) + " " + r.Name
}

// NameOf returns the name of the process, empty where it is gone. systemd
// calls itself systemd both as init and as a user's manager; which of them
// this is, its --user argument tells (systemd(1)).
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
