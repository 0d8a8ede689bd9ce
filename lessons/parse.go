package lessons

import (
	"bytes"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"forklore/probe"
	"forklore/probe/say"
)

// Parse reads a lesson. File is its name as errors shall say it. The error, of
// type Faults, has every fault of the file; the lesson is nil then.
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

// A parser holds what is known of a lesson so far.
type parser struct {
	file   string
	lesson *Lesson
	faults Faults
	roles  map[string]int // the line of the fork that binds each; 0 for shell
	slugs  map[string]int // the line of each step's heading
}

func (p *parser) fault(line int, format string, args ...any) {
	p.faults = append(p.faults, Fault{p.file, line, say.Textf(format, args...)})
}

// firstInvalid returns the line of the first byte that is not UTF-8.
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

// head reads the head and returns the rest, and the line at which it begins: 0
// where the head has no end.
func (p *parser) head(source []byte) (body []byte, line int) {
	first, rest, _ := bytes.Cut(source, []byte("\n"))
	if string(bytes.TrimRight(first, " \t")) != "---" {
		p.fault(1, "a lesson begins with a head between two lines ---")
		return source, 1
	}
	seen := map[string]int{}
	for line = 2; len(rest) > 0; line++ {
		var text []byte
		text, rest, _ = bytes.Cut(rest, []byte("\n"))
		entry := strings.TrimSpace(string(text))
		if entry == "---" {
			p.complete(seen)
			return rest, line + 1
		}
		if entry != "" && !strings.HasPrefix(entry, "#") {
			p.entry(line, entry, seen)
		}
	}
	p.fault(1, "the head is not closed by a line ---")
	return nil, 0
}

func (p *parser) complete(seen map[string]int) {
	for _, key := range []string{"title", "summary"} {
		if seen[key] == 0 {
			p.fault(1, "the head has no %s", key)
		}
	}
}

// entry reads one line of the head: "minutes: 10".
func (p *parser) entry(line int, entry string, seen map[string]int) {
	key, value, ok := strings.Cut(entry, ":")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if !ok {
		p.fault(line, "not a line of a head, which is KEY: VALUE: %q", entry)
		return
	}
	if first := seen[key]; first > 0 {
		p.fault(line, "%s was already given on line %d", key, first)
		return
	}
	seen[key] = line
	if strings.HasPrefix(value, `"`) {
		text, err := strconv.Unquote(value)
		if err != nil {
			p.fault(line, "%s is not quoted well: %s", key, value)
			return
		}
		value = text
	}
	switch key {
	case "title":
		p.lesson.Title = p.text(line, key, value)
	case "summary":
		p.lesson.Summary = p.text(line, key, value)
	case "minutes":
		n, err := strconv.Atoi(value)
		if err != nil || n <= 0 {
			p.fault(line, "minutes is not a number above 0: %q", value)
		}
		p.lesson.Minutes = n
	case "programs":
		p.lesson.Programs = p.programs(line, value)
	case "presumes":
		p.lesson.Presumes = p.bracketed(line, key, value)
	default:
		p.fault(line, "unknown key %q: a head has title, summary, minutes, presumes, programs", key)
	}
}

func (p *parser) text(line int, key, value string) string {
	if value == "" {
		p.fault(line, "%s is empty", key)
	}
	return value
}

// programs reads "[/bin/sleep, /bin/sh]".
func (p *parser) programs(line int, value string) []string {
	paths := p.bracketed(line, "programs", value)
	for _, path := range paths {
		if path != filepath.Clean(path) || !filepath.IsAbs(path) || path != probe.CleanLine(path) {
			p.fault(line, "not the absolute path of a program: %q", path)
		}
	}
	return paths
}

// bracketed reads "[fork, wait]".
func (p *parser) bracketed(line int, key, value string) (words []string) {
	list, open := strings.CutPrefix(value, "[")
	list, closed := strings.CutSuffix(list, "]")
	if !open || !closed {
		p.fault(line, "%s is not a list in brackets: %q", key, value)
		return nil
	}
	for word := range strings.SplitSeq(list, ",") {
		if word = strings.TrimSpace(word); word != "" {
			words = append(words, word)
		}
	}
	return words
}

// step makes a step of a section.
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

// only returns the section's block of that kind, and faults any further one.
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
