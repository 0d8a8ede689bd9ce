package lessons

import (
	"slices"
	"strings"

	"forklore/probe/say"
)

// question reads the ask block of a step that makes these calls.
func (p *parser) question(b block, calls []Action) *Question {
	q := &Question{}
	inChoices := false
	var words []string
	for i, text := range b.text {
		line := b.line + 1 + i
		choice, isChoice := strings.CutPrefix(text, "- ")
		text = strings.TrimSpace(text)
		switch {
		case text == "":
		case q.Line == 0:
			q.Line = line
			if err := p.questionLine(q, text, calls); err != nil {
				p.fault(line, "%v", err)
				return q
			}
		case strings.HasPrefix(text, "hint:") && !inChoices:
			q.Hint = strings.TrimSpace(strings.TrimPrefix(text, "hint:"))
		case isChoice:
			inChoices = true
			p.choice(q, line, choice)
		case inChoices && len(q.Choices) > 0:
			last := &q.Choices[len(q.Choices)-1]
			last.Reason += " " + text
		default:
			words = append(words, text)
		}
	}
	q.Text = strings.Join(words, " ")
	p.checkQuestion(q, b.line)
	return q
}

// checkQuestion adds a fault if a part of the question is missing. The line is
// that of the block.
func (p *parser) checkQuestion(q *Question, line int) {
	switch {
	case q.Line == 0:
		p.fault(line, "an ask block without a question: ROLE.FIELD after CALL")
	case len(q.Choices) < 2:
		p.fault(q.Line, "a question needs two choices or more, each a line \"- VALUE: reason\"")
	}
}

// questionLine reads "child.ppid after exit_group" or "daemon is after hangup".
func (p *parser) questionLine(q *Question, text string, calls []Action) error {
	what, after, timed := strings.Cut(text, " after ")
	what, after = strings.TrimSpace(what), strings.TrimSpace(after)
	var ok bool
	if q.Role, q.Field, ok = cutCell(what); !ok {
		return say.Textf("not a question: %q; it is ROLE.FIELD after CALL or ROLE is after CALL", text)
	}
	q.Call = len(calls) - 1
	if timed {
		q.Call = lastCall(calls, after)
	}
	switch {
	case q.Call < 0 && timed:
		return say.Textf("the step makes no call %q to ask after", after)
	case q.Call < 0:
		return say.Textf("the step makes no call to ask after")
	}
	born, ok := p.roles[q.Role]
	if !ok {
		return noRole(q.Role)
	}
	if born > calls[q.Call].lastLine() {
		return say.Textf("the role %s is born only after that call, on line %d", q.Role, born)
	}
	return checkField(q.Field)
}

// lastLine returns the line of the action's last wait, or else of the action.
func (a *Action) lastLine() int {
	if n := len(a.Waits); n > 0 {
		return a.Waits[n-1].Line
	}
	return a.Line
}

// lastCall returns the index of the last call or event of that name, or -1.
func lastCall(calls []Action, name string) int {
	for i := len(calls) - 1; i >= 0; i-- {
		if calls[i].makes(name) {
			return i
		}
	}
	return -1
}

// choice reads "reaper: why".
func (p *parser) choice(q *Question, line int, text string) {
	value, reason, ok := strings.Cut(text+" ", ": ")
	value, reason = strings.TrimSpace(value), strings.TrimSpace(reason)
	if !ok || reason == "" {
		p.fault(line, "a choice is a value, a colon and the reason: %q", strings.TrimSpace(text))
		return
	}
	if err := p.checkValue(q.Field, value); err != nil {
		p.fault(line, "%v", err)
		return
	}
	if slices.ContainsFunc(q.Choices, func(c Choice) bool { return c.Value == value }) {
		p.fault(line, "the choice %s is given twice", value)
		return
	}
	q.Choices = append(q.Choices, Choice{Value: value, Reason: reason})
}
