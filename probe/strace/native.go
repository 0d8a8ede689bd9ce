package strace

import "forklore/probe/say"

// replacements are the calls that the C library makes on a machine, such as
// arm64, that does not have the call named first.
var replacements = map[string]Call{
	"open":    {"openat", []Arg{atFDCWD, argRef(0), argRef(1), argRef(2)}},
	"creat":   {"openat", []Arg{atFDCWD, argRef(0), join{ident{name: "O_WRONLY"}, ident{name: "O_CREAT"}, ident{name: "O_TRUNC"}}, argRef(1)}},
	"dup2":    {"dup3", []Arg{argRef(0), argRef(1), zero}},
	"stat":    {"newfstatat", []Arg{atFDCWD, argRef(0), argRef(1), zero}},
	"lstat":   {"newfstatat", []Arg{atFDCWD, argRef(0), argRef(1), ident{name: "AT_SYMLINK_NOFOLLOW"}}},
	"unlink":  {"unlinkat", []Arg{atFDCWD, argRef(0), zero}},
	"rmdir":   {"unlinkat", []Arg{atFDCWD, argRef(0), ident{name: "AT_REMOVEDIR"}}},
	"rename":  {"renameat", []Arg{atFDCWD, argRef(0), atFDCWD, argRef(1)}},
	"mkdir":   {"mkdirat", []Arg{atFDCWD, argRef(0), argRef(1)}},
	"link":    {"linkat", []Arg{atFDCWD, argRef(0), atFDCWD, argRef(1), zero}},
	"getpgrp": {"getpgid", []Arg{zero}},
	"pause":   {"ppoll", []Arg{nullPointer, zero, nullPointer, nullPointer, zero}},
}

// An argRef, in a replacement, is the argument at that index of the call that it
// replaces.
type argRef int

func (argRef) String() string { return "" }
func (argRef) what() say.Text { return say.Text{} }

var (
	atFDCWD     = ident{name: "AT_FDCWD"}
	zero        = number{0, "0"}
	nullPointer = ident{name: "NULL"}
)

// native returns the call to make for c on a machine: c itself, or its
// replacement. The function has reports whether the machine has a call of that
// name.
func native(c Call, has func(name string) bool) Call {
	other, ok := replacements[c.Name]
	if !ok || has(c.Name) {
		return c
	}
	args := []Arg{}
	for _, a := range other.Args {
		ref, ok := a.(argRef)
		switch {
		case !ok:
			args = append(args, a)
		case int(ref) < len(c.Args):
			args = append(args, c.Args[ref])
		case len(args)+1 < len(other.Args):
			args = append(args, ident{name: "out"}) // stat's buffer, left out by the lesson
		}
	}
	return Call{other.Name, args}
}
