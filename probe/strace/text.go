package strace

import (
	"fmt"
	"strconv"
	"strings"

	"forklore/probe/say"
)

// escapes are C's escapes of one letter that strace prints.
var escapes = map[byte]byte{'n': '\n', 't': '\t', 'r': '\r', 'f': '\f', 'v': '\v', '"': '"', '\\': '\\'}

// escapeLetters are escapes the other way round.
var escapeLetters = func() map[byte]byte {
	m := make(map[byte]byte)
	for letter, c := range escapes {
		m[c] = letter
	}
	return m
}()

// maxString is how much of a string strace prints: -s 32, its default.
const maxString = 32

// quote prints at most limit bytes of b as a string of C. If there are more,
// three dots follow the closing quote.
func quote(b []byte, limit int) string {
	more := len(b) > limit
	if more {
		b = b[:limit]
	}
	var s strings.Builder
	s.WriteByte('"')
	for i, c := range b {
		letter, ok := escapeLetters[c]
		switch {
		case ok:
			s.WriteByte('\\')
			s.WriteByte(letter)
		case ' ' <= c && c <= '~':
			s.WriteByte(c)
		case i+1 < len(b) && '0' <= b[i+1] && b[i+1] <= '7':
			// A digit follows, which would be read as part of a shorter escape.
			fmt.Fprintf(&s, `\%03o`, c)
		default:
			fmt.Fprintf(&s, `\%o`, c)
		}
	}
	s.WriteByte('"')
	if more {
		s.WriteString("...")
	}
	return s.String()
}

// unescape decodes C's escapes.
func unescape(s string) (text, error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		rest := s[i+1:]
		if c, ok := escapes[rest[0]]; ok {
			b.WriteByte(c)
			i++
			continue
		}
		n, base := 0, 8
		if rest[0] == 'x' {
			rest, base = rest[1:], 16
			i++
		}
		for n < len(rest) && n < 3 && digit(rest[n], base) {
			n++
		}
		c, err := strconv.ParseUint(rest[:n], base, 8)
		if err != nil {
			return "", say.Textf("unknown escape in %q", s)
		}
		b.WriteByte(byte(c))
		i += n
	}
	return text(b.String()), nil
}

// digit reports whether c is a digit in that base.
func digit(c byte, base int) bool {
	_, err := strconv.ParseUint(string(c), base, 8)
	return err == nil
}

// Expand replaces every $name in a text by the name's text, and $$ by a dollar.
func Expand(t string, names Names) (string, error) {
	var b strings.Builder
	p := parser{rest: t}
	for {
		before, after, found := strings.Cut(p.rest, "$")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		p.rest = after
		if p.skip("$") {
			b.WriteByte('$')
			continue
		}
		name := p.name()
		if name == "" {
			return "", say.Textf("$ without a name; $$ stands for a dollar")
		}
		value, ok := names.Text(name)
		if !ok {
			return "", say.Textf("unknown name $%s", name)
		}
		b.WriteString(value)
	}
}
