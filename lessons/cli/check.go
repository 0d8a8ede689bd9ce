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
			ctx, stop := untilSignal(c.Context())
			defer stop()
			return p.check(ctx, files, allow)
		},
	}
	p.allowFlag(c, &allow)
	return c
}

// check parses and plays each file. The error joins what is wrong with all of
// them.
func (p *program) check(ctx context.Context, files []string, allow bool) error {
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
		err = errors.Join(err, cause) // the signal came between two files
	}
	return err
}
