package tui

import (
	"strconv"
	"strings"

	"forklore/lessons/player"
)

// asked is the question that stands before the step, nil where none does.
func (s *scene) asked(w int) []string {
	q := s.question()
	if q == nil {
		return nil
	}
	bar := s.changed.Render(signBar) + " "
	lines := indent(bar, s.changed.Render("Predict: ")+s.strong.Render(clean(q.Text)), w)
	for i := 1; i < len(lines); i++ {
		lines[i] = bar + strings.TrimPrefix(lines[i], "  ")
	}
	for i, c := range q.Choices {
		cursor, look := " ", s.text
		if i == s.choice {
			cursor, look = s.active.Render(signCursor), s.active
		}
		number := s.strong.Render("[" + strconv.Itoa(i+1) + "]")
		lines = append(lines, bar+cursor+" "+number+" "+look.Render(fit(cell(choiceLabel(c)), max(0, w-8))))
	}
	return lines
}

// choiceLabel names a choice: "4021  shell". An empty value is none.
func choiceLabel(c player.Choice) string {
	if c.Label == "" {
		return "none"
	}
	return c.Label
}

// graded tells how the prediction did: what was chosen, what was measured, and
// the reasons.
func (s *scene) graded(w int) []string {
	g := s.grade()
	if g == nil {
		return nil
	}
	measured := "Measured: " + clean(g.Measured)
	// The reasons stand on the page of the call that settled it. On the pages
	// after it in the step, what was predicted is enough.
	reasons := s.page().call == s.step().Ask.Call
	var lines []string
	switch {
	case g.Chosen < 0:
		lines = indent("  ", measured, w)
	case g.OK():
		lines = indent(s.verdict(true)+" ", s.good.Bold(true).Render("You predicted it. ")+measured, w)
	default:
		lines = indent(s.verdict(false)+" ", s.bad.Render("You predicted "+clean(choiceLabel(g.Choices[g.Chosen]))+". ")+measured, w)
		if reasons {
			lines = append(lines, s.reason(g.Choices[g.Chosen], w)...)
		}
	}
	if reasons && g.Right >= 0 {
		lines = append(lines, s.reason(g.Choices[g.Right], w)...)
	}
	return lines
}

// reason says what speaks for a choice, or why it is a mistake.
func (s *scene) reason(c player.Choice, w int) []string {
	reason := strings.Join(strings.Fields(c.Reason), " ")
	lines := s.prose.lines("**"+escape(choiceLabel(c))+"**: "+reason, max(1, w-2))
	for i := range lines {
		lines[i] = "  " + lines[i]
	}
	return lines
}

// escape keeps a value from being read as Markdown.
func escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune("\\`*_{}[]<>()#+-.!|~&", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// # The end of a lesson

// summary ends a lesson: how the predictions did, what failed, what was left
// out, and what to do next.
func (s *scene) summary(w int) []string {
	var lines []string
	if s.ask && len(s.state.Grades) > 0 {
		lines = append(lines, s.predictions(w)...)
	}
	held, failed := 0, 0
	for _, e := range s.state.Entries {
		for _, c := range e.Then {
			if c.OK {
				held++
			} else {
				failed++
			}
		}
	}
	text := s.verdict(failed == 0) + " " + strconv.Itoa(held) + " of " + strconv.Itoa(held+failed) + " checks hold."
	lines = append(lines, indent("", text, w)...)
	for i := range s.lesson.Steps {
		if s.failed(i) {
			lines = append(lines, indent("  ", s.bad.Render(signNo)+" "+cell(s.lesson.Steps[i].Title), w)...)
		}
	}
	for i, skipped := range s.state.Skipped {
		if skipped {
			lines = append(lines, indent(s.dim.Render(signSkipped)+" ", "without "+cell(s.lesson.Steps[i].Title), w)...)
		}
	}
	lines = join(lines, s.prose.lines(s.lesson.Outro, w))
	return join(lines, indent("", s.dim.Render("r plays it again with new processes. 6 lists the steps: x plays the lesson without one. esc leads to the other lessons."), w))
}

func (s *scene) predictions(w int) (lines []string) {
	var right, wrong, passed int
	for i := range s.state.Grades {
		switch g := &s.state.Grades[i]; {
		case g.Chosen < 0 || !g.Graded: // its call may have been skipped
			passed++
		case g.OK():
			right++
		default:
			wrong++
			text := clean(g.Text) + " You predicted " + clean(choiceLabel(g.Choices[g.Chosen])) + ", measured was " + clean(g.Measured) + "."
			lines = append(lines, indent("  "+s.bad.Render(signNo)+" ", s.dim.Render(text), w)...)
		}
	}
	text := s.strong.Render("Predictions: ") + strconv.Itoa(right) + " right, " + strconv.Itoa(wrong) + " wrong, " + strconv.Itoa(passed) + " passed."
	return append(indent("", text, w), lines...)
}
