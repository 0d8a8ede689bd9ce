package tui

import (
	"strings"

	"forklore/probe"
)

// header draws the three lines above the panes: where one is, the call, and
// what it changed.
func (s *scene) header(w int) []string {
	return []string{s.titleLine(w), s.callLine(w), s.changeLine(w)}
}

// titleLine is the lesson and the timeline, or the banner of the past.
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
	return fit(left, max(0, room)) + fit(right, min(w, width(right)))
}

// callLine is what this moment is, as strace(1) prints it.
func (s *scene) callLine(w int) string {
	at := s.page()
	if at.kind == aheadPage {
		return fit(" "+s.dim.Render(signAhead+" "+s.say("next")+"  "+s.nextCall()), w)
	}
	if at.kind == summaryPage {
		return fit(" "+s.good.Render(signDone)+" "+s.strong.Render(s.say("the lesson has come to its end")), w)
	}
	entries := s.entries()
	sign := s.active.Render(signMade)
	if s.fromOutside() {
		sign = s.changed.Render(signOutside + " " + s.say("from outside"))
	}
	var parts []string
	for i := range entries {
		if i > 0 && reapedOnly(&entries[i].Moment) {
			continue // the line below says it
		}
		parts = append(parts, s.moment(&entries[i].Moment))
	}
	return fit(" "+sign+" "+strings.Join(parts, "  "), w)
}

// nextCall is the first call of the step ahead. What it returns is not told
// before it is made: it may be what the learner is asked.
func (s *scene) nextCall() string {
	calls := s.step().Calls
	if len(calls) == 0 {
		return s.say("no call: the stage is looked at again")
	}
	text := cell(strings.Join(strings.Fields(calls[0].Text), " "))
	if call, _, ok := cutLast(text, " = "); ok && calls[0].Child == "" {
		text = call
	}
	if player := s.state.StandIns[calls[0].Role]; player != "" {
		text = strings.Replace(text, calls[0].Role, calls[0].Role+" "+s.say("(played by %s)", player), 1)
	}
	if n := len(calls); n > 1 {
		text += "  " + s.say("(the first of %d calls)", n)
	}
	return text
}

// fromOutside reports whether the page shows something that no call of the
// lesson brought about.
func (s *scene) fromOutside() bool {
	at := s.page().stop
	return at > 0 && s.stops[at-1].beat == s.stops[at].beat
}

// moment is the moment's text; what failed is red.
func (s *scene) moment(m *probe.Moment) string {
	look := s.strong
	text := cell(m.Text)
	switch {
	case m.Refused != "":
		place := strings.TrimSuffix(m.Refused, m.Said.String())
		return sentences(s.bad.Render(signNo+" "+s.say("refused:")), s.strong.Render(cell(place+s.tell(m.Said))))
	case m.Said.Format != "":
		text = cell(s.tell(m.Said))
	case m.Errno != "":
		// The call stays plain, its failure stands out.
		if call, failure, ok := cutLast(text, " = "); ok {
			return look.Render(call+" = ") + s.bad.Render(failure)
		}
		look = s.bad
	case m.Kind == probe.KindKilled:
		look = s.bad
	case m.Unfinished:
		return look.Render(text) + s.dim.Render(" "+s.say("it blocks"))
	}
	return look.Render(text)
}

func cutLast(text, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(text, sep)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(sep):], true
}

// changeLine says in words what this moment changed.
func (s *scene) changeLine(w int) string {
	var parts []string
	switch at := s.page(); {
	case at.kind == aheadPage && s.fromOutside():
		parts = append(parts, s.changed.Render(signOutside+" "+s.say("from outside")))
	case at.kind != madePage, s.hidden():
		return fit("", w)
	case len(s.changes) == 0:
		return fit("   "+s.dim.Render(s.say("no cell changed")), w)
	}
	who := probe.ID{}
	for _, c := range s.changes {
		if _, ended := s.marks[mark{c.ID, probe.Exited}]; ended && c.Field == "state" {
			continue // that it is a zombie says it
		}
		text := s.change(c)
		if c.ID != who {
			who = c.ID
			text = s.subject(c) + " " + text
		}
		parts = append(parts, text)
	}
	return fit("   "+strings.Join(parts, s.dim.Render(" · ")), w)
}

func (s *scene) subject(c probe.Change) string {
	if name := cell(c.Role); name != "" {
		return s.text.Render(name)
	}
	return s.text.Render(s.who(c.PID))
}

// change is one change in words: "SID 4021 → 4023".
func (s *scene) change(c probe.Change) string {
	look := func(parts ...string) string { return s.theme.changed.Render(strings.Join(parts, "")) }
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
	from, to := s.orNone(c.From), s.orNone(c.To)
	if c.Field == "state" {
		from, to = s.stateWord(c.From), s.stateWord(c.To)
	}
	return look(signChanged, label, " ", from, " → ", to)
}

// ending says how a process ended, where that is known.
func (s *scene) ending(c probe.Change) string {
	if c.End == nil {
		return ""
	}
	return s.dim.Render(" " + s.tell(c.End.Text()))
}

// stateWord returns the word for a state's letter.
func (s *scene) stateWord(letter string) string {
	if len(letter) != 1 {
		return cell(letter)
	}
	return s.word(probe.State(letter[0]).Word())
}

func (s *scene) orNone(value string) string {
	if value == "" {
		return s.say("none")
	}
	return shortPath(cell(value))
}
