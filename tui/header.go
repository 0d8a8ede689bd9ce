package tui

import (
	"slices"
	"strings"

	"forklore/probe"
	"forklore/probe/say"

	"github.com/charmbracelet/x/ansi"
)

// header draws the three lines above the panes: the place in the lesson, the
// call, and what it changed.
func (s *scene) header(w int) []string {
	return []string{s.titleLine(w), s.callLine(w), s.changeLine(w)}
}

// titleLine has the lesson's title, or the banner of the past, and the timeline.
func (s *scene) titleLine(w int) string {
	n := len(s.lesson.Steps)
	where := ""
	if at := s.page().step; at >= 0 && at < n {
		where = s.say("step %d of %d", at+1, n)
		if calls := len(s.lesson.Steps[at].Calls); calls > 1 && s.page().call >= 0 && !s.past() {
			where = s.say("step %d of %d, call %d of %d", at+1, n, s.page().call+1, calls)
		}
	}
	left := " " + s.strong.Render("forklore") + s.dim.Render(" › ") + s.strong.Render(cell(s.lesson.Title))
	if s.past() {
		left = s.banner.Render(" " + s.say("PAST — moment %d of %d — → forward, n now", s.page().stop+1, len(s.stops)) + " ")
	}
	strip := s.strip(max(0, min(n, w/3)))
	right := s.dim.Render(where) + "  " + strip + " "
	room := w - width(right)
	return fit(left, max(0, room-1)) + " " + fit(right, min(w, width(right)))
}

// callLine has the call of this page as strace(1) prints it.
func (s *scene) callLine(w int) string {
	at := s.page()
	if at.kind == aheadPage {
		return fit(" "+s.dim.Render(signAhead+" "+s.say("next")+"  "+s.callText(0)), w)
	}
	if at.kind == summaryPage {
		return fit(" "+s.good.Render(signDone)+" "+s.strong.Render(s.say("the lesson has come to its end")), w)
	}
	if s.hidden() {
		return fit(" "+s.active.Render(signMade)+" "+s.strong.Render(s.callText(at.call)), w)
	}
	sign := s.active.Render(signMade)
	if s.fromOutside() {
		sign = s.changed.Render(signOutside + " " + s.say("from outside"))
	}
	return fit(" "+sign+" "+s.moments(w-2-width(sign)), w)
}

// moments are the moments of the page's stop, side by side in w columns. If
// there is too little room, the first call loses arguments: its result and the
// moments after it are more important.
func (s *scene) moments(w int) string {
	var parts []string
	room := w
	entries := s.entries()
	for i := range entries[1:] {
		m := &entries[i+1].Moment
		if reapedOnly(m) {
			continue // changeLine has it
		}
		text := s.moment(m, w)
		parts, room = append(parts, text), room-width(text)-2
	}
	const least = 30 // a call cut shorter could not be recognised
	first := s.moment(&entries[0].Moment, max(room, least))
	return strings.Join(slices.Insert(parts, 0, first), "  ")
}

// callText is a call of the step as the lesson file has it, without its result:
// the result may be what the learner is asked to predict.
func (s *scene) callText(i int) string {
	calls := s.step().Calls
	if len(calls) == 0 {
		return s.say("no call: the stage is looked at again")
	}
	text := s.played(cell(calls[max(0, i)].Ahead()))
	if n := len(calls); n > 1 && s.page().kind == aheadPage {
		text += "  " + s.say("(the first of %d calls)", n)
	}
	return text
}

// fromOutside reports whether the page shows something that no call of the
// lesson caused.
func (s *scene) fromOutside() bool { return s.stops[s.page().stop].outside }

// returned reports whether the page shows a call that could return only after
// something from outside.
func (s *scene) returned() bool {
	at := s.page().stop
	return at > 0 && s.stops[at-1].beat == s.stops[at].beat && !s.stops[at].outside
}

// moment is the moment's text in w columns, with failures in red.
func (s *scene) moment(m *probe.Moment, w int) string {
	look := s.strong
	text := squeeze(cell(m.Text), w)
	switch {
	case m.Refused != nil:
		why := sentences(s.bad.Render(signNo+" "+s.say("refused:")), s.strong.Render(cell(s.tell(m.Refused.Reason))))
		if slices.ContainsFunc(s.rows, func(r row) bool { return r.Role == m.Role && !r.lives() }) {
			why += s.dim.Render(" · " + s.say("r restarts with new processes"))
		}
		return why
	case m.Said.Format != "":
		text = cell(s.tell(m.Said))
	case m.Errno != "":
		// Only the error is red.
		if call, failure, ok := cutLast(text, " = "); ok {
			return look.Render(call+" = ") + s.bad.Render(failure)
		}
		look = s.bad
	case m.Kind == probe.KindKilled:
		look = s.bad
	case m.Unfinished:
		why := s.say("it blocks")
		if row := m.Snapshot.Find(m.PID); row != nil && row.State == probe.Stopped {
			why = s.say("it is stopped: the call waits for SIGCONT")
		}
		return look.Render(text) + s.dim.Render(" "+why)
	}
	return look.Render(text)
}

