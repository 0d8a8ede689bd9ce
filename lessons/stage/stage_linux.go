package stage

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"forklore/probe"
	"forklore/probe/strace"

	"golang.org/x/sys/unix"
)

// A Stage is a terminal and the processes on it, made by Open. Only one goroutine
// at a time may call its methods.
type Stage struct {
	scratch  string // path of the scratch directory
	programs []string
	guard    *guard
	arena    *arena
	terminal *terminal
	spare    *terminal // nil if Options.Spare was not set
	reaper   probe.Reaper
	actors   []*actor          // the processes on the stage, and those with a role that are gone, in order of birth; the first is the shell
	late     []probe.Moment    // unfinished calls that have returned and that Look has not reported yet
	memories []probe.Memory    // of processes that are gone
	births   births            // when to search for what programs have started
	standIns map[string]string // role → the role whose process plays it
	closed   bool
}

// opening keeps two stages of one program from forking at the same time: the
// puppets of one would inherit the arena of the other, and with it its mark. It
// also keeps marks from being searched for while a guard is started: until its
// execve(2) the guard has all mappings of the program, and so every stage's mark.
var opening sync.Mutex

// Open makes a stage: a terminal, and the first puppet, which is the shell of
// that terminal. It also finds out which process adopts orphans. If one of these
// steps fails, Open undoes the earlier ones.
func Open(o Options) (*Stage, error) {
	scratch, err := nameScratch()
	if err != nil {
		return nil, fmt.Errorf("stage: name a scratch directory: %w", err)
	}
	s := &Stage{scratch: scratch, programs: o.Programs, standIns: map[string]string{}}
	if err := s.setUp(o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// scratchPrefix begins the name of every scratch directory.
const scratchPrefix = "forklore-"

// nameScratch returns a path for a new directory, in TMPDIR or /tmp. The path is
// absolute and without links, so that it equals what the kernel reports.
func nameScratch() (string, error) {
	temporary, err := filepath.Abs(os.TempDir())
	if err != nil {
		return "", err
	}
	if temporary, err = filepath.EvalSymlinks(temporary); err != nil {
		return "", err
	}
	return filepath.Join(temporary, fmt.Sprint(scratchPrefix, rand.Uint32())), nil
}

// setUp makes everything that the stage needs, the guard first.
func (s *Stage) setUp(o Options) (err error) {
	opening.Lock()
	s.guard, err = startGuard(s.scratch)
	opening.Unlock()
	if err != nil {
		return err
	}
	if err := os.Mkdir(s.scratch, 0o700); err != nil { // the guard will remove it
		return fmt.Errorf("stage: make the scratch directory: %w", err)
	}
	if s.terminal, err = openTerminal(); err != nil {
		return err
	}
	if o.Spare {
		if s.spare, err = openTerminal(); err != nil {
			return err
		}
	}
	if err := s.forkShell(); err != nil {
		return err
	}
	return s.findReaper()
}

// forkShell makes the first puppet and makes the terminal its controlling
// terminal, as a terminal emulator does for the shell that it starts.
func (s *Stage) forkShell() (err error) {
	opening.Lock()
	defer opening.Unlock()
	if s.arena, err = newArena(s.mark()); err != nil {
		return err
	}
	index, _ := s.arena.take("shell")
	pid, err := fork(s.arena, index)
	if err != nil {
		return err
	}
	shell, err := s.enter("shell", pid, index)
	if err != nil {
		return err
	}
	if err := errors.Join(s.arena.private(), limit(pid)); err != nil {
		return err
	}
	for _, call := range []string{
		`setsid()`,
		`openat(AT_FDCWD, $stage, O_RDWR)`, // a session leader without a terminal acquires it
		`dup2(3, 0)`, `dup2(3, 1)`, `dup2(3, 2)`, `close(3)`,
	} {
		if err := s.setupCall(shell, call); err != nil {
			return err
		}
	}
	return s.terminal.drain()
}

// limit sets two resource limits of the shell. Its descendants inherit them.
//
// RLIMIT_CORE: signals should neither write core files into the user's directory
// nor start a program that receives them (/proc/sys/kernel/core_pattern). A limit
// of 0 bytes prevents only the first, a limit of 1 both (core(5); fs/coredump.c).
//
// RLIMIT_NOFILE: at most 1024 descriptors, the usual soft limit, so that what the
// screen shows of a process stays short. Go has raised forklore's own limit.
func limit(pid int) error {
	var core, files unix.Rlimit
	err := errors.Join(unix.Prlimit(pid, unix.RLIMIT_CORE, nil, &core), unix.Prlimit(pid, unix.RLIMIT_NOFILE, nil, &files))
	if err == nil {
		core.Max = min(core.Max, 1)
		core.Cur = core.Max
		files.Cur = min(files.Cur, 1024)
		err = errors.Join(unix.Prlimit(pid, unix.RLIMIT_CORE, &core, nil), unix.Prlimit(pid, unix.RLIMIT_NOFILE, &files, nil))
	}
	if err != nil {
		return fmt.Errorf("stage: prlimit of the shell: %w", err)
	}
	return nil
}

// reapPatience is how long the reaper has to wait for an orphan. One that takes
// longer counts as one that does not.
const reapPatience = 20 * time.Millisecond

// findReaper makes an orphan, to learn which process adopts it and whether that
// process waits for it: PID 1, or a subreaper (prctl(2), PR_SET_CHILD_SUBREAPER).
func (s *Stage) findReaper() error {
	shell := s.actors[0]
	scout, err := s.setupFork(shell, "scout")
	if err != nil {
		return err
	}
	orphan, err := s.setupFork(scout, "orphan")
	if err != nil {
		return err
	}
	if err := s.setupCall(scout, `exit_group(0)`); err != nil {
		return err
	}
	row, err := probe.Read(orphan.id.PID)
	if err != nil {
		return fmt.Errorf("stage: look who adopted the orphan: %w", err)
	}
	s.reaper = probe.Reaper{PID: row.PPID, Name: probe.NameOf(row.PPID)}
	if err := s.setupCall(shell, `wait4(scout)`); err != nil {
		return err
	}
	if err := s.setupCall(orphan, `exit_group(0)`); err != nil {
		return err
	}
	s.reaper.Reaps = orphan.reapedWithin(reapPatience)
	s.Look()
	if !orphan.reaped() {
		leaveToReaper(orphan.id)
	}
	scout.forget()
	orphan.forget()
	s.actors, s.memories = s.actors[:1], nil // no lesson shows them
	return nil
}

// setupCall makes a call that prepares the stage, before the lesson begins. It
// returns an error if the call fails.
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
		return nil, fmt.Errorf("stage: %s (pid %d) was gone as soon as it was born", role, line.Result)
	}
	return child, nil
}

// setup makes a call and waits for its result. It waits longer than Do does,
// because forklore itself may be suspended in the meantime.
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

// Terminal returns the path of the stage's terminal: "/dev/pts/4".
func (s *Stage) Terminal() string { return s.terminal.path }

// Spare returns the path of the spare terminal, "" if there is none.
func (s *Stage) Spare() string {
	if s.spare == nil {
		return ""
	}
	return s.spare.path
}

// Scratch returns the path of the scratch directory, where a lesson's files are.
func (s *Stage) Scratch() string { return s.scratch }

// Reaper returns the process that adopts the stage's orphans.
func (s *Stage) Reaper() probe.Reaper { return s.reaper }

func (s *Stage) mark() string { return mark(s.scratch) }
