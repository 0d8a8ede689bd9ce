package strace

import (
	"fmt"
	"strings"
)

// Begin prints a call that has not returned: Unfinished.
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

// Decode prints a call that returned result, or failed with errno (0: it did not).
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

// Resume prints what strace prints when a call that it showed as unfinished returns.
func (r Raw) Resume(pid int, result int64, errno int, mem Memory) Line {
	begun := r.Begin(pid, mem)
	l := r.Decode(pid, result, errno, mem)
	l.Form, l.first, l.comma = Resumed, begun.first, begun.comma
	return l
}

// Last prints a call that will never return: `exit_group(0) = ?`.
func (r Raw) Last(pid int, mem Memory) Line {
	p := &printer{raw: r, mem: mem, endless: true}
	return Line{PID: pid, Name: r.Name, Args: p.args(p.kinds()), Form: Noreturn}
}

// A printer prints one call from its words and the memory.
type printer struct {
	raw     Raw
	mem     Memory
	at      int // index of the argument that is being printed
	result  int64
	errno   int
	endless bool // it does not return
}

// unfilled reports whether the kernel has written nothing for the call.
func (p *printer) unfilled() bool { return p.errno != 0 || p.endless }

// kinds returns the kinds of the arguments, found by the words alone.
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

// printResult prints what a call returned that did not fail: a number, or what
// the number stands for.
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

// cString prints the string at address, limit bytes of it at most.
func (p *printer) cString(address uint64, limit int) string {
	s, _, ok := readString(p.mem, address, limit)
	if address == 0 || !ok && len(s) <= limit {
		return pointer(address)
	}
	return quote(s, limit)
}

// buffer prints n bytes at address, as many as strace would.
func (p *printer) buffer(address, n uint64) string {
	b, err := p.mem.Bytes(address, int(min(n, shown+1)))
	if address == 0 || err != nil {
		return pointer(address)
	}
	return quote(b, shown)
}

// argv prints an array of strings: 32 of them, 32 bytes of each.
func (p *printer) argv(address uint64) string {
	list, ok := readPointers(p.mem, address, shown+1)
	if address == 0 || !ok && len(list) == 0 {
		return pointer(address)
	}
	texts := []string{}
	for i, word := range list {
		if i == shown {
			texts = append(texts, "...")
			break
		}
		texts = append(texts, p.cString(word, shown))
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// envp prints the address of an array of strings and how many they are.
func (p *printer) envp(address uint64) string {
	list, ok := readPointers(p.mem, address, largest)
	switch {
	case address == 0 || !ok:
		return pointer(address)
	case len(list) == 1:
		return pointer(address) + " /* 1 var */"
	}
	return fmt.Sprintf("%s /* %d vars */", pointer(address), len(list))
}
