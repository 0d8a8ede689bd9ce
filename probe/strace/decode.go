package strace

import (
	"fmt"
	"strconv"
	"strings"

	"forklore/probe/say"
)

// Raw is a system call as the kernel gets it (syscall(2)).
type Raw struct {
	Name string    // the call that this machine has: "openat" on arm64 for a lesson's "open"
	Num  uintptr   // its number on this machine
	Args [6]uint64 // numbers, and pointers into a Memory; 0 for those that the call does not have
}

// Begin returns the line of a call that has not returned: `pause( <unfinished ...>`.
func (r Raw) Begin(pid int, mem Memory) Line {
	p := &printer{raw: r, mem: mem}
	kinds := p.kinds()
	before := len(kinds)
	for i, k := range kinds {
		if k.filled {
			before = i
			break
		}
	}
	args := p.args(kinds[:before])
	return Line{PID: pid, Name: r.Name, Args: args, Form: Unfinished, first: len(args),
		comma: before > 0 && before < len(kinds) && !calls[r.Name].late}
}

// Decode returns the line of a call that returned result or, if errno is not 0,
// failed with it: `setsid() = 4023`.
func (r Raw) Decode(pid int, result int64, errno int, mem Memory) Line {
	p := &printer{raw: r, mem: mem, result: result, errno: errno}
	l := Line{PID: pid, Name: r.Name, Args: p.args(p.kinds()), Result: result, Form: Returned}
	if errno != 0 {
		l.Result, l.Errno = -1, ErrnoName(errno)
		l.shown = fmt.Sprintf("-1 %s (%s)", l.Errno, ErrnoMessage(errno))
		return l
	}
	l.shown = p.printResult()
	return l
}

// Resume returns the line of a call that returns after the line of Begin was
// shown: `<... pause resumed>) = ...`.
func (r Raw) Resume(pid int, result int64, errno int, mem Memory) Line {
	begun := r.Begin(pid, mem)
	l := r.Decode(pid, result, errno, mem)
	l.Form, l.first, l.comma = Resumed, begun.first, begun.comma
	return l
}

// Last returns the line of a call that will never return: `exit_group(0) = ?`.
func (r Raw) Last(pid int, mem Memory) Line {
	p := &printer{raw: r, mem: mem, neverReturns: true}
	return Line{PID: pid, Name: r.Name, Args: p.args(p.kinds()), Form: Noreturn}
}

// Path returns the string that argument i, counted from 0, points to.
func (r Raw) Path(i int, mem Memory) (string, error) {
	if i < 0 || i >= len(r.Args) {
		return "", say.Textf("%s: no argument %d", r.Name, i+1)
	}
	s, whole, ok := readString(mem, r.Args[i], maxPath)
	if !ok || !whole {
		return "", say.Textf("%s: argument %d: no string at %s", r.Name, i+1, pointer(r.Args[i]))
	}
	return string(s), nil
}

// A printer prints one call from its arguments and the memory.
type printer struct {
	raw          Raw
	mem          Memory
	at           int // index of the argument that is being printed
	result       int64
	errno        int
	neverReturns bool
}

// unfilled reports whether the kernel has filled in nothing for the call.
func (p *printer) unfilled() bool { return p.errno != 0 || p.neverReturns }

// kinds returns the kinds of the arguments. For a call with commands, as
// fcntl(2), they depend on the value of the command.
func (p *printer) kinds() []kind {
	entry, ok := calls[p.raw.Name]
	if !ok {
		return []kind{word64, word64, word64, word64, word64, word64}
	}
	params := entry.params
	if entry.commands == nil {
		return params
	}
	name := params[entry.command].print(p, p.raw.Args[entry.command])
	rest, ok := entry.commands[name]
	if !ok {
		rest = []kind{word64}
	}
	return append(params[:len(params):len(params)], rest...)
}

// args prints the arguments, up to the first that strace leaves out.
func (p *printer) args(kinds []kind) []string {
	texts := []string{}
	for i, k := range kinds {
		p.at = i
		text := k.print(p, p.raw.Args[i])
		if text == "" {
			break
		}
		texts = append(texts, text)
	}
	return texts
}

// printResult prints the result of a call that did not fail: a number, for some
// calls with its meaning.
func (p *printer) printResult() string {
	command := ""
	if entry := calls[p.raw.Name]; entry.commands != nil {
		command = entry.params[entry.command].print(p, p.raw.Args[entry.command])
	}
	decimal, word := fmt.Sprint(p.result), uint64(p.result)
	switch p.raw.Name + " " + command {
	case "umask ":
		return printMode(p, word)
	case "fcntl F_GETFL":
		return fmt.Sprintf("%s (flags %s)", hex(word), printFlags("open flags", word))
	case "fcntl F_GETFD":
		if word != 0 {
			return fmt.Sprintf("%s (flags %s)", hex(word), printFlags("descriptor flags", word))
		}
	case "rt_sigtimedwait ":
		return fmt.Sprintf("%s (%s)", decimal, SignalName(int(p.result)))
	case "prctl PR_GET_DUMPABLE":
		return fmt.Sprintf("%s (%s)", decimal, choice("dump settings").print(p, word))
	}
	return decimal
}

// pointer prints an address.
func pointer(address uint64) string {
	if address == 0 {
		return "NULL"
	}
	return hex(address)
}

// hex prints a word like C's %#x: 0 has no prefix.
func hex(word uint64) string {
	if word == 0 {
		return "0"
	}
	return "0x" + strconv.FormatUint(word, 16)
}

// cString prints the string at address, at most limit bytes of it.
func (p *printer) cString(address uint64, limit int) string {
	s, _, ok := readString(p.mem, address, limit)
	if address == 0 || !ok && len(s) <= limit {
		return pointer(address)
	}
	return quote(s, limit)
}

// buffer prints the n bytes at address, as far as strace prints them.
func (p *printer) buffer(address, n uint64) string {
	b, err := p.mem.Bytes(address, int(min(n, maxString+1)))
	if address == 0 || err != nil {
		return pointer(address)
	}
	return quote(b, maxString)
}

// argv prints an array of strings: at most 32 of them, and 32 bytes of each.
func (p *printer) argv(address uint64) string {
	list, ok := readPointers(p.mem, address, maxString+1)
	if address == 0 || !ok && len(list) == 0 {
		return pointer(address)
	}
	texts := []string{}
	for i, word := range list {
		if i == maxString {
			texts = append(texts, "...")
			break
		}
		texts = append(texts, p.cString(word, maxString))
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// envp prints the address of an array of strings and how many there are.
func (p *printer) envp(address uint64) string {
	list, ok := readPointers(p.mem, address, maxAlloc)
	switch {
	case address == 0 || !ok:
		return pointer(address)
	case len(list) == 1:
		return pointer(address) + " /* 1 var */"
	}
	return fmt.Sprintf("%s /* %d vars */", pointer(address), len(list))
}
