package probe

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// stat is what forklore needs of /proc/PID/stat. The kernel writes PPID, PGID,
// SID, TTY and TPGID under one lock, so a line is of one instant.
type stat struct {
	pid, ppid, pgid, sid int
	name                 string
	state                State
	tty                  string
	tpgid                int
	exiting              bool   // the kernel is taking it down; it may still sleep meanwhile
	start                uint64 // clock ticks after boot
	exitCode             int    // wait status of a zombie (wait(2)), stop signal of a stopped process; 0 too for a reader without permission
}

// Fields of stat as proc_pid_stat(5) counts them. The name, field 2, may contain
// spaces, so the line is split from the next field on.
const (
	afterName     = 3
	exitingFlag   = 0x4 // PF_EXITING of field 9, include/linux/sched.h
	startField    = 22
	exitCodeField = 52 // Linux 3.5
)

// parseStat parses the line of /proc/PID/stat.
//
// The name is whatever the process chose, even "x) R 1 1 (y": up to 15 bytes
// of anything but NUL. No field after it has a parenthesis, so it ends at the
// last one.
func parseStat(line string) (stat, error) {
	left, right := strings.IndexByte(line, '('), strings.LastIndexByte(line, ')')
	if left < 0 || right < left {
		return stat{}, errors.New("parse stat: no name in parentheses")
	}
	fields := strings.Fields(line[right+1:])
	if len(fields) <= startField-afterName {
		return stat{}, fmt.Errorf("parse stat: %d fields after the name, want at least %d", len(fields), startField-afterName+1)
	}
	if len(fields[0]) != 1 {
		return stat{}, fmt.Errorf("parse stat: state %q is not a letter", fields[0])
	}
	n := statFields{fields: fields}
	s := stat{
		pid:     n.parse("PID", strings.TrimSpace(line[:left])),
		name:    line[left+1 : right],
		state:   State(fields[0][0]),
		ppid:    n.field("PPID", 4),
		pgid:    n.field("PGID", 5),
		sid:     n.field("SID", 6),
		tty:     ttyPath(n.field("TTY", 7)),
		tpgid:   n.field("TPGID", 8),
		exiting: n.field("flags", 9)&exitingFlag != 0,
		start:   uint64(n.field("start time", startField)),
	}
	if len(fields) > exitCodeField-afterName {
		s.exitCode = n.field("exit code", exitCodeField)
	}
	return s, n.err
}

// statFields parses decimal fields and keeps the first error.
type statFields struct {
	fields []string // from afterName on
	err    error
}

// field parses field i of stat.
func (n *statFields) field(name string, i int) int { return n.parse(name, n.fields[i-afterName]) }

func (n *statFields) parse(name, digits string) int {
	value, err := strconv.Atoi(digits)
	if err != nil && n.err == nil {
		n.err = fmt.Errorf("parse stat: %s %q is not a number", name, digits)
	}
	return value
}

// ttyPath returns the path of a terminal from its device number. Field 7 of stat
// has the minor number in bits 31 to 20 and 7 to 0, and the major number in bits
// 19 to 8. The path is "" for 0, no controlling terminal, and "tty MAJOR:MINOR"
// for a device to which the kernel's list of devices
// (Documentation/admin-guide/devices.txt) gives no fixed path.
func ttyPath(device int) string {
	d := uint32(device) // printed as a signed number, so a large minor is negative
	major, minor := d>>8&0xfff, d&0xff|d>>12&0xfff00
	switch {
	case d == 0:
		return ""
	case major >= 136 && major <= 143:
		return fmt.Sprintf("/dev/pts/%d", (major-136)*256+minor)
	case major == 4 && minor < 64:
		return fmt.Sprintf("/dev/tty%d", minor)
	case major == 4 && minor < 256:
		return fmt.Sprintf("/dev/ttyS%d", minor-64)
	case major == 5 && minor == 1:
		return "/dev/console"
	}
	return fmt.Sprintf("tty %d:%d", major, minor)
}

// status is what forklore needs of /proc/PID/status.
type status struct {
	umask                    string // four octal digits; empty where the process no longer has one
	uid, gid                 int    // effective
	ignored, caught, blocked Signals
}

// parseStatus parses the lines of /proc/PID/status that status needs. The kernel
// escapes newlines in Name, so a process can't forge a line.
func parseStatus(text string) (status, error) {
	var s status
	var seen int
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		var err error
		switch key {
		case "Umask":
			s.umask = value
			continue
		case "Uid":
			s.uid, err = effective(value)
		case "Gid":
			s.gid, err = effective(value)
		case "SigBlk":
			s.blocked, err = parseSignals(value)
		case "SigIgn":
			s.ignored, err = parseSignals(value)
		case "SigCgt":
			s.caught, err = parseSignals(value)
		default:
			continue
		}
		if err != nil {
			return status{}, fmt.Errorf("parse status: %s: %w", key, err)
		}
		seen++
	}
	if seen != 5 {
		return status{}, errors.New("parse status: Uid, Gid, SigBlk, SigIgn, SigCgt are not there once each")
	}
	return s, nil
}

// effective returns the second of the four IDs of a Uid or Gid line: real,
// effective, saved set, file system (proc_pid_status(5)).
func effective(ids string) (int, error) {
	fields := strings.Fields(ids)
	if len(fields) != 4 {
		return 0, fmt.Errorf("%q are not four IDs", ids)
	}
	return strconv.Atoi(fields[1])
}

// parseSignals parses a mask of status: 16 hexadecimal digits.
func parseSignals(hex string) (Signals, error) {
	set, err := strconv.ParseUint(hex, 16, 64)
	return Signals(set), err
}

// parseCmdline splits /proc/PID/cmdline into arguments. Each ends with a NUL
// byte, and may be empty. If the program has overwritten its arguments, the last
// NUL may be missing (proc_pid_cmdline(5)).
func parseCmdline(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\x00"), "\x00")
}
