package strace

import (
	"encoding/binary"
	"fmt"
)

// Memory is the memory that the pointers of a call point to.
type Memory interface {
	// Alloc reserves n bytes, zeroed and aligned to 8, and returns their address.
	Alloc(n int) (address uint64, err error)
	// Bytes returns the n bytes at address, to be read or written in place.
	Bytes(address uint64, n int) ([]byte, error)
}

// readString reads the bytes before a NUL byte, and stops after limit+1 bytes.
// It reports whether it found the NUL byte, and whether it could read all bytes
// that it looked at.
func readString(mem Memory, address uint64, limit int) (s []byte, whole, ok bool) {
	for len(s) <= limit {
		b, err := mem.Bytes(address+uint64(len(s)), 1)
		if err != nil {
			return s, false, false
		}
		if b[0] == 0 {
			return s, true, true
		}
		s = append(s, b[0])
	}
	return s, false, true
}

// readPointers reads at most limit pointers before a null pointer.
func readPointers(mem Memory, address uint64, limit int) (list []uint64, ok bool) {
	for len(list) < limit {
		b, err := mem.Bytes(address+8*uint64(len(list)), 8)
		if err != nil {
			return list, false
		}
		word := binary.LittleEndian.Uint64(b)
		if word == 0 {
			break
		}
		list = append(list, word)
	}
	return list, true
}

// scratchMemory is a Memory for a call that is checked but not made. Its first
// address is 8, so that none is NULL.
type scratchMemory struct{ words []byte }

func (s *scratchMemory) Alloc(n int) (uint64, error) {
	address := len(s.words)
	s.words = append(s.words, make([]byte, (n+7)&^7)...)
	return uint64(address) + 8, nil
}

func (s *scratchMemory) Bytes(address uint64, n int) ([]byte, error) {
	start := address - 8
	if n < 0 || start > uint64(len(s.words)) || uint64(n) > uint64(len(s.words))-start {
		return nil, fmt.Errorf("no memory at %s", hex(address))
	}
	return s.words[start:][:n], nil
}
