package stage

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"forklore/probe"
	"forklore/probe/say"

	"golang.org/x/sys/unix"
)

// A Stage is set by Open. Its methods are for one goroutine at a time.
type Stage struct {
	scratch  string // a directory of its own
	programs []string
	guard    *guard
	arena    *arena
	terminal *terminal
	spare    *terminal // nil where none was asked for
	reaper   probe.Reaper
	actors   []*actor          // every process that has been on the stage, in order of birth
	late     []probe.Moment    // calls that have returned at last and that no look told of yet
	memories []probe.Memory    // of those that are gone
	births   births            // when to look for what programs have started
	stands   map[string]string // role → the role whose process plays it
	closed   bool
}

// opening keeps two stages of one program from forking at once: the second
// one's puppets would inherit the first one's arena, and its mark. A guard that
// is being started has the whole program's mappings until its execve(2), and
// would bear every stage's mark: nobody looks for a mark meanwhile.
var opening sync.Mutex

// Open sets a stage: its terminal, its first puppet, which is the shell of
// that terminal, and a look at who adopts orphans here. What fails half-way is
// taken down again.
func Open(o Options) (*Stage, error) {
	scratch, err := nameScratch()
	if err != nil {
		return nil, fmt.Errorf("stage: name a scratch directory: %w", err)
	}
	s := &Stage{scratch: scratch, programs: o.Programs, stands: map[string]string{}}
	if err := s.set(o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

const scratchPrefix = "forklore-"

// nameScratch returns a path for a new directory, as the kernel would tell it:
// absolute and without links, whatever TMPDIR says.
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

func (s *Stage) set(o Options) (err error) {
	opening.Lock()
	s.guard, err = startGuard(s.scratch)
	opening.Unlock()
	if err != nil {
		return err
	}
	if err := os.Mkdir(s.scratch, 0o700); err != nil { // it has a guard already: it is never left behind
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

// forkShell makes the first puppet and gives it the terminal: what a terminal
// emulator does for the shell that it starts.
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

// limit gives the shell, and so all that come of it, the limits of a lesson.
// Its signals may not leave core files in the user's directory, nor start a
// program that takes them (core_pattern): a limit of 0 bytes keeps the kernel
// from the first alone, 1 from both (core(5); fs/coredump.c). Its rows stay
// short: Go has raised forklore's own limit of descriptors.
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

// findReaper sends an orphan ahead to see who adopts it, and whether the
// adopter waits for it.
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
	s.reaper.Reaps = orphan.vanishes(reapPatience)
	s.Look()
	scout.forget()
	orphan.forget()
	s.actors, s.memories = s.actors[:1], nil // they were no part of any lesson
	return nil
}

// Terminal returns the path of the stage's terminal.
func (s *Stage) Terminal() string { return s.terminal.path }

// Spare returns the path of the spare terminal, empty where there is none.
func (s *Stage) Spare() string {
	if s.spare == nil {
		return ""
	}
	return s.spare.path
}

// Scratch returns the path of the directory in which a lesson's files lie.
func (s *Stage) Scratch() string { return s.scratch }

// Reaper returns who adopts orphans on this machine.
func (s *Stage) Reaper() probe.Reaper { return s.reaper }

func (s *Stage) mark() string { return mark(s.scratch) }

// StandIn lets the process of role player play role as well: what happens
// where the fork that would have made role is left out of a program.
func (s *Stage) StandIn(role, player string) { s.stands[role] = player }

// PlayedBy returns the role whose process plays role: role itself, but where
// another stands in for it.
func (s *Stage) PlayedBy(role string) string {
	for range len(s.stands) {
		player, ok := s.stands[role]
		if !ok {
			break
		}
		role = player
	}
	return role
}

// PID implements strace.Names. A role that has ended still stands for the PID
// that its process had.
func (s *Stage) PID(role string) (int, bool) {
	if role == "reaper" {
		return s.reaper.PID, true
	}
	if a := s.actor(role); a != nil {
		return a.id.PID, true
	}
	return 0, false
}

// Text implements strace.Names: the paths of the stage, and PIDs as text.
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

// Has reports whether the role, or whoever stands in for it, is or was on the
// stage.
func (s *Stage) Has(role string) bool { return s.actor(role) != nil }

func (s *Stage) actor(role string) *actor {
	role = s.PlayedBy(role)
	for i := len(s.actors) - 1; i >= 0; i-- {
		if s.actors[i].role == role {
			return s.actors[i]
		}
	}
	return nil
}

// HangUp closes the terminal as its window would be closed.
func (s *Stage) HangUp() (probe.Moment, error) {
	if s.terminal.hungUp {
		return probe.Moment{}, refuse("%s is hung up already", s.terminal.path)
	}
	if err := s.terminal.hangUp(); err != nil {
		return probe.Moment{}, err
	}
	s.Settle()
	return terminalMoment(say.Textf("--- %s hung up ---", s.terminal.path)), nil
}

// Type types a text into the terminal. A process that reads there gets it when it
// comes to read; the terminal driver itself acts on control characters (termios(3)).
func (s *Stage) Type(text string) (probe.Moment, error) {
	if s.terminal.hungUp {
		return probe.Moment{}, refuse("%s is hung up: nobody can type there", s.terminal.path)
	}
	if err := s.terminal.types(text); errors.Is(err, os.ErrDeadlineExceeded) {
		return probe.Moment{}, refuse("%s takes no more: nobody reads what is typed", s.terminal.path)
	} else if err != nil {
		return probe.Moment{}, err
	}
	s.Settle()
	return terminalMoment(say.Textf("--- typed %s ---", keys(text))), nil
}

func terminalMoment(said say.Text) probe.Moment {
	return probe.Moment{Kind: probe.KindTerminal, Role: "terminal", Text: said.String(), Said: said}
}

// keys writes what was typed: "sleep 60\n", ^C.
func keys(text string) string {
	if len(text) == 1 && text[0] < ' ' && text != "\n" {
		return "^" + string(rune(text[0]+'@'))
	}
	return strconv.Quote(text)
}

// Output returns what was written to the terminal since Output was last called,
// escape sequences and all.
func (s *Stage) Output() string { return s.terminal.take() }

// Name gives a role to a process that has none. It reports false where there is
// no such process.
func (s *Stage) Name(id probe.ID, role string) bool {
	for _, a := range s.actors {
		if a.id == id && a.role == "" {
			a.role, a.last.Role = role, role
			return true
		}
	}
	return false
}

const (
	closePatience = 2 * time.Second
	reapPatience  = 20 * time.Millisecond
)

// Close ends every process of the stage and removes all that it made. Close
// may be called again.
func (s *Stage) Close() error {
	if s.closed {
		return nil
	}
	s.closed = true
	faults := []error{s.end()}
	for _, t := range []*terminal{s.terminal, s.spare} {
		if t != nil {
			faults = append(faults, t.hangUp())
		}
	}
	if s.arena != nil {
		faults = append(faults, s.arena.close())
	}
	if s.guard == nil {
		return errors.Join(faults...) // and no scratch directory either
	}
	opening.Lock()
	err := s.guard.dismiss()
	opening.Unlock()
	if err != nil {
		faults = append(faults, err, sweep(s.scratch, os.Getpid(), nil, nil))
	}
	return errors.Join(faults...)
}

// end kills every process of the stage and waits until all are dead, and reaped
// where their reaper is one that reaps.
func (s *Stage) end() error {
	var faults []error
	for _, a := range s.actors {
		a.kill()
	}
	deadline := time.Now().Add(closePatience)
	for i, a := range s.actors {
		switch {
		case !a.dies(time.Until(deadline)):
			faults = append(faults, fmt.Errorf("stage: %s (pid %d) does not die", a.role, a.id.PID))
		case i == 0:
			s.reapShell(a)
		case s.reaper.Reaps:
			a.vanishes(time.Until(deadline))
		}
		if !a.reaped() {
			leave(a.id)
		}
		a.forget()
	}
	s.actors = nil
	return errors.Join(faults...)
}
