package tui

import (
	"slices"
	"testing"

	"forklore/probe"

	"github.com/muesli/termenv"
)

func TestNextMakesTheCalls(t *testing.T) {
	g := openRig(t, "small.md", 120, 36)
	g.wants("A daemon works in the", "4021 shell", "1 init")
	g.press("right")
	g.wants("▷ next  shell fork() = parent", "The shell forks")
	if n := len(g.fake.state.Entries); n != 1 {
		t.Fatalf("turning the page has made %d moments", n-1)
	}
	for _, name := range []string{"right", "space", "enter"} {
		n := len(g.fake.state.Entries)
		g.press(name)
		if g.fake.state.Step == 0 && len(g.fake.state.Entries) != n+1 {
			t.Errorf("%s has made %d moments", name, len(g.fake.state.Entries)-n)
		}
	}
	g.wants("▷ next  parent setsid()", "step 2 of 6")
	g.wantsNot("EPERM (Operation") // the result must not be shown before the call
}

func TestChangesAreMarkedUntilTheNextStep(t *testing.T) {
	g := openRig(t, "small.md", 120, 36)
	g.press("right right right")
	g.wants("▸4022", "parent ▸PGID 4021 → 4022")
	g.press("right")
	g.wantsNot("▸4022", "▸PGID")
}

func TestThePastIsMarked(t *testing.T) {
	g := openRig(t, "small.md", 120, 36)
	g.toStep(3)
	g.press("right right")
	before := g.view()
	g.press("left")
	g.wantsNot("PAST")
	g.press("left")
	g.wants("PAST — moment 6 of 7 — → forward, n now", "zombie")
	made := len(g.fake.state.Entries)
	g.press("left left left right right")
	g.press("n")
	if g.view() != before {
		t.Errorf("back to now it is not as it was:\n%s\nbut\n%s", before, g.view())
	}
	g.press("home")
	g.wants("PAST — moment 1 of 7", "A daemon works in the")
	g.press("end")
	g.wantsNot("PAST")
	if n := len(g.fake.state.Entries); n != made {
		t.Errorf("going back and forth has made %d moments", n-made)
	}
}

func TestAQuestionComesFirst(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.toStep(2)
	g.wants("Predict: The parent is dead.", "[2] 4021  shell", "1–3 predict")
	made := len(g.fake.state.Entries)
	for _, name := range []string{"right", "space", "enter", "9", "l"} {
		g.press(name)
		if g.fake.state.Question == nil || len(g.fake.state.Entries) != made {
			t.Fatalf("%s goes on without an answer", name)
		}
	}
	g.wants("first predict")
	g.press("down down enter")
	if g.fake.state.Question != nil || g.fake.state.Grades[0].Chosen != 1 {
		t.Fatalf("grades %+v", g.fake.state.Grades)
	}
	g.wantsNot("Predict:")
	g.press("right")
	g.wantsNot("You predicted") // the next call answers the question
	g.press("right")
	g.wants("✗ You predicted 4021  shell. Measured: 1  reaper", "A grandparent inherits nothing.", "nearest subreaper")
}

// TestTheSummaryOfAPartSaysSo skips a step: the summary is written for all steps.
func TestTheSummaryOfAPartSaysSo(t *testing.T) {
	g := openRig(t, "small.md", 120, 36)
	g.toStep(6)
	g.wants("┃ What you have seen")
	g.wantsNot("as written")
	g = openRig(t, "small.md", 120, 36)
	g.toStep(3)
	g.press("x")
	g.toStep(6)
	g.wants("⊘ without The shell waits", "The lesson as written says:", "┃ │ What you have seen")
}

// TestWhatFailedIsNotTold skips a step, so that the text of a later one is false.
func TestWhatFailedIsNotTold(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.toStep(2)
	g.press("x")
	g.toStep(4)
	g.press("1 right")
	g.wants("✗ child sid=child", "The lesson as written says:", "┃ │ A new session, a new group")
}

// TestAStandInIsNamed in a check about a role whose process was never born.
func TestAStandInIsNamed(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.toStep(3)
	g.fake.state.StandIns = map[string]string{"parent": "shell"}
	g.press("right")
	g.wants("✓ parent (played by shell) gone")
}

func TestPass(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.toStep(2)
	g.press("p right right")
	if chosen := g.fake.state.Grades[0].Chosen; chosen != -1 {
		t.Errorf("chosen %d", chosen)
	}
	g.wants("Measured: 1  reaper")
	g.wantsNot("You predicted")
}

