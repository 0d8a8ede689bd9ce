package tui

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"forklore/lessons"
	"forklore/lessons/player"
	"forklore/probe"
)

// A scene is what the panes show: one page of a playing, and what the learner
// has selected. A scene never changes; screen.change makes a new one. So a pane
// is drawn only once for each scene and size.
type scene struct {
	*theme
	lesson *lessons.Lesson
	state  player.State
	stops  []stop
	pages  []page
	at     int // index of the page

	rows     []row
	changes  []probe.Change                 // the most important first
	marks    map[probe.CellID]probe.Reading // for each changed cell, its value before
	selected probe.ID                       // the selected process; zero for none
	stepRow  int                            // index of the step selected on the timeline; -1 for none
	language string                         // tag of the language of the program text; empty for none
	ask      bool                           // ask for predictions
	choice   int                            // index of the selected choice; -1 for none
	audits   map[int][]probe.Finding        // by step: the findings of the audit that it claims
	pid      int                            // forklore's own PID
	hinted   bool                           // the question's hint is shown
	present  bool                           // for an audience
	shown    bool                           // the presenter has shown the result of the page's call
	revealed int                            // how many answers of the review are shown
	resumeAt int                            // index of the step where the lesson was left before; 0 for none
	next     *lessons.Lesson                // the lesson after this one; nil for none
}

// A row is a process, or the last that is known about a process that was reaped.
type row struct {
	probe.Process
	ended *probe.End // how it ended; nil until it was reaped
}

// lives reports whether the process is neither a zombie nor reaped.
func (r *row) lives() bool { return r.ended == nil && r.State != probe.Zombie }

func (s *scene) page() page { return s.pages[s.at] }

// entries returns the moments of the page's stop.
func (s *scene) entries() []player.Entry {
	st := s.stops[s.page().stop]
	return s.state.Entries[st.first : st.last+1]
}

// snapshot returns the processes that the page shows.
func (s *scene) snapshot() *probe.Snapshot { return &s.state.Entries[s.last()].Snapshot }

// last returns the index of the last entry that is shown. While the result of
// the page's call is hidden, it is the last entry before the call.
func (s *scene) last() int {
	at := s.page().stop
	if s.hidden() {
		at = s.before(at)
	}
	return s.stops[at].last
}

// before returns the index of the last stop before the call of stop at.
func (s *scene) before(at int) int {
	beat := s.stops[at].beat
	for at > 0 && s.stops[at].beat == beat {
		at--
	}
	return at
}

// past reports whether something has happened after this page.
func (s *scene) past() bool { return s.page().stop < len(s.stops)-1 }

// step returns the page's step; nil on the introduction and the summary.
func (s *scene) step() *lessons.Step { return s.stepAt(s.page().step) }

func (s *scene) stepAt(i int) *lessons.Step {
	if i < 0 || i >= len(s.lesson.Steps) {
		return nil
	}
	return &s.lesson.Steps[i]
}

// stepDone reports whether the page shows the last call of its step.
func (s *scene) stepDone() bool {
	st := s.step()
	return st != nil && s.page().kind == madePage && s.page().call >= len(st.Calls)-1
}

// question returns the question to answer before this page is turned; nil if
// there is none.
func (s *scene) question() *player.Question {
	q := s.state.Question
	if !s.ask || q == nil || s.page().kind != aheadPage || s.page().step != q.Step {
		return nil
	}
	return q
}

// given returns the learner's answer to the question of the page's step; nil if
// there is none, or only one from before the lesson was resumed, which speaks of
// processes that are gone.
func (s *scene) given() *player.Grade {
	if g := s.state.Grade(s.page().step); g != nil && g.Earlier == player.Pending {
		return g
	}
	return nil
}

// questionsUntil counts the questions that playing on to a step would pass.
func (s *scene) questionsUntil(step int) (n int) {
	for i := s.state.Step; s.ask && i < step; i++ {
		if s.lesson.Steps[i].Ask != nil && !s.state.Skipped[i] && s.state.Grade(i) == nil {
			n++
		}
	}
	return n
}

// grade returns the graded answer to the step's question; nil before the call
// that answers it.
func (s *scene) grade() *player.Grade {
	st := s.step()
	if !s.ask || st == nil || st.Ask == nil || s.page().kind != madePage || s.page().call < st.Ask.Call {
		return nil
	}
	if g := s.given(); g != nil && g.Graded {
		return g
	}
	return nil
}

// checks returns the checks of the page's step that were made up to this page.
func (s *scene) checks() (all []probe.Check) {
	if s.page().kind != madePage {
		return nil
	}
	for _, e := range s.state.Entries[:s.last()+1] {
		if e.StepIndex == s.page().step {
			all = append(all, e.Then...)
		}
	}
	return all
}

