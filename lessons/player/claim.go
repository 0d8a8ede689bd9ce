package player

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"forklore/lessons"
	"forklore/probe"
	"forklore/probe/say"
	"forklore/probe/strace"
)

// check holds a claim of the lesson against what is.
func (p *Player) check(c lessons.Claim) probe.Check {
	check := probe.Check{Text: c.Text, Line: c.Line}
	switch {
	case c.Subject == "file":
		wanted, measured := p.file(c)
		check.Wanted, check.Measured = wanted.text(), measured.text()
		check.OK = proves(c, wanted, measured)
	case c.Field == "said":
		wanted, measured := p.expand(c.Value), p.said[p.stage.PlayedBy(c.Subject)]
		check.Wanted, check.Measured = say.Plain(strconv.Quote(wanted)), say.Plain(measured)
		check.OK = strings.Contains(measured, wanted) != c.Not
	case c.Field == "audit":
		check.Wanted = say.Textf("every property of a well-made daemon")
		check.Measured, check.OK = p.audited(c.Subject)
	default:
		wanted, measured := p.meant(c.Field, c.Value), p.measured(c.Subject, c.Field)
		check.Wanted, check.Measured = p.named(c.Field, wanted), p.named(c.Field, measured)
		check.OK = proves(c, wanted, measured)
	}
	if c.Not {
		check.Wanted = say.Textf("not %s", check.Wanted)
	}
	return check
}

// meant returns the value that a word of the lesson stands for on this stage,
// as the kernel would write it.
func (p *Player) meant(field, word string) value {
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

// expand replaces each $name. A text that names a role which was never born
// stays as it is: it is then true of nothing.
func (p *Player) expand(text string) string {
	if expanded, err := strace.Expand(text, p.stage); err == nil {
		return expanded
	}
	return text
}

// measured returns a field of the process that plays a role, from the last
// snapshot; of one that is no more, what became of it.
func (p *Player) measured(role, field string) value {
	return p.fieldOf(role, p.now.Role(p.stage.PlayedBy(role)), field)
}

func (p *Player) fieldOf(role string, row *probe.Process, field string) value {
	if field == "is" || row == nil {
		return fated(p.become(role, row))
	}
	f, ok := probe.LookupField(field)
	if !ok {
		return seen("")
	}
	return value{Reading: f.Value(row)}
}

func (p *Player) become(role string, row *probe.Process) fate {
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

// named puts a value in words, and adds to a PID whose it is.
func (p *Player) named(field string, v value) say.Text {
	switch field {
	case "pid", "ppid", "pgid", "sid", "tpgid":
		if pid, err := strconv.Atoi(v.Value); err == nil {
			if name := p.whose(pid); name != "" {
				return say.Textf("%s (%s)", v.Value, name)
			}
		}
	}
	return v.text()
}

// whose names the process of a PID: a role, living or not, the reaper, forklore.
func (p *Player) whose(pid int) string {
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

// file returns what a claim says of a file, and what is so. A file without an
// end is read no further than the claim goes.
func (p *Player) file(c lessons.Claim) (wanted, measured value) {
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

// audited says which properties of a well-made daemon a process lacks.
func (p *Player) audited(role string) (measured say.Text, ok bool) {
	findings := p.audit(role)
	if findings == nil {
		return fated(p.become(role, nil)).text(), false
	}
	var lacks []say.Text
	for _, f := range findings {
		if f.Verdict != probe.Yes {
			lacks = append(lacks, say.Textf("%s: %s", f.Property, f.Measured))
		}
	}
	if len(lacks) == 0 {
		return say.Textf("every one"), true
	}
	return say.Textf("lacks %s", say.Joined("; ", lacks...)), false
}

func (p *Player) audit(role string) []probe.Finding {
	row := p.now.Role(p.stage.PlayedBy(role))
	if row == nil {
		return nil
	}
	return probe.Audit(*row, p.now, p.state.Reaper, p.pidFile(row))
}

// pidFile returns the file in the scratch directory that the process holds
// open to keep its PID in; empty where there is none.
func (p *Player) pidFile(row *probe.Process) string {
	for _, fd := range slices.Sorted(maps.Keys(row.FDs.Open)) {
		path := row.FDs.Open[fd].Value
		if strings.HasPrefix(path, p.state.Scratch+"/") && strings.HasSuffix(path, ".pid") {
			return path
		}
	}
	return ""
}

// expect holds what the lesson says that a call returns against what it did.
func (p *Player) expect(action *lessons.Action, m *probe.Moment) {
	e := action.Expect
	if e == nil {
		if m.Refused == nil {
			return
		}
		e = &lessons.Expectation{}
	}
	check := probe.Check{Text: strings.Join(strings.Fields(action.Text), " "), Line: action.Line, Wanted: say.Plain(e.Text), Measured: outcome(m)}
	if e.Text == "" {
		check.Wanted = say.Textf("to be made")
	}
	switch {
	case m.Refused != nil:
	case e.Value == "?":
		check.OK = m.Result == nil && !m.Unfinished
	case m.Result != nil:
		wanted := e.Value
		if pid, ok := p.stage.PID(e.Value); ok {
			wanted = strconv.Itoa(pid)
			check.Wanted = p.named("pid", seen(wanted))
		}
		number, err := strconv.ParseInt(wanted, 0, 64)
		check.OK = err == nil && number == *m.Result && e.Errno == m.Errno
	}
	p.checked(check)
}

// outcome returns what stands behind a call's "=".
func outcome(m *probe.Moment) say.Text {
	switch {
	case m.Refused != nil:
		return say.Textf("refused: %s", m.Refused.Reason)
	case m.Unfinished:
		return say.Textf("unfinished")
	case m.Result == nil:
		return say.Plain("?")
	case m.Errno != "":
		return say.Plain(fmt.Sprintf("%d %s", *m.Result, m.Errno))
	}
	return say.Plain(m.Returned)
}
