package strace

import (
	"encoding/binary"
	"fmt"
	"strings"

	"forklore/probe/say"
)

// status is how a child changed, as wait4(2) writes it: layout and words of wait(2).
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

// waitStatus is written only where there was a child to tell of: wait4 with
// WNOHANG returns 0 without.
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

// Where the fields of the structure siginfo stand on a machine of 64 bits
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

// siginfo is what waitid(2) and sigwaitinfo(2) tell of a signal (sigaction(2)).
var siginfo = layout{
	size: 128,
	print: func(p *printer, b []byte) string {
		at := func(offset int) uint32 { return binary.LittleEndian.Uint32(b[offset:]) }
		long := func(offset int) uint64 { return binary.LittleEndian.Uint64(b[offset:]) }
		number, code := int(int32(at(siSigno))), int32(at(siCode))
		if number == 0 {
			return "{}"
		}
		fields := []string{"si_signo=" + SignalName(number), "si_code=" + printCode(number, code)}
		add := func(format string, args ...any) { fields = append(fields, fmt.Sprintf(format, args...)) }
		if at(siErrno) != 0 {
			add("si_errno=%d", at(siErrno))
		}
		if sender := at(siPID) != 0 || at(siUID) != 0; sender || code == siUser || code == siTkill || code == siQueue {
			add("si_pid=%d", int32(at(siPID)))
			add("si_uid=%d", at(siUID))
		}
		switch {
		case SignalName(number) == "SIGCHLD" && code > 0 && code != siKernel:
			if code == cldExited {
				add("si_status=%d", int32(at(siStatus)))
			} else {
				add("si_status=%s", SignalName(int(at(siStatus))))
			}
			add("si_utime=%d", long(siUtime))
			add("si_stime=%d", long(siStime))
		case code == siQueue:
			add("si_int=%d", int32(at(siValue)))
			add("si_ptr=%s", pointer(long(siValue)))
		}
		return "{" + strings.Join(fields, ", ") + "}"
	},
}

// The values of si_code that say more than their name (sigaction(2)).
const (
	siUser    = 0
	siKernel  = 0x80
	siQueue   = -1
	siTkill   = -6
	cldExited = 1
)

// printCode prints si_code. For SIGCHLD it says what happened to the child.
func printCode(number int, code int32) string {
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
	if SignalName(number) == "SIGCHLD" && 1 <= code && int(code) <= len(child) {
		return child[code-1]
	}
	return hex(uint64(uint32(code)))
}

// stat is the structure of stat(3type), of which strace prints the type, the
// permissions, and the size or the device.
var stat = layout{
	size: statSize,
	print: func(_ *printer, b []byte) string {
		mode := binary.LittleEndian.Uint32(b[statMode:])
		device := binary.LittleEndian.Uint64(b[statRdev:])
		kind, format := fileType(mode)
		text := "{st_mode=" + kind
		for _, bit := range []constant{{"S_ISUID", 0o4000}, {"S_ISGID", 0o2000}, {"S_ISVTX", 0o1000}} {
			if uint64(mode)&bit.value != 0 {
				text += "|" + bit.name
			}
		}
		text += "|" + printMode(nil, uint64(mode&0o777))
		if format == "device" {
			return text + ", st_rdev=" + printDevice(device) + ", ...}"
		}
		return fmt.Sprintf("%s, st_size=%d, ...}", text, int64(binary.LittleEndian.Uint64(b[statBytes:])))
	},
}

// fileType returns the name of the type in a mode, and which of the size and
// the device tells more of it (inode(7)).
func fileType(mode uint32) (name, telling string) {
	switch mode & 0o170000 {
	case 0o100000:
		return "S_IFREG", "size"
	case 0o040000:
		return "S_IFDIR", "size"
	case 0o120000:
		return "S_IFLNK", "size"
	case 0o020000:
		return "S_IFCHR", "device"
	case 0o060000:
		return "S_IFBLK", "device"
	case 0o010000:
		return "S_IFIFO", "size"
	case 0o140000:
		return "S_IFSOCK", "size"
	}
	return fmt.Sprintf("%#o", mode&0o170000), "size"
}

// printDevice splits a device number as makedev(3) joined it.
func printDevice(d uint64) string {
	major := d>>8&0xfff | d>>32&^0xfff
	minor := d&0xff | d>>12&0xffffff00
	return fmt.Sprintf("makedev(%s, %s)", hex(major), hex(minor))
}

// handler is what happens at a signal. A lesson has no code to run there, so
// it can only ignore the signal or take the default.
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

// saRestorer is SA_RESTORER: the C library's way back from a handler.
const saRestorer = 0x04000000

// action is the kernel's structure sigaction; libc's has another order of fields.
var action = func() layout {
	l := record(32,
		slot{"sa_handler", 0, 8, handler}, slot{"sa_mask", 24, 8, mask}, slot{"sa_flags", 8, 8, flags("sigaction flags")})
	write, print := l.write, l.print
	l.write = func(e *encoder, a Arg, b []byte) error {
		if w, ok := a.(word); ok {
			// signal(2)'s way: the disposition alone.
			a = structure{{"sa_handler", w}}
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
