package lessons

import (
	"bytes"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"forklore/probe/say"
)

// Parse reads a lesson. The name file is used in errors. The error, of type
// Faults, has every fault of the file; the lesson is then nil.
func Parse(file string, source []byte) (*Lesson, error) {
	p := &parser{
		file:   file,
		lesson: &Lesson{Name: strings.TrimSuffix(filepath.Base(file), ".md"), File: file},
		roles:  map[string]int{"shell": 0},
		slugs:  map[string]int{},
	}
	source = bytes.ReplaceAll(source, []byte("\r\n"), []byte("\n"))
	if line, ok := firstInvalid(source); !ok {
		p.fault(line, "not UTF-8")
		return nil, p.faults
	}
	if body, line := p.head(source); line > 0 {
		p.body(body, line)
	}
	if len(p.faults) > 0 {
		p.faults.sort()
		return nil, p.faults
	}
	return p.lesson, nil
}

// A parser holds what has been read of a lesson so far.
type parser struct {
	file   string
	lesson *Lesson
	faults Faults
	roles  map[string]int // the line on which each role is given; 0 for shell
	slugs  map[string]int // the line of each step's heading
}

// fault adds a fault. Its text is translated, and so are the args.
func (p *parser) fault(line int, format string, args ...any) {
	p.faults = append(p.faults, Fault{p.file, line, say.Textf(format, args...)})
}

// firstInvalid returns the first line that is not UTF-8. It is ok if all are.
func firstInvalid(source []byte) (line int, ok bool) {
	line = 1
	for l := range bytes.Lines(source) {
		if !utf8.Valid(l) {
			return line, false
		}
		line++
	}
	return 0, true
}

// step makes a step from a section.
func (p *parser) step(s *section) {
	step := Step{Title: s.title, Slug: slug(s.title), Line: s.line, Code: map[string]Code{}}
	switch first := p.slugs[step.Slug]; {
	case step.Slug == "":
		p.fault(s.line, "a step's heading has no words")
	case first > 0:
		p.fault(s.line, "the step on line %d is called %q too", first, step.Slug)
	default:
		p.slugs[step.Slug] = s.line
	}

	calls, ok := p.only(s, "calls")
	if ok {
		step.Calls = p.calls(calls)
		step.Before = s.prose(s.line, calls.line)
		step.After = s.prose(calls.line, s.end)
	} else {
		step.Before = s.prose(s.line, s.end)
	}
	if then, ok := p.only(s, "then"); ok {
		step.Then = p.claims(then)
	}
	if table, ok := p.only(s, "table"); ok {
		step.Table = p.table(table)
	}
	if review, ok := p.only(s, "review"); ok {
		p.fault(review.line, "a review block belongs to the last section, which makes no calls")
	}
	if ask, ok := p.only(s, "ask"); ok {
		step.Ask = p.question(ask, step.Calls)
	}
	for _, language := range CodeLanguages {
		if text, ok := p.only(s, language.Tag); ok {
			step.Code[language.Tag] = p.code(text, len(step.Calls))
		}
	}
	p.lesson.Steps = append(p.lesson.Steps, step)
}

// only returns the section's block of that kind, and adds a fault for each
// further one.
func (p *parser) only(s *section, kind string) (b block, ok bool) {
	for _, next := range s.blocks {
		if next.kind != kind {
			continue
		}
		if ok {
			p.fault(next.line, "the step has a %s block already, on line %d", kind, b.line)
			continue
		}
		b, ok = next, true
	}
	return b, ok
}

// code reads program text and the numbers in its info string.
func (p *parser) code(b block, calls int) Code {
	code := Code{Text: strings.Join(b.text, "\n")}
	for _, word := range b.info {
		n, err := strconv.Atoi(word)
		switch {
		case err != nil:
			p.fault(b.line, "not the number of a line: %q", word)
			return code
		case n < 0 || n > len(b.text):
			p.fault(b.line, "the %s text has no line %d: it has %d", b.kind, n, len(b.text))
			return code
		}
		code.Lines = append(code.Lines, n)
	}
	if n := len(code.Lines); n > 0 && n != calls {
		p.fault(b.line, "the %s block gives %d line numbers, but the step makes %d calls", b.kind, n, calls)
	}
	return code
}

// slug returns the words of a title in lower case, joined by "-".
func slug(title string) string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	return strings.Join(words, "-")
}
