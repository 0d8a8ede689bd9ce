package tui

import (
	"fmt"
	"strings"
	"testing"

	"forklore/lessons/player"
	"forklore/probe"
	"forklore/probe/say"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"
)

func TestSqueeze(t *testing.T) {
	for _, c := range []struct {
		text string
		w    int
		want string
	}{
		{`7 chdir("/") = 0`, 30, `7 chdir("/") = 0`},
		{`7 openat(AT_FDCWD, "/tmp/forklore/log", O_RDWR) = 3`, 30, `7 openat(AT_FDCWD, "/tmp…) = 3`},
		{`7 setpgid(7, 7, a long list of arguments) = -1 EPERM (Operation not permitted)`, 60, `7 setpgid(7, 7, a lon…) = -1 EPERM (Operation not permitted)`},
		{`--- typed "sleep 1001 &\nsleep 1002 &\n" ---`, 24, `--- typed "sleep 10… ---`},
		{`7 write(1, "a text" <unfinished ...>`, 20, `7 write(1, "a text"…`},
	} {
		if got := squeeze(c.text, c.w); got != c.want {
			t.Errorf("squeeze(%q, %d) = %q, want %q", c.text, c.w, got, c.want)
		}
	}
}

// TestTheResultStaysInView shows a call with long arguments in a narrow window.
func TestTheResultStaysInView(t *testing.T) {
	g := openRig(t, "small.md", 60, 20)
	g.press("right right")
	e := &g.app.screen.scene.state.Entries[1]
	e.Text = `4021 rt_sigaction(SIGHUP, {sa_handler=SIG_IGN, sa_mask=[], sa_flags=0}, NULL) = 7`
	g.app.current = false
	g.wants("4021 rt_sigaction(SIGHUP, {sa_handler", "…) = 7")
}

// TestOneChangeOfManyIsSaidOnce: one call makes the same change to two processes.
func TestOneChangeOfManyIsSaidOnce(t *testing.T) {
	g := openRig(t, "small.md", 120, 36)
	g.press("right right right")
	g.app.screen.change(func(c *scene) {
		for i := range c.state.Entries[2].Snapshot.Processes {
			c.state.Entries[2].Snapshot.Processes[i].TPGID = 4022
		}
	})
	g.app.current = false
	g.wants("parent ▸PGID 4021 → 4022 · shell, parent ▸TPGID 4021 → 4022")
}

// TestTheEndOfAPathIsSeen removes a file of the scratch directory while it is open.
func TestTheEndOfAPathIsSeen(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.press("right")
	g.fake.state.Scratch = "/tmp/forklore-3873359148"
	log := g.fake.state.Scratch + "/daemon.pid"
	g.fake.row("shell").FDs.Open[3] = probe.Seen(log)
	g.press("right")
	g.fake.row("shell").FDs.Open[3] = probe.Seen(log + " (deleted)")
	g.press("right")
	g.wants("shell ▸FD 3 $scratch/daemon.pid → $scratch/daemon.pid (deleted)")
	g.press("3 up up enter pgdown")
	g.wants("▸"+log+" (deleted)  was", "┃          "+log)
	g.press("esc esc")
	g.resize(160, 36)
	g.wants("3 daemon.pid (deleted)")
}

// crowd is a rig with so many processes that the table cannot show all.
func crowd(t *testing.T, w, h int) *rig {
	g := openRig(t, "small.md", w, h)
	g.press("right")
	for i := range 8 {
		g.fake.born(fmt.Sprintf("extra%d", i), probe.Process{PPID: firstPID, PGID: firstPID, SID: firstPID, State: probe.Sleeping})
	}
	g.press("right")
	return g
}

func TestTheTableFollowsWhatChanged(t *testing.T) {
	g := crowd(t, 80, 24)
	g.wantsNot("▸shell") // all were born at once: as many rows as fit are shown
	g.wants("▸extra0", "▸extra3", "↕ 2–5 of 10 ▸")
	g.wantsNot("▸parent")
	g.press("right") // the parent is the last row
	g.wants("parent  4030", "▸4030", "↕ 7–10 of 10")
	g.wantsNot("10 of 10 ▸")
	g.press("right") // nothing changed, so the table does not scroll
	g.wants("↕ 7–10 of 10")
	g.press("3 up up up up up")
	g.wants("❯ extra4", "extra7", "↕ 6–9 of 10") // scrolled by one row
	g.press("esc 1 left")
	g.wants("▸4030")
}

// TestTheTableFollowsWhatWeighsMost: the parent gets a process group of its own,
// and the session another foreground group, as with fg(1). The row of the parent
// must be in view.
func TestTheTableFollowsWhatWeighsMost(t *testing.T) {
	g := crowd(t, 80, 24)
	g.press("right")
	g.app.screen.change(func(c *scene) {
		for i := range c.snapshot().Processes {
			c.snapshot().Processes[i].TPGID = 4030
		}
	})
	g.app.screen.views[tablePane].offset = 0
	g.app.current = false
	g.wants("  parent ▸PGID 4021 → 4030 · shell, parent ▸TPGID 4021 → 4030", "parent  4030", "↕ 7–10 of 10 ▸")
}

