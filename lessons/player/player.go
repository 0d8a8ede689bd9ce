// Package player plays a lesson on a stage.
//
// The screen and the headless runner are two users of it. A player is driven
// by its methods alone: each makes something happen on the stage and returns
// the State that then holds. There is no goroutine in it, and no clock but the
// limit of a lesson's waits; whoever wants to see what happens without a call
// calls Look.
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

// errClosed is what Next and Skip return once the player has no stage.
var errClosed = errors.New("player: the stage is closed")

// A Player plays one lesson. Its methods may be called from any goroutine; one
// at a time does its work.
type Player struct {
	mu     sync.Mutex
	lesson *lessons.Lesson
	stage  *stage.Stage // nil once it was closed
	state  State
	beat   int

	now      probe.Snapshot    // what was last read
	told     probe.Snapshot    // what the last moment carries
	happened []probe.Moment    // what looks brought that no entry tells of yet
	output   string            // what the terminal was written that no entry tells of yet, its end at most
	written  int               // how many entries of this beat tell of output alone
	screen   *screen           // what the user of the terminal sees
	said     map[string]string // role → the last call of its process that has returned, as strace prints it
	patience time.Duration     // of the next wait
}

// A State is where a playing stands. It is a value: a later one never changes
// an earlier one.
type State struct {
	Entries  []Entry           // every moment so far, oldest first
	Step     int               // index of the step that Next plays; len(Lesson.Steps) at the end
	Call     int               // index of the call, within the step, that Next plays
	Done     bool              // every step was played or skipped
	Skipped  []bool            // by step
	Question *Question         // to be answered or passed before Next; nil when there is none
	Grades   []Grade           // answers so far, in order
	Terminal string            // path of the stage's terminal: "/dev/pts/4"
	Scratch  string            // the scratch directory
	StandIns map[string]string // role that was never born, as its fork was left out → the role that plays it
	Reaper   probe.Reaper
	Tables   []Table
}

// A Table is what the table blocks with one head have measured so far.
type Table struct {
	Head []string
	Rows []Row
}

// A Row of a table belongs to the step that measured it.
type Row struct {
	Step  int
	Cells []say.Text // as many as the head has
}

// An Entry is a moment and the place in the lesson that it belongs to.
type Entry struct {
	probe.Moment
	StepIndex int      // -1 before the first step: the stage as it was set up
	CallIndex int      // -1 where no call of the lesson made it
	Beat      int      // moments that came of one call of Next share a beat; the first beat, 0, is the stage as it was set up
	Screen    []string // what the user of the stage's terminal sees, without the empty lines at the end
}

// A Question is a prediction to make, its values looked up on this stage.
type Question struct {
	Step    int
	Text    say.Text // "After exit_group(0), what is child's PPID?"
	Hint    string   // Markdown; empty where there is none
	Choices []Choice
}

// A Choice is an answer to choose.
type Choice struct {
	Label  say.Text // "shell (4021)"
	Reason string   // Markdown, shown once it was graded

	value value // the cell's value on this stage: 4021
	of    int   // index among the choices that the lesson gives
}

// A Grade is an answer, held against what was measured.
type Grade struct {
	Question
	Chosen   int      // index of the choice; -1 where the learner passed
	Right    int      // index of the choice that was measured; -1 where none of them was
	Measured say.Text // the cell's value
	Graded   bool     // false until its call was made, or where it never was
	Earlier  Verdict  // that of an answer given on a stage before this one; Pending for an answer given on this one
}

// Open sets a stage and is ready to play l from its first step. The steps that
// skip marks, by index, will be left out; nil leaves out none. The error is a
// *lessons.MissingPrograms where a program of the lesson is not on this machine.
func Open(l *lessons.Lesson, skip []bool) (*Player, error) {
	if err := l.Playable(); err != nil {
		return nil, err
	}
	p := &Player{lesson: l}
	if err := p.set(skip, nil); err != nil {
		return nil, err
	}
	return p, nil
}

// set makes a new stage and stands before the first step.
func (p *Player) set(skip []bool, earlier []Grade) error {
	before := p.state
	p.state = State{Skipped: make([]bool, len(p.lesson.Steps)), Grades: slices.Clone(earlier)}
	copy(p.state.Skipped, skip)
	moment, err := p.setStage()
	if err != nil {
		p.state = before
		return err
	}
	p.beat = 0
	p.record(-1, -1, moment)
	p.arrive()
	return nil
}

// setStage opens a stage; the one before must be closed.
func (p *Player) setStage() (probe.Moment, error) {
	opened, err := stage.Open(stage.Options{Spare: p.lesson.Spare, Programs: p.lesson.Programs})
	if err != nil {
		return probe.Moment{}, fmt.Errorf("set a stage for %s: %w", p.lesson.Name, err)
	}
	p.stage = opened
	p.state.StandIns = map[string]string{}
	p.state.Terminal, p.state.Scratch, p.state.Reaper = opened.Terminal(), opened.Scratch(), opened.Reaper()
	p.now, p.told, p.happened, p.output = probe.Snapshot{}, probe.Snapshot{}, nil, ""
	p.screen = newScreen()
	p.said, p.patience = map[string]string{}, waitPatience
	return told(probe.KindTerminal, "terminal", say.Textf("--- %s opened: shell leads its session ---", p.state.Terminal)), nil
}

// State returns where the playing stands.
func (p *Player) State() State {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.share()
}

// share returns the state such that nothing done later changes it.
func (p *Player) share() State {
	s := p.state
	s.Entries = slices.Clip(s.Entries)
	s.Skipped = slices.Clone(s.Skipped)
	s.StandIns = maps.Clone(s.StandIns)
	s.Grades = slices.Clone(s.Grades)
	s.Tables = slices.Clone(s.Tables)
	return s
}

// Skip leaves out what remains of the current step.
func (p *Player) Skip() (State, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.stage == nil:
		return p.share(), errClosed
	case p.state.Done:
		return p.share(), nil
	}
	p.state.Skipped[p.state.Step] = true
	p.arrive()
	return p.share(), nil
}

// Restart plays the lesson anew on a new stage, with new processes, leaving
// out the steps that skip marks, up to and including the step of index upto;
// -1 is the very start. Of the steps that earlier has grades of nothing is asked
// again: it is State.Earlier where the attempt goes on, nil where a new one
// begins. Nor is anything asked on the way to upto. After an error there is no
// stage: the State is the last one of the old stage, and Restart may be tried
// again.
func (p *Player) Restart(skip []bool, upto int, earlier []Grade) (State, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.close(); err != nil {
		return p.share(), err
	}
	if err := p.set(skip, earlier); err != nil {
		return p.share(), err
	}
	for !p.state.Done && p.state.Step <= upto {
		p.state.Question = nil
		if err := p.play(); err != nil {
			return p.share(), err
		}
	}
	return p.share(), nil
}

// Audit holds the process of that role against the properties of a well-made
// daemon; nil where no such process lives.
func (p *Player) Audit(role string) []probe.Finding {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stage == nil {
		return nil
	}
	return p.audit(role)
}

// AwaitReaper waits until whoever adopts orphans here has waited for those that
// closed players left, for a few seconds at most. Before it has, they are
// zombies.
func AwaitReaper() { stage.AwaitReaper(reaperPatience) }

// reaperPatience is enough for an init that looks every two seconds.
const reaperPatience = 2500 * time.Millisecond

// Close ends everything on the stage. It may be called more than once.
func (p *Player) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.close()
}

func (p *Player) close() error {
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
