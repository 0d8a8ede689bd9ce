package stage

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"

	"forklore/probe"
	"forklore/probe/strace"

	"golang.org/x/sys/unix"
)

// programVariable is set to the stage's mark in the environment of every
// program that is executed on it: by it the guard finds what programs left.
const programVariable = "FORKLORE_STAGE"

// runsProgram reports whether execve(2) has replaced the puppet: a puppet's
// environment is forklore's own.
func (s *Stage) runsProgram(a *actor) bool {
	environ, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", a.id.PID))
	return err == nil && bytes.Contains(environ, []byte(programVariable+"="+s.mark()))
}

// becomeProgram takes note that the puppet is none any more.
func (s *Stage) becomeProgram(a *actor) strace.Line {
	line := a.pending.Decode(a.id.PID, 0, 0, &a.memory)
	a.pending = nil
	s.arena.release(a.slot)
	a.slot = -1
	return line
}

// markProgram adds the stage's mark to the environment that execve will pass.
func (s *Stage) markProgram(a *actor, raw *strace.Raw) error {
	pointers, err := a.memory.pointers(raw.Args[2])
	if err != nil {
		return refuse("execve: %v", err)
	}
	variable, err := a.memory.store([]byte(programVariable + "=" + s.mark() + "\x00"))
	if err != nil {
		return refuse("execve: %v", err)
	}
	var list []byte
	for _, pointer := range append(pointers, variable, 0) {
		list = binary.NativeEndian.AppendUint64(list, pointer)
	}
	if raw.Args[2], err = a.memory.store(list); err != nil {
		return refuse("execve: %v", err)
	}
	return nil
}

// find puts on the stage what programs have started: their children, and what
// bears the mark but is no child of theirs any more.
func (s *Stage) find() {
	var programs []int
	for _, a := range s.actors {
		if a.slot < 0 && a.end == nil {
			programs = append(programs, a.id.PID)
		}
	}
	if len(programs) == 0 {
		return
	}
	newest := probe.Newest()
	if newest == s.newest {
		return // nobody on this machine was born since
	}
	s.newest = newest
	born := append(probe.Children(programs...), probe.Marked(programVariable+"="+s.mark())...)
	for _, id := range born {
		if !s.knows(id) {
			s.meet(id)
		}
	}
}

func (s *Stage) knows(id probe.ID) bool {
	for _, a := range s.actors {
		if a.id == id {
			return true
		}
	}
	return false
}

// meet puts a process on the stage that a program started, or ends it where
// the stage is full.
func (s *Stage) meet(id probe.ID) {
	pidfd, err := unix.PidfdOpen(id.PID, 0)
	if err != nil {
		return
	}
	row, err := probe.ReadID(id)
	if err != nil {
		unix.Close(pidfd)
		return
	}
	a := &actor{id: id, pidfd: pidfd, slot: -1, last: row}
	s.actors = append(s.actors, a)
	if s.living() > maxProcesses {
		a.kill()
	}
}

func (s *Stage) living() (n int) {
	for _, a := range s.actors {
		if a.end == nil {
			n++
		}
	}
	return n
}
