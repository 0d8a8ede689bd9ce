package strace

import (
	"errors"
	"strconv"
	"strings"

	"forklore/probe/say"
)

// Parse parses a call: `openat(AT_FDCWD, "/dev/null", O_RDWR)`. The error says
// what is wrong with it: `unknown call "setsit"`.
func Parse(text string) (Call, error) {
	p := &parser{rest: strings.TrimSpace(text)}
	name := p.name()
	if name == "" {
		return Call{}, say.Textf("want a call, got %s", excerpt(p.rest))
	}
	if _, ok := calls[name]; !ok {
		return Call{}, say.Textf("unknown call %q%s", name, suggest(name, callNames()))
	}
	if !p.skip("(") {
		return Call{}, say.Textf("%s: want ( after the name of the call, got %s", name, excerpt(p.rest))
	}
	args, err := p.items(")", 0)
	if err != nil {
		return Call{}, say.Textf("%s: %s", name, err)
	}
	if p.space(); p.rest != "" {
		return Call{}, say.Textf("%s: %s after the call", name, excerpt(p.rest))
	}
	c := Call{name, args}
	// Laying the call out, with every name known, checks the arguments by the
	// same rules that Encode follows.
	_, err = lay(c, &recorder{}, &scratchMemory{})
	return c, err
}

// A parser reads the text of a call from left to right.
type parser struct{ rest string }

// maxDepth is how deep arrays and structures may be nested. No call needs more,
// and without a limit a hostile text could exhaust the stack.
const maxDepth = 4

// items reads arguments up to the closing sign. They are separated by commas, in
// an array or a set also by spaces.
func (p *parser) items(closing string, depth int) ([]Arg, error) {
	if depth > maxDepth {
		return nil, say.Textf("brackets nested deeper than %d", maxDepth)
	}
	var args []Arg
	for {
		if p.space(); p.skip(closing) {
			return args, nil
		}
		if p.rest == "" {
			return nil, say.Textf("no closing %s", closing)
		}
		if len(args) > 0 && !p.skip(",") && closing == ")" {
			return nil, say.Textf("want , or ) after argument %d, got %s", len(args), excerpt(p.rest))
		}
		a, err := p.arg(depth)
		if err != nil {
			if depth == 0 {
				err = say.Textf("argument %d: %s", len(args)+1, err)
			}
			return nil, err
		}
		args = append(args, a)
	}
}

// arg reads one argument: terms joined by |.
func (p *parser) arg(depth int) (Arg, error) {
	var terms join
	for {
		p.space()
		a, err := p.term(depth)
		if err != nil {
			return nil, err
		}
		terms = append(terms, a)
		if p.space(); !p.skip("|") {
			break
		}
	}
	if len(terms) == 1 {
		return terms[0], nil
	}
	for _, a := range terms {
		switch a.(type) {
		case number, ident:
		default:
			return nil, say.Textf("%s can't be joined by |", a.what())
		}
	}
	return terms, nil
}

// term reads one argument without |.
func (p *parser) term(depth int) (Arg, error) {
	switch {
	case p.skip(`"`):
		return p.quoted()
	case p.skip("~["):
		items, err := p.items("]", depth+1)
		return list{items, true}, err
	case p.skip("["):
		items, err := p.items("]", depth+1)
		return list{items, false}, err
	case p.skip("{"):
		return p.structure(depth + 1)
	case p.skip("$"):
		name := p.name()
		if name == "" {
			return nil, say.Textf("$ without a name")
		}
		return text("$" + name), nil
	}
	sign := ""
	if p.rest != "" && strings.IndexByte("-~", p.rest[0]) >= 0 {
		sign, p.rest = p.rest[:1], p.rest[1:]
	}
	if p.rest != "" && '0' <= p.rest[0] && p.rest[0] <= '9' {
		return p.number(sign)
	}
	if name := p.name(); name != "" && sign != "~" {
		return ident{name, sign == "-"}, nil
	}
	return nil, say.Textf("want an argument, got %s", excerpt(sign+p.rest))
}

// structure reads a structure after its {.
func (p *parser) structure(depth int) (Arg, error) {
	if depth > maxDepth {
		return nil, say.Textf("brackets nested deeper than %d", maxDepth)
	}
	s := structure{}
	for {
		if p.space(); p.skip("}") {
			return s, nil
		}
		if len(s) > 0 && !p.skip(",") {
			return nil, say.Textf("want , or } in the structure, got %s", excerpt(p.rest))
		}
		p.space()
		name := p.name()
		if name == "" || !p.skip("=") {
			return nil, say.Textf("want name=value in the structure, got %s", excerpt(name+p.rest))
		}
		value, err := p.arg(depth)
		if err != nil {
			return nil, say.Textf("%s: %s", name, err)
		}
		s = append(s, field{name, value})
	}
}

// number reads a number in C's notation: decimal, octal with the prefix 0, or
// hexadecimal with the prefix 0x. It may end with U. Its sign is "", "-" or "~".
func (p *parser) number(sign string) (Arg, error) {
	literal := p.name()
	digits, base := strings.TrimSuffix(literal, "U"), 10
	switch {
	case strings.HasPrefix(digits, "0x"):
		digits, base = digits[2:], 16
	case len(digits) > 1 && digits[0] == '0':
		digits, base = digits[1:], 8
	}
	bits, err := strconv.ParseUint(digits, base, 64)
	switch {
	case errors.Is(err, strconv.ErrRange), sign == "-" && bits > 1<<63:
		return nil, say.Textf("%s%s is out of range", sign, literal)
	case err != nil:
		return nil, say.Textf("%q is no number", literal)
	case sign == "-":
		bits = -bits
	case sign == "~" && bits>>32 == 0:
		bits = uint64(^uint32(bits)) // C's ~0 is an int
	case sign == "~":
		bits = ^bits
	}
	return number{bits, sign + literal}, nil
}

// quoted reads a string after its opening quote.
func (p *parser) quoted() (Arg, error) {
	for i := 0; i < len(p.rest); i++ {
		switch p.rest[i] {
		case '\\':
			i++
		case '"':
			inside := p.rest[:i]
			p.rest = p.rest[i+1:]
			return unescape(inside)
		}
	}
	return nil, say.Textf(`no closing "`)
}

// name reads letters, digits and underscores.
func (p *parser) name() string {
	n := 0
	for n < len(p.rest) && nameByte(p.rest[n]) {
		n++
	}
	name := p.rest[:n]
	p.rest = p.rest[n:]
	return name
}

func nameByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func (p *parser) space() { p.rest = strings.TrimLeft(p.rest, " \t") }

// skip skips the sign if the rest begins with it.
func (p *parser) skip(sign string) bool {
	rest, ok := strings.CutPrefix(p.rest, sign)
	p.rest = rest
	return ok
}

// excerpt quotes the beginning of a text that could not be parsed.
func excerpt(rest string) say.Text {
	if rest == "" {
		return say.Textf("nothing")
	}
	if runes := []rune(rest); len(runes) > 20 {
		return say.Textf("%q...", string(runes[:20]))
	}
	return say.Textf("%q", rest)
}
