package strace

import (
	"strings"

	"forklore/probe/say"
)

// An Arg is an argument as a lesson writes it.
type Arg interface {
	String() string // as a lesson writes it
	what() say.Text // what it is, for errors: "a number"
}

// A number has the 64 bits that the kernel gets: for -1 all are ones.
type number struct {
	bits uint64
	text string
}

// A text is a string in quotes. Its escapes are decoded, its $names are not
// replaced yet. A $name without quotes is a text too.
type text string

// An ident is a constant, NULL, a role, or a name for what the kernel fills in.
type ident struct {
	name     string
	negative bool // -child
}

// A join is a list of constants and numbers joined by |.
type join []Arg

// A list is an array or a set of signals.
type list struct {
	items  []Arg
	except bool // ~[KILL STOP]: all but these
}

// A structure is {name=value, …}.
type structure []field

type field struct {
	name  string
	value Arg
}

func (number) what() say.Text    { return say.Textf("a number") }
func (text) what() say.Text      { return say.Textf("a string") }
func (join) what() say.Text      { return say.Textf("flags") }
func (structure) what() say.Text { return say.Textf("a structure") }

func (l list) what() say.Text {
	if l.except {
		return say.Textf("a set")
	}
	return say.Textf("an array")
}

func (id ident) what() say.Text {
	switch {
	case id.name == "NULL":
		return say.Textf("NULL")
	case id.upper():
		return say.Textf("a constant")
	}
	return say.Textf("a name")
}

// upper reports whether the word is written like a constant of C.
func (id ident) upper() bool { return id.name == strings.ToUpper(id.name) }

// null reports whether a is the null pointer.
func null(a Arg) bool {
	switch a := a.(type) {
	case ident:
		return a.name == "NULL" && !a.negative
	case number:
		return a.bits == 0
	}
	return false
}

func (n number) String() string { return n.text }
func (t text) String() string   { return quote([]byte(t), len(t)) }

func (id ident) String() string {
	if id.negative {
		return "-" + id.name
	}
	return id.name
}

func (j join) String() string { return joined(j, "|") }

func (l list) String() string {
	if l.except {
		return "~[" + joined(l.items, " ") + "]"
	}
	return "[" + joined(l.items, ", ") + "]"
}

func (s structure) String() string {
	fields := make([]string, len(s))
	for i, f := range s {
		fields[i] = f.name + "=" + f.value.String()
	}
	return "{" + strings.Join(fields, ", ") + "}"
}

func joined(args []Arg, separator string) string {
	texts := make([]string, len(args))
	for i, a := range args {
		texts[i] = a.String()
	}
	return strings.Join(texts, separator)
}
