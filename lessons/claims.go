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

// isValues are the values of the field "is": what can become of a process.
var isValues = []string{"alive", "stopped", "zombie", "gone", "dead"}

// The claims that there are, for errors.
var (
	roleClaimForms = say.Textf("alive, stopped, zombie, gone, dead, audit, said=\"TEXT\" and FIELD=VALUE")
	fileClaimForms = say.Textf("exists, absent, mode=0644 and content=\"TEXT\"")
)

// claims reads the lines of a then block.
func (p *parser) claims(b block) []Claim {
	var claims []Claim
	empty := true
	for i, text := range b.text {
		words, err := splitWords(uncomment(text))
		empty = empty && len(words) == 0 && err == nil
		if err != nil {
			p.fault(b.line+1+i, "%v", err)
		} else if len(words) > 0 {
			claims = append(claims, p.claimLine(b.line+1+i, words)...)
		}
	}
	if empty {
		p.fault(b.line, "a then block without a claim")
	}
	return claims
}

// claimLine reads the words of one line: its subject and its claims.
func (p *parser) claimLine(line int, words []string) []Claim {
	about := Claim{Line: line, Subject: words[0]}
	text, words := words[0], words[1:]
	read := p.roleClaim
	if about.Subject == "file" {
		if len(words) == 0 {
			p.fault(line, "file needs a path")
			return nil
		}
		path, err := unquote(words[0])
		if err == nil {
			err = p.checkPath(path)
		}
		if err != nil {
			p.fault(line, "%v", err)
			return nil
		}
		about.Path, read = path, p.fileClaim
		text, words = text+" "+words[0], words[1:]
	} else if !p.needRole(line, about.Subject) {
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

// roleClaim reads a claim about a process: "ppid=reaper", "alive".
func (p *parser) roleClaim(c *Claim, word string) error {
	switch {
	case slices.Contains(isValues, word):
		c.Field, c.Value = "is", word
		return nil
	case word == "audit":
		c.Field = word
		return nil
	}
	if err := c.comparison(word, roleClaimForms); err != nil {
		return err
	}
	if c.Field == "said" {
		return p.checkNames(c.Value)
	}
	return p.checkValue(c.Field, c.Value)
}

// fileClaim reads a claim about a file: "mode=0644", "absent".
func (p *parser) fileClaim(c *Claim, word string) error {
	if word == "exists" || word == "absent" {
		c.Field, c.Value = "is", word
		return nil
	}
	if err := c.comparison(word, fileClaimForms); err != nil {
		return err
	}
	switch c.Field {
	case "mode":
		return checkOctal(c.Field, c.Value)
	case "content":
		return p.checkNames(c.Value)
	}
	return say.Textf("unknown claim %q: there are %s", word, fileClaimForms)
}

// comparison reads "ppid!=shell". The error for any other word lists the forms
// that a claim can have.
func (c *Claim) comparison(word string, forms say.Text) (err error) {
	field, value, ok := strings.Cut(word, "=")
	if !ok {
		return say.Textf("unknown claim %q: there are %s", word, forms)
	}
	if value == "" {
		return say.Textf("%s has no value: none says that there is none", word)
	}
	c.Field, c.Not = strings.CutSuffix(field, "!")
	c.Value, err = unquote(value)
	return err
}

// checkValue returns an error if that field of a process can't have the value.
func (p *parser) checkValue(field, value string) error {
	if err := checkField(field); err != nil {
		return err
	}
	switch field {
	case "is":
		if !slices.Contains(isValues, value) {
			return say.Textf("a process is %s, not %q", say.List(isValues), value)
		}
		return nil
	case "pid", "ppid", "pgid", "sid":
		return p.checkPID(field, value)
	case "tpgid":
		if value == "none" {
			return nil
		}
		return p.checkPID(field, value)
	case "uid", "gid":
		return checkNumber(field, value)
	case "umask":
		return checkOctal(field, value)
	case "state":
		return checkState(value)
	case "cwd":
		return p.checkPath(value)
	case "ignored", "caught", "blocked":
		return checkSignal(field, value)
	case "name", "argv":
		return p.checkNames(value)
	}
	return p.checkTarget(field, value) // tty and fds.N
}

// checkField returns an error unless field is a key of probe.Fields, fds.N or is.
func checkField(field string) error {
	if _, ok := probe.LookupField(field); ok || field == "is" {
		return nil
	}
	var keys []string
	for _, f := range probe.Fields {
		keys = append(keys, f.Key)
	}
	return say.Textf("unknown field %q: there are %s, fds.N and is", field, say.List(keys))
}

// Each check returns an error that says which values the field can have.

func (p *parser) checkPID(field, value string) error {
	if p.isPID(value) || checkNumber(field, value) == nil {
		return nil
	}
	return say.Textf("%s is a role, reaper or a number, not %q", field, value)
}

func checkNumber(field, value string) error {
	if _, err := strconv.ParseUint(value, 10, 31); err != nil {
		return say.Textf("%s is a number, not %q", field, value)
	}
	return nil
}

var octalDigits = regexp.MustCompile(`^[0-7]{4}$`)

func checkOctal(field, value string) error {
	if !octalDigits.MatchString(value) {
		return say.Textf("%s is four octal digits, not %q", field, value)
	}
	return nil
}

func checkState(value string) error {
	if len(value) == 1 && probe.State(value[0]).Word() != "unknown" {
		return nil
	}
	return say.Textf("unknown state %q: a state is a letter of proc_pid_stat(5)", value)
}

func checkSignal(field, value string) error {
	// An alias (SIGCLD) is not allowed: what is measured has the name of strace.
	if n, ok := strace.SignalNumber(value); value == "none" || ok && strace.SignalName(n) == value {
		return nil
	}
	return say.Textf("%s is a signal (SIGHUP) or none, not %q", field, value)
}

func (p *parser) checkPath(value string) error {
	if !strings.HasPrefix(value, "/") && !strings.HasPrefix(value, "$") {
		return say.Textf("not an absolute path: %q", value)
	}
	return p.checkNames(value)
}

// checkTarget returns an error if neither a terminal nor a descriptor can have
// the value. It notes the use of spare.
func (p *parser) checkTarget(field, value string) error {
	p.lesson.Spare = p.lesson.Spare || value == "spare"
	switch value {
	case "none", "stage", "spare":
		return nil
	}
	if err := p.checkPath(value); err != nil {
		return say.Textf("%s is a path, stage, spare or none: %v", field, err)
	}
	return nil
}
