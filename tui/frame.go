package tui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// A content is what a pane shows, before it is cut to the pane's size.
type content struct {
	title string   // shown after the pane's name
	head  []string // lines that do not scroll
	lines []string
	focus int // the line to scroll to the middle of the pane

	pinned  bool   // do not follow focus, but scroll as little as keep needs
	keep    []span // lines to keep in view, the most important first; each span contains the one before
	choices span   // the lines of the answers to choose from
	source  []int  // for each line the item that it shows, -1 for none; nil if line i shows item i
}

// A span is a range of lines; to is not included.
type span struct{ from, to int }

// with returns the smallest span that contains s and line i.
func (s span) with(i int) span {
	if s == (span{}) {
		return span{i, i + 1}
	}
	return span{min(s.from, i), max(s.to, i+1)}
}

// titled returns a title as it is drawn after the pane's name.
func (t *theme) titled(title string) string { return t.dim.Render(" ─ " + title) }

// inner returns the size of r without the border and padding of a style.
func inner(s lipgloss.Style, r rect) (w, h int) {
	return max(0, r.w-s.GetHorizontalFrameSize()), max(0, r.h-s.GetVerticalFrameSize())
}

// frame draws content in a border. The lines have exactly the size of r.
func (t *theme) frame(name string, c content, r rect, v *viewport, focused bool) []string {
	return t.frameWith(name, "", c, r, v, focused)
}

// frameWith is frame with a text at the upper right.
func (t *theme) frameWith(name, aside string, c content, r rect, v *viewport, focused bool) []string {
	box, line := t.pane, t.border
	title := t.dim
	if focused {
		box, line, title = t.focused, t.front, t.active
	}
	w, h := inner(box, r)
	rows := max(0, h-len(c.head))
	first := v.place(c, rows)
	body := slices.Concat(c.head, c.lines[first:min(first+rows, len(c.lines))])

	mark := ""
	if len(c.lines) > rows {
		mark = t.dim.Render(signMore + " " + t.say("%d–%d of %d", first+1, min(first+rows, len(c.lines)), len(c.lines)))
		if n := len(c.keep); n > 0 && (c.keep[n-1].from < first || c.keep[n-1].to > first+rows) {
			mark += " " + t.changed.Render(signChanged)
		}
	}
	b := box.GetBorderStyle()
	lines := make([]string, 0, r.h)
	lines = append(lines, edge(b.TopLeft, b.Top, b.TopRight, title.Render(name)+c.title, aside, r.w, line))
	pad := strings.Repeat(" ", box.GetPaddingLeft())
	left, right := line.Render(b.Left)+pad, strings.Repeat(" ", box.GetPaddingRight())+line.Render(b.Right)
	for i := range h {
		text := ""
		if i < len(body) {
			text = body[i]
		}
		lines = append(lines, left+fit(text, w)+right)
	}
	return append(lines, edge(b.BottomLeft, b.Bottom, b.BottomRight, "", mark, r.w, line))
}

// The columns of an edge that its titles cannot use.
const (
	edgeEnd   = 2 // at each end: a corner and one piece of the line
	edgeSpace = 1 // a space on each side of a title
)

// edge draws the upper or lower edge of a box, w columns wide, with a title at
// the left and a mark at the right.
func edge(corner, line, end, title, mark string, w int, s lipgloss.Style) string {
	room := max(0, w-2*edgeEnd)
	var text strings.Builder
	text.WriteString(s.Render(corner + line))
	if width(title) > 0 && room > 2 {
		title = " " + fit(title, min(width(title), room-2)) + " "
		text.WriteString(title)
		room -= width(title)
	}
	if w := width(mark); w > 0 && room >= w+2 {
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
