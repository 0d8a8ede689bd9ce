package strace

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"forklore/probe/say"
)

// A kind is the type of an argument: how an argument in a lesson becomes the
// word, of 64 bits, that the kernel gets, and how such a word is printed.
type kind struct {
	encode  func(e *encoder, a Arg) (uint64, error)
	print   func(p *printer, word uint64) string // "" for the first argument that strace does not print
	missing func(e *encoder) (uint64, error)     // the word if the argument is left out; nil for 0
	filled  bool                                 // by the kernel: it is printed when the call returns
}

// integer is a number of 32 bits, or a role, whose PID is the number.
func integer(print func(p *printer, word uint64) string) kind {
	return kind{
		encode: func(e *encoder, a Arg) (uint64, error) {
			word, err := e.number(a)
			if n := int64(word); err == nil && (n < math.MinInt32 || n > math.MaxUint32) {
				return 0, say.Textf("%s does not fit in 32 bits", a)
			}
			return word, err
		},
		print: print,
	}
}

// long is a number of 64 bits.
func long(print func(p *printer, word uint64) string) kind {
	return kind{encode: (*encoder).number, print: print}
}

func printInt(_ *printer, word uint64) string     { return strconv.Itoa(int(int32(word))) }
func printUint(_ *printer, word uint64) string    { return strconv.FormatUint(uint64(uint32(word)), 10) }
func printLong(_ *printer, word uint64) string    { return strconv.FormatInt(int64(word), 10) }
func printSize(_ *printer, word uint64) string    { return strconv.FormatUint(word, 10) }
func printHex(_ *printer, word uint64) string     { return hex(word) }
func printNone(_ *printer, _ uint64) string       { return "" }
func printAddress(_ *printer, word uint64) string { return pointer(word) }

// printMode prints permission bits as strace does: octal, at least three digits.
func printMode(_ *printer, word uint64) string {
	if word &= 0xffff; word < 0o100 {
		return fmt.Sprintf("%03o", word)
	}
	return fmt.Sprintf("%#o", word)
}

var (
	num        = integer(printInt)
	unsigned   = integer(printUint)
	pid        = integer(printInt)
	fd         = integer(printInt)
	offset     = long(printLong)
	size       = long(printSize)
	word64     = long(printHex)
	unused     = long(printNone)
	mode       = flagsShown("mode bits", printMode)
	createMode = func() kind {
		k := mode
		// open(2): the mode counts only where a file may be created.
		k.print = func(p *printer, word uint64) string {
			create, _ := constantValue("O_CREAT")
			temporary, _ := constantValue("__O_TMPFILE")
			if p.raw.Args[p.at-1]&uint64(create|temporary) == 0 {
				return ""
			}
			return printMode(p, word)
		}
		return k
	}()
	// dirfd is a descriptor of a directory, or AT_FDCWD (openat(2)).
	dirfd = kind{
		encode: func(e *encoder, a Arg) (uint64, error) {
			if id, ok := a.(ident); ok && id.upper() {
				return member("directories", id)
			}
			return fd.encode(e, a)
		},
		print: func(p *printer, word uint64) string {
			if at, ok := constantValue("AT_FDCWD"); ok && int32(word) == int32(at) {
				return "AT_FDCWD"
			}
			return printInt(p, word)
		},
	}
	signal = kind{
		encode: func(e *encoder, a Arg) (uint64, error) {
			if id, ok := a.(ident); ok && !id.negative {
				if n, ok := SignalNumber(id.name); ok {
					return uint64(n), nil
				}
				return 0, say.Textf("unknown signal %q%s", id.name, suggest(id.name, standardSignals[1:]))
			}
			return num.encode(e, a)
		},
		print: func(_ *printer, word uint64) string { return SignalName(int(int32(word))) },
	}
	// sigsetsize is the size of a set of signals, in bytes.
	sigsetsize = kind{
		encode:  size.encode,
		print:   size.print,
		missing: func(*encoder) (uint64, error) { return 8, nil }, // 64 signals
	}
)

// member returns the value of id, which has to be a constant of that set.
func member(set string, id ident) (uint64, error) {
	if len(sets) == 0 {
		return 0, errUnsupported
	}
	var names []string
	for _, c := range sets[set].constants {
		if c.name == id.name && !id.negative {
			return c.value, nil
		}
		names = append(names, c.name)
	}
	if _, known := constantValue(id.name); known {
		return 0, say.Textf("%s is not one of the %s", id, say.Textf(set))
	}
	return 0, say.Textf("unknown constant %q%s", id.String(), suggest(id.name, names))
}

// choice is one constant of a set.
func choice(set string) kind {
	return kind{
		encode: func(e *encoder, a Arg) (uint64, error) {
			if id, ok := a.(ident); ok && (id.upper() || id.negative) {
				return member(set, id)
			}
			return num.encode(e, a)
		},
		print: func(_ *printer, word uint64) string {
			for _, c := range sets[set].constants {
				if uint32(c.value) == uint32(word) {
					return c.name
				}
			}
			return unknown(set, uint64(uint32(word)))
		},
	}
}

// flags are constants of a set joined by |. They are printed in the set's order;
// bits that have no name are printed last, in hexadecimal.
func flags(set string) kind {
	return flagsShown(set, func(_ *printer, word uint64) string { return printFlags(set, uint64(uint32(word))) })
}

