package tui

// A viewport is the scroll position of a pane.
type viewport struct {
	offset int  // the first line that is shown
	moved  bool // the user scrolled: keep the offset until the page is turned
}

// show returns the first line to show, if h of total lines fit. Unless the user
// scrolled, the line focus is in the middle.
func (v *viewport) show(total, h, focus int) int {
	if !v.moved {
		v.offset = focus - h/2
	}
	v.offset = max(0, min(v.offset, total-h))
	return v.offset
}

// place returns the first line of the content to show, if h lines fit.
func (v *viewport) place(c content, h int) int {
	if !c.pinned {
		return v.show(len(c.lines), h, c.focus)
	}
	for i, seen := range c.keep {
		if !v.moved && (i == 0 || seen.to-seen.from <= h) {
			v.offset = min(max(v.offset, seen.to-h), seen.from)
		}
	}
	v.offset = max(0, min(v.offset, len(c.lines)-h))
	return v.offset
}

// scroll moves by n lines; show keeps it within the text.
func (v *viewport) scroll(n int) { v.offset, v.moved = v.offset+n, true }

// reveal scrolls by as few lines as possible to show the line.
func (v *viewport) reveal(line, h int) {
	v.offset, v.moved = min(max(v.offset, line-h+1), line), true
}
