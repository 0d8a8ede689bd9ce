package tui

import (
	"slices"
	"strconv"

	"forklore/lessons"
)

// review lists the questions at the lesson's end. The key v shows their answers
// one by one.
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

// numbered draws Markdown after a prefix, with the further lines indented.
func (s *scene) numbered(first, markdown string, w int) []string {
	return hang(first, fit("", width(first)), s.prose.lines(markdown, max(1, w-width(first))))
}

// conceals reports whether the page has answers that reveal shows or hides.
func (s *scene) conceals() bool {
	if s.page().kind == summaryPage {
		return len(s.lesson.Review) > 0
	}
	return s.present && s.page().kind == madePage && !s.past()
}

// reveal shows the next answer of the review, or hides all of them. On another
// page it shows an audience the result of the call, or hides it.
func (s *screen) reveal() {
	s.change(func(c *scene) {
		if c.page().kind == summaryPage {
			c.revealed = (c.revealed + 1) % (len(c.lesson.Review) + 1)
		} else {
			c.shown = !c.shown
		}
	})
}

// lessonAfter returns the lesson that follows l in the list; nil if none does.
func lessonAfter(all []*lessons.Lesson, l *lessons.Lesson) *lessons.Lesson {
	if i := slices.Index(all, l); i >= 0 && i+1 < len(all) {
		return all[i+1]
	}
	return nil
}
