package strace

import (
	"encoding/binary"
	"math/bits"
	"strings"

	"forklore/probe/say"
)

// mask is a set of signals as a word: signal n is bit n-1.
var mask = kind{
	encode: func(e *encoder, a Arg) (uint64, error) {
		l, ok := a.(list)
		if !ok {
			return 0, wanted(say.Textf("a set of signals"), a)
		}
		var set uint64
		for _, item := range l.items {
			n, err := e.setMember(item)
			if err != nil {
				return 0, err
			}
			set |= 1 << (n - 1)
		}
		if l.except {
			set = ^set
		}
		return set, nil
	},
	print: func(_ *printer, set uint64) string {
		sign := ""
		// If two thirds of the signals are in the set, strace prints the others.
		if bits.OnesCount64(set) >= 64*2/3 {
			sign, set = "~", ^set
		}
		names := []string{}
		for n := 1; n <= 64; n++ {
			if set&(1<<(n-1)) != 0 {
				names = append(names, strings.TrimPrefix(SignalName(n), "SIG"))
			}
		}
		return sign + "[" + strings.Join(names, " ") + "]"
	},
}

// setMember returns the number of a signal in a set, written HUP, SIGHUP or 1.
func (e *encoder) setMember(a Arg) (uint64, error) {
	if id, ok := a.(ident); ok {
		if n, ok := SignalNumber("SIG" + id.name); ok && !id.negative {
			return uint64(n), nil
		}
	}
	n, err := signal.encode(e, a)
	if id, ok := a.(ident); ok && err != nil {
		return 0, say.Textf("unknown signal %q%s", id.String(), suggest("SIG"+id.name, standardSignals[1:]))
	}
	if err == nil && (n < 1 || n > 64) {
		return 0, say.Textf("there is no signal %s", a)
	}
	return n, err
}

// signalSet is the kernel's sigset_t: a mask in memory.
var signalSet = layout{
	size: 8,
	write: func(e *encoder, a Arg, b []byte) error {
		word, err := mask.encode(e, a)
		binary.LittleEndian.PutUint64(b, word)
		return err
	},
	print: func(p *printer, b []byte) string { return mask.print(p, binary.LittleEndian.Uint64(b)) },
}

// sized is a set of signals whose size is the nth argument after it. strace
// prints the set if the size is the kernel's, 8 bytes, or else its address.
func sized(k kind, n int) kind {
	print := k.print
	k.print = func(p *printer, word uint64) string {
		if p.raw.Args[p.at+n] != 8 {
			return pointer(word)
		}
		return print(p, word)
	}
	return k
}

// signalPlace is an int to which PR_GET_PDEATHSIG writes a signal.
var signalPlace = layout{
	size: 4,
	print: func(p *printer, b []byte) string {
		return "[" + signal.print(p, uint64(binary.LittleEndian.Uint32(b))) + "]"
	},
}

// handler is the disposition of a signal. A lesson has no code to run as a
// handler, so the disposition can only be to ignore the signal or the default.
var handler = func() kind {
	k := choice("dispositions")
	encode, print := k.encode, k.print
	k.encode = func(e *encoder, a Arg) (uint64, error) {
		word, err := encode(e, a)
		if _, ok := a.(number); ok || word > 1 {
			return 0, wanted(say.Textf("SIG_DFL or SIG_IGN"), a)
		}
		return word, err
	}
	k.print = func(p *printer, word uint64) string {
		if word > 1 && word != ^uint64(0) {
			return hex(word)
		}
		return print(p, word)
	}
	return k
}()

// saRestorer is SA_RESTORER: sa_restorer has the C library's code that returns
// from a handler (sigreturn(2)).
const saRestorer = 0x04000000

// action is the kernel's structure sigaction, whose fields are in another order
// than those of the C library's.
var action = func() layout {
	l := record(32,
		slot{"sa_handler", 0, 8, handler}, slot{"sa_mask", 24, 8, mask}, slot{"sa_flags", 8, 8, flags("sigaction flags")})
	write, print := l.write, l.print
	l.write = func(e *encoder, a Arg, b []byte) error {
		if id, ok := a.(ident); ok {
			// The disposition alone, as for signal(2).
			a = structure{{"sa_handler", id}}
		}
		return write(e, a, b)
	}
	l.print = func(p *printer, b []byte) string {
		text := print(p, b)
		if binary.LittleEndian.Uint64(b[8:])&saRestorer != 0 {
			text = strings.TrimSuffix(text, "}") + ", sa_restorer=" + pointer(binary.LittleEndian.Uint64(b[16:])) + "}"
		}
		return text
	}
	return l
}()
