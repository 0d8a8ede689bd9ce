package stage

import (
	"fmt"
	"slices"
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
	// How long the others have to come to rest after a call. Some programs never
	// do, and some reapers take their time. Puppets have callPatience: they only
	// finish what they were told to do.
	settlePatience = 200 * time.Millisecond
	// Between two looks at a process that is awaited.
	pause = 200 * time.Microsecond
)

// Do lets the process of a role make a call, and names the child of a fork.
// It returns once the call returned, blocks, or ended its process, and the
// other processes have come to rest. The error is a *Refusal where the call is
// not one that a lesson may make, or the role can't make it now.
func (s *Stage) Do(role string, call strace.Call, child string) (probe.Moment, error) {
	s.returns()
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

// make encodes a call, asks whether it is within bounds, and has the puppet
// make it.
func (s *Stage) make(a *actor, call strace.Call, child string) (strace.Line, error) {
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
	p := &pending{Raw: raw, child: child}
	slot := a.memory.slot
	switch raw.Name {
	case "execve":
		p.name = probe.NameOf(a.id.PID)
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
	p.begun = p.Begin(a.id.PID, &a.memory) // while the memory is as the kernel will find it
	a.pending, a.acted = p, true
	slot.give()
	return s.await(a)
}

// able refuses where the process can't be told to make a call.
func (s *Stage) able(a *actor) error {
	switch {
	case a.dies(0):
		return refuse("%s (PID %d) has ended", a.role, a.id.PID)
	case a.slot == notPuppet:
		return refuse("%s (PID %d) runs a program now and makes its own calls", a.role, a.id.PID)
	case a.pending != nil:
		return refuse("%s (PID %d) is still in %s", a.role, a.id.PID, a.pending.Name)
	}
	return nil
}

// await waits for what becomes of the pending call of a.
func (s *Stage) await(a *actor) (strace.Line, error) {
	call := a.pending
	for start := time.Now(); ; {
		// The state is read before the outcome is asked for: a process that slept,
		// and has no outcome afterwards, slept in the call.
		var state probe.State
		if !a.memory.slot.back(pause) {
			if row, err := probe.Read(a.id.PID); err == nil && !row.Ending() {
				state = row.State
			}
		}
		line, done, err := s.outcome(a)
		if done || err != nil {
			return line, err
		}
		if a.dies(0) {
			return call.Last(a.id.PID, &a.memory), nil
		}
		waited := time.Since(start)
		if state == probe.Stopped || state == probe.Sleeping && waited > blockPatience || waited > callPatience {
			call.shown = true
			return call.begun, nil
		}
	}
}

// outcome looks whether the pending call of a has come to its end, which for
// an execve means that the puppet is none any more.
func (s *Stage) outcome(a *actor) (line strace.Line, done bool, err error) {
	call := a.pending
	switch {
	case a.memory.slot.back(0):
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

// line prints the call now that it has returned to a.
func (p *pending) line(a *actor, result int64, errno int) strace.Line {
	if p.shown {
		return p.Resume(a.id.PID, result, errno, &a.memory)
	}
	return p.Decode(a.id.PID, result, errno, &a.memory)
}

// Settle waits until nobody on the stage is at work: what a call set off in
// other processes (a signal's death, an adoption) has then happened.
func (s *Stage) Settle() {
	for start := time.Now(); ; time.Sleep(pause) {
		atWork := slices.DeleteFunc(slices.Clone(s.actors), s.atRest)
		patience := settlePatience
		if slices.ContainsFunc(atWork, func(a *actor) bool { return a.slot != notPuppet && !a.dies(0) }) {
			patience = callPatience
		}
		if len(atWork) == 0 || time.Since(start) > patience {
			return
		}
	}
}

// atRest reports whether the process does nothing, and nothing is done to it.
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
		s.reapShell(a)
		return false
	}
	return row.PPID != s.reaper.PID || !s.reaper.Reaps
}

// reapShell waits for the shell, as the terminal emulator that started it does.
func (s *Stage) reapShell(shell *actor) {
	var status unix.WaitStatus
	if pid, _ := unix.Wait4(shell.id.PID, &status, unix.WNOHANG, nil); pid == shell.id.PID {
		end := probe.EndOf(int(status))
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
		m.Result, m.Returned = &line.Result, line.Returned()
	}
	return m
}

// setupCall makes a call that sets the stage, before the lesson begins. Where the
// call fails, so does the stage.
func (s *Stage) setupCall(a *actor, text string) error {
	call, err := strace.Parse(text)
	if err != nil {
		return fmt.Errorf("stage: %w", err)
	}
	_, err = s.setup(a, call, "")
	return err
}

// setupFork forks the process of a and returns the child.
func (s *Stage) setupFork(a *actor, role string) (*actor, error) {
	line, err := s.setup(a, strace.Call{Name: "fork"}, role)
	if err != nil {
		return nil, err
	}
	child := s.actor(role)
	if child == nil {
		return nil, fmt.Errorf("stage: %s (pid %d) is gone as soon as born", role, line.Result)
	}
	return child, nil
}

// setup makes a call and waits for its result, for longer than a lesson would:
// forklore may have been suspended meanwhile.
func (s *Stage) setup(a *actor, call strace.Call, child string) (strace.Line, error) {
	line, err := s.make(a, call, child)
	for deadline := time.Now().Add(callPatience); err == nil && line.Form == strace.Unfinished && time.Now().Before(deadline); {
		line, err = s.await(a)
	}
	if err == nil && (line.Errno != "" || line.Form == strace.Unfinished) {
		err = fmt.Errorf("stage: %s in %s (pid %d): %s", call.Name, a.role, a.id.PID, line)
	}
	return line, err
}
