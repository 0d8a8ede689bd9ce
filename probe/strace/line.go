package strace

import (
	"fmt"
	"strings"
)

// A Line is a call, or a part of one, as strace -f prints it.
type Line struct {
	PID    int
	Name   string
	Args   []string // each as strace prints it; of an unfinished call, those printed before it returns
	Result int64    // -1 where the call failed
	Errno  string   // "EPERM"; empty where the call succeeded
	Form   Form

	first int    // index of the first argument printed after "resumed>"
	comma bool   // whether the comma before that argument is in the unfinished line
	shown string // the result as strace prints it: "0x1 (flags FD_CLOEXEC)"
}

// A Form says which part of a call a line shows.
type Form int

// The forms of a line.
const (
	Returned   Form = iota // setsid() = 4023
	Unfinished             // wait4(4022,  <unfinished ...>
	Resumed                // <... wait4 resumed>[{...}], 0, NULL) = 4022
	Noreturn               // exit_group(0) = ?
)

// String returns the line as strace -f prints it, beginning with the PID.
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

// Returned returns what strace prints after the equals sign.
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

// Exited returns the line of a process that exited: "4022 +++ exited with 0 +++".
func Exited(pid, code int) string { return fmt.Sprintf("%d +++ exited with %d +++", pid, code) }

// Killed returns the line of a process that a signal killed: "4022 +++ killed by
// SIGHUP +++".
func Killed(pid int, signal string, core bool) string {
	if core {
		signal += " (core dumped)"
	}
	return fmt.Sprintf("%d +++ killed by %s +++", pid, signal)
}

// Stopped returns the line of a process that a signal stopped: "4022 --- stopped
// by SIGTSTP ---".
func Stopped(pid int, signal string) string {
	return fmt.Sprintf("%d --- stopped by %s ---", pid, signal)
}

// Continued returns the line of a stopped process that was continued: "4022 ---
// SIGCONT ---". The sender of the signal is not known here, so the structure
// that strace prints after the name is left out.
func Continued(pid int) string { return fmt.Sprintf("%d --- SIGCONT ---", pid) }
