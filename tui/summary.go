package tui

import "slices"

// summary is the end of a lesson: the predictions, the checks that failed, the
// steps that were skipped, the tables, the review, and what to do next.
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
