package cli

import (
	"context"
	"errors"

	"forklore/lessons"
	"forklore/lessons/transcript"

	"github.com/spf13/cobra"
)

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
		RunE: func(c *cobra.Command, files []string) error {
			return p.check(c.Context(), files, allow)
		},
	}
	p.allowFlag(c, &allow)
	return c
}

// check parses all files, and then plays those that may be played. The error
// joins what is wrong with each.
func (p *program) check(ctx context.Context, files []string, allow bool) error {
	parsed, faults := make([]*lessons.Lesson, len(files)), make([]error, len(files))
	for i, file := range files {
		l, err := lessons.ReadFile(file)
		if err == nil {
			err = p.permit(l, allow)
		}
		if err != nil {
			faults[i] = Misuse{p.explained(err)}
			continue
		}
		parsed[i] = l
	}
	ctx, stop := untilSignal(ctx) // from here on: a signal ends the questions of permit by default
	defer stop()
	for i, l := range parsed {
		if l != nil && ctx.Err() == nil {
			faults[i] = p.play(ctx, l, transcript.Options{}, transcript.Silent{})
		}
	}
	err := errors.Join(faults...)
	if cause := context.Cause(ctx); cause != nil && !errors.Is(err, cause) {
		err = errors.Join(err, cause) // the signal came between two files
	}
	return err
}
