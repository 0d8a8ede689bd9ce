package cli

import (
	"context"
	"errors"
	"fmt"

	"forklore/lessons"
	"forklore/lessons/transcript"
	"forklore/probe"

	"github.com/spf13/cobra"
)

// runFlags are the flags of `forklore run`.
type runFlags struct {
	skip  []string // names of the steps to leave out
	last  string   // name of the step to end after; empty: play to the end
	json  bool
	allow bool
	all   bool
}

func (p *program) runCommand() *cobra.Command {
	var f runFlags
	c := &cobra.Command{
		Use:   "run LESSON | --all",
		Short: p.say("Play a lesson to standard output"),
		Long: p.say("Play a lesson to standard output: one of forklore's, or a file of your own.\n" +
			"A step is named by its number, its slug, or a call that it alone makes.\n" +
			"The exit status is 0 when every claim of the lesson holds, 1 when one does not or\n" +
			"something failed, 2 for misuse."),
		Args: func(c *cobra.Command, args []string) error {
			switch {
			case !f.all:
				return p.oneLesson(c, args)
			case len(args) > 0 || len(f.skip) > 0 || f.last != "" || f.json:
				return p.wrong(c, p.say("--all plays every lesson, whole and as text: nothing else goes with it"))
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if f.all {
				ctx, stop := untilSignal(c.Context())
				defer stop()
				return p.runAll(ctx, c.OutOrStdout())
			}
			return p.runLesson(c, args[0], f)
		},
	}
	c.Flags().BoolVar(&f.all, "all", false, p.say("play every lesson of forklore's in every language, and write a line of each"))
	c.Flags().StringArrayVar(&f.skip, "skip", nil, p.say("leave out the step `STEP` (may be given again)"))
	c.Flags().StringVar(&f.last, "step", "", p.say("end after the step `STEP`"))
	c.Flags().BoolVar(&f.json, "json", false, p.say("write JSON Lines, a moment a line"))
	p.allowFlag(c, &f.allow)
	return c
}

// runLesson plays the lesson of that name or path to the command's output.
func (p *program) runLesson(c *cobra.Command, name string, f runFlags) error {
	l, err := p.find(name)
	if err != nil {
		return err
	}
	o, err := p.playOptions(l, f)
	if err != nil {
		return err
	}
	if err := p.permit(l, f.allow); err != nil {
		return err
	}
	var w transcript.Writer = transcript.NewTextWriter(c.OutOrStdout(), p.language, l)
	if f.json {
		w = transcript.NewJSONWriter(c.OutOrStdout())
	}
	ctx, stop := untilSignal(c.Context())
	defer stop()
	return p.play(ctx, l, o, w)
}

// playOptions looks up the steps that --skip and --step name.
func (p *program) playOptions(l *lessons.Lesson, f runFlags) (transcript.Options, error) {
	o := transcript.Options{Skip: make([]bool, len(l.Steps))}
	for _, name := range f.skip {
		i, err := l.FindStep(name)
		if err != nil {
			return o, Misuse{p.explained(err)}
		}
		o.Skip[i] = true
	}
	if f.last != "" {
		i, err := l.FindStep(f.last)
		if err != nil {
			return o, Misuse{p.explained(err)}
		}
		o.Last = i + 1
	}
	return o, nil
}

// play plays l until it ends or a signal ends forklore.
func (p *program) play(ctx context.Context, l *lessons.Lesson, o transcript.Options, w transcript.Writer) error {
	checks, err := transcript.Play(ctx, l, o, w)
	return p.report(l, checks, err)
}

// report returns an error that names each claim that does not hold, with its
// file and line as a compiler does, and then err. It is nil if there is
// nothing to report.
func (p *program) report(l *lessons.Lesson, checks []probe.Check, err error) error {
	var faults []error
	for _, c := range checks {
		if !c.OK {
			text := p.say("%s: wanted %s, measured %s", c.Text, c.Wanted.In(p.say), c.Measured.In(p.say))
			faults = append(faults, fmt.Errorf("%s:%d: %s", l.File, c.Line, probe.CleanLine(text)))
		}
	}
	if err != nil {
		faults = append(faults, p.explained(err))
	}
	return errors.Join(faults...)
}
