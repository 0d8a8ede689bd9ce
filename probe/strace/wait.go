package strace

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// status is the wait status that wait4(2) writes. wait(2) has its bits and the
// macros that test them.
var status = layout{
	size: 4,
	print: func(p *printer, b []byte) string {
		return "[{" + printStatus(binary.LittleEndian.Uint32(b)) + "}]"
	},
}

func printStatus(s uint32) string {
	signal, code := s&0x7f, s>>8&0xff
	switch {
	case s == 0xffff:
		return "WIFCONTINUED(s)"
	case s&0xff == 0x7f:
		return fmt.Sprintf("WIFSTOPPED(s) && WSTOPSIG(s) == %s", SignalName(int(code)))
	case signal == 0:
		return fmt.Sprintf("WIFEXITED(s) && WEXITSTATUS(s) == %d", code)
	}
	text := fmt.Sprintf("WIFSIGNALED(s) && WTERMSIG(s) == %s", SignalName(int(signal)))
	if s&0x80 != 0 {
		text += " && WCOREDUMP(s)"
	}
	return text
}

// waitStatus is a status that was written only if wait4(2) returned a child. With
// WNOHANG it may return 0.
var waitStatus = func() kind {
	k := always(status)
	print := k.print
	k.print = func(p *printer, word uint64) string {
		if p.result <= 0 {
			return pointer(word)
		}
		return print(p, word)
	}
	return k
}()

// Offsets of the fields of the structure siginfo on 64-bit machines
// (include/uapi/asm-generic/siginfo.h).
const (
	siSigno  = 0
	siErrno  = 4
	siCode   = 8
	siPID    = 16
	siUID    = 20
	siStatus = 24 // of SIGCHLD
	siValue  = 24 // of a signal that sigqueue(3) sent: si_int is its lower half
	siUtime  = 32
	siStime  = 40
)

// siginfo is the siginfo_t that waitid(2) and sigwaitinfo(2) fill (sigaction(2)).
var siginfo = layout{
	size: 128,
	print: func(p *printer, b []byte) string {
		u32 := func(offset int) uint32 { return binary.LittleEndian.Uint32(b[offset:]) }
		u64 := func(offset int) uint64 { return binary.LittleEndian.Uint64(b[offset:]) }
		signo, code := int(int32(u32(siSigno))), int32(u32(siCode))
		if signo == 0 {
			return "{}"
		}
		fields := []string{"si_signo=" + SignalName(signo), "si_code=" + printCode(signo, code)}
		add := func(format string, args ...any) { fields = append(fields, fmt.Sprintf(format, args...)) }
		if u32(siErrno) != 0 {
			add("si_errno=%d", u32(siErrno))
		}
		if sender := u32(siPID) != 0 || u32(siUID) != 0; sender || code == siUser || code == siTkill || code == siQueue {
			add("si_pid=%d", int32(u32(siPID)))
			add("si_uid=%d", u32(siUID))
		}
		switch {
		case SignalName(signo) == "SIGCHLD" && code > 0 && code != siKernel:
			if code == cldExited {
				add("si_status=%d", int32(u32(siStatus)))
			} else {
				add("si_status=%s", SignalName(int(u32(siStatus))))
			}
			add("si_utime=%d", u64(siUtime))
			add("si_stime=%d", u64(siStime))
		case code == siQueue:
			add("si_int=%d", int32(u32(siValue)))
			add("si_ptr=%s", pointer(u64(siValue)))
		}
		return "{" + strings.Join(fields, ", ") + "}"
	},
}

// The values of si_code that decide which fields are printed (sigaction(2)).
const (
	siUser    = 0
	siKernel  = 0x80
	siQueue   = -1
	siTkill   = -6
	cldExited = 1
)

// printCode prints si_code. Of SIGCHLD it says what happened to the child.
func printCode(signo int, code int32) string {
	switch code {
	case siUser:
		return "SI_USER"
	case siKernel:
		return "SI_KERNEL"
	case siQueue:
		return "SI_QUEUE"
	case siTkill:
		return "SI_TKILL"
	}
	child := []string{"CLD_EXITED", "CLD_KILLED", "CLD_DUMPED", "CLD_TRAPPED", "CLD_STOPPED", "CLD_CONTINUED"}
	if SignalName(signo) == "SIGCHLD" && 1 <= code && int(code) <= len(child) {
		return child[code-1]
	}
	return hex(uint64(uint32(code)))
}
