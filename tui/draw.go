package tui

import (
	"strings"
)

// panes has each pane's name and the function that draws it.
var panes = [paneCount]struct {
	name string
	draw func(s *scene, w, h int) content
	wide bool // with empty lines between its lines, for an audience
}{
	narrationPane: {"narration", narrationContent, true},
	programPane:   {"program", programContent, false},
	tablePane:     {"processes", tableContent, true},
	sessionsPane:  {"sessions", sessionsContent, false},
	treePane:      {"tree", treeContent, false},
	timelinePane:  {"steps", timelineContent, true},
	terminalPane:  {"terminal", terminalContent, false},
}

// label returns a pane's number and name.
func (t *theme) label(p paneID) string { return keyOf(p) + " " + t.word(panes[p].name) }

// view draws the whole window.
func (s *screen) view() string {
	l := &s.layout
	rows := s.scene.header(l.w)
	rows = append(rows, s.body()...)
	rows = append(rows, s.footerLine(l.w))
	return strings.Join(rows, "\n")
}

// body draws the panes, or the overlay, as lines of full width.
func (s *screen) body() []string {
	l := &s.layout
	switch {
	case s.overlay == detailsOverlay:
		w, h := inner(s.scene.focused, l.body)
		return s.scene.frame(s.scene.say("details"), detailsContent(s.scene, w, h), l.body, &s.overlayScroll, true)
	case s.overlay == auditOverlay && s.audit != nil:
		w, _ := inner(s.scene.focused, l.body)
		return s.scene.frame(s.scene.say("audit"), s.scene.auditContent(s.audit, w), l.body, &s.overlayScroll, true)
	case s.single:
		return append(s.pane(s.focus), s.scene.psLine(l.w))
	case s.zoomed:
		return s.pane(s.focus)
	}
	// The slots come from left to right and leave no gap, so a row of the window
	// is the lines that they draw on it, one after the other.
	rows := make([]string, l.body.h)
	for _, sl := range l.slots {
		for i, line := range s.pane(s.front(sl)) {
			rows[sl.y-l.body.y+i] += line
		}
	}
	return rows
}

// pane draws a visible pane, with the tabs of its slot.
func (s *screen) pane(p paneID) []string {
	r, _ := s.rectOf(p)
	c := s.contentOf(p, r)
	return s.scene.frameWith(s.scene.label(p), s.tabLine(p), c, r, &s.views[p], p == s.focus && s.overlay == noOverlay)
}

// contentOf returns what the pane shows in r. A pane is drawn only once for each
// scene and size.
func (s *screen) contentOf(p paneID, r rect) content {
	w, h := inner(s.scene.pane, r)
	echoes := p == narrationPane && !s.visible(terminalPane)
	if d := &s.rendered[p]; d.scene != s.scene || d.w != w || d.h != h || d.echoes != echoes {
		c := s.scene.draw(p, w, h)
		if echoes {
			c.lines = append(c.lines, s.scene.echo(w, h-len(c.lines))...)
		}
		*d = rendering{s.scene, w, h, echoes, c}
	}
	return s.rendered[p].content
}

// draw returns what a pane shows; for an audience with space between the lines.
func (s *scene) draw(p paneID, w, h int) content {
	switch {
	case s.present && p == narrationPane:
		return spaced(narrationContent(s, min(w, presentWidth), h), h)
	case s.present && panes[p].wide:
		return spaced(panes[p].draw(s, w, h), h)
	}
	return panes[p].draw(s, w, h)
}
