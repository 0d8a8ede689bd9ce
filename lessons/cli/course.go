package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"forklore/lessons"
	"forklore/lessons/transcript"
	"forklore/probe/say"

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

// list writes the parts of the course, and a line of each of their lessons.
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

func (p *program) glossaryCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "glossary [TERM]",
		Short: p.say("Say what a term means, or list all terms"),
		RunE: func(c *cobra.Command, words []string) error {
			return explain(c.OutOrStdout(), p.language, strings.Join(words, " "))
		},
	}
}

// explain writes what the glossary says of a term, or, where that is empty, all
// terms.
func explain(w io.Writer, l *lessons.Language, term string) error {
	terms, err := l.Glossary()
	if err != nil {
		return err
	}
	if term == "" {
		return transcript.WriteTerms(w, terms)
	}
	if t, ok := l.Term(term); ok {
		return transcript.WriteTerm(w, l, t)
	}
	if near := l.TermsNear(term); len(near) > 0 {
		return Misuse{errors.New(l.Text("no term %q: did you mean %s?", term, say.List(near).In(l.Text)))}
	}
	return Misuse{errors.New(l.Text("no term %q: `forklore glossary` lists them all", term))}
}
