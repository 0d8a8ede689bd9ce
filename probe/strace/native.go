package strace

import "forklore/probe/say"

// instead is the call that the C library makes on a machine, such as arm64,
// that has no call of the first name. A place stands for the argument given
// there.
var instead = map[string]Call{
	"open":    {"openat", []Arg{here, place(0), place(1), place(2)}},
	"creat":   {"openat", []Arg{here, place(0), join{word{name: "O_WRONLY"}, word{name: "O_CREAT"}, word{name: "O_TRUNC"}}, place(1)}},
	"dup2":    {"dup3", []Arg{place(0), place(1), zero}},
	"stat":    {"newfstatat", []Arg{here, place(0), place(1), zero}},
	"lstat":   {"newfstatat", []Arg{here, place(0), place(1), word{name: "AT_SYMLINK_NOFOLLOW"}}},
	"unlink":  {"unlinkat", []Arg{here, place(0), zero}},
	"rmdir":   {"unlinkat", []Arg{here, place(0), word{name: "AT_REMOVEDIR"}}},
	"rename":  {"renameat", []Arg{here, place(0), here, place(1)}},
	"mkdir":   {"mkdirat", []Arg{here, place(0), place(1)}},
	"link":    {"linkat", []Arg{here, place(0), here, place(1), zero}},
	"getpgrp": {"getpgid", []Arg{zero}},
	"pause":   {"ppoll", []Arg{nowhere, zero, nowhere, nowhere, zero}},
}

// A place stands, in a call to be made instead, for an argument of the call
// that was written.
type place int

func (place) String() string { return "" }
func (place) what() say.Text { return say.Textf("a place") }

var (
	here    = word{name: "AT_FDCWD"}
	zero    = number{0, "0"}
	nowhere = word{name: "NULL"}
)

// native returns the call to make for c on a machine; has reports whether the
// machine has a call of that name.
func native(c Call, has func(name string) bool) Call {
	other, ok := instead[c.Name]
	if !ok || has(c.Name) {
		return c
	}
	args := []Arg{}
	for _, a := range other.Args {
		p, ok := a.(place)
		switch {
		case !ok:
			args = append(args, a)
		case int(p) < len(c.Args):
			args = append(args, c.Args[p])
		case len(args)+1 < len(other.Args):
			args = append(args, word{name: "out"}) // stat's buffer, left out by the lesson
		}
	}
	return Call{other.Name, args}
}
