package tui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
)

// panes are the names of the panes and what each draws.
var panes = [paneCount]struct {
	name string
	draw func(s *scene, w, h int) content
	wide bool // to an audience its lines stand apart
}{
	narrationPane: {"narration", narrationContent, true},
	programPane:   {"program", programContent, false},
	tablePane:     {"processes", tableContent, true},
	sessionsPane:  {"sessions", sessionsContent, false},
	treePane:      {"tree", treeContent, false},
	timelinePane:  {"steps", timelineContent, true},
	terminalPane:  {"terminal", terminalContent, false},
}

// label is a pane's number and its name.
func (t *theme) label(p paneID) string { return strconv.Itoa(int(p)+1) + " " + t.word(panes[p].name) }

// view draws the whole window.
func (s *screen) view() string {
	l := &s.layout
	rows := s.scene.header(l.w)
	rows = append(rows, s.body()...)
	rows = append(rows, s.footerLine(l.w))
	return strings.Join(rows, "\n")
}

// body draws the panes, or what stands over them, as lines of full width.
func (s *screen) body() []string {
	l := &s.layout
	switch {
	case s.over == detailsView:
		w, h := inner(s.scene.focused, l.body)
		return s.scene.frame(s.scene.say("details"), detailsContent(s.scene, w, h), l.body, &s.overView, true)
	case s.over == auditView && s.audit != nil:
		w, _ := inner(s.scene.focused, l.body)
		return s.scene.frame(s.scene.say("audit"), s.scene.auditContent(s.audit, w), l.body, &s.overView, true)
	case s.single:
		return append(s.pane(s.focus, s.room(), slot{}), s.scene.psLine(l.w))
	case s.zoomed:
		return s.pane(s.focus, l.body, slot{})
	}
	// The slots come from left to right and leave no gap, so each row is what
	// they draw on it, one behind the other.
	rows := make([]string, l.body.h)
	for _, sl := range l.slots {
		p := s.front(sl)
		for i, line := range s.pane(p, sl.rect, sl) {
			rows[sl.y-l.body.y+i] += line
		}
	}
	return rows
}

// others names the panes that take turns with p, and their keys; where there is
// no room of w columns for the names, the keys alone.
func (s *screen) others(sl slot, p paneID, w int) string {
	var names, keys []string
	for _, q := range sl.panes {
		if q != p {
			names = append(names, s.scene.label(q))
			keys = append(keys, strconv.Itoa(int(q)+1))
		}
	}
	if all := strings.Join(names, "  "); width(all) <= w {
		return all
	}
	return strings.Join(keys, " ")
}

// pane draws a pane of a slot; of no slot where it stands alone.
func (s *screen) pane(p paneID, r rect, sl slot) []string {
	c := s.content(p, r)
	label := s.scene.label(p)
	const frame = 8 // the corners, and spaces around the title and the others
	others := s.others(sl, p, r.w-frame-width(label)-width(c.title))
	return s.scene.frameWith(label, others, c, r, &s.views[p], p == s.focus && s.over == noView)
}

// content returns what the pane shows at that size. It is drawn once for a scene.
func (s *screen) content(p paneID, r rect) content {
	w, h := inner(s.scene.pane, r)
	if d := &s.drawn[p]; d.scene != s.scene || d.w != w || d.h != h {
		*d = drawn{s.scene, w, h, s.scene.content(p, w, h)}
	}
	return s.drawn[p].content
}

// content is what a pane shows; to an audience with space between the lines.
func (s *scene) content(p paneID, w, h int) content {
	if s.present && panes[p].wide {
		return spaced(panes[p].draw(s, min(w, presentWidth), h/2))
	}
	return panes[p].draw(s, w, h)
}

// footerLine lists the keys that do something here, or says what is to be said.
func (s *screen) footerLine(w int) string {
	if s.notice != "" {
		return fit(" "+s.scene.changed.Render(s.notice), w)
	}
	return s.scene.footer(s.keysHere(), w)
}

// keysHere returns the bindings that do something now, in the words of now.
// What is most likely wanted stands first, as a narrow window cuts the middle.
func (s *screen) keysHere() []key.Binding {
	next := renamed(keys.next, "→", "next")
	back, help, quit := renamed(keys.back, "←", "back"), keys.help, renamed(keys.quit, "q", "quit")
	escape := func(what string) key.Binding { return renamed(keys.escape, "esc", what) }
	scroll := renamed(keys.up, "↑↓", "scroll")
	switch {
	case s.over != noView:
		return []key.Binding{escape("close"), scroll, next, back, help, quit}
	case s.scene.question() != nil:
		n := strconv.Itoa(len(s.scene.question().Choices))
		list := []key.Binding{renamed(keys.choose, "1–"+n, "predict"), renamed(keys.hint, "i", "hint"), keys.pass, back, escape("lessons"), help, quit}
		if s.scene.question().Hint == "" {
			list = slices.Delete(list, 1, 2)
		}
		return list
	case s.focus == timelinePane && s.scene.stepRow >= 0:
		return []key.Binding{renamed(keys.jump, "enter", "go there"), renamed(keys.skip, "x", "leave it out, or put it back"), escape("unselect"), help, quit}
	case s.focus == tablePane && s.scene.selectedRow() >= 0:
		return []key.Binding{renamed(keys.details, "enter", "details"), renamed(keys.audit, "a", "audit"), next, back, escape("unselect"), help, quit}
	case s.scene.page().kind == summaryPage:
		list := []key.Binding{back, escape("lessons"), scroll, renamed(keys.restart, "r", "play it again"), help, quit}
		if len(s.scene.lesson.Review) > 0 {
			list = slices.Insert(list, 0, renamed(keys.reveal, "v", "answers"))
		}
		if s.scene.next != nil {
			list = slices.Insert(list, 0, renamed(keys.following, "o", "next lesson"))
		}
		return list
	case s.scene.past():
		return []key.Binding{renamed(keys.next, "→", "forward"), back, renamed(keys.now, "n", "to now"), renamed(keys.skip, "x", "play without this step"), help, quit}
	case s.zoomed:
		return []key.Binding{next, back, renamed(keys.zoom, "z", "unzoom"), scroll, help, quit}
	}
	list := []key.Binding{next, back, renamed(keys.skip, "x", "skip step"), renamed(keys.language, "tab", "language")}
	if s.focus == tablePane {
		list = append(list, renamed(keys.up, "↑↓", "select"))
	} else {
		list = append(list, renamed(keys.pane, "1–7", "panes"))
	}
	return append(list, escape("lessons"), help, quit)
}
