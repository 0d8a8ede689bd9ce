package stage

import (
	"fmt"
	"slices"

	"forklore/probe"
)

// StandIn makes the process of role player play role as well. This is what
// happens to a program without the fork that would have made role.
func (s *Stage) StandIn(role, player string) { s.standIns[role] = player }

// PlayedBy returns the role whose process plays role: role itself, unless
// another role stands in for it.
func (s *Stage) PlayedBy(role string) string {
	for range len(s.standIns) {
		player, ok := s.standIns[role]
		if !ok {
			break
		}
		role = player
	}
	return role
}

// PID implements strace.Names. The role of a process that has ended still stands
// for the PID that the process had.
func (s *Stage) PID(role string) (int, bool) {
	if role == "reaper" {
		return s.reaper.PID, true
	}
	if a := s.actor(role); a != nil {
		return a.id.PID, true
	}
	return 0, false
}

// Text implements strace.Names. The names "stage", "spare" and "scratch" are
// paths, and each role is its PID in decimal.
func (s *Stage) Text(name string) (string, bool) {
	switch name {
	case "stage":
		return s.Terminal(), true
	case "spare":
		return s.Spare(), s.spare != nil
	case "scratch":
		return s.scratch, true
	}
	pid, ok := s.PID(name)
	return fmt.Sprint(pid), ok
}

// Has reports whether the role, or the one that stands in for it, is or was on
// the stage.
func (s *Stage) Has(role string) bool { return s.actor(role) != nil }

// actor returns the youngest process that plays the role, nil if there is none.
func (s *Stage) actor(role string) *actor {
	role = s.PlayedBy(role)
	for _, a := range slices.Backward(s.actors) {
		if a.role == role {
			return a
		}
	}
	return nil
}

// Name gives a role to a process that has none. It returns false if there is no
// such process on the stage.
func (s *Stage) Name(id probe.ID, role string) bool {
	for _, a := range s.actors {
		if a.id == id && a.role == "" {
			a.role, a.last.Role = role, role
			return true
		}
	}
	return false
}
