package cli

import (
	"errors"
	"io"
	"strings"

	"forklore/lessons"
	"forklore/lessons/transcript"
	"forklore/probe/say"

	"github.com/spf13/cobra"
)

func (p *program) glossaryCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "glossary [TERM]",
		Short: p.say("Say what a term means, or list all terms"),
		RunE: func(c *cobra.Command, words []string) error {
			return define(c.OutOrStdout(), p.language, strings.Join(words, " "))
		},
	}
}

// define writes the glossary's entry for a term. If term is empty, it writes
// the list of all terms.
func define(w io.Writer, l *lessons.Language, term string) error {
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
