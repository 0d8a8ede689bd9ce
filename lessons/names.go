package lessons

import (
	"regexp"
	"slices"

	"forklore/probe/say"
	"forklore/probe/strace"
)

var roleName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,14}$`)

// reserved are words that mean something else where a role may stand.
var reserved = []string{"terminal", "file", "reaper", "none", "stage", "spare", "scratch"}

// bind gives a role to the child of a fork.
func (p *parser) bind(line int, role string) {
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

// bound reports whether the role is there, and faults it if not.
func (p *parser) bound(line int, role string) bool {
	if _, ok := p.roles[role]; ok {
		return true
	}
	p.fault(line, "%v", noRole(role))
	return false
}

func noRole(role string) error {
	return say.Textf("no role %q yet: a fork() = %s has to come before, or %s appears", role, role, role)
}

// stands reports whether the word stands for a PID.
func (p *parser) stands(word string) bool {
	_, ok := p.roles[word]
	return ok || word == "reaper"
}

// names faults the roles and $names of a call that mean nothing.
func (p *parser) names(line int, call strace.Call) {
	for _, role := range call.Roles() {
		if role != "reaper" {
			p.bound(line, role)
		}
	}
	for _, name := range call.Texts() {
		if err := p.dollar(name); err != nil {
			p.fault(line, "%v", err)
		}
	}
}

func (p *parser) dollar(name string) error {
	p.lesson.Spare = p.lesson.Spare || name == "spare"
	if name == "scratch" || name == "spare" || name == "stage" || p.stands(name) {
		return nil
	}
	return say.Textf("$%s means nothing here: there are $scratch, $spare, $stage and the roles so far", name)
}

// dollars says which $name of a text means nothing.
func (p *parser) dollars(text string) error {
	names := soFar{parser: p}
	_, err := strace.Expand(text, &names)
	if names.unknown != nil {
		return names.unknown
	}
	return err
}

// soFar knows the $names that a lesson may use by now.
type soFar struct {
	*parser
	unknown error // says of the last that it does not know
}

// PID implements strace.Names.
func (s *soFar) PID(role string) (int, bool) { return 1, s.stands(role) }

// Text implements strace.Names.
func (s *soFar) Text(name string) (string, bool) {
	s.unknown = s.dollar(name)
	return "", s.unknown == nil
}
