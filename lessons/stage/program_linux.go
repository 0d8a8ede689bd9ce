package stage

import (
	"encoding/binary"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"forklore/probe"
	"forklore/probe/strace"

	"golang.org/x/sys/unix"
)

// programVariable is set to the stage's mark in the environment of every
// program that is executed on it: by it the guard finds what programs left.
const programVariable = "FORKLORE_STAGE"

// dangerous are the variables with which the C library runs other code or
// writes files, whatever the program is (ld.so(8), "Secure-execution mode"), as
// far as they don't begin with LD_.
var dangerous = strings.Fields("GCONV_PATH GETCONF_DIR GLIBC_TUNABLES LOCPATH MALLOC_TRACE NLSPATH")

// boundProgram allows the programs that the lesson's head lists. A path below
// /proc or /dev leads to what the process has open or stands in, which the
// lesson itself may have written.
func (s *Stage) boundProgram(a *actor, raw *strace.Raw) error {
	path, err := raw.Path(0, &a.memory)
	if err != nil {
		return refuse("execve: %v", err)
	}
	clean := filepath.Clean(path)
	if !slices.Contains(s.programs, path) || strings.HasPrefix(clean, "/proc/") || strings.HasPrefix(clean, "/dev/") {
		return refuse("execve: %q is not among the programs that the lesson's head lists", path)
	}
	variables, err := a.memory.pointers(raw.Args[2])
	if err != nil {
		return refuse("execve: %v", err)
	}
	for _, variable := range variables {
		name, _, _ := strings.Cut(a.memory.text(variable), "=")
		if strings.HasPrefix(name, "LD_") || strings.HasPrefix(name, "FORKLORE_") || slices.Contains(dangerous, name) {
			return refuse("execve: the variable %s is not a lesson's to set", name)
		}
	}
	return nil
}

// runsProgram reports whether execve(2) has replaced the puppet. A puppet's
// environment is forklore's own. A zombie has none, but the kernel has named it
// after the program's file, which tells where it was called otherwise before.
func (s *Stage) runsProgram(a *actor) bool {
	if probe.InEnviron(a.id.PID, s.mark()) {
		return true
	}
	row, err := probe.ReadID(a.id)
	path, _ := a.pending.Path(0, &a.memory)
	name := filepath.Base(path)
	name = name[:min(len(name), 15)]
	return err == nil && row.State == probe.Zombie && row.Name == name && name != a.pending.name
}

// markProgram adds the stage's mark to the environment that execve will pass.
func (s *Stage) markProgram(a *actor, raw *strace.Raw) error {
	pointers, err := a.memory.pointers(raw.Args[2])
	if err != nil {
		return refuse("execve: %v", err)
	}
	variable, err := a.memory.store([]byte(s.mark() + "\x00"))
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
		if a.slot == notPuppet && a.life == living {
			programs = append(programs, a.id.PID)
		}
	}
	if len(programs) == 0 {
		return
	}
	if !s.births.search(probe.Newest(), time.Now()) {
		return
	}
	for _, id := range append(probe.Children(programs...), s.marked(s.passes)...) {
		if !s.knows(id) {
			s.meet(id)
		}
	}
}

// The kernel gives out a PID before its process can be found in /proc, and in
// the midst of execve(2) that shows no mark. So births are searched for, every
// birthPause, until nobody on this machine was born for birthPatience.
const (
	birthPatience = time.Second
	birthPause    = 100 * time.Millisecond
)

// births knows when to search for what programs have started.
type births struct {
	newest   int // the PID that was given out last; 0 where that can't be known
	seen     time.Time
	searched time.Time
}

// search reports whether to search now that newest is the last PID given out.
func (b *births) search(newest int, now time.Time) bool {
	if newest == 0 || newest != b.newest {
		b.newest, b.seen = newest, now
	} else if now.Sub(b.seen) > birthPatience || now.Sub(b.searched) < birthPause {
		return false
	}
	b.searched = now
	return true
}

// passes reports whether a search may pass over a process: it is known, or was
// there before the stage.
func (s *Stage) passes(id probe.ID) bool { return id.Start < s.actors[0].id.Start || s.knows(id) }

// marked returns the processes that bear the stage's mark, but for those that
// passes names.
func (s *Stage) marked(passes func(probe.ID) bool) []probe.ID {
	opening.Lock()
	defer opening.Unlock()
	return probe.Marked(s.mark(), passes)
}

func (s *Stage) knows(id probe.ID) bool {
	return slices.ContainsFunc(s.actors, func(a *actor) bool { return a.id == id })
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
	a := s.admit(row, pidfd, notPuppet)
	if s.present() > maxProcesses {
		a.kill()
	}
}

// present counts the processes that the stage has now, zombies too.
func (s *Stage) present() (n int) {
	for _, a := range s.actors {
		if !a.reaped() {
			n++
		}
	}
	return n
}
