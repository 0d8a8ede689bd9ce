package stage

import (
	"fmt"
	"runtime"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The operations of futex(2), whose constants package unix leaves out. They
// are the shared ones: both sides have a mapping of their own.
const (
	futexWait   = 0
	futexWakeOp = 5

	// FUTEX_OP(FUTEX_OP_SET, value, FUTEX_OP_CMP_EQ, 0): the value goes in at bit 12.
	futexOpSet = 0 << 28
)

// What a puppet runs is Go code without Go's runtime: fork(2) copied the
// thread that called it and no other, so there is no scheduler, no garbage
// collector and no one to answer a signal. Therefore perform and what it calls
//
//   - are nosplit: growing the stack would call the runtime;
//   - are norace: so would the race detector;
//   - allocate nothing and store no pointer: a write barrier would call it too.
//
// Package syscall does the same between fork and exec. A puppet does it for
// its whole life.

// perform is the puppet: it waits for its turn, makes the call that stands in
// its slot, and hands the turn back.
//
// It reads turn through the kernel alone. FUTEX_WAIT compares and sleeps,
// FUTEX_WAKE_OP stores and wakes, each as one step under the futex's lock,
// which orders the other words of the slot as well (futex(2)).
//
//go:nosplit
//go:norace
func perform(slots *[maxProcesses]slot, index int) {
	for {
		s := &slots[index&(maxProcesses-1)]
		turn := uintptr(unsafe.Pointer(&s.turn))
		_, _, errno := syscall.RawSyscall6(unix.SYS_FUTEX, turn, futexWait, turnForklore, 0, 0, 0)
		if errno != syscall.EAGAIN {
			continue // woken or interrupted: only EAGAIN says that the turn is no longer forklore's
		}
		num, child := s.num, int(s.child) // read now: once a fork has returned in the parent, forklore writes the next call here
		result, _, errno := syscall.RawSyscall6(num, s.args[0], s.args[1], s.args[2], s.args[3], s.args[4], s.args[5])
		if num == unix.SYS_CLONE && result == 0 && errno == 0 {
			index = child // this is the child: it goes on with a slot of its own
			takeName(slots, index)
			continue
		}
		s.result, s.errno = result, uintptr(errno)
		syscall.RawSyscall6(unix.SYS_FUTEX, turn, futexWakeOp, 1, 0, turn, futexOpSet|turnForklore<<12)
	}
}

// takeName gives the puppet the name of its role: ps and htop in another window
// then show the same names.
//
//go:nosplit
//go:norace
func takeName(slots *[maxProcesses]slot, index int) {
	name := &slots[index&(maxProcesses-1)].name
	syscall.RawSyscall6(unix.SYS_PRCTL, unix.PR_SET_NAME, uintptr(unsafe.Pointer(name)), 0, 0, 0, 0)
}

// zeros is, as a struct sigaction, SIG_DFL without flags; as a set, no signal.
var zeros [4]uint64

// forkFirst forks the calling thread; the child becomes the puppet of slot
// index and never returns. In the child every signal goes back to its default
// before the mask opens, so that no handler of Go's ever runs there.
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

// fork makes the first puppet of an arena, in its slot index.
func fork(a *arena, index int) (pid int, err error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	// ForkLock keeps descriptors that are about to be marked close-on-exec from
	// being copied; with all signals blocked none arrives in the child before
	// its dispositions are the default ones.
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

// give hands the turn to the puppet of s.
func (s *slot) give() {
	turn := uintptr(unsafe.Pointer(&s.turn))
	syscall.Syscall6(unix.SYS_FUTEX, turn, futexWakeOp, 1, 0, turn, futexOpSet|turnPuppet<<12)
}

// back waits up to the given time for the puppet to hand the turn back, and
// reports whether it has.
func (s *slot) back(patience time.Duration) bool {
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
