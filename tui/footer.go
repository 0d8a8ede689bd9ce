package tui

import (
	"strconv"

	"github.com/charmbracelet/bubbles/key"
)

// footerLine shows the notice, if there is one, or else the keys that work here.
func (s *screen) footerLine(w int) string {
	if s.notice != "" {
		return fit(" "+s.scene.changed.Render(s.notice), w)
	}
	return s.scene.footer(s.keysHere(), w)
}

// Bindings as several footers show them.
var (
	keyScroll   = renamed(keys.up, "↑↓", "scroll")
	keySelect   = renamed(keys.up, "↑↓", "select")
	keyGlossary = renamed(keys.glossary, "w", "words")
	keyQuit     = renamed(keys.quit, "q", "quit")
)

// keysHere returns the bindings that work now, described for this situation.
// The most useful come first: a narrow window cuts the list at its end, but
// always shows help and quit.
func (s *screen) keysHere() []key.Binding {
	return append(s.keysOf(), keys.help, keyQuit)
}

// keysOf returns the bindings of keysHere without help and quit.
func (s *screen) keysOf() []key.Binding {
	switch {
	case s.overlay != noOverlay:
		return append([]key.Binding{renamed(keys.escape, "esc", "close"), keyScroll, renamed(keys.next, "→", "next")}, s.keyBack()...)
	case s.scene.question() != nil:
		return s.keysOfQuestion()
	case s.focus == timelinePane && s.scene.stepRow >= 0:
		skip := renamed(keys.skip, "x", "leave it out")
		if s.scene.state.Skipped[s.scene.stepRow] {
			skip = renamed(keys.skip, "x", "put it back")
		}
		return []key.Binding{renamed(keys.jump, "enter", "go there"), keySelect, skip, renamed(keys.escape, "esc", "unselect")}
	case s.focus == tablePane && s.scene.selectedRow() >= 0:
		list := []key.Binding{renamed(keys.details, "enter", "details"), renamed(keys.audit, "a", "audit"), renamed(keys.next, "→", "next")}
		return append(append(list, s.keyBack()...), renamed(keys.escape, "esc", "unselect"))
	case s.scene.page().kind == summaryPage:
		return s.keysOfSummary()
	case s.scene.past():
		return s.keysOfPast()
	}
	return s.keysOfPage()
}

// keyBack is empty on the first page.
func (s *screen) keyBack() []key.Binding {
	if s.scene.at == 0 {
		return nil
	}
	return []key.Binding{renamed(keys.back, "←", "back")}
}

// keyRead is empty once all of the narration has been shown.
func (s *screen) keyRead() (list []key.Binding) {
	if s.unread() > 0 {
		list = append(list, renamed(keys.read, "space", "read on"))
	}
	return list
}

func (s *screen) keysOfQuestion() []key.Binding {
	q := s.scene.question()
	list := []key.Binding{renamed(keys.choose, "1–"+strconv.Itoa(len(q.Choices)), "predict"), renamed(keys.pass, "p", "pass")}
	other := renamed(keys.panes, "]", "next pane")
	if s.single { // the audience predicts aloud, and the digits choose panes
		list = []key.Binding{renamed(keys.next, "→", "next"), renamed(keys.choose, "↑↓ enter", "predict")}
		other = renamed(keys.pane, "1–7", "panes")
	}
	if q.Hint != "" {
		list = append(list, renamed(keys.hint, "i", "hint"))
	}
	list = append(append(append(list, s.keyRead()...), s.keyBack()...), other)
	return append(list, keyGlossary, renamed(keys.escape, "esc", "lessons"))
}

func (s *screen) keysOfPast() []key.Binding {
	list := append([]key.Binding{renamed(keys.next, "→", "forward")}, s.keyBack()...)
	list = append(list, renamed(keys.now, "n", "to now"))
	if s.scene.step() != nil {
		list = append(list, renamed(keys.skip, "x", "play without this step"))
	}
	return list
}

func (s *screen) keysOfSummary() (list []key.Binding) {
	list = s.keyRead()
	if s.scene.next != nil {
		list = append(list, renamed(keys.following, "o", "next lesson"))
	}
	if len(s.scene.lesson.Review) > 0 {
		list = append(list, renamed(keys.reveal, "v", "answers"))
	}
	list = append(append(list, renamed(keys.escape, "esc", "lessons")), s.keyBack()...)
	return append(list, renamed(keys.restart, "r", "play it again"), keyScroll)
}

// keysOfPage returns the keys of a page that asks nothing.
func (s *screen) keysOfPage() (list []key.Binding) {
	intro := s.scene.page().kind == introPage
	if s.scene.hidden() {
		list = append(list, renamed(keys.reveal, "v", "show"))
	}
	list = append(list, s.keyRead()...)
	switch {
	case s.resumable():
		list = append(list, renamed(keys.resume, "c", "go on where you were"), renamed(keys.next, "→", "begin"))
	case intro:
		list = append(list, renamed(keys.next, "→", "begin"))
	default:
		list = append(append(list, renamed(keys.next, "→", "next")), s.keyBack()...)
	}
	if s.zoomed && !s.single {
		return append(list, renamed(keys.zoom, "z", "unzoom"), keyScroll, keyGlossary)
	}
	if s.scene.news() && !s.visible(terminalPane) {
		list = append(list, renamed(keys.pane, keyOf(terminalPane), "terminal"))
	}
	if !intro {
		list = append(list, renamed(keys.skip, "x", "skip step"))
	}
	if s.focus == tablePane {
		list = append(list, keySelect)
	} else {
		list = append(list, renamed(keys.pane, "1–7", "panes"))
	}
	if s.single && s.focus != narrationPane {
		list = append(list, renamed(keys.escape, "esc", "narration"))
	} else {
		list = append(list, renamed(keys.escape, "esc", "lessons"))
	}
	list = append(list, keyGlossary)
	if s.scene.language != "" {
		list = append(list, renamed(keys.language, "tab", "language"))
	}
	return list
}
