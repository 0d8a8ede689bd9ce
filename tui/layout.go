package tui

import "slices"

// The smallest window that forklore draws in, in columns and rows.
const minWidth, minHeight = 60, 20

// A paneID identifies a pane. The digit on the screen and its key are one more.
type paneID int

// The panes.
const (
	narrationPane paneID = iota
	programPane
	tablePane
	sessionsPane
	treePane
	timelinePane
	terminalPane
	paneCount int = iota
)

// A rect is a part of the window, in columns and rows; 0,0 is the upper left.
type rect struct{ x, y, w, h int }

func (r rect) contains(x, y int) bool {
	return x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h
}

// left cuts the left w columns off r.
func (r rect) left(w int) (cut, rest rect) {
	return rect{r.x, r.y, w, r.h}, rect{r.x + w, r.y, r.w - w, r.h}
}

// top cuts the upper h rows off r.
func (r rect) top(h int) (cut, rest rect) {
	return rect{r.x, r.y, r.w, h}, rect{r.x, r.y + h, r.w, r.h - h}
}

// A slot is a part of the window that shows one pane at a time. Several panes
// may take turns in it.
type slot struct {
	rect
	panes []paneID
}

// A layout is the place of everything in a window of one size.
type layout struct {
	w, h     int
	tooSmall bool
	header   rect   // the title and timeline, the call, what it changed
	body     rect   // all slots, or a zoomed pane, or an overlay
	footer   rect   // the keys, or a notice
	slots    []slot // from left to right without gaps, so that rows can be joined
}

const headerHeight, footerHeight = 3, 1

// arrange lays out a window of w columns and h rows. The layout depends only on
// the size, so no pane moves while a lesson is played.
func arrange(w, h int) layout {
	l := layout{w: w, h: h}
	if w < minWidth || h < minHeight {
		l.tooSmall = true
		return l
	}
	l.header, l.body = rect{0, 0, w, h}.top(headerHeight)
	l.body, l.footer = l.body.top(l.body.h - footerHeight)

	upper, lower := l.body.top(l.body.h - tableHeight(l.body.h))
	l.slots = append(upperSlots(upper, w, h), slot{lower, []paneID{tablePane}})
	return l
}

// tableHeight returns the rows of the process table: its frame, its head, and
// four processes in a window of 24 rows, more in a larger one.
func tableHeight(body int) int {
	switch {
	case body < 22:
		return 7
	case body < 36:
		return 8
	}
	return min(9+(body-36)/4, 14)
}

// upperSlots divides the space above the table. From 120×36 on, all panes have
// a slot of their own, except the terminal and the program text: most steps need
// only one of the two. In smaller windows related panes take turns, and only the
// signs in the title line show the steps.
func upperSlots(r rect, w, h int) []slot {
	switch {
	case w >= 120 && h >= 36:
		left, right := r.left(r.w / 2)
		program, narration := left.top(left.h * 2 / 5)
		sessions, lower := right.top(right.h - right.h*2/5)
		tree, steps := lower.left(lower.w * 11 / 20)
		return []slot{
			{program, []paneID{programPane, terminalPane}},
			{narration, []paneID{narrationPane}},
			{sessions, []paneID{sessionsPane}},
			{tree, []paneID{treePane}},
			{steps, []paneID{timelinePane}},
		}
	case w >= 100:
		left, right := r.left(r.w - r.w*9/20)
		return []slot{
			{left, []paneID{narrationPane, programPane}},
			{right, []paneID{sessionsPane, treePane, terminalPane}},
		}
	case h >= 36:
		text, rest := r.top(r.h * 9 / 20)
		return []slot{
			{text, []paneID{narrationPane}},
			{rest, []paneID{programPane, sessionsPane, treePane, terminalPane}},
		}
	}
	return []slot{{r, []paneID{narrationPane, programPane, sessionsPane, treePane, terminalPane}}}
}

// slotOf returns the index of the pane's slot, or -1 if the pane has none and is
// shown only when zoomed.
func (l *layout) slotOf(p paneID) int {
	return slices.IndexFunc(l.slots, func(s slot) bool { return slices.Contains(s.panes, p) })
}
