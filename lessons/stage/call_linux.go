package stage

import (
	"slices"
	"time"

	"forklore/probe"
	"forklore/probe/strace"

	"golang.org/x/sys/unix"
)

const (
	// A call that sleeps longer than this is shown as unfinished. The kernel
	// has no such limit: this is where a person begins to notice the delay. The
	// result is shown once the call returns.
	blockPatience = 20 * time.Millisecond
	// A call that runs longer than this is shown as unfinished too, so that
	// forklore never waits for ever.
	callPatience = 2 * time.Second
	// How long Settle waits for the other processes after a call. Some programs
	// never come to rest, and some reapers are slow. Puppets have callPatience:
	// they only finish the call that they were told to make.
	settlePatience = 200 * time.Millisecond
	// The time between two looks at a process that is waited for.
	pause = 200 * time.Microsecond
)

// Do makes the process of a role make a call. child is the role of a fork's
// child, "" for other calls. Do returns once the call has returned, blocks, or
// has ended its process, and the other processes are at rest. The error is a
// *Refusal if a lesson may not make the call, or if the process can't make it
// now.
func (s *Stage) Do(role string, call strace.Call, child string) (probe.Moment, error) {
	s.collectReturns()
	a := s.actor(role)
	if a == nil {
		return probe.Moment{}, refuse("there is no process %s on the stage", role)
	}
	line, err := s.make(a, call, child)
	if err != nil {
		return probe.Moment{}, err
	}
	s.Settle()
	return moment(a, line), nil
}

// make encodes a call, checks that a lesson may make it, and has the puppet make
// it.
func (s *Stage) make(a *actor, call strace.Call, child string) (strace.Line, error) {
	if err := a.checkReady(); err != nil {
		return strace.Line{}, err
	}
	a.memory.next = 0
	raw, err := strace.Encode(call, s, &a.memory)
	if err != nil {
		return strace.Line{}, refuse("%v", err)
	}
	if err := s.allow(a, &raw); err != nil {
		return strace.Line{}, err
	}
	p := &pending{Raw: raw, child: child}
	slot := a.memory.slot
	switch raw.Name {
	case "execve":
		p.callerName = probe.NameOf(a.id.PID)
		if err := s.markProgram(a, &p.Raw); err != nil {
			return strace.Line{}, err
		}
	case "fork":
		if s.present() >= maxProcesses {
			return strace.Line{}, refuse("a stage has at most %d processes", maxProcesses)
		}
		var ok bool
		if p.slot, ok = s.arena.take(child); !ok {
			return strace.Line{}, refuse("a stage has at most %d puppets", maxProcesses)
		}
		slot.child = uint32(p.slot)
	}
	slot.num = p.Num
	for i, arg := range p.Args {
		slot.args[i] = uintptr(arg)
	}
	p.begun = p.Begin(a.id.PID, &a.memory) // before the kernel writes results into the memory
	a.pending, a.acted = p, true
	slot.give()
	return s.await(a)
}

// checkReady returns a refusal if the process can't be told to make a call now.
func (a *actor) checkReady() error {
	switch {
	case a.endedWithin(0):
		return refuse("%s (PID %d) has ended", a.role, a.id.PID)
	case a.slot == notPuppet:
		return refuse("%s (PID %d) runs a program now and makes its own calls", a.role, a.id.PID)
	case a.pending != nil:
		return refuse("%s (PID %d) is still in %s", a.role, a.id.PID, a.pending.Name)
	}
	return nil
}

// await waits until the pending call of a has returned, blocks, or has ended
// the process, and returns the line to show.
func (s *Stage) await(a *actor) (strace.Line, error) {
	call := a.pending
	for start := time.Now(); ; {
		// The state is read before the outcome: a process that slept, and still
		// has no outcome afterwards, slept in the call.
		var state probe.State
		if !a.memory.slot.returnedWithin(pause) {
			if row, err := probe.Read(a.id.PID); err == nil && !row.Ending() {
				state = row.State
			}
		}
		line, done, err := s.outcome(a)
		if done || err != nil {
			return line, err
		}
		if a.endedWithin(0) {
			return call.Last(a.id.PID, &a.memory), nil
		}
		waited := time.Since(start)
		if state == probe.Stopped || state == probe.Sleeping && waited > blockPatience || waited > callPatience {
			call.shown = true
			return call.begun, nil
		}
	}
}

// outcome reports whether the pending call of a has returned, and returns its
// line if so. An execve that succeeds does not return: it is done once the
// process runs the program.
func (s *Stage) outcome(a *actor) (line strace.Line, done bool, err error) {
	call := a.pending
	switch {
	case a.memory.slot.returnedWithin(0):
		result, errno := int64(a.memory.slot.result), int(a.memory.slot.errno)
		a.pending = nil
		switch {
		case call.Name == "fork" && errno == 0:
			err = s.born(call, int(result))
		case call.Name == "fork":
			s.arena.release(call.slot)
		}
		return call.line(a, result, errno), true, err
	case call.Name == "execve" && s.runsProgram(a):
		a.pending = nil
		s.arena.release(a.slot)
		a.slot = notPuppet
		return call.line(a, 0, 0), true, nil
	}
	return strace.Line{}, false, nil
}

// line returns the line of the call, which has returned to a.
func (p *pending) line(a *actor, result int64, errno int) strace.Line {
	if p.shown {
		return p.Resume(a.id.PID, result, errno, &a.memory)
	}
	return p.Decode(a.id.PID, result, errno, &a.memory)
}

// Settle waits until every process on the stage is at rest. What a call caused
// in other processes, such as death by a signal or an adoption, has then
// happened. It gives up after settlePatience, or callPatience for puppets.
func (s *Stage) Settle() {
	for start := time.Now(); ; time.Sleep(pause) {
		busy := slices.DeleteFunc(slices.Clone(s.actors), s.atRest)
		patience := settlePatience
		if slices.ContainsFunc(busy, func(a *actor) bool { return a.slot != notPuppet && !a.endedWithin(0) }) {
			patience = callPatience
		}
		if len(busy) == 0 || time.Since(start) > patience {
			return
		}
	}
}

// atRest reports whether the process waits in the kernel, is stopped, or has
// ended for good: reaped, or a zombie that no reaper is about to reap.
func (s *Stage) atRest(a *actor) bool {
	if a.reaped() {
		return true
	}
	row, err := probe.Read(a.id.PID)
	switch {
	case err != nil || row.State == probe.Running || row.Ending():
		return false
	case row.State != probe.Zombie:
		return true
	case a == s.actors[0]:
		a.reap()
		return false
	}
	return row.PPID != s.reaper.PID || !s.reaper.Reaps
}

// reap waits for the shell with wait4(2), if it has ended. forklore is its
// parent, as a terminal emulator is of the shell that it started. For other
// processes, which are not forklore's children, it does nothing.
func (a *actor) reap() {
	var status unix.WaitStatus
	if pid, _ := unix.Wait4(a.id.PID, &status, unix.WNOHANG, nil); pid == a.id.PID {
		end := probe.EndOf(int(status))
		a.end = &end
	}
}

// moment returns the moment of a call's line. The player fills in the rest.
func moment(a *actor, line strace.Line) probe.Moment {
	m := probe.Moment{
		Kind: probe.KindCall, Role: a.role, PID: a.id.PID, Text: line.String(),
		Call: line.Name, Args: line.Args, Errno: line.Errno, Unfinished: line.Form == strace.Unfinished,
	}
	if line.Form == strace.Returned || line.Form == strace.Resumed {
		m.Result, m.Returned = &line.Result, line.Returned()
	}
	return m
}
