package player

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"forklore/lessons"
	"forklore/probe"
	"forklore/probe/say"
	"forklore/probe/strace"
)

// check compares a claim of the lesson with what was measured.
func (p *Player) check(c lessons.Claim) probe.Check {
	check := probe.Check{Text: c.Text, Line: c.Line}
	switch {
	case c.Subject == "file":
		wanted, measured := p.measureFile(c)
		check.Wanted, check.Measured = wanted.text(), measured.text()
		check.OK = holds(c, wanted, measured)
	case c.Field == "said":
		wanted, measured := p.expand(c.Value), p.said[p.stage.PlayedBy(c.Subject)]
		check.Wanted, check.Measured = say.Plain(strconv.Quote(wanted)), say.Plain(measured)
		check.OK = strings.Contains(measured, wanted) != c.Not
	case c.Field == "audit":
		check.Wanted = say.Textf("every property of a well-made daemon")
		check.Measured, check.OK = p.checkAudit(c.Subject)
	default:
		wanted, measured := p.resolve(c.Field, c.Value), p.measured(c.Subject, c.Field)
		check.Wanted, check.Measured = p.describeValue(c.Field, wanted), p.describeValue(c.Field, measured)
		check.OK = holds(c, wanted, measured)
	}
	if c.Not {
		check.Wanted = say.Textf("not %s", check.Wanted)
	}
	return check
}

// resolve returns the value that a word of the lesson stands for on this stage,
// as the kernel writes it: for a role its PID, for "stage" the terminal's path.
func (p *Player) resolve(field, word string) value {
	switch field {
	case "is":
		return fated(fate(word))
	case "state":
		return seen(word)
	case "pid", "ppid", "pgid", "sid", "tpgid":
		if word == "none" {
			return seen("-1")
		}
		if pid, ok := p.stage.PID(word); ok {
			return seen(strconv.Itoa(pid))
		}
		return seen(word)
	}
	switch word {
	case "none":
		return seen("")
	case "stage":
		return seen(p.stage.Terminal())
	case "spare":
		return seen(p.stage.Spare())
	}
	return seen(p.expand(word))
}

// expand replaces each $name in a text. If the text names a role that was never
// born, it stays as it is, and so equals nothing that is measured.
func (p *Player) expand(text string) string {
	if expanded, err := strace.Expand(text, p.stage); err == nil {
		return expanded
	}
	return text
}

// measured returns a field of the process that plays a role, from the last
// snapshot. If the process is not in it, the value is the process's fate.
func (p *Player) measured(role, field string) value {
	return p.fieldOf(role, p.now.Role(p.stage.PlayedBy(role)), field)
}

// fieldOf is measured for a process whose row is known; nil: there is none.
func (p *Player) fieldOf(role string, row *probe.Process, field string) value {
	if field == "is" || row == nil {
		return fated(p.fateOf(role, row))
	}
	f, ok := probe.LookupField(field)
	if !ok {
		return seen("")
	}
	return value{Reading: f.Value(row)}
}

// fateOf returns the fate of a role whose process has that row; nil: none.
func (p *Player) fateOf(role string, row *probe.Process) fate {
	switch {
	case row == nil && p.stage.Has(role):
		return gone
	case row == nil:
		return unborn
	case row.State == probe.Zombie:
		return zombie
	case row.State == probe.Stopped:
		return stopped
	}
	return alive
}

// describeValue returns the text of a value. To a PID it adds the name of the
// process.
func (p *Player) describeValue(field string, v value) say.Text {
	switch field {
	case "pid", "ppid", "pgid", "sid", "tpgid":
		if pid, err := strconv.Atoi(v.Value); err == nil {
			if name := p.nameOf(pid); name != "" {
				return say.Textf("%s (%s)", v.Value, name)
			}
		}
	}
	return v.text()
}

// nameOf returns the name of the process with a PID: a role, even of a process
// that is gone, "reaper" or "forklore". It returns "" for other processes.
func (p *Player) nameOf(pid int) string {
	if row := p.now.Find(pid); row != nil {
		return row.Role
	}
	for _, m := range slices.Backward(p.now.Memories) {
		if m.Last.PID == pid {
			return m.Last.Role
		}
	}
	switch pid {
	case p.state.Reaper.PID:
		return "reaper"
	case os.Getpid():
		return "forklore"
	}
	return ""
}

// measureFile returns what a claim says about a file, and what was measured. It
// reads little more of the file than the claim has: enough to see that the file
// is longer.
func (p *Player) measureFile(c lessons.Claim) (wanted, measured value) {
	path := p.expand(c.Path)
	switch c.Field {
	case "is":
		return fated(fate(c.Value)), existence(path)
	case "mode":
		return seen(c.Value), reading(probe.FileMode(path))
	}
	wanted = seen(strconv.Quote(p.expand(c.Value)))
	if !p.stage.MayRead(path) {
		return wanted, unseen(unseenForbidden)
	}
	content, err := probe.FileStart(path, len(wanted.Value))
	return wanted, reading(strconv.Quote(content), err)
}

// existence returns whether a file exists, or why that can't be seen.
func existence(path string) value {
	_, err := probe.FileMode(path)
	switch {
	case err == nil:
		return fated(exists)
	case errors.Is(err, fs.ErrNotExist):
		return fated(absent)
	}
	return unseen(err.Error())
}
