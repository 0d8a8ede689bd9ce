package probe

import (
	"fmt"
	"strconv"
	"strings"

	"forklore/probe/say"
)

// A Field is one column of the table of processes: how to get its value from a
// Process, and which file below /proc the value comes from.
type Field struct {
	Key    string // in JSON and in lessons: "pgid"
	Label  string // on screen: "PGID"
	File   string // below /proc/PID: "stat"
	Part   any    // of the file: the number of a field or the name of a line; nil for all of it
	Manual string // the manual page that explains the value, or the call that changes it: "setpgid(2)"

	cell func(*Process) Reading
}

// Value returns the value of the field in the row p.
func (f Field) Value(p *Process) Reading { return f.cell(p) }

// Source returns where the field of process pid is read: "/proc/4023/stat, field 5".
func (f Field) Source(pid int) say.Text {
	file := fmt.Sprintf("/proc/%d/%s", pid, f.File)
	switch part := f.Part.(type) {
	case int:
		return say.Textf("%s, field %d", file, part)
	case string:
		return say.Textf("%s, %s", file, part)
	}
	return say.Plain(file)
}

func decimal(n int) Reading { return Seen(strconv.Itoa(n)) }

// Fields are the fields of a row, in the order in which they are shown. The
// descriptors are not among them: LookupField makes the field of a descriptor
// from its number.
var Fields = []Field{
	{"pid", "PID", "stat", 1, "getpid(2)", func(p *Process) Reading { return decimal(p.PID) }},
	{"ppid", "PPID", "stat", 4, "getppid(2)", func(p *Process) Reading { return decimal(p.PPID) }},
	{"pgid", "PGID", "stat", 5, "setpgid(2)", func(p *Process) Reading { return decimal(p.PGID) }},
	{"sid", "SID", "stat", 6, "setsid(2)", func(p *Process) Reading { return decimal(p.SID) }},
	{"tty", "TTY", "stat", 7, "tty(4)", func(p *Process) Reading { return Seen(p.TTY) }},
	{"tpgid", "TPGID", "stat", 8, "tcgetpgrp(3)", func(p *Process) Reading { return decimal(p.TPGID) }},
	{"state", "STATE", "stat", 3, "proc(5)", func(p *Process) Reading { return Seen(p.State.String()) }},
	{"umask", "UMASK", "status", "Umask", "umask(2)", func(p *Process) Reading { return p.Umask }},
	{"cwd", "CWD", "cwd", nil, "chdir(2)", func(p *Process) Reading { return p.CWD }},
	{"uid", "UID", "status", "Uid", "setuid(2)", func(p *Process) Reading { return decimal(p.UID) }},
	{"gid", "GID", "status", "Gid", "setgid(2)", func(p *Process) Reading { return decimal(p.GID) }},
	{"name", "NAME", "stat", 2, "prctl(2)", func(p *Process) Reading { return Seen(p.Name) }},
	{"argv", "ARGV", "cmdline", nil, "execve(2)", func(p *Process) Reading { return Seen(strings.Join(p.Argv, " ")) }},
	{"ignored", "IGNORED", "status", "SigIgn", "signal(7)", func(p *Process) Reading { return Seen(p.Ignored.String()) }},
	{"caught", "CAUGHT", "status", "SigCgt", "signal(7)", func(p *Process) Reading { return Seen(p.Caught.String()) }},
	{"blocked", "BLOCKED", "status", "SigBlk", "signal(7)", func(p *Process) Reading { return Seen(p.Blocked.String()) }},
}

// LookupField returns the field with that key. The value of "fds.3" is the
// target of descriptor 3, empty where it is closed.
func LookupField(key string) (Field, bool) {
	for _, f := range Fields {
		if f.Key == key {
			return f, true
		}
	}
	if digits, ok := strings.CutPrefix(key, "fds."); ok {
		if n, err := strconv.Atoi(digits); err == nil && n >= 0 {
			return fdField(n), true
		}
	}
	return Field{}, false
}

// fdField returns the field of descriptor n.
func fdField(n int) Field {
	return Field{
		Key: "fds." + strconv.Itoa(n), Label: "FD " + strconv.Itoa(n),
		File: "fd/" + strconv.Itoa(n), Manual: "dup2(2)",
		cell: func(p *Process) Reading {
			if p.FDs.Unseen != "" {
				return Unseen(p.FDs.Unseen)
			}
			return p.FDs.Open[n]
		},
	}
}
