package player

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"

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
		wanted, measured, seen := p.file(c)
		check.Wanted, check.Measured = words(wanted), words(measured)
		check.OK = seen && (wanted == measured) != c.Not
	case c.Field == "said":
		wanted, measured := p.expand(c.Value), p.said[p.stage.Actor(c.Subject)]
		check.Wanted, check.Measured = say.Plain(strconv.Quote(wanted)), say.Plain(measured)
		check.OK = strings.Contains(measured, wanted) != c.Not
	case c.Field == "audit":
		check.Wanted = say.Textf("every property of a well-made daemon")
		check.Measured, check.OK = p.audited(c.Subject)
	default:
		wanted, measured := p.meant(c.Field, c.Value), p.measured(c.Subject, c.Field)
		check.Wanted, check.Measured = p.named(c.Field, wanted), p.named(c.Field, measured)
		check.OK = agree(c.Field, wanted, measured) != c.Not
		if c.Field != "is" && p.now.Role(p.stage.Actor(c.Subject)) == nil {
			check.OK = false // of what is not there nothing is true
		}
	}
	if c.Not {
		check.Wanted = say.Textf("not %s", check.Wanted)
	}
	return check
}

// Words are those that what is wanted and measured may be. Where it is shown,
// they are translated.
var Words = []string{alive, stopped, zombie, gone, dead, unborn, exists, absent, irregular, forbidden}

// agree reports whether what was measured of a field is what a claim means. A
// claim about a set of signals names one of it, or none.
func agree(field, wanted, measured string) bool {
	switch field {
	case "ignored", "caught", "blocked":
		if wanted == "" {
			return measured == ""
		}
		return strings.Contains(" "+measured+" ", " "+wanted+" ")
	case "is":
		return wanted == measured || wanted == alive && measured == stopped ||
			wanted == dead && (measured == zombie || measured == gone)
	}
	return wanted == measured
}

// meant returns the value that a word of the lesson stands for on this stage,
// as the kernel would write it.
func (p *Player) meant(field, word string) string {
	switch field {
	case "is", "state":
		return word
	case "pid", "ppid", "pgid", "sid", "tpgid":
		if word == "none" {
			return "-1"
		}
		if pid, ok := p.stage.PID(word); ok {
			return strconv.Itoa(pid)
		}
		return word
	}
	switch word {
	case "none":
		return ""
	case "stage":
		return p.stage.Terminal()
	case "spare":
		return p.stage.Spare()
	}
	return p.expand(word)
}

// expand replaces each $name. A text that names a role which was never born
// stays as it is: it is then true of nothing.
func (p *Player) expand(text string) string {
	if expanded, err := strace.Expand(text, p.stage); err == nil {
		return expanded
	}
	return text
}

// What has become of a process.
const (
	alive   = "alive"
	stopped = "stopped"
	zombie  = "zombie"
	gone    = "gone"
	dead    = "dead" // a zombie or gone
	unborn  = "not born"
)

// What is so of a file.
const (
	exists    = "exists"
	absent    = "absent"
	irregular = "no regular file"
	forbidden = "no lesson's to read"
)

// measured returns a field of the process that plays a role, from the last
// snapshot; of one that is no more, what became of it.
func (p *Player) measured(role, field string) string {
	return p.fieldOf(role, p.now.Role(p.stage.Actor(role)), field)
}

func (p *Player) fieldOf(role string, row *probe.Process, field string) string {
	if field == "is" || row == nil {
		return p.become(role, row)
	}
	f, ok := probe.LookupField(field)
	if !ok {
		return ""
	}
	return f.Value(row).String()
}

