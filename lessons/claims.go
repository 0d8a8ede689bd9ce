package lessons

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"forklore/probe"
	"forklore/probe/say"
	"forklore/probe/strace"
)

// becomes are the words for what has become of a process.
var becomes = []string{"alive", "stopped", "zombie", "gone", "dead"}

// What can be claimed, as errors say it.
var (
	roleClaims = say.Textf("alive, stopped, zombie, gone, dead, audit, said=\"TEXT\" and FIELD=VALUE")
	fileClaims = say.Textf("exists, absent, mode=0644 and content=\"TEXT\"")
)

// claims reads the lines of a then block.
func (p *parser) claims(b block) []Claim {
	var claims []Claim
	empty := true
	for i, text := range b.text {
		words, err := split(uncomment(text))
		empty = empty && len(words) == 0 && err == nil
		if err != nil {
			p.fault(b.line+1+i, "%v", err)
		} else if len(words) > 0 {
			claims = append(claims, p.subject(b.line+1+i, words)...)
		}
	}
	if empty {
		p.fault(b.line, "a then block without a claim")
	}
	return claims
}

// subject reads one line: who it is about, and the claims.
func (p *parser) subject(line int, words []string) []Claim {
	about := Claim{Line: line, Subject: words[0]}
	text, words := words[0], words[1:]
	read := p.cell
	if about.Subject == "file" {
		if len(words) == 0 {
			p.fault(line, "file needs a path")
			return nil
		}
		path, err := unquote(words[0])
		if err == nil {
			err = p.path(path)
		}
		if err != nil {
			p.fault(line, "%v", err)
			return nil
		}
		about.Path, read = path, p.property
		text, words = text+" "+words[0], words[1:]
	} else if !p.bound(line, about.Subject) {
		return nil
	}
	if len(words) == 0 {
		p.fault(line, "nothing is claimed of %s", about.Subject)
	}
	var claims []Claim
	for _, word := range words {
		c := about
		c.Text = text + " " + word
		if err := read(&c, word); err != nil {
			p.fault(line, "%v", err)
			continue
		}
		claims = append(claims, c)
	}
	return claims
}

// cell reads a claim about a process: "ppid=reaper", "alive".
func (p *parser) cell(c *Claim, word string) error {
	switch {
	case slices.Contains(becomes, word):
		c.Field, c.Value = "is", word
		return nil
	case word == "audit":
		c.Field = word
		return nil
	}
	if err := c.compare(word, roleClaims); err != nil {
		return err
	}
	if c.Field == "said" {
		return p.dollars(c.Value)
	}
	return p.value(c.Field, c.Value)
}

// property reads a claim about a file: "mode=0644", "absent".
func (p *parser) property(c *Claim, word string) error {
	if word == "exists" || word == "absent" {
		c.Field, c.Value = "is", word
		return nil
	}
	if err := c.compare(word, fileClaims); err != nil {
		return err
	}
	switch c.Field {
	case "mode":
		return octal(c.Field, c.Value)
	case "content":
		return p.dollars(c.Value)
	}
	return say.Textf("unknown claim %q: there are %s", word, fileClaims)
}

// compare cuts "ppid!=shell" into its parts. The claims that there are stand in
// the error.
func (c *Claim) compare(word string, claims say.Text) (err error) {
	field, value, ok := strings.Cut(word, "=")
	if !ok {
		return say.Textf("unknown claim %q: there are %s", word, claims)
	}
	if value == "" {
		return say.Textf("%s has no value: none says that there is none", word)
	}
	c.Field, c.Not = strings.CutSuffix(field, "!")
	c.Value, err = unquote(value)
	return err
}

// value says what is wrong with a value for that field of a process.
func (p *parser) value(field, value string) error {
	if err := knownField(field); err != nil {
		return err
	}
	switch field {
	case "is":
		if !slices.Contains(becomes, value) {
			return say.Textf("a process is %s, not %q", say.List(becomes), value)
		}
		return nil
	case "pid", "ppid", "pgid", "sid":
		return p.pid(field, value)
	case "tpgid":
		if value == "none" {
			return nil
		}
		return p.pid(field, value)
	case "uid", "gid":
		return natural(field, value)
	case "umask":
		return octal(field, value)
	case "state":
		return state(value)
	case "cwd":
		return p.path(value)
	case "ignored", "caught", "blocked":
		return signal(field, value)
	case "name", "argv":
		return p.dollars(value)
	}
	return p.target(field, value) // tty and fds.N
}

func knownField(field string) error {
	if _, ok := probe.LookupField(field); ok || field == "is" {
		return nil
	}
	var keys []string
	for _, f := range probe.Fields {
		keys = append(keys, f.Key)
	}
	return say.Textf("unknown field %q: there are %s, fds.N and is", field, say.List(keys))
}

func (p *parser) pid(field, value string) error {
	if p.stands(value) || natural(field, value) == nil {
		return nil
	}
	return say.Textf("%s is a role, reaper or a number, not %q", field, value)
}

func natural(field, value string) error {
	if _, err := strconv.ParseUint(value, 10, 31); err != nil {
		return say.Textf("%s is a number, not %q", field, value)
	}
	return nil
}

var octalDigits = regexp.MustCompile(`^[0-7]{4}$`)

func octal(field, value string) error {
	if !octalDigits.MatchString(value) {
		return say.Textf("%s is four octal digits, not %q", field, value)
	}
	return nil
}

func state(value string) error {
	if len(value) == 1 && probe.State(value[0]).Word() != "unknown" {
		return nil
	}
	return say.Textf("unknown state %q: a state is a letter of proc_pid_stat(5)", value)
}

func signal(field, value string) error {
	if value == "none" {
		return nil
	}
	for n := 1; n <= 64; n++ {
		if strace.SignalName(n) == value {
			return nil
		}
	}
	return say.Textf("%s is a signal (SIGHUP) or none, not %q", field, value)
}

func (p *parser) path(value string) error {
	if !strings.HasPrefix(value, "/") && !strings.HasPrefix(value, "$") {
		return say.Textf("not an absolute path: %q", value)
	}
	return p.dollars(value)
}

// target checks what a terminal or a descriptor is compared with.
func (p *parser) target(field, value string) error {
	p.lesson.Spare = p.lesson.Spare || value == "spare"
	switch value {
	case "none", "stage", "spare":
		return nil
	}
	if err := p.path(value); err != nil {
		return say.Textf("%s is a path, stage, spare or none: %v", field, err)
	}
	return nil
}
