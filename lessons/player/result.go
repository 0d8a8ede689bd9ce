package player

import (
	"fmt"
	"strconv"
	"strings"

	"forklore/lessons"
	"forklore/probe"
	"forklore/probe/say"
)

// checkResult compares the result of a call with the one that the lesson
// expects, and adds a check. A refused call fails the check in any case.
func (p *Player) checkResult(action *lessons.Action, m *probe.Moment) {
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
			check.Wanted = p.describeValue("pid", seen(wanted))
		}
		number, err := strconv.ParseInt(wanted, 0, 64)
		check.OK = err == nil && number == *m.Result && e.Errno == m.Errno
	}
	p.addCheck(check)
}

// outcome returns a call's result as strace prints it after the "=".
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
