package player

import (
	"strconv"
	"strings"
	"time"

	"forklore/lessons"
	"forklore/probe"
	"forklore/probe/say"
	"forklore/probe/strace"
)

// A wait lasts waitPatience at most, and looks at the stage every waitPause.
// After a wait has failed, the next ones last lostPatience at most, until one is
// met: mostly they wait for a consequence of what did not happen.
const (
	waitPatience = 3 * time.Second
	lostPatience = 100 * time.Millisecond
	waitPause    = 2 * time.Millisecond
)

// await waits for what the lesson says that an action brings about, and returns
// a check for each wait.
func (p *Player) await(action *lessons.Action) (checks []probe.Check) {
	for _, wait := range action.Waits {
		patience := p.patience
		deadline := time.Now().Add(patience)
		check := p.checkWait(wait, patience)
		for !check.OK && p.possible(wait) && time.Now().Before(deadline) {
			time.Sleep(waitPause)
			p.observe()
			check = p.checkWait(wait, patience)
		}
		p.patience = lostPatience
		if check.OK {
			p.patience = waitPatience
		}
		checks = append(checks, check)
	}
	if len(checks) > 0 {
		p.stage.Settle()
	}
	return checks
}

// possible reports whether the wait can still be met. A process that was never
// born can't become anything.
func (p *Player) possible(w lessons.Wait) bool {
	return w.Shows != "" || w.Born || p.stage.Has(w.Role)
}

// checkWait checks whether the wait is met now. patience is the limit that the
// check's text names.
func (p *Player) checkWait(w lessons.Wait, patience time.Duration) probe.Check {
	check := probe.Check{Text: strings.Join(strings.Fields(w.Text), " "), Line: w.Line, Wait: true, Wanted: say.Textf("within %s", patience)}
	switch {
	case w.Shows != "":
		text, err := strace.Expand(w.Shows, p.stage)
		check.OK = err == nil && strings.Contains(p.output, text)
		check.Wanted = say.Textf("%q within %s", text, patience)
		check.Measured = say.Plain(strconv.Quote(tail(p.output, 60)))
	case w.Born && !p.stage.Has(w.Role):
		check.Measured = say.Textf("no such process")
		for i := range p.now.Processes {
			row := &p.now.Processes[i]
			if row.Role == "" && p.matches(w, row) && p.stage.Name(row.ID(), w.Role) {
				check.OK, check.Measured = true, say.Plain(strconv.Itoa(row.PID))
				p.observe()
				break
			}
		}
	default:
		var failed []say.Text
		for _, claim := range w.Until {
			if c := p.check(claim); !c.OK {
				failed = append(failed, c.Measured)
			}
		}
		check.OK, check.Measured = len(failed) == 0, say.Joined("; ", failed...)
		if check.OK {
			check.Measured = check.Wanted
		}
	}
	return check
}

// matches reports whether all claims of a wait hold for a process that has no
// role yet.
func (p *Player) matches(w lessons.Wait, row *probe.Process) bool {
	for _, c := range w.Until {
		if !holds(c, p.resolve(c.Field, c.Value), p.fieldOf(w.Role, row, c.Field)) {
			return false
		}
	}
	return true
}

// tail returns the end of a text, n bytes at most.
func tail(text string, n int) string { return text[max(0, len(text)-n):] }
