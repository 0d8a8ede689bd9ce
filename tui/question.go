package tui

import (
	"strconv"
	"strings"

	"forklore/lessons/player"
)

// choicesIn returns where the question's choices stand that end at a line.
func (s *scene) choicesIn(end int) span {
	return span{end - len(s.question().Choices), end}
}

// put puts a question.
func (s *scene) put(q *player.Question, hinted bool, w int) []string {
	bar := s.changed.Render(signBar) + " "
	text := sentences(s.changed.Render(s.say("Predict:")), s.strong.Render(spokenText(s.tell(q.Text))))
	lines := hang(bar, bar, wrap(text, w-width(bar)))
	if hinted && q.Hint != "" {
		for _, line := range s.prose.lines(sentences(s.say("Hint:"), q.Hint), max(1, w-2)) {
			lines = append(lines, bar+line)
		}
	}
	for i, c := range q.Choices {
		cursor, look := " ", s.text
		if i == s.choice {
			cursor, look = s.active.Render(signCursor), s.active
		}
		first := bar + cursor + " " + s.strong.Render("["+strconv.Itoa(i+1)+"]") + " "
		lines = append(lines, first+look.Render(fit(cell(s.tell(c.Label)), w-width(first))))
	}
	return lines
}

// spokenText is a question's text for where it is drawn in one style: Markdown's
// marks of code are not said.
func spokenText(markdown string) string { return clean(strings.ReplaceAll(markdown, "`", "")) }

// predicted is the answer that was given and not graded yet, nil where there is
// none.
func (s *scene) predicted(w int) []string {
	for i := range s.state.Grades {
		g := &s.state.Grades[i]
		if s.ask && g.Step == s.page().step && !g.Graded && g.Chosen >= 0 && !s.past() {
			return indent(s.changed.Render(signBar)+" ", s.say("You predict %s.", clean(s.tell(g.Choices[g.Chosen].Label))), w)
		}
	}
	return nil
}

// graded tells how the prediction did: what was asked, what was chosen, what
// was measured, and the reasons.
func (s *scene) graded(w int) []string {
	g := s.grade()
	if g == nil {
		return nil
	}
	measured := s.say("Measured: %s", clean(s.tell(g.Measured)))
	// The reasons stand on the page of the call that settled it. On the pages
	// after it in the step, what was predicted is enough.
	reasons := s.page().call == s.step().Ask.Call
	bar := s.dim.Render(signBar) + " "
	lines := hang(bar, bar, wrap(s.dim.Render(spokenText(s.tell(g.Text))), w-width(bar)))
	switch {
	case g.Chosen < 0 && !reasons:
		return nil // it was of no interest
	case g.Chosen < 0:
		lines = append(lines, indent("  ", measured, w)...)
	case g.OK():
		lines = append(lines, indent(s.verdict(true)+" ", sentences(s.good.Bold(true).Render(s.say("You predicted it.")), measured), w)...)
	default:
		lines = append(lines, indent(s.verdict(false)+" ", sentences(s.bad.Render(s.say("You predicted %s.", clean(s.tell(g.Choices[g.Chosen].Label)))), measured), w)...)
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
	lines := s.prose.lines(s.say("%s: %s", "**"+escape(s.tell(c.Label))+"**", reason), max(1, w-2))
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
