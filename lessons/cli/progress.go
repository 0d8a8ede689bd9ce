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
		store, err := progress.OpenDefault(os.Getenv)
		if err == nil && reset {
			err = store.Reset(names...)
		} else if err == nil {
			err = p.writeProgress(c.OutOrStdout(), store)
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

// writeProgress writes the path of the progress file, and the table of how far
// the learner has come.
func (p *program) writeProgress(w io.Writer, store *progress.Store) error {
	all, err := p.language.Lessons()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\n%s", store.Path(), p.progressTable(store, all))
	return err
}

// progressTable returns one line for each of the lessons, and then one for
// each lesson that only the store knows.
func (p *program) progressTable(store *progress.Store, all []*lessons.Lesson) string {
	var rows [][]string
	names := store.Names()
	for _, l := range all {
		rows = append(rows, []string{l.Name, reached(store.Lesson(l.Name), l.Slugs()).In(p.say)})
		names = slices.DeleteFunc(names, func(name string) bool { return name == l.Name })
	}
	for _, name := range names {
		rows = append(rows, []string{name, reached(store.Lesson(name), nil).In(p.say)})
	}
	return transcript.Aligned(rows)
}

// reached says how far a lesson was played and how many predictions were
// right. The slugs are those of the lesson's steps.
func reached(e progress.Entry, slugs []string) say.Text {
	step, steps := e.Step(slugs)+1, len(slugs)
	underWay := slices.Contains(slugs, e.Next)
	text := say.Textf("not begun")
	switch {
	case e.Done && underWay:
		text = say.Textf("done, and again at step %d of %d", step, steps)
	case e.Done:
		text = say.Textf("done")
	case underWay:
		text = say.Textf("at step %d of %d", step, steps)
	case e.Begun():
		text = say.Textf("begun")
	}
	if n := e.Predictions.Asked(); n > 0 {
		text = say.Textf("%s, %s", text, say.Textf("%d of %d predictions right", e.Predictions.Right, n))
	}
	return text
}
