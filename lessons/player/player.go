// Package player plays a lesson on a stage: it makes the lesson's calls, checks
// its claims against what the kernel shows, and asks its questions.
//
// Both front ends use it: the screen (package tui) and the transcript. A method
// of a Player makes something happen on the stage and returns the State after
// it. The package starts no goroutine and has no timer except the limits of a
// lesson's waits. To see what happens without a call, call Look from time to
// time. The package draws and prints nothing.
package player

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"forklore/lessons"
	"forklore/lessons/stage"
	"forklore/probe"
	"forklore/probe/say"
)

// errClosed is the error of Next and Skip when the player has no stage.
var errClosed = errors.New("player: the stage is closed")

// A Player plays one lesson. Its methods may be called from any goroutine; a
// mutex lets one at a time run.
type Player struct {
	mu     sync.Mutex
	lesson *lessons.Lesson
	stage  *stage.Stage // nil after it was closed
	state  State
	beat   int // of the entries that are recorded now; see Entry.Beat

	now           probe.Snapshot    // the last one read
	reported      probe.Snapshot    // the one that the last entry has
	pending       []probe.Moment    // seen on the stage, but not in an entry yet
	output        string            // written to the terminal, but not in an entry yet; maxOutput bytes at most
	outputEntries int               // number of entries of this beat that report only output
	screen        *screen           // what the user of the terminal sees
	said          map[string]string // role → the last call of its process that has returned, as strace prints it
	patience      time.Duration     // limit of the next wait
}

// A State is the state of a playing after a call of a Player's method. Later
// calls do not change it.
type State struct {
	Entries  []Entry           // every moment so far, oldest first
	Step     int               // index of the step that Next plays; len(Lesson.Steps) at the end
	Call     int               // index of the call, within the step, that Next plays
	Done     bool              // every step was played or skipped
	Skipped  []bool            // by step
	Question *Question         // the open question, for Answer; nil when there is none
	Grades   []Grade           // the answers so far, in order
	Terminal string            // path of the stage's terminal: "/dev/pts/4"
	Scratch  string            // path of the scratch directory
	StandIns map[string]string // role whose fork was left out → the role that plays it
	Reaper   probe.Reaper      // the process that adopts the stage's orphans
	Tables   []Table           // the lesson's tables, as far as they are measured
}

// An Entry is a moment and its place in the lesson.
type Entry struct {
	probe.Moment
	StepIndex int      // -1 before the first step, when the stage has just been opened
	CallIndex int      // -1 if no call of the lesson caused the moment
	Beat      int      // the same for all entries that one call of Next brought; 0 before the first call
	Screen    []string // the lines that the user of the stage's terminal sees, without empty ones at the end
}

// Open opens a stage for l, and returns a player that is before the lesson's
// first step. It will leave out the steps that skip marks, by index; nil leaves
// out none. The error is a *lessons.MissingPrograms if this machine lacks a
// program of the lesson.
func Open(l *lessons.Lesson, skip []bool) (*Player, error) {
	if err := l.Playable(); err != nil {
		return nil, err
	}
	p := &Player{lesson: l}
	if err := p.start(skip, nil); err != nil {
		return nil, err
	}
	return p, nil
}

// start opens a new stage and goes to the first step. After an error the state
// is the old one.
func (p *Player) start(skip []bool, earlier []Grade) error {
	before := p.state
	p.state = State{Skipped: make([]bool, len(p.lesson.Steps)), Grades: slices.Clone(earlier)}
	copy(p.state.Skipped, skip)
	moment, err := p.openStage()
	if err != nil {
		p.state = before
		return err
	}
	p.beat = 0
	p.record(-1, -1, moment)
	p.enterStep()
	return nil
}

// openStage opens a stage, and returns the moment that reports it. The stage
// before must be closed.
func (p *Player) openStage() (probe.Moment, error) {
	opened, err := stage.Open(stage.Options{Spare: p.lesson.Spare, Programs: p.lesson.Programs})
	if err != nil {
		return probe.Moment{}, fmt.Errorf("set a stage for %s: %w", p.lesson.Name, err)
	}
	p.stage = opened
	p.state.StandIns = map[string]string{}
	p.state.Terminal, p.state.Scratch, p.state.Reaper = opened.Terminal(), opened.Scratch(), opened.Reaper()
	p.now, p.reported, p.pending, p.output = probe.Snapshot{}, probe.Snapshot{}, nil, ""
	p.screen = newScreen()
	p.said, p.patience = map[string]string{}, waitPatience
	return event(probe.KindTerminal, "terminal", say.Textf("--- %s opened: shell leads its session ---", p.state.Terminal)), nil
}

// State returns the state of the playing.
func (p *Player) State() State {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.copyState()
}

// copyState returns a copy of the state that later calls do not change.
func (p *Player) copyState() State {
	s := p.state
	s.Entries = slices.Clip(s.Entries)
	s.Skipped = slices.Clone(s.Skipped)
	s.StandIns = maps.Clone(s.StandIns)
	s.Grades = slices.Clone(s.Grades)
	s.Tables = slices.Clone(s.Tables)
	return s
}

// Skip leaves out the rest of the current step.
func (p *Player) Skip() (State, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.stage == nil:
		return p.copyState(), errClosed
	case p.state.Done:
		return p.copyState(), nil
	}
	p.state.Skipped[p.state.Step] = true
	p.enterStep()
	return p.copyState(), nil
}

// Restart closes the stage, opens a new one and plays the lesson there, without
// the steps that skip marks, up to and including the step of index upto; -1
// plays nothing. It asks no question on the way.
//
// earlier are the grades to keep; the questions that they answer are not asked
// again. Pass State.Earlier to continue an attempt, and nil to begin a new one.
//
// After an error there is no stage. The State is then the last one of the old
// stage, and Restart may be called again.
func (p *Player) Restart(skip []bool, upto int, earlier []Grade) (State, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.closeStage(); err != nil {
		return p.copyState(), err
	}
	if err := p.start(skip, earlier); err != nil {
		return p.copyState(), err
	}
	for !p.state.Done && p.state.Step <= upto {
		p.state.Question = nil
		if err := p.play(); err != nil {
			return p.copyState(), err
		}
	}
	return p.copyState(), nil
}

// AwaitReaper waits, for reaperPatience at most, until the process that adopts
// orphans has waited for those of all closed players. Until then they are
// zombies.
func AwaitReaper() { stage.AwaitReaper(reaperPatience) }

// reaperPatience is enough for an init that waits for its children every two
// seconds.
const reaperPatience = 2500 * time.Millisecond

// Close closes the stage: it ends every process there. It may be called more
// than once.
func (p *Player) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.closeStage()
}

// closeStage is Close for callers that hold the mutex.
func (p *Player) closeStage() error {
	if p.stage == nil {
		return nil
	}
	err := p.stage.Close()
	p.stage = nil
	if err != nil {
		return fmt.Errorf("close the stage of %s: %w", p.lesson.Name, err)
	}
	return nil
}
