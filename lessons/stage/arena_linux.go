package stage

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"unsafe"

	"forklore/probe/say"

	"golang.org/x/sys/unix"
)

// maxProcesses is how many processes a stage may have at a time. It is a power
// of two, so that an index masked with maxProcesses-1 needs no bounds check: a
// puppet could not survive a panic.
const maxProcesses = 64

// slotSize holds the longest argument list that a lesson may reasonably pass.
const slotSize = 16 << 10

// A slot is the memory that forklore and one puppet share.
type slot struct {
	turn   uint32 // futex: whose turn it is
	child  uint32 // index of the slot of the child about to be forked
	num    uintptr
	args   [6]uintptr
	result uintptr
	errno  uintptr
	name   [16]byte            // the role, as PR_SET_NAME takes it: with a NUL byte at its end
	data   [slotSize - 96]byte // what the arguments point to
}

// The values of slot.turn.
const (
	turnForklore = 0
	turnPuppet   = 1
)

// An arena is the shared memory of a stage: a slot for each puppet. It is
// mapped before the first fork, so it stands at the same address in every
// puppet, and an absolute pointer means the same on both sides.
//
// The mapping is of a memfd that bears the stage's mark, and /proc/PID/maps
// shows it: so puppets are found by anyone who knows the mark.
type arena struct {
	slots   *[maxProcesses]slot
	mapping []byte // of the slots
	used    [maxProcesses]bool
}

func newArena(mark string) (*arena, error) {
	fd, err := unix.MemfdCreate(mark, unix.MFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("stage: memfd_create: %w", err)
	}
	defer unix.Close(fd)
	size := int(unsafe.Sizeof([maxProcesses]slot{}))
	if err := unix.Ftruncate(fd, int64(size)); err != nil {
		return nil, fmt.Errorf("stage: ftruncate of the memfd: %w", err)
	}
	mapping, err := unix.Mmap(fd, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("stage: mmap of the memfd: %w", err)
	}
	return &arena{slots: (*[maxProcesses]slot)(unsafe.Pointer(&mapping[0])), mapping: mapping}, nil
}

// private keeps the arena from every process that forklore forks from now on;
// the puppets that have it pass it on to theirs all the same.
func (a *arena) private() error {
	if err := unix.Madvise(a.mapping, unix.MADV_DONTFORK); err != nil {
		return fmt.Errorf("stage: madvise(MADV_DONTFORK): %w", err)
	}
	return nil
}

func (a *arena) close() error { return unix.Munmap(a.mapping) }

// take reserves a free slot, zeroed, for the puppet of a role.
func (a *arena) take(role string) (index int, ok bool) {
	for i := range a.used {
		if !a.used[i] {
			a.used[i] = true
			a.slots[i] = slot{}
			name := &a.slots[i].name
			copy(name[:len(name)-1], role)
			return i, true
		}
	}
	return 0, false
}

func (a *arena) release(index int) { a.used[index] = false }

// slotMemory is the data of a slot as the memory that a call's pointers lead
// into (strace.Memory).
type slotMemory struct {
	slot *slot
	next int // offset of the first free byte
}

// Alloc implements strace.Memory.
func (m *slotMemory) Alloc(n int) (uint64, error) {
	n = (n + 7) &^ 7
	if n > len(m.slot.data)-m.next {
		return 0, say.Textf("its arguments take more than %d bytes", len(m.slot.data))
	}
	start := m.next
	m.next += n
	clear(m.slot.data[start:m.next])
	return m.base() + uint64(start), nil
}

// Bytes implements strace.Memory. Addresses outside the slot are refused: a
// lesson may pass any number where a pointer belongs.
func (m *slotMemory) Bytes(address uint64, n int) ([]byte, error) {
	offset := address - m.base()
	if address < m.base() || n < 0 || offset > uint64(len(m.slot.data)) || uint64(n) > uint64(len(m.slot.data))-offset {
		return nil, say.Textf("address %#x is outside the puppet's slot", address)
	}
	return m.slot.data[offset : offset+uint64(n)], nil
}

// store copies b into the slot and returns its address.
func (m *slotMemory) store(b []byte) (uint64, error) {
	address, err := m.Alloc(len(b))
	if err != nil {
		return 0, err
	}
	into, err := m.Bytes(address, len(b))
	if err != nil {
		return 0, err
	}
	copy(into, b)
	return address, nil
}

// pointers returns the pointers of a list that ends with a null pointer.
func (m *slotMemory) pointers(list uint64) (pointers []uint64, err error) {
	for at := list; at != 0; at += 8 {
		word, err := m.Bytes(at, 8)
		if err != nil {
			return nil, err
		}
		pointer := binary.NativeEndian.Uint64(word)
		if pointer == 0 {
			break
		}
		pointers = append(pointers, pointer)
	}
	return pointers, nil
}

// text returns the string at address, up to its NUL byte.
func (m *slotMemory) text(address uint64) string {
	start := min(address-m.base(), uint64(len(m.slot.data)))
	text, _, _ := bytes.Cut(m.slot.data[start:], []byte{0})
	return string(text)
}

func (m *slotMemory) base() uint64 { return uint64(uintptr(unsafe.Pointer(&m.slot.data))) }
