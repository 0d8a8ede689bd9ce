package lessons

import (
	"bytes"
	"path/filepath"
	"strconv"
	"strings"

	"forklore/probe"
)

// head reads the head and returns the body and the line on which the body
// begins; 0 if the head is not closed.
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
			p.needKeys(seen)
			return rest, line + 1
		}
		if entry != "" && !strings.HasPrefix(entry, "#") {
			p.entry(line, entry, seen)
		}
	}
	p.fault(1, "the head is not closed by a line ---")
	return nil, 0
}

// needKeys adds a fault for each required key that is missing.
func (p *parser) needKeys(seen map[string]int) {
	for _, key := range []string{"title", "summary"} {
		if seen[key] == 0 {
			p.fault(1, "the head has no %s", key)
		}
	}
}

// entry reads one line of the head: "minutes: 10". The map seen has the line of
// each key so far.
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
		p.lesson.Title = p.nonEmpty(line, key, value)
	case "summary":
		p.lesson.Summary = p.nonEmpty(line, key, value)
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

// nonEmpty returns the value, and adds a fault if it is empty.
func (p *parser) nonEmpty(line int, key, value string) string {
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
