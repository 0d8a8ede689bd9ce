package transcript

import (
	"fmt"
	"io"
	"strings"

	"forklore/lessons"
	"forklore/probe/say"

	"github.com/rivo/uniseg"
)

// lineWidth is the longest line of a term's text, in columns.
const lineWidth = 80

// WriteTerms writes a line for each term: its name and its definition.
func WriteTerms(w io.Writer, terms []lessons.Term) error {
	var rows [][]string
	for _, t := range terms {
		rows = append(rows, []string{heading(t), t.Definition()})
	}
	_, err := io.WriteString(w, Aligned(rows))
	return err
}

// WriteTerm writes the glossary's entry for a term, in lines of 80 columns.
func WriteTerm(w io.Writer, l *lessons.Language, t lessons.Term) error {
	var b strings.Builder
	fmt.Fprintln(&b, heading(t))
	if len(t.Also) > 0 {
		b.WriteString(fold(l.Text("Also: %s", say.List(t.Also).In(l.Text))))
	}
	for paragraph := range strings.SplitSeq(t.Text, "\n\n") {
		fmt.Fprintf(&b, "\n%s", fold(strings.Join(strings.Fields(paragraph), " ")))
	}
	if len(t.See) > 0 {
		fmt.Fprintf(&b, "\n%s", fold(l.Text("See: %s", say.List(t.See).In(l.Text))))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// heading returns a term's name, and its English name if that is another.
func heading(t lessons.Term) string {
	if t.Name == t.English {
		return t.Name
	}
	return t.Name + " (" + t.English + ")"
}

// fold breaks a paragraph into lines. English text breaks between words, Chinese
// text also between characters (Unicode Standard Annex #14).
func fold(paragraph string) string {
	var b strings.Builder
	used, state := 0, -1
	for paragraph != "" {
		var segment string
		segment, paragraph, _, state = uniseg.FirstLineSegmentInString(paragraph, state)
		if n := uniseg.StringWidth(strings.TrimRight(segment, " ")); used > 0 && used+n > lineWidth {
			b.WriteByte('\n')
			used = 0
		}
		b.WriteString(segment)
		used += uniseg.StringWidth(segment)
	}
	lines := strings.Split(b.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}
