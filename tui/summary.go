package tui

import (
	"slices"
	"strconv"

	"forklore/lessons"
)

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
	text := s.verdict(failed == 0) + " " + s.say("%d of %d checks hold.", held, held+failed)
	lines = append(lines, indent("", text, w)...)
	for i := range s.lesson.Steps {
		if s.failed(i) {
			lines = append(lines, indent("  ", s.bad.Render(signNo)+" "+cell(s.lesson.Steps[i].Title), w)...)
		}
	}
	whole := !slices.Contains(s.state.Skipped, true)
	for i, skipped := range s.state.Skipped {
		if skipped {
			lines = append(lines, indent(s.dim.Render(signSkipped)+" ", s.say("without %s", cell(s.lesson.Steps[i].Title)), w)...)
		}
	}
	lines = join(lines, s.measured(w))
	lines = join(lines, s.written(s.lesson.Outro, whole && failed == 0, w))
	lines = join(lines, s.review(w))
	return join(lines, indent("", s.dim.Render(s.say("r plays it again with new processes. 6 lists the steps: x plays the lesson without one. esc leads to the other lessons.")), w))
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
			text := sentences(spokenText(s.tell(g.Text)), s.say("You predicted %s, measured was %s.", clean(s.tell(g.Choices[g.Chosen].Label)), clean(s.tell(g.Measured))))
			lines = append(lines, indent("  "+s.bad.Render(signNo)+" ", s.dim.Render(text), w)...)
			if g.Right >= 0 {
				lines = append(lines, s.numbered("    ", g.Choices[g.Right].Reason, w)...)
			}
		}
	}
	text := sentences(s.strong.Render(s.say("Predictions:")), s.say("%d right, %d wrong, %d passed.", right, wrong, passed))
	return append(indent("", text, w), lines...)
}

// review lists the questions at the lesson's end. Their answers are shown one
// by one, when the learner has given his own.
func (s *scene) review(w int) []string {
	if len(s.lesson.Review) == 0 {
		return nil
	}
	lines := []string{s.strong.Render(s.say("Review"))}
	for i, r := range s.lesson.Review {
		lines = append(lines, s.numbered(strconv.Itoa(i+1)+". ", r.Question, w)...)
		if i < s.revealed {
			lines = append(lines, s.numbered("   "+s.good.Render(signYes)+" ", r.Answer, w)...)
		}
	}
	what := s.say("v shows the answer to question %d, when you have yours.", s.revealed+1)
	if s.revealed >= len(s.lesson.Review) {
		what = s.say("v hides the answers: once more.")
	}
	return append(lines, indent("", s.dim.Render(what), w)...)
}

// numbered is Markdown behind a first prefix, and under it.
func (s *scene) numbered(first, markdown string, w int) []string {
	return hang(first, fit("", width(first)), s.prose.lines(markdown, max(1, w-width(first))))
}

// reveal shows the next answer of the review, or hides all. Elsewhere it shows
// an audience what the page's call has brought.
func (s *screen) reveal() {
	s.change(func(c *scene) {
		if c.page().kind == summaryPage {
			c.revealed = (c.revealed + 1) % (len(c.lesson.Review) + 1)
		} else {
			c.shown = !c.shown
		}
	})
}

// after returns the lesson that follows l in the list, nil where none does.
func after(all []*lessons.Lesson, l *lessons.Lesson) *lessons.Lesson {
	if i := slices.Index(all, l); i >= 0 && i+1 < len(all) {
		return all[i+1]
	}
	return nil
}
