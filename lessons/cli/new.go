package cli

import "github.com/spf13/cobra"

func (p *program) newCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "new FILE.md",
		Short: p.say("Write a small lesson that runs, for you to change"),
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return p.wrong(c, p.say("%s takes one file, not %d", c.CommandPath(), len(args)))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := p.language.NewLesson(args[0]); err != nil {
				return Misuse{err}
			}
			return nil
		},
	}
}
