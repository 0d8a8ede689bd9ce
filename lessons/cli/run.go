package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"forklore/lessons"
	"forklore/lessons/transcript"
	"forklore/probe"
	"forklore/probe/say"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func (p *program) runCommand() *cobra.Command {
	var (
		skip   []string
		step   string
		asJSON bool
		allow  bool
		all    bool
	)
	c := &cobra.Command{
		Use:   "run LESSON | --all",
		Short: p.say("Play a lesson to standard output"),
		Long: p.say("Play a lesson to standard output: one of forklore's, or a file of your own.\n" +
			"A step is named by its number, its slug, or a call that it alone makes.\n" +
			"The exit status is 0 when every claim of the lesson holds, 1 when one does not or\n" +
			"something failed, 2 for misuse."),
		Args: func(c *cobra.Command, args []string) error {
			switch {
			case !all:
				return p.oneLesson(c, args)
			case len(args) > 0 || len(skip) > 0 || step != "" || asJSON:
				return p.wrong(c, p.say("--all plays every lesson, whole and as text: nothing else goes with it"))
			}
			return nil
		},
	}
	c.Flags().BoolVar(&all, "all", false, p.say("play every lesson of forklore's in every language, and write a line of each"))
	c.Flags().StringArrayVar(&skip, "skip", nil, p.say("leave out the step `STEP` (may be given again)"))
	c.Flags().StringVar(&step, "step", "", p.say("end after the step `STEP`"))
	c.Flags().BoolVar(&asJSON, "json", false, p.say("write JSON Lines, a moment a line"))
	p.allowFlag(c, &allow)
	c.RunE = func(c *cobra.Command, args []string) error {
		ctx, stop := untilSignal(c.Context())
		defer stop()
		if all {
			return p.runAll(ctx, c.OutOrStdout())
		}
		l, err := p.find(args[0])
		if err != nil {
			return err
		}
		o, err := p.extent(l, skip, step)
		if err != nil {
			return err
		}
		if err := p.permit(l, allow); err != nil {
			return err
		}
		var w transcript.Writer = transcript.NewTextWriter(c.OutOrStdout(), p.language, l)
		if asJSON {
			w = transcript.NewJSONWriter(c.OutOrStdout())
		}
		return p.play(ctx, l, o, w)
	}
	return c
}

// extent finds the steps that the flags name.
func (p *program) extent(l *lessons.Lesson, skip []string, last string) (transcript.Options, error) {
	o := transcript.Options{Skip: make([]bool, len(l.Steps))}
	for _, name := range skip {
		i, err := l.FindStep(name)
		if err != nil {
			return o, Misuse{p.explained(err)}
		}
		o.Skip[i] = true
	}
	if last != "" {
		i, err := l.FindStep(last)
		if err != nil {
			return o, Misuse{p.explained(err)}
		}
		o.Last = i + 1
	}
	return o, nil
}

func (p *program) checkCommand() *cobra.Command {
	var allow bool
	c := &cobra.Command{
		Use:   "check FILE...",
		Short: p.say("Parse and play lessons of your own, and report like a compiler"),
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return p.wrong(c, p.say("%s takes one file or more", c.CommandPath()))
			}
			return nil
		},
	}
	p.allowFlag(c, &allow)
	c.RunE = func(c *cobra.Command, files []string) error {
		ctx, stop := untilSignal(c.Context())
		defer stop()
		var faults []error
		for _, file := range files {
			if ctx.Err() != nil {
				break
			}
			l, err := lessons.ReadFile(file)
			if err == nil {
				err = p.permit(l, allow)
			}
			if err != nil {
				faults = append(faults, Misuse{p.explained(err)})
				continue
			}
			faults = append(faults, p.play(ctx, l, transcript.Options{}, transcript.Silent{}))
		}
		err := errors.Join(faults...)
		if cause := context.Cause(ctx); cause != nil && !errors.Is(err, cause) {
			err = errors.Join(err, cause) // between two files
		}
		return err
	}
	return c
}

// play plays l until it ends or somebody ends forklore.
func (p *program) play(ctx context.Context, l *lessons.Lesson, o transcript.Options, w transcript.Writer) error {
	checks, err := transcript.Play(ctx, l, o, w)
	return p.report(l, checks, err)
}

// report reports each claim that does not hold, like a compiler, and what went
// wrong besides.
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

func (p *program) allowFlag(c *cobra.Command, allow *bool) {
	c.Flags().BoolVar(allow, "allow-programs", false, p.say("let a file of your own execute the programs that it lists, unasked"))
}

// permit asks before a file of the user's executes programs: it may come from
// a stranger.
func (p *program) permit(l *lessons.Lesson, allowed bool) error {
	if l.Shipped || len(l.Programs) == 0 || allowed {
		return nil
	}
	programs := say.List(l.Programs).In(p.say)
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		return Misuse{errors.New(p.say("%s executes %s; --allow-programs lets it", l.File, programs))}
	}
	fmt.Fprint(os.Stderr, probe.CleanLine(p.say("%s executes %s. Play it? [y/N] ", l.File, programs)))
	answer, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	if !strings.EqualFold(strings.TrimSpace(answer), "y") {
		return Misuse{errors.New(p.say("%s was not played: answer y, or give --allow-programs", l.File))}
	}
	return nil
}
