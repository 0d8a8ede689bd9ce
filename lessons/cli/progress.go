package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"forklore/lessons"
	"forklore/lessons/progress"
	"forklore/lessons/transcript"
	"forklore/probe/say"

	"github.com/spf13/cobra"
)

func (p *program) progressCommand() *cobra.Command {
	var reset bool
	c := &cobra.Command{
		Use:   "progress [--reset [LESSON...]]",
		Short: p.say("Say how far you have come, or forget it"),
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 && !reset {
				return p.wrong(c, p.say("%s takes lessons with --reset only", c.CommandPath()))
			}
			return nil
		},
	}
	c.Flags().BoolVar(&reset, "reset", false, p.say("forget the lessons that are named, or all"))
	c.RunE = func(c *cobra.Command, names []string) error {
		kept, err := progress.OpenDefault(os.Getenv)
		if err == nil && reset {
			err = kept.Reset(names...)
		} else if err == nil {
			err = p.come(c.OutOrStdout(), kept)
		}
		if err == nil {
			return nil
		}
		if text, ok := say.Error(err, p.say); ok {
			return Misuse{errors.New(text)}
		}
		return err
	}
	return c
}

// come writes where the progress is kept and how far the learner has come.
func (p *program) come(w io.Writer, kept *progress.Store) error {
	all, err := p.language.Lessons()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\n%s", kept.Path(), p.progress(kept, all))
	return err
}

// progress is a line for each of the lessons, then for each that is only in the
// file.
func (p *program) progress(kept *progress.Store, all []*lessons.Lesson) string {
	var rows [][]string
	names := kept.Names()
	for _, l := range all {
		rows = append(rows, []string{l.Name, reached(kept.Lesson(l.Name), l.Slugs()).In(p.say)})
		names = slices.DeleteFunc(names, func(name string) bool { return name == l.Name })
	}
	for _, name := range names {
		rows = append(rows, []string{name, reached(kept.Lesson(name), nil).In(p.say)})
	}
	return transcript.Aligned(rows)
}

// reached says how far a lesson with steps of those slugs was played, and how
// its questions were answered.
func reached(e progress.Entry, slugs []string) say.Text {
	step, of := e.Step(slugs)+1, len(slugs)
	there := slices.Contains(slugs, e.Next)
	said := say.Textf("not begun")
	switch {
	case e.Done && there:
		said = say.Textf("done, and again at step %d of %d", step, of)
	case e.Done:
		said = say.Textf("done")
	case there:
		said = say.Textf("at step %d of %d", step, of)
	case e.Begun():
		said = say.Textf("begun")
	}
	if n := e.Predictions.Asked(); n > 0 {
		said = say.Textf("%s, %s", said, say.Textf("%d of %d predictions right", e.Predictions.Right, n))
	}
	return said
}