// say makes the next call; with it the fake's terminal shows lines.
func (g *rig) say(lines ...string) {
	g.press("right")
	e := &g.fake.state.Entries[len(g.fake.state.Entries)-1]
	e.Output, e.Screen = strings.Join(lines, "\n"), lines
	g.look()
	g.app.screen.take(playedMsg{state: g.fake.State(), step: -1})
	g.app.current = false
}

// TestTheTerminalIsSeen: if the terminal shares a slot with the narration, the
// narration must show the terminal's new lines.
func TestTheTerminalIsSeen(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.press("right")
	g.say("bash$ jobs", "[1]+ Stopped")
	g.wants("│ bash$ jobs", "│ [1]+ Stopped", "▸7", "7 terminal")
	g.press("7")
	g.wants("┃ bash$ jobs")
	g.wantsNot("▸7")
	g.press("1 right")
	g.wantsNot("bash$ jobs", "▸7")
	g = openRig(t, "small.md", 120, 36)
	g.press("right")
	g.say("bash$ jobs", "[1]+ Stopped")
	if n := strings.Count(g.view(), "bash$ jobs"); n != 1 {
		t.Errorf("a line of the terminal is shown %d times, want once", n)
	}
}

func TestSpaceReadsOn(t *testing.T) {
	l := *readLesson(t, "small.md")
	l.Intro = strings.Repeat("A line of text.\n\n", 20) + "The last line."
	g := lessonRig(t, &l, 80, 24)
	g.wants("space read on")
	for range 3 {
		g.press("space")
		g.wantsNot("▷ next")
	}
	g.view()
	g.press("space")
	g.wants("The last line.")
	g.wantsNot("space read on")
	g.press("space")
	g.wants("▷ next")
}

// TestSummariesWrap lists a lesson with a long summary that is half played.
func TestSummariesWrap(t *testing.T) {
	g := courseRig(t, t.TempDir()+"/progress.json", func(o *Options) {
		o.Lessons[0].Summary = strings.Repeat("a word ", 12) + "the end"
	})
	g.wants("a word the end")
	g.press("enter")
	g.toStep(2)
	g.press("esc")
	g.wants("a word a     at step 3 of 6", "   word a", "the end")
	g.resize(60, 20)
	g.app.menu.lessons[1].Presumes = []string{"small", "small", "small"}
	g.press("down")
	g.wants("❯ 守护进程的诞生  after", "   daemon, A small daemon")
}

// TestAHintMovesNothing shows a hint without enough room for it. The question
// must stay below the text.
func TestAHintMovesNothing(t *testing.T) {
	l := *readLesson(t, "small.md")
	l.Steps[2].Before = "First.\n\nSecond.\n\nThird."
	l.Steps[2].Ask.Hint = strings.Repeat("Who adopts orphans here? ", 5)
	g := lessonRig(t, &l, 80, 24)
	g.toStep(2)
	g.wants("First.", "[3] ")
	g.press("i")
	g.wants("Predict:", "Hint: Who adopts", "[3] ")
	if v := g.view(); strings.Index(v, "Third.") > strings.Index(v, "Predict:") {
		t.Errorf("the question moves above the text:\n%s", v)
	}
}

func TestComeBack(t *testing.T) {
	g := courseRig(t, t.TempDir()+"/progress.json", nil)
	g.press("enter right esc")
	g.wantsNot("left at step")
	g.press("enter")
	g.wants("→ begin")
	g.wantsNot("c go on", "x skip")
	g.toStep(2)
	g.press("esc")
	g.wants("left at step 3 of 6: enter opens the lesson again, and there c goes on")
	g.press("down up")
	g.wantsNot("left at step")
	g.wants("enter open")
	g.press("enter")
	g.wants("c go on where you were")
}

func TestAJumpSaysWhatItPasses(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.press("6 down down enter")
	g.wantsNot("predictions passed")
	g = openRig(t, "small.md", 80, 24)
	g.press("6 down down down down down down enter")
	g.wants("played on to step 6; predictions passed on the way: 2")
}

func click(g *rig, text string) {
	g.t.Helper()
	for y, line := range strings.Split(g.view(), "\n") {
		if i := strings.Index(line, text); i >= 0 {
			g.send(tea.MouseMsg{X: width(line[:i]), Y: y, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft})
			return
		}
	}
	g.t.Fatalf("no %q to click on in\n%s", text, g.view())
}

