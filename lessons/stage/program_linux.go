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

// programVariable is the environment variable that holds the stage's mark in
// every program executed on the stage. Children inherit it, so the guard can
// find what programs have left.
const programVariable = "FORKLORE_STAGE"

// dangerous are the variables that make the C library run other code or write
// files in any program (ld.so(8), "Secure-execution mode"), apart from those
// that begin with LD_.
var dangerous = strings.Fields("GCONV_PATH GETCONF_DIR GLIBC_TUNABLES LOCPATH MALLOC_TRACE NLSPATH")

// allowProgram allows execve(2) of the programs that the lesson's head lists. A
// path below /proc or /dev is refused even if it is listed, because it may lead
// to a file that the process has open, which the lesson itself may have written.
func (s *Stage) allowProgram(a *actor, raw *strace.Raw) error {
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

// runsProgram reports whether execve(2) has replaced the puppet by a program. A
// program has the stage's mark in its environment; a puppet has forklore's own
// environment, without the mark. A zombie has no environment, but execve has set
// its name to that of the program's file (proc_pid_comm(5)). That is evidence
// only if the process had another name before.
func (s *Stage) runsProgram(a *actor) bool {
	if probe.InEnviron(a.id.PID, s.mark()) {
		return true
	}
	row, err := probe.ReadID(a.id)
	path, _ := a.pending.Path(0, &a.memory)
	name := filepath.Base(path)
	name = name[:min(len(name), 15)] // TASK_COMM_LEN is 16, with the NUL byte
	return err == nil && row.State == probe.Zombie && row.Name == name && name != a.pending.callerName
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

// findStarted puts the processes that programs have started on the stage: the
// children of programs, and processes that carry the mark but have lost their
// parent.
func (s *Stage) findStarted() {
	var programs []int
	for _, a := range s.actors {
		if a.slot == notPuppet && a.life == living {
			programs = append(programs, a.id.PID)
		}
	}
	if len(programs) == 0 {
		return
	}
	if !s.births.due(probe.Newest(), time.Now()) {
		return
	}
	for _, id := range append(probe.Children(programs...), s.marked(s.mayPassOver)...) {
		if !s.knows(id) {
			s.enterFound(id)
		}
	}
}

// The kernel gives out a PID before the process can be found in /proc, and in
// the middle of execve(2) the mark can't be seen. So the search is repeated
// every birthPause until birthPatience after the newest PID was given out.
const (
	birthPatience = time.Second
	birthPause    = 100 * time.Millisecond
)

// births decides when to search for processes that programs have started: a
// search reads all of /proc.
type births struct {
	newest   int       // the PID that the kernel gave out last; 0: unknown
	seen     time.Time // when newest was first seen
	searched time.Time // when the last search was due
}

// due reports whether a search is due, and notes it. newest is the PID that the
// kernel gave out last (/proc/loadavg), 0 if that is unknown.
func (b *births) due(newest int, now time.Time) bool {
	if newest == 0 || newest != b.newest {
		b.newest, b.seen = newest, now
	} else if now.Sub(b.seen) > birthPatience || now.Sub(b.searched) < birthPause {
		return false
	}
	b.searched = now
	return true
}

// mayPassOver reports whether the search may skip a process: it is on the stage
// already, or older than the stage.
func (s *Stage) mayPassOver(id probe.ID) bool { return id.Start < s.actors[0].id.Start || s.knows(id) }

// marked returns the processes that carry the stage's mark, without those for
// which passOver returns true.
func (s *Stage) marked(passOver func(probe.ID) bool) []probe.ID {
	opening.Lock()
	defer opening.Unlock()
	return probe.Marked(s.mark(), passOver)
}

// knows reports whether a process is on the stage.
func (s *Stage) knows(id probe.ID) bool {
	return slices.ContainsFunc(s.actors, func(a *actor) bool { return a.id == id })
}

// enterFound puts a process that a program has started on the stage. If the
// stage is full, it kills the process.
func (s *Stage) enterFound(id probe.ID) {
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

// present returns the number of processes that the stage has now, including
// zombies.
func (s *Stage) present() (n int) {
	for _, a := range s.actors {
		if !a.reaped() {
			n++
		}
	}
	return n
}
