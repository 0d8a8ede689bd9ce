package player

import (
	"strings"
	"unicode/utf8"

	"github.com/hinshun/vt10x"
)

// A screen is what the user of the stage's terminal sees: 24 lines of 80
// columns.
//
// The emulator trusts its input: a negative parameter of a control sequence makes
// it panic, and a parameter of 10^9 makes it repeat an operation as often. The
// output of a program, or of a stranger's lesson, can't be trusted. So a screen
// lets through no sign, and no more than three digits of a parameter: no real
// screen needs more.
type screen struct {
	emulator vt10x.Terminal
	state    parserState
	digits   int    // of the parameter that is being read
	rest     string // the first bytes of a character that was not written completely yet
}

// A parserState says where the next character is in a control sequence (ECMA-48,
// 5.4).
type parserState int

const (
	inText parserState = iota
	afterEscape
	inSequence // after ESC [
)

func newScreen() *screen { return &screen{emulator: vt10x.New(vt10x.WithSize(80, 24))} }

// write shows a text that was written to the terminal. It may end within a
// character.
func (s *screen) write(text string) {
	text = s.rest + text
	whole := len(text) - cutShort(text)
	text, s.rest = text[:whole], text[whole:]
	var harmless strings.Builder
	for _, r := range text {
		if s.passes(r) {
			harmless.WriteRune(r)
		}
	}
	s.emulator.Write([]byte(harmless.String()))
}

// cutShort returns the number of bytes at the end of a text that are the
// beginning of an incomplete character (UTF-8).
func cutShort(text string) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if last := text[len(text)-n:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRuneInString(last) {
				return n
			}
			break
		}
	}
	return 0
}

// passes reports whether the next character is passed on to the emulator. A
// control character other than ESC does not end a control sequence.
func (s *screen) passes(r rune) bool {
	switch {
	case r == '\x1b':
		s.state = afterEscape
	case r < ' ':
	case s.state == afterEscape && r == '[':
		s.state, s.digits = inSequence, 0
	case s.state == afterEscape:
		s.state = inText
	case s.state == inSequence && '0' <= r && r <= '9':
		s.digits++
		return s.digits <= 3
	case s.state == inSequence && '@' <= r && r <= '~':
		s.state = inText
	case s.state == inSequence:
		s.digits = 0
		return r == ';' || r == '?'
	}
	return true
}

// lines returns the lines of the screen, without trailing spaces and without
// empty lines at the end.
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