// derive computes the rows, the changes and the marks of the page.
func (s *scene) derive() {
	now := s.snapshot()
	s.rows = rowsOf(now)
	s.marks = make(map[probe.CellID]probe.Reading)
	s.changes = s.differences()
	for _, c := range s.changes {
		s.marks[c.Cell()] = c.From
	}
	s.sort(s.changes)
}

// sort puts the most important changes first.
func (s *scene) sort(changes []probe.Change) {
	slices.SortStableFunc(changes, func(a, b probe.Change) int { return cmp.Compare(s.weight(a), s.weight(b)) })
}

// told returns the changes that the line of changes tells. They are all that are
// marked; but of what came from outside, only those that came with it: the marks
// of the call before stand until the next step.
func (s *scene) told() []probe.Change {
	if !s.fromOutside() {
		return s.changes
	}
	changes := s.since(s.lookBefore(s.page().stop))
	s.sort(changes)
	return changes
}

// The weights of changes, the most important first: a narrow line and a short
// table show only the first ones.
const (
	weightFate   = iota // a process was born, stopped, ended or was reaped
	weightCell          // what changed about one that lives
	weightShared        // a new foreground group marks every process of its session
	weightRest          // signal masks and handlers; the fields that an exit clears
	weights
)

// weight returns the weight of a change.
func (s *scene) weight(c probe.Change) int {
	switch c.Field {
	case probe.Born, probe.Exited, probe.Gone, "state":
		return weightFate
	case "ignored", "caught", "blocked":
		return weightRest
	}
	if s.exits(c.ID) {
		return weightRest
	}
	if c.Field == "tpgid" {
		return weightShared
	}
	return weightCell
}

// exits reports whether the process becomes a zombie on this page.
func (s *scene) exits(id probe.ID) bool {
	_, ok := s.marks[probe.CellID{ID: id, Field: probe.Exited}]
	return ok
}

// differences returns what changed since the last stop before the page's call.
func (s *scene) differences() []probe.Change {
	at := s.page().stop
	if at == 0 {
		return nil // the stage was just set up: everything is new
	}
	if s.page().kind == aheadPage {
		// The page before a step has no marks, except for what came from outside.
		if before := s.lookBefore(at); s.stops[before].beat == s.stops[at].beat {
			return s.since(before)
		}
		return nil
	}
	if s.hidden() {
		return nil
	}
	return s.since(s.before(at))
}

// time returns when the snapshot of a stop was taken.
func (s *scene) time(stop int) time.Time { return s.state.Entries[s.stops[stop].last].Snapshot.Time }

// lookBefore returns the last stop that an earlier look at the stage found.
func (s *scene) lookBefore(at int) int {
	before := at - 1
	for before > 0 && s.time(before).Equal(s.time(at)) {
		before--
	}
	return before
}

// since returns what differs between an earlier stop and the page.
func (s *scene) since(stop int) []probe.Change {
	return probe.Diff(s.state.Entries[s.stops[stop].last].Snapshot, *s.snapshot())
}

// rowsOf returns the living and the ended processes of a snapshot, ordered by
// their start times: so no row moves when a process ends.
func rowsOf(snapshot *probe.Snapshot) []row {
	rows := make([]row, 0, len(snapshot.Processes)+len(snapshot.Memories))
	for _, p := range snapshot.Processes {
		rows = append(rows, row{Process: p})
	}
	for _, m := range snapshot.Memories {
		rows = append(rows, row{Process: m.Last, ended: &m.End})
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.PID, b.PID))
	})
	return rows
}

// selectedRow returns the index of the selected process, -1 for none.
func (s *scene) selectedRow() int {
	return slices.IndexFunc(s.rows, func(r row) bool { return r.ID() == s.selected })
}

// changedFrom returns the field's value before the change; ok is false if it did
// not change.
func (s *scene) changedFrom(p *probe.Process, field string) (from probe.Reading, ok bool) {
	from, ok = s.marks[probe.CellID{ID: p.ID(), Field: field}]
	return from, ok
}

// name returns the name of a process on the stage, of the reaper or of forklore;
// empty for another process.
func (s *scene) name(pid int) string {
	for _, r := range slices.Backward(s.rows) { // the newest, if the PID was used again
		if r.PID == pid {
			return cell(r.Label())
		}
	}
	switch pid {
	case s.state.Reaper.PID:
		return cell(s.state.Reaper.Name)
	case s.pid:
		return "forklore"
	}
	return ""
}

// who returns a PID with the name of its process: "4022 parent".
func (s *scene) who(pid int) string {
	text := strconv.Itoa(pid)
	if name := s.name(pid); name != "" {
		text += " " + name
	}
	return text
}
