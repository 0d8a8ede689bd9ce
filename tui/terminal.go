package tui

import "forklore/lessons"

// terminalContent is what the user of the stage's terminal sees, at its end.
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

// terminalTitle is the terminal's path, and whether anybody holds it still.
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

// event returns what the lesson let happen to the terminal or the stage with
// that entry, empty where it was something else.
func (s *scene) event(entry int) lessons.Event {
	e := &s.state.Entries[entry]
	if e.StepIndex < 0 || e.CallIndex < 0 {
		return ""
	}
	return s.lesson.Steps[e.StepIndex].Calls[e.CallIndex].Event
}

// news reports whether the page's call has had the terminal show something.
func (s *scene) news() bool {
	return s.page().kind == madePage && !s.hidden() && s.wrote()
}

// echo is what the terminal has shown since the page before, under its name:
// the last of it, where there is not room for all.
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

// wrote reports whether something was typed into or written to the terminal at
// the page's stop.
func (s *scene) wrote() bool {
	st := s.stops[s.page().stop]
	for i := st.first; i <= st.last; i++ {
		if s.state.Entries[i].Output != "" || s.event(i) == lessons.Types {
			return true
		}
	}
	return false
}
