package strace

import "forklore/probe/say"

// errUnsupported is the error on machines for which there is no table of numbers.
var errUnsupported = say.Textf("system calls are known on Linux for amd64 and arm64 only")

// Encode looks up the names of a call and lays out its arguments for the kernel.
// What the pointers point to is put into mem, and has to stay there until the
// call has been printed.
func Encode(c Call, names Names, mem Memory) (Raw, error) {
	if len(callNumbers) == 0 {
		return Raw{}, errUnsupported
	}
	if _, err := parameters(c); err != nil {
		return Raw{}, err
	}
	c = native(c, func(name string) bool { _, ok := callNumbers[name]; return ok })
	if _, ok := callNumbers[c.Name]; !ok {
		return Raw{}, say.Textf("%s: this machine has no such call", c.Name)
	}
	return lay(c, names, mem)
}

// lay lays out a call. A call that this machine does not have gets the number 0.
func lay(c Call, names Names, mem Memory) (Raw, error) {
	params, err := parameters(c)
	if err != nil {
		return Raw{}, err
	}
	e := &encoder{call: c, names: names, mem: mem}
	r := Raw{Name: c.Name, Num: callNumbers[c.Name]}
	for i, k := range params {
		e.at = i
		switch {
		case i < len(c.Args):
			r.Args[i], err = k.encode(e, c.Args[i])
		case k.missing != nil:
			r.Args[i], err = k.missing(e)
		}
		if err != nil {
			return Raw{}, say.Textf("%s: argument %d: %s", c.Name, i+1, err)
		}
	}
	if c.Name == "fork" {
		// The C library's fork is clone(2) that shares nothing; its flags are the
		// signal that the parent gets when the child ends.
		child, _ := SignalNumber("SIGCHLD")
		r.Args[0] = uint64(child)
	}
	return r, nil
}

// parameters returns the kinds of the call's arguments: those of its entry in
// the table, then those that go with its command. It checks their number.
func parameters(c Call) ([]kind, error) {
	entry, ok := calls[c.Name]
	if !ok {
		return nil, say.Textf("unknown call %q%s", c.Name, suggest(c.Name, callNames()))
	}
	if len(c.Args) < entry.need {
		return nil, say.Textf("%s wants %s, %d given", c.Name, arguments("at least %s", entry.need, len(entry.params)), len(c.Args))
	}
	params := entry.params
	if entry.commands != nil {
		word, err := params[entry.command].encode(&encoder{}, c.Args[entry.command])
		if err != nil {
			return nil, say.Textf("%s: argument %d: %s", c.Name, entry.command+1, err)
		}
		rest, ok := entry.commands[params[entry.command].print(nil, word)]
		if !ok {
			return nil, say.Textf("%s: argument %d: %s is not for lessons", c.Name, entry.command+1, c.Args[entry.command])
		}
		params = append(params[:len(params):len(params)], rest...)
	}
	if len(c.Args) > len(params) {
		return nil, say.Textf("%s takes %s, %d given", c.Name, arguments("at most %s", len(params), entry.need), len(c.Args))
	}
	return params, nil
}

// arguments returns "n arguments". If the call also takes other numbers of
// arguments, the bound is put around it: "at least n arguments".
func arguments(bound string, n, other int) say.Text {
	count := say.Textf("%d arguments", n)
	switch n {
	case 0:
		return say.Textf("no arguments")
	case 1:
		count = say.Textf("1 argument")
	}
	if n == other {
		return count
	}
	return say.Textf(bound, count)
}

// An encoder lays out one call.
type encoder struct {
	call    Call
	names   Names
	mem     Memory
	at      int    // index of the argument that is being laid out
	written uint64 // length of the data of write(2), laid out before its count
}

// number returns the 64 bits of a number, a constant or a role's PID.
func (e *encoder) number(a Arg) (uint64, error) {
	switch a := a.(type) {
	case number:
		return a.bits, nil
	case ident:
		if a.upper() {
			value, ok := constantValue(a.name)
			if !ok {
				return 0, say.Textf("unknown constant %q", a.name)
			}
			if a.negative {
				value = -value
			}
			return uint64(value), nil
		}
		if e.names == nil {
			break
		}
		pid, ok := e.names.PID(a.name)
		if !ok {
			return 0, say.Textf("no process is called %q", a.name)
		}
		if a.negative {
			pid = -pid
		}
		return uint64(pid), nil
	}
	return 0, wanted(say.Textf("a number"), a)
}

// text returns a string with its $names replaced.
func (e *encoder) text(a Arg) (string, error) {
	t, ok := a.(text)
	if !ok {
		return "", wanted(say.Textf("a string"), a)
	}
	return Expand(string(t), e.names)
}

// maxAlloc is the largest size, in bytes, of what one argument points to.
const maxAlloc = 1 << 20

// alloc reserves n bytes and returns their address.
func (e *encoder) alloc(n uint64) (uint64, error) {
	if n > maxAlloc {
		return 0, say.Textf("%d bytes are more than 1 MiB", n)
	}
	return e.mem.Alloc(int(n))
}

// bytes puts b into memory and returns its address.
func (e *encoder) bytes(b []byte) (uint64, error) {
	address, err := e.alloc(uint64(len(b)))
	if err != nil {
		return 0, err
	}
	place, err := e.mem.Bytes(address, len(b))
	copy(place, b)
	return address, err
}
