package strace

import (
	"fmt"
	"strings"
)

// String prints the line, its PID first.
func (l Line) String() string {
	args := strings.Join(l.Args, ", ")
	switch l.Form {
	case Unfinished:
		if l.comma {
			args += ", "
		}
		return fmt.Sprintf("%d %s(%s <unfinished ...>", l.PID, l.Name, args)
	case Resumed:
		rest := strings.Join(l.Args[l.first:], ", ")
		if rest != "" && l.first > 0 && !l.comma {
			rest = ", " + rest
		}
		return fmt.Sprintf("%d <... %s resumed>%s) = %s", l.PID, l.Name, rest, l.Returned())
	}
	return fmt.Sprintf("%d %s(%s) = %s", l.PID, l.Name, args, l.Returned())
}

// Returned is what stands after the equals sign.
func (l Line) Returned() string {
	switch {
	case l.Form == Noreturn:
		return "?"
	case l.shown != "":
		return l.shown
	case l.Errno != "":
		return "-1 " + l.Errno
	}
	return fmt.Sprint(l.Result)
}

// Exited is the line of a process that exited: "4022 +++ exited with 0 +++".
func Exited(pid, code int) string { return fmt.Sprintf("%d +++ exited with %d +++", pid, code) }

// Killed is the line of a process that a signal ended: "4022 +++ killed by SIGHUP +++".
func Killed(pid int, signal string, core bool) string {
	if core {
		signal += " (core dumped)"
	}
	return fmt.Sprintf("%d +++ killed by %s +++", pid, signal)
}

// Stopped is the line of a process that a signal stopped: "4022 --- stopped by SIGTSTP ---".
func Stopped(pid int, signal string) string {
	return fmt.Sprintf("%d --- stopped by %s ---", pid, signal)
}

// Continued is the line of a stopped process that goes on: "4022 --- SIGCONT ---".
// Only SIGCONT does that; who sent it is not known here, so strace's
// structure after the name is left out.
func Continued(pid int) string { return fmt.Sprintf("%d --- SIGCONT ---", pid) }
