package probe

import (
	"strings"
	"unicode"
)

// Clean makes text from outside safe to print: the name of a process may hold an
// escape sequence that clears the screen. Like ps(1), it replaces characters
// that are not printable with ?. Newlines, tabs, and U+200B, which marks where a
// line may be broken, stay.
func Clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) || r == '\u200b' {
			return r
		}
		return '?'
	}, text)
}

// CleanLine is Clean for text that has to stay on one line: it replaces newlines
// and tabs too.
func CleanLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return '?'
		}
		return r
	}, Clean(text))
}