func TestNoAsk(t *testing.T) {
	l := readLesson(t, "small.md")
	g := newRig(t, 80, 24, Options{Open: l}, plainTheme(termenv.Ascii, false))
	for range 40 {
		g.press("right")
		g.wantsNot("Predict", "Measured:")
	}
	g.wants("the lesson has come to its end", "14 of 14 checks hold")
}

func TestSkipAhead(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.toStep(1)
	g.press("x")
	g.wants("skipped “Why not setsid at once?”", "step 3 of 6", "●⊘◉○○○")
	if !g.fake.state.Skipped[1] {
		t.Errorf("skipped %v", g.fake.state.Skipped)
	}
}

func TestSkipWhatWasMade(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.toStep(4)
	g.press("1 right left left left left")
	g.press("x")
	g.wants("played anew without")
	if want := []bool{false, false, true, false, false, false}; !slices.Equal(g.fake.state.Skipped, want) {
		t.Errorf("skipped %v", g.fake.state.Skipped)
	}
	if g.fake.state.Step != 5 {
		t.Errorf("played up to step %d, want 5", g.fake.state.Step)
	}
	g.wants("✗ child sid=child", "wanted child, measured 4021 (shell)", "●●⊘●✗○")
	g.press("6 up up x")
	g.wants("played anew with")
	if slices.Contains(g.fake.state.Skipped, true) {
		t.Errorf("skipped %v", g.fake.state.Skipped)
	}
}

// TestSkipTwiceChangesNothing skips a step and puts it back: before its first
// call, between two calls, and after it.
func TestSkipTwiceChangesNothing(t *testing.T) {
	for _, c := range []struct {
		name, before string
		step, call   int // what the player plays next, at the end
		shows        string
	}{
		{"ahead", "", 2, 0, "▷ next  parent fork() = child"},
		{"in its midst", "p right", 2, 0, "▷ next  parent fork() = child"},
		{"made", "p right right", 2, 0, "▷ next  parent fork() = child"},
		{"in its midst, from the past", "p right left", 2, 0, "▷ next  parent fork() = child"},
		{"not reached", "6 down down", 2, 0, "▷ next  parent fork() = child"},
		{"another", "p right right right right right p right right right 6 up up", 5, 0, "step 6 of 6"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := openRig(t, "small.md", 80, 24)
			g.toStep(2)
			g.press(c.before)
			g.press("x")
			g.wants("x again puts it back")
			if !slices.Contains(g.fake.state.Skipped, true) {
				t.Fatal("nothing is left out")
			}
			for _, e := range g.fake.state.Entries {
				if e.StepIndex >= 0 && g.fake.state.Skipped[e.StepIndex] {
					t.Errorf("%q was made, and its step is left out", e.Text)
				}
			}
			g.press("x")
			g.wants("played anew with “", c.shows)
			if s := g.fake.state; slices.Contains(s.Skipped, true) || s.Step != c.step || s.Call != c.call {
				t.Errorf("skipped %v, at step %d, call %d", s.Skipped, s.Step, s.Call)
			}
		})
	}
	g := openRig(t, "small.md", 80, 24)
	g.press("x")
	g.wants("there is no step here to skip")
}

// TestTheStepsAtTheEnd follows the advice of the summary.
func TestTheStepsAtTheEnd(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.toStep(6)
	g.press("6")
	g.wants("❯● 6  The rest", "↑↓ select", "x leave it out")
	g.press("up up up up x")
	g.wants("played anew without “Why not setsid at once?”")
	g.press("6 up up up up")
	g.wants("❯⊘ 2", "x put it back")
}

// TestTheStepOfThePageIsNeverCut also clicks on the second line of a title.
func TestTheStepOfThePageIsNeverCut(t *testing.T) {
	g := openRig(t, "small.md", 120, 36)
	g.wants("Why not setsid at o…")
	g.toStep(1)
	g.wants("◉ Why not setsid at", "   once?")
	g.press("6 down")
	click(g, "   once?")
	g.wants("❯◉ Why not setsid at")
	click(g, "The shell waits")
	g.wants("❯○ The shell waits")
}

func TestJumpToAStep(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.press("6 down down enter")
	g.wants("step 3 of 6", "Predict")
	if g.fake.state.Step != 2 {
		t.Errorf("played up to step %d", g.fake.state.Step)
	}
	g.press("6 up enter")
	g.wants("PAST", "step 2 of 6")
}