func (p *Player) become(role string, row *probe.Process) string {
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

// named adds to a PID whose it is, and makes words of what is empty.
func (p *Player) named(field, value string) say.Text {
	switch field {
	case "pid", "ppid", "pgid", "sid", "tpgid":
		if pid, err := strconv.Atoi(value); err == nil {
			if name := p.whose(pid); name != "" {
				return say.Textf("%s (%s)", value, name)
			}
		}
	}
	return words(value)
}

// words are what a value means to a reader. Those that stand for themselves,
// and those in brackets for why there is none, are translated.
func words(value string) say.Text {
	switch {
	case value == "":
		return say.Textf("none")
	case slices.Contains(Words, value):
		return say.Text{Format: value}
	}
	if why, ok := strings.CutPrefix(value, "("); ok && strings.HasSuffix(why, ")") {
		return say.Textf("(%s)", say.Text{Format: strings.TrimSuffix(why, ")")})
	}
	return say.Plain(value)
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

// file returns what a claim says of a file, and what is so; seen is false
// where that could not be measured.
func (p *Player) file(c lessons.Claim) (wanted, measured string, seen bool) {
	path := p.expand(c.Path)
	wanted = c.Value
	if c.Field == "content" {
		wanted = strconv.Quote(p.expand(c.Value))
	}
	var file syscall.Stat_t
	err := syscall.Stat(path, &file)
	switch {
	case c.Field == "is" && err == nil:
		return wanted, exists, true
	case c.Field == "is" && err == syscall.ENOENT:
		return wanted, absent, true
	case err != nil:
		return wanted, err.Error(), false
	case c.Field == "mode":
		return wanted, fmt.Sprintf("%04o", file.Mode&0o7777), true
	case file.Mode&syscall.S_IFMT != syscall.S_IFREG:
		return wanted, irregular, false
	case !p.stage.MayRead(path):
		return wanted, forbidden, false
	}
	content, err := head(path, len(wanted))
	if err != nil {
		return wanted, err.Error(), false
	}
	return wanted, strconv.Quote(content), true
}

// head returns the first n bytes of a regular file. It asks once and doesn't wait: a stranger's lesson may name a file
// without an end, or one below /proc that blocks.
func head(path string, n int) (string, error) {
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	if err != nil {
		return "", err
	}
	defer syscall.Close(fd)
	content := make([]byte, n)
	if n, err = syscall.Read(fd, content); err != nil {
		return "", err
	}
	return string(content[:n]), nil
}

// audited says which properties of a well-made daemon a process lacks.
func (p *Player) audited(role string) (measured say.Text, ok bool) {
	findings := p.audit(role)
	if findings == nil {
		return words(p.become(role, nil)), false
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
	row := p.now.Role(p.stage.Actor(role))
	if row == nil {
		return nil
	}
	return probe.Audit(*row, p.now, p.state.Reaper, p.pidFile(row))
}

// pidFile returns the file in the scratch directory that the process holds
// open to keep its PID in; empty where there is none.
func (p *Player) pidFile(row *probe.Process) string {
	for _, fd := range slices.Sorted(maps.Keys(row.FDs.Open)) {
		path := row.FDs.Open[fd]
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
		if m.Refused == "" {
			return
		}
		e = &lessons.Expectation{}
	}
	check := probe.Check{Text: strings.Join(strings.Fields(action.Text), " "), Line: action.Line, Wanted: say.Plain(e.Text), Measured: outcome(m)}
	if e.Text == "" {
		check.Wanted = say.Textf("to be made")
	}
	switch {
	case m.Refused != "":
	case e.Value == "?":
		check.OK = m.Result == nil && !m.Unfinished
	case m.Result != nil:
		wanted := e.Value
		if pid, ok := p.stage.PID(e.Value); ok {
			wanted = strconv.Itoa(pid)
			check.Wanted = p.named("pid", wanted)
		}
		number, err := strconv.ParseInt(wanted, 0, 64)
		check.OK = err == nil && number == *m.Result && e.Errno == m.Errno
	}
	p.checked(check)
}

// outcome returns what stands behind a call's "=".
func outcome(m *probe.Moment) say.Text {
	switch {
	case m.Refused != "":
		return say.Textf("refused: %s", m.Said)
	case m.Unfinished:
		return say.Textf("unfinished")
	case m.Result == nil:
		return say.Plain("?")
	case m.Errno != "":
		return say.Plain(fmt.Sprintf("%d %s", *m.Result, m.Errno))
	}
	return say.Plain(strconv.FormatInt(*m.Result, 10))
}
