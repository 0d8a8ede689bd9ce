package tui

import (
	"slices"

	"forklore/lessons"
	"forklore/lessons/player"
	"forklore/probe"
)

// A stop is a moment to look at: what one call did, or what happened later
// without a call. It shows the snapshot of its last entry.
type stop struct {
	first, last int  // indices of its entries, both included
	beat        int  // see [player.Entry]
	outside     bool // no call of the lesson caused it
}

// stopsOf divides the entries of a playing into stops. If a call returns later,
// or a process ends because of it, that belongs to the call's stop. An event from
// outside has a stop of its own, and so has a call that could return only after
// that event.
func stopsOf(entries []player.Entry) []stop {
	var all []stop
	for i, e := range entries {
		n := len(all)
		if n == 0 || all[n-1].beat != e.Beat {
			all = append(all, stop{i, i, e.Beat, false})
			continue
		}
		here := &all[n-1]
		switch out := outside(entries, here.first, i); {
		case out, here.outside && e.Call != "":
			all = append(all, stop{i, i, e.Beat, out})
		default:
			here.last = i
		}
	}
	return all
}

// kernelSent are signals that the kernel itself sends (signal(7)): if one of them
// kills or stops a process, the cause need not be outside the lesson.
var kernelSent = []string{"SIGALRM", "SIGTTIN", "SIGTTOU", "SIGPIPE", "SIGHUP", "SIGINT", "SIGQUIT", "SIGTSTP", "SIGSEGV"}

// outside reports whether entry i has a cause outside the lesson: a look later
// than the call at entry first found it, and neither the call nor the kernel
// explains it.
func outside(entries []player.Entry, first, i int) bool {
	e := &entries[i]
	if e.CallIndex >= 0 || e.Call != "" || e.Snapshot.Time.Equal(entries[first].Snapshot.Time) {
		return false
	}
	switch e.Kind {
	case probe.KindChanged:
		return !reapedOnly(&e.Moment)
	case probe.KindStopped, probe.KindKilled, probe.KindContinued:
		return !slices.Contains(kernelSent, e.Signal)
	}
	return false
}

// reapedOnly reports whether processes were only reaped: an orphan's reaper waits
// for it some time after it exited.
func reapedOnly(m *probe.Moment) bool {
	return m.Kind == probe.KindChanged && len(m.Changes) > 0 &&
		!slices.ContainsFunc(m.Changes, func(c probe.Change) bool { return c.Field != probe.Gone })
}

// A pageKind is what a page shows.
type pageKind int

const (
	introPage   pageKind = iota // the stage as it was set up
	aheadPage                   // a step, before its first call
	madePage                    // what a call did
	summaryPage                 // the end of the lesson
)

// A page is where the learner is: at a stop, before a step, or at the summary.
type page struct {
	kind pageKind
	step int // -1 for the introduction, len(Steps) for the summary
	call int // index, in its step, of the last call that was made; -1 for none
	stop int // index of the stop whose snapshot is shown
}

// pagesOf lists the pages in the order in which they are turned. For a later
// State of the same playing, the list begins with the same pages, up to the last
// stop.
func pagesOf(l *lessons.Lesson, s player.State, all []stop) []page {
	var list []page
	here := page{introPage, -1, -1, 0}
	for i, st := range all {
		e := s.Entries[st.first]
		if e.StepIndex != here.step {
			here = page{aheadPage, e.StepIndex, -1, max(0, i-1)}
			list = append(list, here)
			here.kind = madePage
		}
		here.stop = i
		if e.CallIndex >= 0 {
			here.call = e.CallIndex
		}
		list = append(list, here)
	}
	switch {
	case len(list) == 0:
	case s.Done:
		list = append(list, page{summaryPage, len(l.Steps), -1, here.stop})
	case s.Step != here.step:
		list = append(list, page{aheadPage, s.Step, -1, here.stop})
	}
	return list
}

// same returns the index of p in a later list of pages. A page of what was the
// last stop moves on to the new last stop; a page of the past stays.
func (p page) same(list []page, wasLast bool) int {
	best := 0
	if p.kind == aheadPage || p.kind == summaryPage {
		best = len(list) - 1 // its step may have been skipped since
	}
	for i, q := range list {
		switch {
		case p.kind == aheadPage || p.kind == summaryPage:
			if q.kind == p.kind && q.step == p.step {
				return i
			}
		case q.stop == p.stop && q.kind != aheadPage && q.kind != summaryPage:
			best = i
		case wasLast && q.stop > p.stop && (q.kind == madePage || q.kind == introPage):
			best = i
		}
	}
	return best
}

// lastMade returns the index of the page of the last stop.
func lastMade(list []page) int {
	for i := len(list) - 1; i > 0; i-- {
		if list[i].kind == madePage || list[i].kind == introPage {
			return i
		}
	}
	return 0
}
