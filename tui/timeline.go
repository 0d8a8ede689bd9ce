package tui

import (
	"fmt"
	"strconv"
	"strings"
)

// stepSign returns the sign of a step, as far as the page knows.
func (s *scene) stepSign(i int) string {
	at := s.page()
	switch {
	case s.state.Skipped[i]:
		return s.dim.Render(signSkipped)
	case s.failed(i):
		return s.bad.Render(signNo)
	case i == at.step:
		return s.active.Render(signCurrent)
	case i < at.step:
		return s.good.Render(signDone)
	}
	return s.dim.Render(signTodo)
}

// failed reports whether a check of the step failed, as far as the page knows.
func (s *scene) failed(step int) bool {
	for _, e := range s.state.Entries[:s.last()+1] {
		if e.StepIndex != step {
			continue
		}
		for _, c := range e.Then {
			if !c.OK {
				return true
			}
		}
	}
	return false
}

// strip is the timeline as one line of signs of at most w columns. If not all
// fit, it is the part around the current step.
func (s *scene) strip(w int) string {
	n := len(s.lesson.Steps)
	first, last := 0, n
	if n > w {
		first = max(0, min(s.page().step-w/2, n-w))
		last = first + w
	}
	var b strings.Builder
	for i := first; i < last; i++ {
		b.WriteString(s.stepSign(i))
	}
	return b.String()
}

// timelineContent lists the steps, with their numbers if there is room. Only
// the titles of the current and of the selected step may take several lines.
func timelineContent(s *scene, w, _ int) content {
	var c content
	focus := s.page().step
	if s.stepRow >= 0 {
		focus = s.stepRow
	}
	number := s.stepNumbers(w)
	for i := range s.lesson.Steps {
		cursor, look := " ", s.text
		switch {
		case i == s.page().step:
			look = s.strong
		case i > s.page().step || s.state.Skipped[i]:
			look = s.dim
		}
		if i == s.stepRow {
			cursor = s.active.Render(signCursor)
		}
		head := cursor + s.stepSign(i) + number(i) + " "
		title := cell(s.lesson.Steps[i].Title)
		lines := []string{head + look.Render(fit(title, w-width(head)))}
		if i == s.page().step || i == s.stepRow {
			lines = indent(head, look.Render(title), w) // never cut
		}
		if i == max(0, focus) {
			c.focus = len(c.lines)
		}
		c.lines = append(c.lines, lines...)
		for range lines {
			c.source = append(c.source, i)
		}
	}
	return c
}

// stepNumbers returns the function that draws a step's number in a list of w
// columns. It draws none if numbers would cut a title.
func (s *scene) stepNumbers(w int) func(step int) string {
	digits := len(strconv.Itoa(len(s.lesson.Steps)))
	const signs = 5 // the cursor, the step's sign, the spaces
	for i := range s.lesson.Steps {
		if signs+digits+width(cell(s.lesson.Steps[i].Title)) > w {
			return func(int) string { return "" }
		}
	}
	return func(step int) string { return fmt.Sprintf(" %*d ", digits, step+1) }
}
