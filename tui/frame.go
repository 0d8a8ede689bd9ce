package tui

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// Content is what a pane shows, before it is cut to the pane's size.
type content struct {
	title string   // behind the pane's name
	head  []string // stays while the lines are scrolled
	lines []string
	focus int // the line to keep in the middle of what is shown

	keep    []span // the lines to keep in view by moving as little as may be: each span has that before it, and more
	pinned  bool   // it stands where it stood, even on another page
	choices span   // the answers to choose from
	source  []int  // which line stands on each, where they stand apart; -1 for none
}

// A span is some of the lines of a content: from the first up to the last, but
// without it.
type span struct{ from, to int }

// with is the least span that has also line i.
func (s span) with(i int) span {
	if s == (span{}) {
		return span{i, i + 1}
	}
	return span{min(s.from, i), max(s.to, i+1)}
}

// titled is what a pane shows, as it stands behind its name.
func (t *theme) titled(title string) string { return t.dim.Render(" ─ " + title) }

// inner returns the size that the border and padding of a style leave of r.
func inner(s lipgloss.Style, r rect) (w, h int) {
	return max(0, r.w-s.GetHorizontalFrameSize()), max(0, r.h-s.GetVerticalFrameSize())
}

// frame draws content in a pane's border, as lines of exactly the size of r.
func (t *theme) frame(name string, c content, r rect, v *viewport, focused bool) []string {
	return t.frameWith(name, "", c, r, v, focused)
}

// frameWith is frame with a word at the upper right.
func (t *theme) frameWith(name, aside string, c content, r rect, v *viewport, focused bool) []string {
	box, line := t.pane, t.border
	title := t.dim
	if focused {
		box, line, title = t.focused, t.front, t.active
	}
	w, h := inner(box, r)
	rows := max(0, h-len(c.head))
	first := v.place(c, rows)
	body := append([]string(nil), c.head...)
	body = append(body, c.lines[first:min(first+rows, len(c.lines))]...)

	mark := ""
	if len(c.lines) > rows {
		mark = t.dim.Render(signMore + " " + t.say("%d–%d of %d", first+1, min(first+rows, len(c.lines)), len(c.lines)))
		if n := len(c.keep); n > 0 && (c.keep[n-1].from < first || c.keep[n-1].to > first+rows) {
			mark += " " + t.changed.Render(signChanged)
		}
	}
	b := box.GetBorderStyle()
	lines := make([]string, 0, r.h)
	lines = append(lines, t.edge(b.TopLeft, b.Top, b.TopRight, title.Render(name)+c.title, aside, r.w, line))
	pad := strings.Repeat(" ", box.GetPaddingLeft())
	left, right := line.Render(b.Left)+pad, strings.Repeat(" ", box.GetPaddingRight())+line.Render(b.Right)
	for i := range h {
		text := ""
		if i < len(body) {
			text = body[i]
		}
		lines = append(lines, left+fit(text, w)+right)
	}
	return append(lines, t.edge(b.BottomLeft, b.Bottom, b.BottomRight, "", mark, r.w, line))
}

// What an edge has beside its titles.
const (
	edgeEnd   = 2 // a corner and one of the line
	edgeSpace = 1 // on each side of a title
)

// edge draws the upper or lower edge of a box, w columns wide, with a title at
// its left and another at its right.
func (t *theme) edge(corner, line, end, title, mark string, w int, s lipgloss.Style) string {
	room := max(0, w-2*edgeEnd)
	var text strings.Builder
	text.WriteString(s.Render(corner + line))
	if width(title) > 0 && room > 2 {
		title = " " + fit(title, min(width(title), room-2)) + " "
		text.WriteString(title)
		room -= width(title)
	}
	if w := width(mark); w > 0 && room > w+2 {
		mark = " " + mark + " "
		room -= w + 2
	} else {
		mark = ""
	}
	text.WriteString(s.Render(strings.Repeat(line, room)))
	text.WriteString(mark)
	text.WriteString(s.Render(line + end))
	return text.String()
}
