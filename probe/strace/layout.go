package strace

import (
	"encoding/binary"
	"strings"

	"forklore/probe/say"
)

// A layout is the type of what a pointer points to.
type layout struct {
	size  int                                     // in bytes
	write func(e *encoder, a Arg, b []byte) error // nil where only the kernel writes
	print func(p *printer, b []byte) string
}

// points is a pointer to l, which the kernel reads.
func points(l layout) kind {
	return nullable(kind{
		encode: func(e *encoder, a Arg) (uint64, error) {
			b := make([]byte, l.size)
			if err := l.write(e, a, b); err != nil {
				return 0, err
			}
			return e.bytes(b)
		},
		print: func(p *printer, word uint64) string {
			b, err := p.mem.Bytes(word, l.size)
			if word == 0 || err != nil {
				return pointer(word)
			}
			return l.print(p, b)
		},
	})
}

// fills is a pointer to l, which the kernel writes. If the call failed, only the
// address is printed.
func fills(l layout) kind {
	k := updates(l)
	k.encode = func(e *encoder, a Arg) (uint64, error) {
		if err := placeholder(a); err != nil {
			return 0, err
		}
		return e.alloc(uint64(l.size))
	}
	return nullable(k)
}

// updates is a pointer to l, which the kernel reads and then writes, as F_GETLK
// does with a lock.
func updates(l layout) kind {
	k := points(l)
	print := k.print
	k.filled = true
	k.print = func(p *printer, word uint64) string {
		if p.unfilled() {
			return pointer(word)
		}
		return print(p, word)
	}
	return k
}

// always is fills, but gives the kernel something to fill even if the lesson
// leaves the argument out. So what the kernel wrote can be shown.
func always(l layout) kind {
	k := fills(l)
	k.missing = func(e *encoder) (uint64, error) { return e.alloc(uint64(l.size)) }
	return k
}

// A slot is one field of a structure.
type slot struct {
	name   string
	offset int
	size   int // 2, 4 or 8 bytes
	kind   kind
}

// put writes the lower bits of the word to the field.
func (s slot) put(b []byte, word uint64) {
	switch b = b[s.offset:]; s.size {
	case 2:
		binary.LittleEndian.PutUint16(b, uint16(word))
	case 4:
		binary.LittleEndian.PutUint32(b, uint32(word))
	default:
		binary.LittleEndian.PutUint64(b, word)
	}
}

// get returns the field, sign-extended to 64 bits.
func (s slot) get(b []byte) uint64 {
	switch b = b[s.offset:]; s.size {
	case 2:
		return uint64(int16(binary.LittleEndian.Uint16(b)))
	case 4:
		return uint64(int32(binary.LittleEndian.Uint32(b)))
	default:
		return binary.LittleEndian.Uint64(b)
	}
}

// record is a C structure of that size with those fields, printed in that order.
func record(size int, slots ...slot) layout {
	return layout{
		size: size,
		write: func(e *encoder, a Arg, b []byte) error {
			s, ok := a.(structure)
			if !ok {
				return wanted(say.Textf("a structure"), a)
			}
			for _, f := range s {
				if err := writeField(e, slots, f, b); err != nil {
					return err
				}
			}
			return nil
		},
		print: func(p *printer, b []byte) string {
			fields := make([]string, 0, len(slots))
			for _, s := range slots {
				if text := s.kind.print(p, s.get(b)); text != "" {
					fields = append(fields, s.name+"="+text)
				}
			}
			return "{" + strings.Join(fields, ", ") + "}"
		},
	}
}

// writeField writes one field of a structure in a lesson to b.
func writeField(e *encoder, slots []slot, f field, b []byte) error {
	for _, s := range slots {
		if s.name == f.name {
			word, err := s.kind.encode(e, f.value)
			if err != nil {
				return say.Textf("%s: %s", f.name, err)
			}
			s.put(b, word)
			return nil
		}
	}
	return say.Textf("unknown field %q", f.name)
}

// The structures of fcntl_locking(2) and timespec(3type).
var (
	lock = record(32,
		slot{"l_type", 0, 2, short(choice("lock types"))}, slot{"l_whence", 2, 2, short(choice("places to seek from"))},
		slot{"l_start", 8, 8, offset}, slot{"l_len", 16, 8, offset})
	lockHolder = record(32,
		slot{"l_type", 0, 2, short(choice("lock types"))}, slot{"l_whence", 2, 2, short(choice("places to seek from"))},
		slot{"l_start", 8, 8, offset}, slot{"l_len", 16, 8, offset}, slot{"l_pid", 24, 4, pid})
	timespec = record(16, slot{"tv_sec", 0, 8, offset}, slot{"tv_nsec", 8, 8, offset})
)

// short is k in a field of 16 bits.
func short(k kind) kind {
	print := k.print
	k.print = func(p *printer, word uint64) string { return print(p, uint64(uint16(word))) }
	return k
}

// remaining is the time that nanosleep(2) had left to sleep. The kernel writes
// it only if a signal handler interrupted the call.
var remaining = func() kind {
	k := fills(timespec)
	plain := points(timespec)
	k.print = func(p *printer, word uint64) string {
		if ErrnoName(p.errno) == "EINTR" {
			return plain.print(p, word)
		}
		return pointer(word)
	}
	return k
}()

// numbers is an array of n ints.
func numbers(n int) layout {
	return layout{
		size: 4 * n,
		write: func(e *encoder, a Arg, b []byte) error {
			l, ok := a.(list)
			if !ok || l.except || len(l.items) != n {
				return wanted(say.Textf("an array of length %d", n), a)
			}
			for i, item := range l.items {
				word, err := num.encode(e, item)
				if err != nil {
					return err
				}
				binary.LittleEndian.PutUint32(b[4*i:], uint32(word))
			}
			return nil
		},
		print: func(p *printer, b []byte) string {
			texts := make([]string, len(b)/4)
			for i := range texts {
				texts[i] = printInt(p, uint64(binary.LittleEndian.Uint32(b[4*i:])))
			}
			return "[" + strings.Join(texts, ", ") + "]"
		},
	}
}

// groups is the array of setgroups(2). The argument before it is its length.
var groups = kind{
	encode: func(e *encoder, a Arg) (uint64, error) {
		l, ok := a.(list)
		if !ok {
			return points(numbers(0)).encode(e, a)
		}
		n, err := e.number(e.call.Args[e.at-1])
		if err == nil && n != uint64(len(l.items)) {
			return 0, say.Textf("the array has %d groups, not the %s of argument %d", len(l.items), e.call.Args[e.at-1], e.at)
		}
		return points(numbers(len(l.items))).encode(e, a)
	},
	print: func(p *printer, word uint64) string {
		const most = 1 << 16 // NGROUPS_MAX
		n := p.raw.Args[p.at-1]
		if n > most {
			return pointer(word)
		}
		return points(numbers(int(n))).print(p, word)
	},
}