func TestRestart(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.toStep(3)
	g.press("r")
	g.wants("A daemon works in the", "restarted")
	if n := len(g.fake.state.Entries); n != 1 {
		t.Errorf("%d moments after a restart", n)
	}
}

func TestEnterOpensDetailsOfWhatIsSelected(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.press("right 3")
	made := len(g.fake.state.Entries)
	g.press("down enter")
	g.wants("details ─ 4021 shell", "/proc/4021/stat, field 5", "setpgid(2)", "FD 1")
	g.press("esc")
	g.wants("❯ shell", "enter details")
	if n := len(g.fake.state.Entries); n != made {
		t.Fatalf("enter has made %d moments", n-made)
	}
	g.press("esc enter")
	g.wants("4021 fork() = 4022")
}

func TestAuditIsOfNow(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.toStep(5)
	g.press("right right a")
	g.wants("audit ─ child, as it is now", "✗ leads no session", "? no other descriptors", "cannot be seen")
	g.press("esc left a")
	g.wants("an audit reads a process as it is now")
	if g.app.screen.overlay != noOverlay {
		t.Error("the past is audited")
	}
}

func TestAuditOfADeadProcess(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.toStep(3)
	g.press("3 down down a") // the parent is a zombie
	g.wants("❯ parent", "parent has ended: select a living process")
	g.press("up a")
	g.wants("audit ─ shell")
}

// TestADeadLessonNamesTheWayOut: the shell is killed from outside.
func TestADeadLessonNamesTheWayOut(t *testing.T) {
	g := openRig(t, "small.md", 120, 36)
	g.press("right right")
	row := *g.fake.row("shell")
	g.fake.gone = append(g.fake.gone, probe.Memory{Last: row})
	g.fake.rows = g.fake.rows[1:]
	g.press("right")
	g.wants("✗ refused: there is no process shell on the stage · r restarts with new processes")
	g.wantsNot("small.md")
}

func TestTheAuditOfAStepStaysWithIt(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.toStep(6)
	g.press("left")
	g.wants("adopted               PPID 1")
	asked := g.fake.audits
	g.press("left right")
	g.wants("adopted               PPID 1")
	if g.fake.audits != asked {
		t.Error("going back has audited again")
	}
}

func TestFromOutside(t *testing.T) {
	g := openRig(t, "small.md", 120, 36)
	g.toStep(2)
	g.press("p right right")
	g.look()
	g.wantsNot("from outside")
	g.fake.stop("child")
	g.look()
	g.wants("⇠ from outside 4023 --- stopped by SIGSTOP ---", "child ▸STATE sleeping → stopped", "▸stopped", "▸zombie")
	g.wantsNot("is a zombie", "▸PPID") // that was the call's doing, and only its marks stand on
	g.press("left")
	g.wants("PAST", "exit_group")
	g.wantsNot("▸stopped")

	g.press("n")
	g.wants("▷ next  shell wait4")
	g.fake.row("child").State = 'S'
	g.fake.stop("shell")
	g.look()
	g.wants("▷ next  shell wait4", "from outside", "▸stopped") // the page stays
}

// TestACallOfAStoppedProcess: parent is stopped before its call, and continued
// after the page is turned.
func TestACallOfAStoppedProcess(t *testing.T) {
	g := openRig(t, "small.md", 120, 36)
	g.toStep(1)
	g.press("right")
	made := &g.fake.state.Entries[len(g.fake.state.Entries)-1]
	made.Text, made.Errno, made.Unfinished = "4022 setsid( <unfinished ...>", "", true
	made.Snapshot.Role("parent").State = probe.Stopped
	g.app.current = false
	g.wants("setsid( <unfinished ...> it is stopped: the call waits for SIGCONT")

	g.press("right")
	g.fake.record(1, -1, probe.Moment{Kind: probe.KindContinued, Role: "parent", PID: 4022, Text: "4022 --- SIGCONT ---"})
	g.look()
	g.wants("from outside")
	g.fake.born("late", probe.Process{State: probe.Sleeping})
	g.fake.record(1, -1, probe.Moment{Kind: probe.KindCall, Role: "parent", PID: 4022, Call: "setsid", Text: "4022 <... setsid resumed>) = 0"})
	g.look()
	g.wants("4022 <... setsid resumed>) = 0 · late ▸born")
	g.wantsNot("from outside")
	g.press("left left")
	g.wants("⇠ from outside 4022 --- SIGCONT ---")
	g.press("left")
	g.wants("<unfinished ...>")
}
