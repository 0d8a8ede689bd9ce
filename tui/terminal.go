package tui

import "forklore/lessons"

// terminalContent shows what the stage's terminal shows to its user, scrolled to
// its end.
func terminalContent(s *scene, w, _ int) content {
	lines := s.state.Entries[s.last()].Screen
	c := content{focus: max(0, len(lines)-1), title: s.titled(s.terminalTitle())}
	for _, line := range lines {
		c.lines = append(c.lines, s.text.Render(cell(line)))
	}
	if len(lines) == 0 {
		c.lines = wrap(s.dim.Render(s.say("Nothing was written to this terminal yet.")), w)
	}
	return c
}

// terminalTitle is the terminal's path, and whether the terminal was hung up.
func (s *scene) terminalTitle() string {
	title := cell(s.state.Terminal)
	for i := s.last(); i >= 0; i-- {
		switch s.event(i) {
		case lessons.Hangup:
			return s.say("%s, hung up", title)
		case lessons.Anew:
			return title
		}
	}
	return title
}

// event returns the event of the lesson that made an entry; empty for a call and
// for what happened without one.
func (s *scene) event(entry int) lessons.Event {
	e := &s.state.Entries[entry]
	if e.StepIndex < 0 || e.CallIndex < 0 {
		return ""
	}
	return s.lesson.Steps[e.StepIndex].Calls[e.CallIndex].Event
}

// news reports whether the page's call changed what the terminal shows.
func (s *scene) news() bool {
	return s.page().kind == madePage && !s.hidden() && s.wrote()
}

// echo draws the lines that the terminal has shown since the page before, under
// the pane's name: the last of them if there is too little room.
func (s *scene) echo(w, room int) []string {
	if !s.news() {
		return nil
	}
	now := s.state.Entries[s.last()].Screen
	before := s.state.Entries[s.stops[s.before(s.page().stop)].last].Screen
	same := 0
	for same < len(now) && same < len(before) && now[same] == before[same] {
		same++
	}
	const head = 2 // an empty line and the name
	fresh := now[same:]
	fresh = fresh[max(0, len(fresh)-max(0, room-head)):]
	if len(fresh) == 0 {
		return nil
	}
	lines := []string{"", s.dim.Render(s.label(terminalPane))}
	for _, line := range fresh {
		lines = append(lines, fit(s.dim.Render("│ ")+s.text.Render(cell(line)), w))
	}
	return lines
}

// wrote reports whether the page's call typed into the terminal or caused output
// to it.
func (s *scene) wrote() bool {
	st := s.stops[s.page().stop]
	for i := st.first; i <= st.last; i++ {
		if s.state.Entries[i].Output != "" || s.event(i) == lessons.Types {
			return true
		}
	}
	return false
}