func TestClickOnAnAnswer(t *testing.T) {
	for _, present := range []bool{false, true} {
		l := readLesson(t, "small.md")
		o := playing(l)
		o.Present = present
		g := newRig(t, 80, 24, o, plainTheme(termenv.Ascii, false))
		g.toStep(2)
		click(g, "▌")
		if g.fake.state.Question == nil {
			t.Error("a click on the question has answered it")
		}
		second := "[2] 4021"
		if present {
			second = " B  4021"
		}
		click(g, second)
		if grades := g.fake.state.Grades; len(grades) != 1 || grades[0].Chosen != 1 {
			t.Errorf("after a click on %s: %+v", second, grades)
		}
	}
}

func TestClickOnAName(t *testing.T) {
	for _, c := range []struct{ w, h int }{{100, 24}, {100, 30}, {120, 36}} {
		g := openRig(t, "small.md", c.w, c.h)
		g.press("right")
		click(g, "7 terminal")
		g.wants("┏━ 7 terminal")
	}
	g := openRig(t, "small.md", 60, 20)
	g.press("right")
	click(g, " 7 ━")
	g.wants("┏━ 1 narration") // a space between two is no name
	click(g, "5 7 ━")
	g.wants("┏━ 5 tree")
}

// TestTheTabsStay turns the pages: the tabs must not change with the title.
func TestTheTabsStay(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	for step := range 7 {
		g.toStep(step)
		g.wants(" 2 prog  4 sess  5 tree  7 term ")
	}
	g.resize(60, 20)
	g.wants(" 2 4 5 7 ")
	g.resize(110, 24)
	g.wants(" 1 narration ─ summary ", " 2 program ", "4 sessions", "5 tree  7 terminal ")
}

// TestPresentHidesItEverywhere: before v no pane may show the result.
func TestPresentHidesItEverywhere(t *testing.T) {
	g := presentRig(t, readLesson(t, "small.md"), 80, 24)
	g.press("right right")
	for _, pane := range []string{"1", "2", "3", "4", "5", "7"} {
		g.press(pane)
		g.wants("▶ shell fork()", "v show", "ps j 4021 ")
		g.wantsNot("4022", "▸")
	}
	g.press("v")
	g.wants("4021 fork() = 4022", "ps j 4021 4022")
	g.press("right 3")
	g.wantsNot("▸4022")
	g.press("esc")
	g.wants("1 narration")
	g.press("6 1 z")
	g.wants("one pane is shown at a time")
	g.press("6")
	g.wantsNot("unzoom")
}

// TestAPassedQuestionIsAnsweredOnce: the step has more calls after the one that
// answers its question.
func TestAPassedQuestionIsAnsweredOnce(t *testing.T) {
	l := *readLesson(t, "small.md")
	l.Steps[2].Ask.Call = 0
	g := lessonRig(t, &l, 80, 24)
	g.toStep(2)
	g.press("p right")
	g.wants("Measured:")
	g.press("right")
	g.wantsNot("Measured:")
}

// TestPresentGetsAtEveryPane: for an audience the digits choose panes even during
// a question.
func TestPresentGetsAtEveryPane(t *testing.T) {
	g := presentRig(t, readLesson(t, "small.md"), 100, 30)
	g.toStep(2)
	g.wants("→ next", "↑↓ enter predict", "1–7 panes")
	g.wantsNot("[1]") // it looks like a key
	g.press("3")
	g.wants("┏━ 3 processes")
	g.press("1 down enter")
	if grades := g.fake.state.Grades; len(grades) != 1 || grades[0].Chosen != 0 {
		t.Errorf("predicted %+v", grades)
	}
}

func TestNewRowsOfATableAreMarked(t *testing.T) {
	g := openRig(t, "small.md", 120, 36)
	g.toStep(1)
	row := func(step int, texts ...string) player.Row {
		r := player.Row{Step: step}
		for _, text := range texts {
			r.Cells = append(r.Cells, say.Plain(text))
		}
		return r
	}
	rows := []player.Row{row(0, "bash", "dead"), row(1, "dash", "alive")}
	text := strings.Join(g.app.screen.scene.grid([]string{"event", "cmd &"}, rows, 40), "\n")
	if !strings.Contains(text, "▸dash") || strings.Contains(text, "▸bash") {
		t.Errorf("the new row is not marked:\n%s", text)
	}
}

// TestClickOnAWord: a click on a term opens the glossary, on another word nothing.
func TestClickOnAWord(t *testing.T) {
	l := readLesson(t, "small.md")
	for _, present := range []bool{false, true} { // with empty lines between
		o := playing(l)
		o.Present = present
		g := newRig(t, 80, 24, o, plainTheme(termenv.Ascii, false))
		click(g, "daemon works")
		g.wants("glossary", "daemon")
		g.press("esc")
		g.wantsNot("glossary")
		click(g, "begins.")
		g.wantsNot("glossary")
		click(g, "Orphans on")
		g.wants("glossary", "orphan")
	}
}
