package cli

import (
	"fmt"
	"io"
	"strings"

	"forklore/lessons"
	"forklore/lessons/transcript"

	"github.com/spf13/cobra"
)

func (p *program) listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: p.say("List the lessons"),
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return p.wrong(c, p.say("%s takes no argument", c.CommandPath()))
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error {
			return p.list(c.OutOrStdout())
		},
	}
}

// list writes the title of each part of the course, and below it one line for
// each of its lessons.
func (p *program) list(w io.Writer) error {
	all, err := p.language.Lessons()
	if err != nil {
		return err
	}
	var rows [][]string
	for _, l := range all {
		rows = append(rows, []string{l.Name, p.say("%d min", l.Minutes), l.Title, l.Summary})
	}
	var b strings.Builder
	for i, line := range strings.SplitAfter(strings.TrimSuffix(transcript.Aligned(rows), "\n"), "\n") {
		part := all[i].Part
		if i > 0 && part != all[i-1].Part {
			b.WriteByte('\n')
		}
		if i == 0 || part != all[i-1].Part {
			fmt.Fprintln(&b, p.say("Part %d: %s", part+1, p.language.Word(lessons.Course[part].Title)))
		}
		b.WriteString(line)
	}
	_, err = fmt.Fprintln(w, b.String())
	return err
}