// squeeze cuts the arguments of a call that is wider than w, but not its
// result. In the same way it keeps the end of a line "--- typed ... ---".
func squeeze(text string, w int) string {
	if width(text) <= w {
		return text
	}
	head, tail := text, ""
	if _, result, ok := cutLast(text, ") = "); ok {
		head, tail = strings.TrimSuffix(text, ") = "+result), ") = "+result
	} else if before, ok := strings.CutSuffix(text, " ---"); ok {
		head, tail = before, " ---"
	}
	return ansi.Truncate(head, max(0, w-width(tail)), ellipsis) + tail
}

// cutLast is strings.Cut at the last sep.
func cutLast(text, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(text, sep)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(sep):], true
}

// changeLine has in words what this page's call changed.
func (s *scene) changeLine(w int) string {
	var parts []string
	changes := s.told()
	switch at := s.page(); {
	case at.kind == aheadPage && s.fromOutside():
		parts = append(parts, s.changed.Render(signOutside+" "+s.say("from outside")))
	case at.kind == aheadPage && s.returned():
		parts = append(parts, s.moments(w/2))
	case at.kind != madePage, s.hidden():
		return fit("", w)
	case len(changes) == 0:
		return fit("   "+s.dim.Render(s.say("no cell changed")), w)
	}
	return fit("   "+strings.Join(append(parts, s.changesInWords(changes)...), s.dim.Render(" · ")), w)
}

// changesInWords describes the changes, each once for all processes that have
// it: a terminal's new foreground group is one change, though the TPGID of every
// process of the session shows it (proc_pid_stat(5)).
func (s *scene) changesInWords(changes []probe.Change) (parts []string) {
	var texts []string
	subjects := map[string][]string{} // the processes, by the text of the change
	for _, c := range changes {
		if s.exits(c.ID) && c.Field == "state" {
			continue // "is a zombie" already says it
		}
		text := s.change(c)
		if subjects[text] == nil {
			texts = append(texts, text)
		}
		subjects[text] = append(subjects[text], s.subject(c))
	}
	last := ""
	for _, text := range texts {
		who := s.tell(say.List(subjects[text]))
		if who != last {
			parts, last = append(parts, s.text.Render(who)+" "+text), who
			continue
		}
		parts = append(parts, text)
	}
	return parts
}

// subject names the process that a change is about.
func (s *scene) subject(c probe.Change) string {
	if name := cell(c.Role); name != "" {
		return name
	}
	return s.who(c.PID)
}

// change describes one change: "SID 4021 → 4023".
func (s *scene) change(c probe.Change) string {
	look := func(parts ...string) string { return s.changed.Render(strings.Join(parts, "")) }
	switch c.Field {
	case probe.Born:
		return look(signChanged, s.say("born"))
	case probe.Exited:
		return look(signChanged, s.say("is a zombie")) + s.ending(c)
	case probe.Gone:
		return look(signGone, s.say("reaped")) + s.ending(c)
	}
	label := c.Field
	if f, ok := probe.LookupField(c.Field); ok {
		label = f.Label
	}
	from, to := s.short(s.orNone(c.From)), s.short(s.orNone(c.To))
	if c.Field == "state" {
		from, to = s.stateWord(c.From.Value), s.stateWord(c.To.Value)
	}
	return look(signChanged, label, " ", from, " → ", to)
}

// ending describes how a process ended; empty if that is not known.
func (s *scene) ending(c probe.Change) string {
	if c.End == nil {
		return ""
	}
	return s.dim.Render(s.say(", %s", s.tell(c.End.Text())))
}

// stateWord returns the word for the letter of a process state.
func (s *scene) stateWord(letter string) string {
	if len(letter) != 1 {
		return cell(letter)
	}
	return s.word(probe.State(letter[0]).Word())
}

// orNone returns a value as text, "none" if it is empty.
func (s *scene) orNone(r probe.Reading) string {
	if r == probe.Seen("") {
		return s.say("none")
	}
	return cell(s.tell(r.Text()))
}