// flagsShown is flags with another way to print them.
func flagsShown(set string, print func(p *printer, word uint64) string) kind {
	return kind{
		encode: func(e *encoder, a Arg) (uint64, error) {
			parts, ok := a.(join)
			if !ok {
				parts = join{a}
			}
			var all uint64
			for _, part := range parts {
				var bits uint64
				var err error
				if id, ok := part.(ident); ok && (id.upper() || id.negative) {
					bits, err = member(set, id)
				} else {
					bits, err = num.encode(e, part)
				}
				if err != nil {
					return 0, err
				}
				all |= bits
			}
			return all, nil
		},
		print: print,
	}
}

func printFlags(set string, left uint64) string {
	names := []string{}
	if n := sets[set].choice; n != 0 {
		// Some bits are not flags but a number: O_RDONLY, O_WRONLY, O_RDWR.
		i := slices.IndexFunc(sets[set].constants, func(c constant) bool { return c.value == left&n })
		names = append(names, sets[set].constants[i].name)
		left &^= n
	}
	for _, c := range sets[set].constants {
		if c.value != 0 && left&c.value == c.value {
			names = append(names, c.name)
			left &^= c.value
		}
	}
	switch {
	case len(names) == 0 && left == 0:
		return "0"
	case len(names) == 0:
		return unknown(set, left)
	case left != 0:
		names = append(names, hex(left))
	}
	return strings.Join(names, "|")
}

// unknown prints a value that no constant of the set has: "0x3 /* O_??? */".
func unknown(set string, value uint64) string {
	return fmt.Sprintf("%s /* %s??? */", hex(value), sets[set].prefix)
}

// nullable is k, or NULL.
func nullable(k kind) kind {
	encode := k.encode
	k.encode = func(e *encoder, a Arg) (uint64, error) {
		if null(a) {
			return 0, nil
		}
		return encode(e, a)
	}
	return k
}

// path is a string that ends with a NUL byte. strace prints all of it.
var path = nullable(kind{
	encode: func(e *encoder, a Arg) (uint64, error) {
		s, err := e.text(a)
		if err != nil {
			return 0, err
		}
		if strings.IndexByte(s, 0) >= 0 {
			return 0, say.Textf("a NUL byte in the string")
		}
		return e.bytes(append([]byte(s), 0))
	},
	print: func(p *printer, word uint64) string { return p.cString(word, maxPath) },
})

// maxPath is the longest path in bytes: PATH_MAX without the NUL byte
// (path_resolution(7)).
const maxPath = 4095

// comm is the name of a thread: PR_SET_NAME takes its first 15 bytes (prctl(2)).
var comm = kind{
	encode: path.encode,
	print:  func(p *printer, word uint64) string { return p.cString(word, 15) },
}

// data is what write(2) writes: a string. The next argument is its size.
var data = nullable(kind{
	encode: func(e *encoder, a Arg) (uint64, error) {
		s, err := e.text(a)
		if err != nil {
			return 0, err
		}
		e.written = uint64(len(s))
		return e.bytes([]byte(s))
	},
	print: func(p *printer, word uint64) string { return p.buffer(word, p.raw.Args[p.at+1]) },
})

// writeCount is the count of write(2); if it is left out, the size of the string.
var writeCount = kind{
	encode: func(e *encoder, a Arg) (uint64, error) {
		n, err := e.number(a)
		if err == nil && n > e.written {
			return 0, say.Textf("%s is more than the %d bytes of the string", a, e.written)
		}
		return n, err
	},
	print:   size.print,
	missing: func(e *encoder) (uint64, error) { return e.written, nil },
}

// buffer is what read(2) fills: a name. The next argument is its size.
var buffer = nullable(kind{
	encode: func(e *encoder, a Arg) (uint64, error) {
		if err := placeholder(a); err != nil {
			return 0, err
		}
		if e.at+1 >= len(e.call.Args) {
			return 0, say.Textf("want the number of bytes after it")
		}
		n, err := e.number(e.call.Args[e.at+1])
		if err != nil {
			return 0, err
		}
		return e.alloc(n)
	},
	print: func(p *printer, word uint64) string {
		if p.unfilled() {
			return pointer(word)
		}
		return p.buffer(word, uint64(p.result))
	},
	filled: true,
})

// argv is an array of strings that ends with a null pointer.
var argv = nullable(kind{
	encode: func(e *encoder, a Arg) (uint64, error) {
		l, ok := a.(list)
		if !ok || l.except {
			return 0, wanted(say.Textf("an array of strings"), a)
		}
		words := make([]byte, 0, 8*(len(l.items)+1))
		for _, item := range l.items {
			if null(item) {
				return 0, wanted(say.Textf("a string"), item)
			}
			address, err := path.encode(e, item)
			if err != nil {
				return 0, err
			}
			words = binary.LittleEndian.AppendUint64(words, address)
		}
		return e.bytes(binary.LittleEndian.AppendUint64(words, 0))
	},
	print: (*printer).argv,
})

// envp is laid out like argv, but strace prints only its address and the number
// of strings.
var envp = kind{encode: argv.encode, print: (*printer).envp}

// placeholder checks that a is a name for what the kernel fills in.
func placeholder(a Arg) error {
	if id, ok := a.(ident); ok && !id.negative && !id.upper() {
		return nil
	}
	return wanted(say.Textf("a name for what the kernel fills, or NULL"), a)
}

func wanted(want say.Text, a Arg) error { return say.Textf("want %s, got %s", want, a.what()) }
