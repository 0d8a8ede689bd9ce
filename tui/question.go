package tui

import (
	"fmt"
	"strconv"
	"strings"

	"forklore/lessons/player"
)

// asked draws the question before the step; nil if there is none.
func (s *scene) asked(w int) []string {
	if q := s.question(); q != nil {
		return s.questionLines(q, w)
	}
	return nil
}

// choicesIn returns the lines of the question's choices, given the line after
// the last of them.
func (s *scene) choicesIn(end int) span {
	return span{end - len(s.question().Choices), end}
}

// questionLines draws a question with its choices, and its hint if it is shown.
func (s *scene) questionLines(q *player.Question, w int) []string {
	bar := s.changed.Render(signBar) + " "
	text := sentences(s.changed.Render(s.say("Predict:")), s.strong.Render(spokenText(s.tell(q.Text))))
	lines := hang(bar, bar, wrap(text, w-width(bar)))
	lines = append(lines, hang(bar, bar, s.hint(q, w-width(bar)))...)
	for i, c := range q.Choices {
		cursor, look := " ", s.text
		if i == s.choice {
			cursor, look = s.active.Render(signCursor), s.active
		}
		name := "[" + strconv.Itoa(i+1) + "]"
		if s.present { // digits choose panes
			name = fmt.Sprintf(" %c ", 'A'+i)
		}
		first := bar + cursor + " " + s.strong.Render(name) + " "
		lines = append(lines, first+look.Render(fit(cell(s.tell(c.Label)), w-width(first))))
	}
	return lines
}

// hint draws the question's hint, if the learner has asked for it.
func (s *scene) hint(q *player.Question, w int) []string {
	if !s.hinted || q.Hint == "" {
		return nil
	}
	return s.prose.lines(sentences(s.say("Hint:"), q.Hint), w)
}

// spokenText is a question's text without Markdown's backquotes, to be drawn in
// one style.
func spokenText(markdown string) string { return clean(strings.ReplaceAll(markdown, "`", "")) }

// predicted shows the learner's answer until it is graded; nil if there is none.
func (s *scene) predicted(w int) []string {
	g := s.given()
	if !s.ask || g == nil || g.Graded || g.Chosen < 0 || s.past() {
		return nil
	}
	return indent(s.changed.Render(signBar)+" ", s.say("You predict %s.", clean(s.tell(g.Choices[g.Chosen].Label))), w)
}

// graded shows how the prediction did: the question, the choice, what was
// measured, and the reasons.
func (s *scene) graded(w int) []string {
	g := s.grade()
	if g == nil {
		return nil
	}
	measured := s.say("Measured: %s", s.short(clean(s.tell(g.Measured))))
	// The reasons are shown on the page of the call that answers the question. The
	// later pages of the step show only the prediction.
	reasons := s.page().call == s.step().Ask.Call
	var lines []string
	switch {
	case g.Chosen < 0 && !reasons:
		return nil // a passed question: "Measured" alone would not say what was measured
	case g.Chosen < 0:
		lines = indent("  ", measured, w)
	case g.Verdict() == player.Right:
		lines = indent(s.verdict(true)+" ", sentences(s.good.Bold(true).Render(s.say("You predicted it.")), measured), w)
	default:
		lines = indent(s.verdict(false)+" ", sentences(s.bad.Render(s.say("You predicted %s.", clean(s.tell(g.Choices[g.Chosen].Label)))), measured), w)
		if reasons {
			lines = append(lines, s.reason(g.Choices[g.Chosen], w)...)
		}
	}
	if reasons && g.Right >= 0 {
		lines = append(lines, s.reason(g.Choices[g.Right], w)...)
	}
	bar := s.dim.Render(signBar) + " "
	asked := s.dim.Render(spokenText(s.tell(g.Text)))
	return append(hang(bar, bar, wrap(asked, w-width(bar))), lines...)
}

// reason shows why a choice is right or wrong.
func (s *scene) reason(c player.Choice, w int) []string {
	reason := strings.Join(strings.Fields(c.Reason), " ")
	lines := s.prose.lines(s.say("%s: %s", "**"+escape(s.tell(c.Label))+"**", reason), max(1, w-2))
	for i := range lines {
		lines[i] = "  " + lines[i]
	}
	return lines
}

// escape escapes a value that Markdown would read as markup.
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

// predictions shows how many predictions were right, and each that was wrong.
func (s *scene) predictions(w int) []string {
	count := s.state.Count
	text := sentences(s.strong.Render(s.say("Predictions:")),
		s.say("%d right, %d wrong, %d passed.", count(player.Right), count(player.Wrong), count(player.Passed)))
	lines := indent("", text, w)
	for i := range s.state.Grades {
		if g := &s.state.Grades[i]; g.Verdict() == player.Wrong {
			lines = append(lines, s.mistake(g, w)...)
		}
	}
	return lines
}

// mistake shows a wrong prediction. If it was made before the lesson was resumed,
// only its step is known.
func (s *scene) mistake(g *player.Grade, w int) []string {
	text := s.say("“%s”: predicted wrongly before you left.", cell(s.lesson.Steps[g.Step].Title))
	if g.Chosen >= 0 {
		text = sentences(spokenText(s.tell(g.Text)), s.say("You predicted %s, measured was %s.", clean(s.tell(g.Choices[g.Chosen].Label)), s.short(clean(s.tell(g.Measured)))))
	}
	lines := indent("  "+s.bad.Render(signNo)+" ", s.dim.Render(text), w)
	if g.Right >= 0 {
		lines = append(lines, s.numbered("    ", g.Choices[g.Right].Reason, w)...)
	}
	return lines
}
