package lessons

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"forklore/probe/say"
	"forklore/probe/strace"
)

// calls reads the lines of a calls block. A faulty line counts as a call too, so
// that it does not cause other faults.
func (p *parser) calls(b block) []Action {
	var actions []Action
	for i, text := range b.text {
		line := b.line + 1 + i
		text = strings.TrimSpace(uncomment(text))
		role, what := cutWord(text)
		verb, rest := cutWord(what)
		switch {
		case text == "":
		case slices.Contains(waits, verb) && len(actions) == 0:
			p.fault(line, "%s waits for what an action brings about: put it on a line after the action", verb)
		case slices.Contains(waits, verb):
			last := &actions[len(actions)-1]
			last.Waits = append(last.Waits, p.wait(Wait{Line: line, Text: text, Role: role}, verb, rest))
		default:
			actions = append(actions, p.action(line, text))
		}
	}
	if len(actions) == 0 {
		p.fault(b.line, "a calls block without a call")
	}
	return actions
}

// action reads "parent  fork() = child".
func (p *parser) action(line int, text string) Action {
	a := Action{Line: line, Text: text}
	a.Role, text = cutWord(text)
	if a.Role == "terminal" || a.Role == "stage" {
		p.event(&a, text)
		return a
	}
	p.needRole(line, a.Role)
	call, result := cutCall(text)
	var err error
	if a.Call, err = strace.Parse(call); err != nil {
		p.fault(line, "%v", err)
		a.Call.Name, _, _ = strings.Cut(call, "(")
	} else {
		p.checkCall(line, a.Call)
	}
	if result, err = cutEquals(result); err != nil {
		p.fault(line, "%v", err)
		return a
	}
	switch {
	case a.Call.Name == "fork" && !strings.HasPrefix(result, "-1"):
		a.Child = result
		p.addRole(line, result)
	case result != "":
		if a.Expect, err = p.expectation(result); err != nil {
			p.fault(line, "%v", err)
		}
	}
	return a
}

// cutEquals cuts the = from the text after a call.
func cutEquals(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	result, ok := strings.CutPrefix(text, "=")
	result = strings.TrimSpace(result)
	if !ok || result == "" {
		return "", say.Textf("after a call comes = and what it returns, or nothing")
	}
	return result, nil
}

var errnoName = regexp.MustCompile(`^E[A-Z0-9]+$`)

// expectation reads what a call has to return.
func (p *parser) expectation(text string) (*Expectation, error) {
	value, errno, failed := strings.Cut(text, " ")
	errno = strings.TrimSpace(errno)
	_, err := strconv.ParseInt(value, 0, 64)
	switch {
	case text == "?", err == nil && !failed && value != "-1", p.isPID(text):
		return &Expectation{Text: text, Value: text}, nil
	case value == "-1" && errnoName.MatchString(errno):
		return &Expectation{Text: text, Value: value, Errno: errno}, nil
	case value == "-1":
		return nil, say.Textf("a call that fails returns -1 and the error's name: = -1 EPERM")
	}
	return nil, say.Textf("a call returns a number, a role, -1 and an error, or ?, not %q", text)
}
