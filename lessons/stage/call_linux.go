package stage

import (
	"fmt"
	"time"

	"forklore/probe"
	"forklore/probe/strace"

	"golang.org/x/sys/unix"
)

const (
	// A call that sleeps for so long is shown as unfinished. A short one may
	// sleep too, so this is where the eye begins to notice, not where the
	// kernel draws a line; the result comes later all the same.
	blockPatience = 20 * time.Millisecond
	// A call that keeps the processor for so long is shown as unfinished too:
	// nothing waits for ever.
	callPatience = 2 * time.Second
	// How long the other processes have to come to rest after a call.
	settlePatience = 50 * time.Millisecond
)

// Do lets the process of a role make a call, and names the child of a fork.
// It returns once the call returned, blocks, or ended its process, and the
// other processes have come to rest. The error is a *Refusal where the call is
// not one that a lesson may make, or the role can't make it now.
func (s *Stage) Do(role string, call strace.Call, child string) (probe.Moment, error) {
	a := s.actor(role)
	if a == nil {
		return probe.Moment{}, refuse("there is no process %s on the stage", role)
	}
	line, err := s.make(a, call)
	if err != nil {
		return probe.Moment{}, err
	}
	if call.Name == "fork" && line.Errno == "" {
		if err := s.born(a, child, int(line.Result)); err != nil {
			return probe.Moment{}, err
		}
	}
	s.settle()
	return moment(a, line), nil
}

// forkPuppet forks the process of a and returns the child.
func (s *Stage) forkPuppet(a *actor, role string) (*actor, error) {
	line, err := s.make(a, strace.Call{Name: "fork"})
	if err != nil {
		return nil, err
	}
	if line.Errno != "" {
		return nil, fmt.Errorf("stage: fork in %s (pid %d): %s", a.role, a.id.PID, line.Errno)
	}
	if err := s.born(a, role, int(line.Result)); err != nil {
		return nil, err
	}
	return s.actors[len(s.actors)-1], nil
}

func (s *Stage) born(parent *actor, role string, pid int) error {
	_, err := s.enter(role, pid, int(parent.memory.slot.child))
	return err
}

// make encodes a call, asks whether it is within bounds, and has the puppet
// make it.
func (s *Stage) make(a *actor, call strace.Call) (strace.Line, error) {
	if err := s.able(a); err != nil {
		return strace.Line{}, err
	}
	a.memory.next = 0
	raw, err := strace.Encode(call, s, &a.memory)
	if err != nil {
		return strace.Line{}, refuse("%v", err)
	}
	if err := s.bounds(a, &raw); err != nil {
		return strace.Line{}, err
	}
	if raw.Name == "execve" {
		if err := s.markProgram(a, &raw); err != nil {
			return strace.Line{}, err
		}
	}
	slot := a.memory.slot
	if raw.Name == "fork" {
		index, ok := s.arena.take()
		if !ok {
			return strace.Line{}, refuse("a stage has at most %d processes", maxProcesses)
		}
		slot.child = uint32(index)
	}
	slot.num = raw.Num
	for i, arg := range raw.Args {
		slot.args[i] = uintptr(arg)
	}
	begun := raw.Begin(a.id.PID, &a.memory) // while the memory is as the kernel will find it
	a.pending = &raw
	slot.give()
	line := s.await(a, begun)
	if raw.Name == "fork" && line.Errno != "" {
		s.arena.release(int(slot.child))
	}
	return line, nil
}

// able refuses where the process can't be told to make a call.
func (s *Stage) able(a *actor) error {
	switch {
	case a.end != nil || a.dies(0):
		return refuse("%s (PID %d) has ended", a.role, a.id.PID)
	case a.slot < 0:
		return refuse("%s (PID %d) runs a program now and makes its own calls", a.role, a.id.PID)
	case a.pending != nil && !s.returned(a):
		return refuse("%s (PID %d) is still in %s", a.role, a.id.PID, a.pending.Name)
	}
	return nil
}

// await waits for what becomes of the pending call of a.
func (s *Stage) await(a *actor, begun strace.Line) strace.Line {
	for start := time.Now(); ; {
		if a.memory.slot.back(int64(200 * time.Microsecond)) {
			return s.complete(a, false)
		}
		if a.dies(0) {
			return a.pending.Last(a.id.PID, &a.memory)
		}
		row, err := probe.Read(a.id.PID)
		if err != nil {
			continue // it is ending
		}
		if a.pending.Name == "execve" && s.runsProgram(a) {
			return s.becomeProgram(a)
		}
		asleep := row.State == probe.Sleeping || row.State == probe.Waiting
		waited := time.Since(start)
		if row.State == probe.Stopped || asleep && waited > blockPatience || waited > callPatience {
			// It slept when its row was read. In the call, if the turn has not
			// come back since; else it was waiting for its next one already.
			if !s.returned(a) {
				return begun
			}
		}
	}
}

// returned reports whether the pending call of a has returned.
func (s *Stage) returned(a *actor) bool { return a.memory.slot.back(0) }

// complete takes the result of the pending call.
func (s *Stage) complete(a *actor, resumed bool) strace.Line {
	raw, slot := a.pending, a.memory.slot
	a.pending = nil
	result, errno := int64(slot.result), int(slot.errno)
	if resumed {
		return raw.Resume(a.id.PID, result, errno, &a.memory)
	}
	return raw.Decode(a.id.PID, result, errno, &a.memory)
}

// settle waits until nobody on the stage is at work: what a call set off in
// other processes (a signal's death, an adoption) has then happened.
func (s *Stage) settle() {
	for deadline := time.Now().Add(settlePatience); time.Now().Before(deadline); time.Sleep(100 * time.Microsecond) {
		if s.atRest() {
			return
		}
	}
}

func (s *Stage) atRest() bool {
	for _, a := range s.actors {
		if a.gone || a.reaped() {
			continue
		}
		row, err := probe.Read(a.id.PID)
		if err != nil || row.State == probe.Running {
			return false
		}
		if a == s.actors[0] && row.State == probe.Zombie {
			s.reapShell(a)
			return false
		}
		if row.State == probe.Zombie && row.PPID == s.reaper.PID && s.reaper.Reaps {
			return false
		}
	}
	return true
}

// reapShell waits for the shell, as the terminal emulator that started it does.
func (s *Stage) reapShell(shell *actor) {
	var status unix.WaitStatus
	if pid, _ := unix.Wait4(shell.id.PID, &status, unix.WNOHANG, nil); pid == shell.id.PID {
		end := endOf(status)
		shell.end = &end
	}
}

// moment makes a moment of a line. The player adds what it has to say.
func moment(a *actor, line strace.Line) probe.Moment {
	m := probe.Moment{
		Kind: probe.KindCall, Role: a.role, PID: a.id.PID, Text: line.String(),
		Call: line.Name, Args: line.Args, Errno: line.Errno, Unfinished: line.Form == strace.Unfinished,
	}
	if line.Form == strace.Returned || line.Form == strace.Resumed {
		m.Result = &line.Result
	}
	return m
}
