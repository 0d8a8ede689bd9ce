package lessons

import (
	"regexp"
	"slices"

	"forklore/probe/say"
	"forklore/probe/strace"
)

var roleName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,14}$`)

// reserved are words with another meaning in the places where a role can be.
var reserved = []string{"terminal", "file", "reaper", "none", "stage", "spare", "scratch"}

// addRole gives a role to the child of a fork, or to a process that appears.
func (p *parser) addRole(line int, role string) {
	first, taken := p.roles[role]
	switch {
	case role == "":
		p.fault(line, "fork() needs a role for the child: fork() = child")
	case !roleName.MatchString(role):
		p.fault(line, "not a role: %q; a role is a word of at most 15 lower case letters, digits and _", role)
	case slices.Contains(reserved, role):
		p.fault(line, "%s can't be a role: the word has a meaning of its own", role)
	case role == "shell":
		p.fault(line, "the role shell is there from the start")
	case taken:
		p.fault(line, "the role %s was already given on line %d", role, first)
	default:
		p.roles[role] = line
	}
}

// needRole reports whether the role has been given, and adds a fault if not.
func (p *parser) needRole(line int, role string) bool {
	if _, ok := p.roles[role]; ok {
		return true
	}
	p.fault(line, "%v", noRole(role))
	return false
}

func noRole(role string) error {
	return say.Textf("no role %q yet: a fork() = %s has to come before, or %s appears", role, role, role)
}

// isPID reports whether the word is a role or reaper: its value is a PID.
func (p *parser) isPID(word string) bool {
	_, ok := p.roles[word]
	return ok || word == "reaper"
}

// checkCall adds a fault for each role and $name of a call that is not known.
func (p *parser) checkCall(line int, call strace.Call) {
	for _, role := range call.Roles() {
		if role != "reaper" {
			p.needRole(line, role)
		}
	}
	for _, name := range call.Texts() {
		if err := p.checkName(name); err != nil {
			p.fault(line, "%v", err)
		}
	}
}

// checkName returns an error if $name is not known. It notes the use of $spare.
func (p *parser) checkName(name string) error {
	p.lesson.Spare = p.lesson.Spare || name == "spare"
	if name == "scratch" || name == "spare" || name == "stage" || p.isPID(name) {
		return nil
	}
	return say.Textf("$%s means nothing here: there are $scratch, $spare, $stage and the roles so far", name)
}

// checkNames returns an error if some $name of a text is not known.
func (p *parser) checkNames(text string) error {
	names := knownNames{parser: p}
	_, err := strace.Expand(text, &names)
	if names.unknown != nil {
		return names.unknown
	}
	return err
}

// knownNames is a strace.Names with the names known so far. Their values do not
// matter, as nothing is played.
type knownNames struct {
	parser  *parser
	unknown error // about the name that is not known
}

// PID implements strace.Names.
func (n *knownNames) PID(role string) (int, bool) { return 1, n.parser.isPID(role) }

// Text implements strace.Names.
func (n *knownNames) Text(name string) (string, bool) {
	n.unknown = n.parser.checkName(name)
	return "", n.unknown == nil
}
