package lessons

import (
	"strconv"
	"strings"

	"forklore/probe/say"
)

// uncomment returns the line without its comment. A # in quotes does not begin
// a comment.
func uncomment(line string) string {
	return line[:scan(line, func(c byte) bool { return c == '#' })]
}

// cutWord cuts the first word from the rest.
func cutWord(text string) (word, rest string) {
	text = strings.TrimSpace(text)
	i := strings.IndexAny(text, " \t")
	if i < 0 {
		return text, ""
	}
	return text[:i], strings.TrimSpace(text[i:])
}

// cutCall cuts the call from the rest. The call ends with the parenthesis that
// closes its first one.
func cutCall(text string) (call, rest string) {
	depth := 0
	end := scan(text, func(c byte) bool {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
			return depth == 0
		}
		return false
	})
	end = min(end+1, len(text))
	return text[:end], strings.TrimSpace(text[end:])
}

// scan returns the index of the first byte outside of quotes for which stop
// returns true, or the length of the text.
func scan(text string, stop func(byte) bool) int {
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case !quoted && stop(c):
			return i
		}
	}
	return len(text)
}

// splitWords returns the words of a line. A word may have spaces in quotes.
func splitWords(line string) ([]string, error) {
	var words []string
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		end := scan(line, func(c byte) bool { return c == ' ' || c == '\t' })
		words = append(words, line[:end])
		line = line[end:]
	}
	if n := len(words); n > 0 && !quotesClosed(words[n-1]) {
		return nil, say.Textf("a quote is not closed")
	}
	return words, nil
}

// quotesClosed reports whether the quotes in a word are closed.
func quotesClosed(word string) bool {
	return scan(word+" ", func(c byte) bool { return c == ' ' }) == len(word)
}

// unquote returns the text of a quoted word, or the word itself if it has no
// quotes.
func unquote(word string) (string, error) {
	if !strings.HasPrefix(word, `"`) {
		return word, nil
	}
	text, err := strconv.Unquote(word)
	if err != nil {
		return "", say.Textf("not quoted well: %s", word)
	}
	return text, nil
}

// cutCell cuts "child.ppid" or "child is", whose field is "is".
func cutCell(text string) (role, field string, ok bool) {
	if role, ok = strings.CutSuffix(text, " is"); ok {
		return strings.TrimSpace(role), "is", true
	}
	return strings.Cut(text, ".")
}
