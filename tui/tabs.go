package tui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A tab is the name of another pane of the same slot. The tabs are at the right
// of the shown pane's upper edge; a key or a click shows the pane of a tab.
type tab struct {
	pane paneID
	x    int // column of the window
	text string
}

// allPanes are the panes that take turns in front of an audience.
var allPanes = []paneID{narrationPane, programPane, tablePane, sessionsPane, treePane, timelinePane, terminalPane}

// tabs returns the tabs in the frame of a visible pane, and the gap between them.
// They are names, or short names, or only keys, or none, depending on the room.
func (s *screen) tabs(p paneID) (all []tab, gap string) {
	sl := s.slotNow(p)
	r, _ := s.rectOf(p)
	room := r.w - 2*edgeEnd - 4*edgeSpace - width(s.scene.label(p)) - s.titleWidth(p, sl, r)
	for _, how := range []struct {
		name func(paneID) string
		gap  string
	}{{s.scene.label, "  "}, {s.scene.shortLabel, "  "}, {keyOf, " "}} {
		all, x := []tab(nil), 0
		for _, q := range sl.panes {
			if q != p {
				t := tab{q, x, s.tabText(q, how.name(q))}
				all, x = append(all, t), x+width(t.text)+len(how.gap)
			}
		}
		x -= len(how.gap)
		if x > room {
			continue
		}
		for i := range all {
			all[i].x += r.x + r.w - edgeSpace - edgeEnd - x
		}
		return all, how.gap
	}
	return nil, ""
}

// titleWidth returns the room that the title of p needs. In a slot with the
// narration it is the longest title of the lesson, so that the tabs do not change
// from page to page.
func (s *screen) titleWidth(p paneID, sl slot, r rect) int {
	longest := width(s.contentOf(p, r).title)
	if slices.Contains(sl.panes, narrationPane) {
		longest = max(longest, width(s.scene.titled(cell(s.scene.lesson.Title))))
		for i := range s.scene.lesson.Steps {
			longest = max(longest, width(s.scene.titled(cell(s.scene.lesson.Steps[i].Title))))
		}
	}
	return longest
}

// tabText draws a tab. The terminal's is marked while its pane is hidden and has
// something new.
func (s *screen) tabText(p paneID, name string) string {
	if p == terminalPane && s.scene.news() && !s.visible(p) {
		return s.scene.changed.Render(signChanged + name)
	}
	return s.scene.dim.Render(name)
}

// keyOf returns the key of a pane.
func keyOf(p paneID) string { return strconv.Itoa(int(p) + 1) }

// shortLabel returns the first six columns of a label.
func (t *theme) shortLabel(p paneID) string {
	const most = 6
	return ansi.Truncate(t.label(p), most, "")
}

// tabLine draws the tabs.
func (s *screen) tabLine(p paneID) string {
	all, gap := s.tabs(p)
	parts := make([]string, len(all))
	for i, t := range all {
		parts[i] = t.text
	}
	return strings.Join(parts, gap)
}

// tabAt returns the pane whose tab is at a position of the window.
func (s *screen) tabAt(x, y int) (paneID, bool) {
	for p := range paneID(paneCount) {
		r, ok := s.rectOf(p)
		if !ok || y != r.y {
			continue
		}
		all, _ := s.tabs(p)
		for _, t := range all {
			if x >= t.x && x < t.x+width(t.text) {
				return t.pane, true
			}
		}
	}
	return 0, false
}

// slotNow returns the slot of a visible pane. A zoomed pane has no tabs; for an
// audience all panes share one slot.
func (s *screen) slotNow(p paneID) slot {
	switch {
	case s.single:
		return slot{panes: allPanes}
	case s.zoomed:
		return slot{}
	}
	return s.layout.slots[s.layout.slotOf(p)]
}
