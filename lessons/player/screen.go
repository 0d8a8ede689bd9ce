package player

import (
	"strings"
	"unicode/utf8"

	"github.com/hinshun/vt10x"
)

// A screen is what the user of the stage's terminal sees: 24 lines of 80
// columns.
//
// The emulator trusts what it is given: a count below zero makes it panic, and
// one of a thousand million makes it repeat a step as often. What a program
// writes, or a stranger's lesson, is nothing to trust, so no count of more than
// three digits and no sign comes through. That is more than any screen needs.
type screen struct {
	emulator vt10x.Terminal
	place    place
	digits   int    // of the count that is being read
	rest     string // the first bytes of a character whose last were not written yet
}

// A place is where in a control sequence (ECMA-48, 5.4) a text stands.
type place int

const (
	inText place = iota
	behindEscape
	inSequence // behind ESC [
)

func newScreen() *screen { return &screen{emulator: vt10x.New(vt10x.WithSize(80, 24))} }

// write shows what was written to the terminal.
func (s *screen) write(text string) {
	text = s.rest + text
	whole := len(text) - cutShort(text)
	text, s.rest = text[:whole], text[whole:]
	var harmless strings.Builder
	for _, r := range text {
		if s.lets(r) {
			harmless.WriteRune(r)
		}
	}
	s.emulator.Write([]byte(harmless.String()))
}

// cutShort returns how many bytes at the end of a text begin a character and
// do not end it.
func cutShort(text string) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if tail := text[len(text)-n:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRuneInString(tail) {
				return n
			}
			break
		}
	}
	return 0
}

// lets reports whether the next character of the text may come through. A
// control character stands within a sequence as if the sequence were not there.
func (s *screen) lets(r rune) bool {
	switch {
	case r == '\x1b':
		s.place = behindEscape
	case r < ' ':
	case s.place == behindEscape && r == '[':
		s.place, s.digits = inSequence, 0
	case s.place == behindEscape:
		s.place = inText
	case s.place == inSequence && '0' <= r && r <= '9':
		s.digits++
		return s.digits <= 3
	case s.place == inSequence && '@' <= r && r <= '~':
		s.place = inText
	case s.place == inSequence:
		s.digits = 0
		return r == ';' || r == '?'
	}
	return true
}

// lines returns the lines of the screen, without the empty ones at the end.
func (s *screen) lines() []string {
	lines := strings.Split(s.emulator.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
