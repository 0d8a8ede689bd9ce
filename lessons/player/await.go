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

// A wait has waitPatience; between two looks at the stage lies waitPause. Once
// a wait has come to its limit, those behind it have lostPatience until one is
// met: what they wait for is a consequence mostly.
const (
	waitPatience = 3 * time.Second
	lostPatience = 100 * time.Millisecond
	waitPause    = 2 * time.Millisecond
)

// await waits for what an action of the lesson brings about, and returns the
// verdicts.
func (p *Player) await(action *lessons.Action) (checks []probe.Check) {
	for _, wait := range action.Waits {
		patience := p.patience
		deadline := time.Now().Add(patience)
		check := p.met(wait, patience)
		for !check.OK && p.possible(wait) && time.Now().Before(deadline) {
			time.Sleep(waitPause)
			p.look()
			check = p.met(wait, patience)
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

// possible reports whether what is waited for may still come about: nothing
// becomes of a process that was never born.
func (p *Player) possible(w lessons.Wait) bool {
	return w.Shows != "" || w.Born || p.stage.Has(w.Role)
}

// met reports whether what is waited for has come about. The patience is how
// long the wait has.
func (p *Player) met(w lessons.Wait, patience time.Duration) probe.Check {
	check := probe.Check{Text: strings.Join(strings.Fields(w.Text), " "), Line: w.Line, Wait: true, Wanted: say.Textf("within %s", patience)}
	switch {
	case w.Shows != "":
		text, err := strace.Expand(w.Shows, p.stage)
		check.OK = err == nil && strings.Contains(p.output, text)
		check.Wanted = say.Textf("%q within %s", text, patience)
		check.Measured = say.Plain(strconv.Quote(lastOf(p.output, 60)))
	case w.Born && !p.stage.Has(w.Role):
		check.Measured = say.Textf("no such process")
		for i := range p.now.Processes {
			row := &p.now.Processes[i]
			if row.Role == "" && p.holds(w, row) && p.stage.Name(row.ID(), w.Role) {
				check.OK, check.Measured = true, say.Plain(strconv.Itoa(row.PID))
				p.look()
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

// holds reports whether all claims of a wait are true of a row that has no role
// yet.
func (p *Player) holds(w lessons.Wait, row *probe.Process) bool {
	for _, c := range w.Until {
		if !proves(c, p.meant(c.Field, c.Value), p.fieldOf(w.Role, row, c.Field)) {
			return false
		}
	}
	return true
}

// lastOf returns the end of a text, n bytes at most.
func lastOf(text string, n int) string { return text[max(0, len(text)-n):] }
