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
// has chosen. It is made anew when any of that changes and never changed, so a
// pane draws it once for a size.
type scene struct {
	*theme
	lesson *lessons.Lesson
	state  player.State
	stops  []stop
	pages  []page
	at     int // index of the page

	rows     []row
	changes  []probe.Change                 // the weightiest first
	marks    map[probe.CellID]probe.Reading // what a changed cell was before
	selected probe.ID                       // zero for none
	stepRow  int                            // the selected step, on the timeline
	language string
	ask      bool
	choice   int // the choice that is pointed at; -1 for none
	audits   map[int][]probe.Finding
	pid      int             // forklore's own
	hinted   bool            // the question's hint is shown
	present  bool            // for an audience
	shown    bool            // the presenter has shown the page's answers
	revealed int             // how many answers of the review are shown
	resumeAt int             // the step at which the lesson was left before; 0 for none
	next     *lessons.Lesson // the one to learn after this; nil for none
}

// A row is a process, or the memory of one.
type row struct {
	probe.Process
	ended *probe.End // how it ended; nil while the kernel still knows it
}

// lives reports whether the process can still do something.
func (r *row) lives() bool { return r.ended == nil && r.State != probe.Zombie }

func (s *scene) page() page { return s.pages[s.at] }

// entries returns the moments of the page's stop.
func (s *scene) entries() []player.Entry {
	st := s.stops[s.page().stop]
	return s.state.Entries[st.first : st.last+1]
}

func (s *scene) snapshot() *probe.Snapshot { return &s.state.Entries[s.last()].Snapshot }

// last is the index of the last entry that is shown. While what the page's call
// has brought is hidden, that is the last before the call.
func (s *scene) last() int {
	at := s.page().stop
	if s.hidden() {
		at = s.before(at)
	}
	return s.stops[at].last
}

// before returns the stop at which the call of stop at was still to be made.
func (s *scene) before(at int) int {
	beat := s.stops[at].beat
	for at > 0 && s.stops[at].beat == beat {
		at--
	}
	return at
}

// past reports whether something has happened since.
func (s *scene) past() bool { return s.page().stop < len(s.stops)-1 }

// step returns the page's step, nil before the first and after the last.
func (s *scene) step() *lessons.Step { return s.stepAt(s.page().step) }

func (s *scene) stepAt(i int) *lessons.Step {
	if i < 0 || i >= len(s.lesson.Steps) {
		return nil
	}
	return &s.lesson.Steps[i]
}

// stepDone reports whether the page's step has been made to its end.
func (s *scene) stepDone() bool {
	st := s.step()
	return st != nil && s.page().kind == madePage && s.page().call >= len(st.Calls)-1
}

// question returns what is to be answered before this page is turned, or nil.
func (s *scene) question() *player.Question {
	q := s.state.Question
	if !s.ask || q == nil || s.page().kind != aheadPage || s.page().step != q.Step {
		return nil
	}
	return q
}

// given returns the answer to the page's question, as far as it speaks of
// processes that are on this stage.
func (s *scene) given() *player.Grade {
	if g := s.state.Grade(s.page().step); g != nil && g.Earlier == player.Pending {
		return g
	}
	return nil
}

// questionsUntil counts the questions that are passed by playing on to a step.
func (s *scene) questionsUntil(step int) (n int) {
	for i := s.state.Step; s.ask && i < step; i++ {
		if s.lesson.Steps[i].Ask != nil && !s.state.Skipped[i] && s.state.Grade(i) == nil {
			n++
		}
	}
	return n
}

// grade returns the graded answer to the step's question, once its call was made.
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

// checks returns the verdicts of the page's step, as far as the page has come.
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

// derive fills in what follows from the page.
func (s *scene) derive() {
	now := s.snapshot()
	s.rows = rowsOf(now)
	s.marks = make(map[probe.CellID]probe.Reading)
	s.changes = s.differences()
	for _, c := range s.changes {
		s.marks[c.Cell()] = c.From
	}
	slices.SortStableFunc(s.changes, func(a, b probe.Change) int { return cmp.Compare(s.weight(a), s.weight(b)) })
}

// The weights of changes. The less there is room for, the more of the last go untold.
const (
	weightFate   = iota // what became of a process
	weightCell          // what changed about one that lives
	weightShared        // a new foreground group marks every process of its session
	weightRest          // a zombie lets go of its terminal; exec resets signals
	weights
)

func (s *scene) weight(c probe.Change) int {
	switch c.Field {
	case probe.Born, probe.Exited, probe.Gone, "state":
		return weightFate
	case "ignored", "caught", "blocked":
		return weightRest
	}
	if _, ended := s.marks[probe.CellID{ID: c.ID, Field: probe.Exited}]; ended {
		return weightRest
	}
	if c.Field == "tpgid" {
		return weightShared
	}
	return weightCell
}

// differences returns what differs from the end of the beat before.
func (s *scene) differences() []probe.Change {
	at := s.page().stop
	if at == 0 {
		return nil // everything is new when the stage was set up
	}
	if s.page().kind == aheadPage {
		// The marks of a step stand until the next, those from outside longer.
		before := at - 1
		for before > 0 && s.time(before).Equal(s.time(at)) {
			before-- // one look brought both
		}
		if s.stops[before].beat == s.stops[at].beat {
			return s.since(before)
		}
		return nil
	}
	if s.hidden() {
		return nil
	}
	return s.since(s.before(at))
}

func (s *scene) time(stop int) time.Time { return s.state.Entries[s.stops[stop].last].Snapshot.Time }

// since returns what differs from a stop of before.
func (s *scene) since(stop int) []probe.Change {
	return probe.Diff(s.state.Entries[s.stops[stop].last].Snapshot, *s.snapshot())
}

// rowsOf returns the processes of a snapshot and those that were, together in
// the order in which they came, so that no row moves when a process ends.
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

func (s *scene) selectedRow() int {
	return slices.IndexFunc(s.rows, func(r row) bool { return r.ID() == s.selected })
}

// changedFrom reports whether the cell changed, and what it was.
func (s *scene) changedFrom(p *probe.Process, field string) (from probe.Reading, ok bool) {
	from, ok = s.marks[probe.CellID{ID: p.ID(), Field: field}]
	return from, ok
}

// name returns whom a PID of the stage or around it belongs to, empty for a
// stranger.
func (s *scene) name(pid int) string {
	for i := len(s.rows) - 1; i >= 0; i-- {
		if r := &s.rows[i]; r.PID == pid {
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

// who names a PID for a reader: "4022 parent".
func (s *scene) who(pid int) string {
	text := strconv.Itoa(pid)
	if name := s.name(pid); name != "" {
		text += " " + name
	}
	return text
}
