package tui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A tab is the name of a pane that takes turns with the one that is shown, in
// that one's frame, at the right: a key shows it, and so does a click.
type tab struct {
	pane paneID
	x    int // its column of the window
	text string
}

// allPanes take turns where one stands alone.
var allPanes = []paneID{narrationPane, programPane, tablePane, sessionsPane, treePane, timelinePane, terminalPane}

// tabs returns the tabs in the frame of p, and what stands between two: names,
// short ones where there is less room, the keys alone, or none.
func (s *screen) tabs(p paneID, sl slot, r rect) (all []tab, gap string) {
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

// titleWidth is how wide the title of p may become. Where the narration takes its
// turn, that is its longest: or the tabs would change with the page.
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

// tabText is a tab as it is drawn. The terminal's is marked while it has
// something to show that no pane shows.
func (s *screen) tabText(p paneID, name string) string {
	if p == terminalPane && s.scene.news() && !s.visible(p) {
		return s.scene.changed.Render(signChanged + name)
	}
	return s.scene.dim.Render(name)
}

// keyOf is the key of a pane.
func keyOf(p paneID) string { return strconv.Itoa(int(p) + 1) }

// shortLabel is a label of at most six columns.
func (t *theme) shortLabel(p paneID) string {
	const most = 6
	return ansi.Truncate(t.label(p), most, "")
}

// tabLine is the tabs as they are drawn.
func (s *screen) tabLine(p paneID, sl slot, r rect) string {
	all, gap := s.tabs(p, sl, r)
	parts := make([]string, len(all))
	for i, t := range all {
		parts[i] = t.text
	}
	return strings.Join(parts, gap)
}

// tabAt returns the pane whose tab stands at a place of the window.
func (s *screen) tabAt(x, y int) (paneID, bool) {
	for p := range paneID(paneCount) {
		r, ok := s.rectOf(p)
		if !ok || y != r.y {
			continue
		}
		all, _ := s.tabs(p, s.slotNow(p), r)
		for _, t := range all {
			if x >= t.x && x < t.x+width(t.text) {
				return t.pane, true
			}
		}
	}
	return 0, false
}

// slotNow returns the slot that the pane stands in: of its own where it is
// zoomed, that of all where one stands alone.
func (s *screen) slotNow(p paneID) slot {
	switch {
	case s.single:
		return slot{panes: allPanes}
	case s.zoomed:
		return slot{}
	}
	return s.layout.slots[s.layout.slotOf(p)]
}
