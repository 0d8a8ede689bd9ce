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
// of two, so that an index masked with maxProcesses-1 needs no bounds check: in
// a puppet, which has no Go runtime, a panic would be fatal.
const maxProcesses = 64

// slotSize is the size of a slot in bytes. It is enough for the longest argument
// list that a lesson may reasonably pass.
const slotSize = 16 << 10

// A slot is the memory that forklore and one puppet share.
type slot struct {
	turn   uint32 // futex: whose turn it is
	child  uint32 // index of the slot of the child about to be forked
	num    uintptr
	args   [6]uintptr
	result uintptr
	errno  uintptr
	name   [16]byte            // the role, ended by a NUL byte, as PR_SET_NAME takes it (prctl(2))
	data   [slotSize - 96]byte // what the arguments point to
}

// The values of slot.turn.
const (
	turnForklore = 0
	turnPuppet   = 1
)

// An arena is the shared memory of a stage: a slot for each puppet. It is
// mapped before the first fork, so it has the same address in every puppet, and
// a pointer into it is valid on both sides.
//
// The mapping is of a memfd whose name is the stage's mark. /proc/PID/maps shows
// that name, and so the guard can find every puppet.
type arena struct {
	slots   *[maxProcesses]slot
	mapping []byte // of the slots
	used    [maxProcesses]bool
}

// newArena maps an arena; mark is the name of its memfd (memfd_create(2)).
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

// private keeps the arena out of every process that forklore forks from now on
// (madvise(2), MADV_DONTFORK). The setting is of forklore's own mapping alone:
// the children of puppets still inherit the arena.
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

// slotMemory is the data of a slot, as the memory that the pointers of a call
// refer to. It implements strace.Memory.
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

// Bytes implements strace.Memory. It refuses addresses outside the slot: a
// lesson may pass any number where the kernel expects a pointer.
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

// pointers returns the pointers of a list that ends with a null pointer, such as
// argv. The address of the list may be 0: the list is then empty.
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
