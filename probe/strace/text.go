package strace

import (
	"fmt"
	"strconv"
	"strings"

	"forklore/probe/say"
)

// simple are the escapes of C that have a letter of their own, as strace uses them.
var simple = map[byte]byte{'n': '\n', 't': '\t', 'r': '\r', 'f': '\f', 'v': '\v', '"': '"', '\\': '\\'}

// letters are simple the other way round.
var letters = func() map[byte]byte {
	m := make(map[byte]byte)
	for letter, c := range simple {
		m[c] = letter
	}
	return m
}()

// shown is how much of a string strace prints: -s 32, its default.
const shown = 32

// quote prints at most limit bytes of b as C would write them, three dots
// after the quotes where there are more.
func quote(b []byte, limit int) string {
	more := len(b) > limit
	if more {
		b = b[:limit]
	}
	var s strings.Builder
	s.WriteByte('"')
	for i, c := range b {
		letter, ok := letters[c]
		switch {
		case ok:
			s.WriteByte('\\')
			s.WriteByte(letter)
		case ' ' <= c && c <= '~':
			s.WriteByte(c)
		case i+1 < len(b) && '0' <= b[i+1] && b[i+1] <= '7':
			// All three digits, or the next character would be read as one.
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

// unescape undoes C's escapes.
func unescape(s string) (text, error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		rest := s[i+1:]
		if c, ok := simple[rest[0]]; ok {
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

func digit(c byte, base int) bool {
	_, err := strconv.ParseUint(string(c), base, 8)
	return err == nil
}

// Expand replaces every $name in a text. Two dollars stand for one.
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

// suggest names the candidate that is one slip of the fingers away from name,
// in brackets; nothing where there is none.
func suggest(name string, candidates []string) say.Text {
	for _, c := range candidates {
		if slip(name, c) {
			return say.Textf(" (did you mean %s?)", c)
		}
	}
	return say.Textf("%s", "")
}

// slip reports whether one letter more, less, changed, or swapped with its
// neighbour makes b of a.
func slip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	a, b = a[i:], b[i:]
	switch {
	case len(b) == len(a)+1:
		return a == b[1:]
	case len(a) != len(b) || a == "":
		return false
	case a[1:] == b[1:]:
		return true
	}
	return len(a) > 1 && a[0] == b[1] && a[1] == b[0] && a[2:] == b[2:]
}
