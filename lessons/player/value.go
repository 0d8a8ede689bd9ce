package player

import (
	"slices"
	"strings"

	"forklore/lessons"
	"forklore/probe"
	"forklore/probe/say"
)

// A value is what a lesson wants, or what was measured: what has become of a
// process or a file, or else what the kernel says. Only the first is forklore's
// word, and translated: a process may be called zombie, and be alive.
type value struct {
	fate          fate
	probe.Reading // where there is no fate
}

// A fate is what has become of a process, or whether there is such a file.
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

// unseenForbidden is why the content of a file is not read.
const unseenForbidden = "no lesson's to read"

// Words are what values say of themselves. Where they are shown, they are
// translated.
var Words = []string{
	string(alive), string(stopped), string(zombie), string(gone), string(dead), string(unborn),
	string(exists), string(absent), unseenForbidden,
}

func fated(f fate) value      { return value{fate: f} }
func seen(text string) value  { return value{Reading: probe.Seen(text)} }
func unseen(why string) value { return value{Reading: probe.Unseen(why)} }

// reading returns what could be read, or why it could not.
func reading(text string, err error) value {
	if err != nil {
		return unseen(err.Error())
	}
	return seen(text)
}

// text puts a value in words.
func (v value) text() say.Text {
	switch {
	case v.fate != "":
		return say.Text{Format: string(v.fate)}
	case v == seen(""):
		return say.Textf("none")
	}
	return v.Reading.Text()
}

// proves reports whether a claim is true by what was measured. Of what is not
// there, or can't be seen, nothing is true, and neither is its opposite.
func proves(c lessons.Claim, wanted, measured value) bool {
	if !measured.OK() || measured.fate != "" && c.Field != "is" {
		return false
	}
	return agree(c.Field, wanted, measured) != c.Not
}

// agree reports whether what was measured of a field is what a claim means. A
// claim about a set of signals names one of it, or none.
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
