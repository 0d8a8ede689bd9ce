package stage

import (
	"fmt"
	"runtime"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Operations of futex(2); package unix does not define them. They are not the
// PRIVATE ones, because the futex is shared between processes.
const (
	futexWait   = 0
	futexWakeOp = 5

	// FUTEX_OP(FUTEX_OP_SET, value, FUTEX_OP_CMP_EQ, 0), where value begins at
	// bit 12.
	futexOpSet = 0 << 28
)

// A puppet runs Go code without Go's runtime: fork(2) copies only the thread
// that calls it, so the child has no scheduler, no garbage collector and no
// thread that handles signals. Therefore perform and the functions that it calls
//
//   - are nosplit: growing the stack would call the runtime;
//   - are norace: the race detector would call it too;
//   - allocate nothing and store no pointer: so would a write barrier.
//
// Package syscall follows the same rules between fork and exec. A puppet follows
// them for its whole life.

// perform is the loop of a puppet: it waits for its turn, makes the call in its
// slot, and gives the turn back.
//
// It accesses turn only through the kernel. FUTEX_WAIT compares and sleeps, and
// FUTEX_WAKE_OP stores and wakes. Each does so atomically under the futex's lock,
// which also orders the accesses to the other fields of the slot (futex(2)).
//
//go:nosplit
//go:norace
func perform(slots *[maxProcesses]slot, index int) {
	for {
		s := &slots[index&(maxProcesses-1)]
		turn := uintptr(unsafe.Pointer(&s.turn))
		_, _, errno := syscall.RawSyscall6(unix.SYS_FUTEX, turn, futexWait, turnForklore, 0, 0, 0)
		if errno != syscall.EAGAIN {
			continue // woken or interrupted: only EAGAIN means that the turn is no longer forklore's
		}
		num, child := s.num, int(s.child) // read before the call: as soon as a fork returns in the parent, forklore may write the next call here
		result, _, errno := syscall.RawSyscall6(num, s.args[0], s.args[1], s.args[2], s.args[3], s.args[4], s.args[5])
		if num == unix.SYS_CLONE && result == 0 && errno == 0 {
			index = child // this is the child: it continues with its own slot
			takeName(slots, index)
			continue
		}
		s.result, s.errno = result, uintptr(errno)
		syscall.RawSyscall6(unix.SYS_FUTEX, turn, futexWakeOp, 1, 0, turn, futexOpSet|turnForklore<<12)
	}
}

// takeName sets the puppet's name to its role, so that ps(1) and htop in another
// window show the same names.
//
//go:nosplit
//go:norace
func takeName(slots *[maxProcesses]slot, index int) {
	name := &slots[index&(maxProcesses-1)].name
	syscall.RawSyscall6(unix.SYS_PRCTL, unix.PR_SET_NAME, uintptr(unsafe.Pointer(name)), 0, 0, 0, 0)
}

// zeros is SIG_DFL without flags when read as a struct sigaction of the kernel's,
// and the empty set when read as a sigset_t.
var zeros [4]uint64

// forkFirst forks the calling thread. The child becomes the puppet of slot index
// and never returns. It resets every signal to its default action before it
// unblocks signals, so that none of Go's signal handlers ever runs in it.
//
//go:nosplit
//go:norace
func forkFirst(slots *[maxProcesses]slot, index int) (pid uintptr, errno syscall.Errno) {
	pid, _, errno = syscall.RawSyscall6(unix.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0)
	if errno != 0 || pid != 0 {
		return pid, errno
	}
	zeros := uintptr(unsafe.Pointer(&zeros))
	for signal := uintptr(1); signal <= 64; signal++ {
		syscall.RawSyscall6(unix.SYS_RT_SIGACTION, signal, zeros, 0, 8, 0, 0)
	}
	syscall.RawSyscall6(unix.SYS_CLOSE_RANGE, 3, ^uintptr(0)>>32, 0, 0, 0, 0)
	syscall.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK, zeros, 0, 8, 0, 0)
	takeName(slots, index)
	perform(slots, index)
	return 0, 0
}

// fork makes the first puppet of an arena, with the slot of that index. Its
// children, the other puppets, are made by fork calls of the lesson.
func fork(a *arena, index int) (pid int, err error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	// ForkLock keeps the child from inheriting descriptors that another thread is
	// about to mark close-on-exec. All signals are blocked so that none arrives in
	// the child before it has reset their actions.
	syscall.ForkLock.Lock()
	defer syscall.ForkLock.Unlock()
	var all, old unix.Sigset_t
	for i := range all.Val {
		all.Val[i] = ^all.Val[i]
	}
	if err := unix.PthreadSigmask(unix.SIG_SETMASK, &all, &old); err != nil {
		return 0, fmt.Errorf("stage: rt_sigprocmask: %w", err)
	}
	child, errno := forkFirst(a.slots, index)
	if err := unix.PthreadSigmask(unix.SIG_SETMASK, &old, nil); err != nil {
		return 0, fmt.Errorf("stage: rt_sigprocmask: %w", err)
	}
	if errno != 0 {
		return 0, fmt.Errorf("stage: fork: %w", errno)
	}
	return int(child), nil
}

// give gives the turn to the puppet of s.
func (s *slot) give() {
	turn := uintptr(unsafe.Pointer(&s.turn))
	syscall.Syscall6(unix.SYS_FUTEX, turn, futexWakeOp, 1, 0, turn, futexOpSet|turnPuppet<<12)
}

// returnedWithin waits until the puppet's call has returned, which gives the
// turn back, and reports whether it has.
func (s *slot) returnedWithin(patience time.Duration) bool {
	wait := unix.NsecToTimespec(patience.Nanoseconds())
	for {
		_, _, errno := syscall.Syscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(&s.turn)), futexWait, turnPuppet,
			uintptr(unsafe.Pointer(&wait)), 0, 0)
		switch errno {
		case syscall.EAGAIN:
			return true
		case syscall.ETIMEDOUT:
			return false
		}
	}
}
