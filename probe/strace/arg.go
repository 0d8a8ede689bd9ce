package strace

import (
	"fmt"
	"strconv"
	"strings"

	"forklore/probe/say"
)

// An Arg is an argument as a lesson writes it. String gives that text back.
type Arg interface {
	String() string
	what() say.Text // in errors: "a number"
}

// A number is kept as the 64 bits that the kernel would take: -1 is all ones.
type number struct {
	bits uint64
	text string
}

// A text is a string in quotes, its escapes undone and its $names still in it.
// A $name without quotes is one too.
type text string

// A word is a constant, NULL, a role, or the name of a place to fill.
type word struct {
	name     string
	negative bool // -child
}

// A join is constants and numbers joined by |.
type join []Arg

// A list is an array or, without commas between its items, a set.
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

func (w word) what() say.Text {
	switch {
	case w.name == "NULL":
		return say.Textf("NULL")
	case w.upper():
		return say.Textf("a constant")
	}
	return say.Textf("a name")
}

// upper reports whether the word is written as the constants of C are.
func (w word) upper() bool { return w.name == strings.ToUpper(w.name) }

// null reports whether a is the pointer that leads nowhere.
func null(a Arg) bool {
	switch a := a.(type) {
	case word:
		return a.name == "NULL" && !a.negative
	case number:
		return a.bits == 0
	}
	return false
}

func (n number) String() string { return n.text }
func (t text) String() string   { return quote([]byte(t), len(t)) }

func (w word) String() string {
	if w.negative {
		return "-" + w.name
	}
	return w.name
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

// String returns the call as a lesson would write it.
func (c Call) String() string { return fmt.Sprintf("%s(%s)", c.Name, joined(c.Args, ", ")) }

// Roles returns the names that stand where a PID or a number is wanted: with
// wait4(child, status), child and not status.
func (c Call) Roles() []string {
	var asked asked
	lay(c, &asked, &scratch{})
	return asked.roles
}

// Texts returns the $names in the strings of the call, without the dollar.
func (c Call) Texts() []string {
	var asked asked
	lay(c, &asked, &scratch{})
	return asked.texts
}

// asked is a Names that knows every name, and remembers which were asked for.
type asked struct{ roles, texts []string }

func (a *asked) PID(role string) (int, bool) {
	a.roles = append(a.roles, role)
	return 1, true
}

func (a *asked) Text(name string) (string, bool) {
	a.texts = append(a.texts, name)
	// Its length is not known yet; a path is the longest that it can be.
	return strings.Repeat("?", maxPath), true
}

// scratch is a Memory for a call that nobody will make.
type scratch struct{ words []byte }

func (s *scratch) Alloc(n int) (uint64, error) {
	address := len(s.words)
	s.words = append(s.words, make([]byte, (n+7)&^7)...)
	return uint64(address) + 8, nil
}

func (s *scratch) Bytes(address uint64, n int) ([]byte, error) {
	start := address - 8
	if n < 0 || start > uint64(len(s.words)) || uint64(n) > uint64(len(s.words))-start {
		return nil, fmt.Errorf("no memory at %s", hex(address))
	}
	return s.words[start:][:n], nil
}

// hex prints a word as C's %#x does: 0 without a prefix.
func hex(word uint64) string {
	if word == 0 {
		return "0"
	}
	return "0x" + strconv.FormatUint(word, 16)
}
