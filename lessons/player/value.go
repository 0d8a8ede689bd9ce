package player

import (
	"slices"
	"strings"

	"forklore/lessons"
	"forklore/probe"
	"forklore/probe/say"
)

// A value is what a lesson wants or what was measured: a fate, or a reading from
// the kernel. The two are kept apart because only a fate is a word of forklore's
// and is translated: a process that is alive may have the name "zombie".
type value struct {
	fate          fate
	probe.Reading // if there is no fate
}

// A fate says what has become of a process, or whether a file exists.
type fate string

const (
	alive   fate = "alive"
	stopped fate = "stopped"
	zombie  fate = "zombie"
	gone    fate = "gone"
	dead    fate = "dead" // a zombie or gone
	unborn  fate = "not born"
	exists  fate = "exists"
	absent  fate = "absent"
)

// unseenForbidden says why the content of a file is not read.
const unseenForbidden = "no lesson's to read"

// Words are the texts of values that are translated when they are shown.
var Words = []string{
	string(alive), string(stopped), string(zombie), string(gone), string(dead), string(unborn),
	string(exists), string(absent), unseenForbidden,
}

func fated(f fate) value      { return value{fate: f} }
func seen(text string) value  { return value{Reading: probe.Seen(text)} }
func unseen(why string) value { return value{Reading: probe.Unseen(why)} }

// reading returns the value of a text that was read, or of the error.
func reading(text string, err error) value {
	if err != nil {
		return unseen(err.Error())
	}
	return seen(text)
}

// text returns the text to show for a value.
func (v value) text() say.Text {
	switch {
	case v.fate != "":
		return say.Text{Format: string(v.fate)}
	case v == seen(""):
		return say.Textf("none")
	}
	return v.Reading.Text()
}

// holds reports whether a claim holds, given what was measured. About a process
// that does not exist, or a value that can't be seen, no claim holds: neither one
// with = nor one with !=.
func holds(c lessons.Claim, wanted, measured value) bool {
	if !measured.OK() || measured.fate != "" && c.Field != "is" {
		return false
	}
	return agree(c.Field, wanted, measured) != c.Not
}

// agree reports whether the measured value of a field is the wanted one. For a
// set of signals, wanted is one signal that the set must contain, or none.
func agree(field string, wanted, measured value) bool {
	switch field {
	case "ignored", "caught", "blocked":
		if wanted != seen("") {
			return slices.Contains(strings.Fields(measured.Value), wanted.Value)
		}
	case "is":
		switch wanted.fate {
		case alive:
			return measured.fate == alive || measured.fate == stopped
		case dead:
			return measured.fate == zombie || measured.fate == gone
		}
	}
	return wanted == measured
}
