package tui

import (
	"testing"

	"forklore/lessons/player"

	tea "github.com/charmbracelet/bubbletea"
)

// TestLookDrawsNothingNew: a look that finds nothing new must not redraw the
// screen.
func TestLookDrawsNothingNew(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.press("right right")
	g.view()
	g.look()
	if !g.app.current {
		t.Error("a look that found nothing new must not redraw the screen")
	}
}

// TestOneRequestAtATime types faster than the stage plays.
func TestOneRequestAtATime(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.press("right")
	var underWay []tea.Cmd
	for range 10 {
		_, cmd := g.app.Update(keyMsg("right"))
		if cmd != nil {
			underWay = append(underWay, cmd)
		}
	}
	if len(underWay) != 1 {
		t.Fatalf("%d requests at once", len(underWay))
	}
	g.run(underWay[0])
	if n := len(g.fake.state.Entries); n != 3 {
		t.Errorf("%d moments, want 3: of the stage, of the request and of the key that waited", n)
	}
	if g.app.screen.busy || g.app.screen.queued != nil {
		t.Error("a request is still running or waiting")
	}
}

// TestAQueuedKeySaysWhatItDid presses x while the last call of a step runs. It
// skips the step of the page then shown, and says so only when that is done.
func TestAQueuedKeySaysWhatItDid(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.toStep(1)
	_, call := g.app.Update(keyMsg("right"))
	g.press("x r") // only one key is kept
	g.wantsNot("skipped “", "played anew", "restarted")
	g.run(call)
	g.wants("played anew without “Why not setsid at once?”")
	g.wantsNot("restarted")
	if s := g.fake.state.Skipped; !s[1] || s[2] {
		t.Errorf("skipped %v", s)
	}
}

// TestADroppedKeySaysNothing presses x while one request runs and another waits.
func TestADroppedKeySaysNothing(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.press("right")
	_, call := g.app.Update(keyMsg("right"))
	g.press("right x")
	g.wantsNot("skipped “", "puts it back")
	g.run(call)
	g.wantsNot("skipped “", "puts it back")
}

// TestAnAuditThatRunsSaysNothing: there are no findings until the process was
// read, but that does not mean that it is gone.
func TestAnAuditThatRunsSaysNothing(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	_, audit := g.app.Update(keyMsg("a"))
	g.wants("audit ─ shell")
	g.wantsNot("No living process")
	g.run(audit)
	g.wants("leads no session")
}

// TestLateMessages: a result comes after the lesson was left.
func TestLateMessages(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.press("right")
	_, cmd := g.app.Update(keyMsg("right"))
	g.press("esc enter")
	g.run(cmd)
	if n := len(g.app.screen.scene.state.Entries); n != 1 {
		t.Errorf("the new playing shows %d moments of the old", n-1)
	}
	before := g.view()
	late := player.State{Entries: make([]player.Entry, 9)}
	g.send(lookedMsg{number: g.app.number - 1, state: late})
	g.send(lookedMsg{number: g.app.number, state: late}) // of a stage before a restart
	if g.view() != before {
		t.Errorf("a late look is shown:\n%s", g.view())
	}
}

// TestALookOvertakes: a look that saw a call comes before the call's result.
func TestALookOvertakes(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.press("right")
	_, cmd := g.app.Update(keyMsg("right"))
	result := cmd()
	g.fake.stop("parent")
	g.look()
	g.send(result)
	if n := len(g.app.screen.scene.state.Entries); n != 3 {
		t.Errorf("%d moments are shown, want 3", n)
	}
	g.wants("from outside", "stopped by SIGSTOP")
}

// TestFailedStage: the error of a stage is shown until the next key.
func TestFailedStage(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.app.screen.player = broken{g.fake}
	g.press("right right")
	g.wants("the stage failed: stage: it is gone")
	g.press("left right")
	g.wantsNot("the stage failed")
}

// A broken player fails with every call.
type broken struct{ *fake }

func (b broken) Next() (player.State, error) { return b.State(), errGone }

// TestALookTakesNoKeysPlace: while a request runs and the audit is open, what
// happens on the stage needs no audit of its own. The learner's key is kept.
func TestALookTakesNoKeysPlace(t *testing.T) {
	g := openRig(t, "small.md", 120, 36)
	g.press("right right a")
	_, call := g.app.Update(keyMsg("right"))
	if !g.app.screen.busy {
		t.Fatal("no request is running")
	}
	g.fake.stop(g.app.screen.auditRole())
	g.look()
	g.press("r")
	g.run(call)
	g.wants("restarted with new processes")
}
