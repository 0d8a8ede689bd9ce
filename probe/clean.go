package probe

import (
	"strings"
	"unicode"
)

// Clean makes text that came from elsewhere harmless: a process may call itself
// by a name that would clear the screen. Like ps(1), it writes ? for what does
// not print. U+200B, which parts words where a line may end, stays.
func Clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) || r == '\u200b' {
			return r
		}
		return '?'
	}, text)
}

// CleanLine is Clean for what has to stay on one line.
func CleanLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return '?'
		}
		return r
	}, Clean(text))
}
