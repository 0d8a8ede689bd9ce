package progress

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"forklore/probe/say"
)

// An Outline is what a report has to know of a lesson.
type Outline struct {
	Name  string
	Slugs []string // of its steps
}

// Report writes where the progress is kept and how far the learner has come:
// a line for each of the lessons, then for each that is only in the file. Text
// is what the reader's language says for an English text (lessons.Language).
func (s *Store) Report(w io.Writer, lessons []Outline, text say.Func) error {
	for _, name := range s.Names() {
		if !slices.ContainsFunc(lessons, func(o Outline) bool { return o.Name == name }) {
			lessons = append(slices.Clip(lessons), Outline{Name: name})
		}
	}
	if _, err := fmt.Fprintln(w, s.path); err != nil {
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, l := range lessons {
		e := s.Lesson(l.Name)
		line := []string{e.reached(l, text)}
		if n := e.Predictions.Asked(); n > 0 {
			line = append(line, text("%d of %d predictions right", e.Predictions.Right, n))
		}
		fmt.Fprintf(table, "%s\t%s\n", l.Name, strings.Join(line, text(", ")))
	}
	return table.Flush()
}

// reached puts in words how far a lesson was played.
func (e Entry) reached(l Outline, text func(string, ...any) string) string {
	step, of := e.Step(l.Slugs)+1, len(l.Slugs)
	there := slices.Contains(l.Slugs, e.Next)
	switch {
	case e.Done && there:
		return text("done, and again at step %d of %d", step, of)
	case e.Done:
		return text("done")
	case there:
		return text("at step %d of %d", step, of)
	case e.Begun():
		return text("begun")
	}
	return text("not begun")
}
