package tui

import (
	"reflect"
	"strings"
	"testing"

	"forklore/lessons"
	"forklore/probe"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"
)

func TestTheMenu(t *testing.T) {
	a, b := readLesson(t, "small.md"), readLesson(t, "chinese.md")
	g := newRig(t, 80, 24, Options{Lessons: []*lessons.Lesson{a, b}, Ask: true}, plainTheme(termenv.Ascii, false))
	g.wants("❯ A small daemon", "2 min", "A lesson for the tests", "守护进程的诞生", "3 min")
	g.press("down enter")
	g.wants("forklore › 守护进程的诞生")
	first := g.fake
	g.press("right esc")
	g.wants("❯ 守护进程的诞生")
	if !first.closed {
		t.Error("the stage of a lesson that was left is not closed")
	}
	g.send(tea.MouseMsg{X: 5, Y: 3, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft})
	g.wants("❯ A small daemon")
	g.send(tea.MouseMsg{X: 5, Y: 3, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft})
	g.wants("forklore › A small daemon")
	g.press("q")
	if !g.quit {
		t.Error("q does not quit")
	}
}

func TestMouse(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.toStep(2)
	r, ok := g.app.screen.rectOf(tablePane)
	if !ok {
		t.Fatal("no table")
	}
	clickRow := func(y int) {
		g.send(tea.MouseMsg{X: 20, Y: y, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft})
	}
	clickRow(r.y + 3)
	g.wants("❯ parent")
	clickRow(r.y + 2)
	g.wants("❯ shell")
	clickRow(r.y + 1) // the head
	g.wants("❯ shell")
	g.press("esc p 2")
	program, _ := g.app.screen.rectOf(programPane)
	before := g.app.screen.views[programPane].offset
	g.resize(60, 20)
	g.send(tea.MouseMsg{X: program.x + 2, Y: program.y + 2, Action: tea.MouseActionPress, Button: tea.MouseButtonWheelDown})
	g.view()
	if !g.app.screen.views[programPane].moved {
		t.Errorf("the wheel has not scrolled from %d", before)
	}
}

func TestSuspend(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	_, cmd := g.app.Update(keyMsg("ctrl+z"))
	if _, ok := cmd().(tea.SuspendMsg); !ok {
		t.Error("ctrl+z does not suspend")
	}
}

// TestAKeyThatDoesNothingSaysSo presses keys where they have no effect.
func TestAKeyThatDoesNothingSaysSo(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	silent := func(names ...string) {
		t.Helper()
		for _, name := range names {
			g.press(name)
			g.wants(name + " does nothing here (")
		}
	}
	silent("p", "i", "v", "c", "o", "left", "home", "9")
	g.wants("9 does nothing here (predict; or ↑ ↓ and enter)")
	g.press("right right")
	silent("p", "v", "n", "end")
	g.press("home")
	g.wants("PAST — moment 1", "→ forward   n to now   ? help")
	g.press("3 down")
	g.wantsNot("← back")
	g = openRig(t, "small.md", 80, 24)
	g.toStep(2)
	silent("c", "o", "n", "9")
	if g.fake.state.Question == nil {
		t.Error("the question is answered")
	}
}

// TestHelpHasEveryBinding: the help must list every field of bindings.
func TestHelpHasEveryBinding(t *testing.T) {
	help := strings.Join(plainTheme(termenv.Ascii, false).helpLines(80), "\n")
	listed := 0
	for _, c := range keys.chapters() {
		for _, b := range c.bindings {
			listed++
			if !strings.Contains(help, b.Help().Key) || !strings.Contains(help, b.Help().Desc) {
				t.Errorf("the help has no %q", b.Help())
			}
		}
	}
	if n := reflect.TypeFor[bindings]().NumField(); n != listed {
		t.Errorf("the help has %d of %d bindings", listed, n)
	}
}

// TestHostileText: escape sequences in the name of a process or in a lesson must
// not reach the terminal.
func TestHostileText(t *testing.T) {
	l := *readLesson(t, "small.md")
	l.Title = "a\x1b[2Jb\nc"
	l.Intro = "x\x1b]0;title\x07y"
	g := lessonRig(t, &l, 120, 36)
	g.fake.rows[0].Role, g.fake.rows[0].Name = "", "a\x1b[31mb\u202ec\r\n"
	g.fake.rows[0].Argv = []string{"\x1bc"}
	g.fake.rows[0].FDs.Open[3] = probe.Seen("/tmp/\n\x9b2J")
	g.fake.record(-1, -1)
	g.press("right right 3 down enter")
	g.fits("hostile")
	g.press("esc 4 5")
	g.fits("hostile")
	if i := strings.IndexFunc(g.view(), func(r rune) bool { return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == 0x202e }); i >= 0 {
		t.Errorf("%q is in the view", g.view()[i:min(len(g.view()), i+8)])
	}
}

func TestASCII(t *testing.T) {
	l := readLesson(t, "small.md")
	for i, s := range situations {
		g := newRig(t, 120, 36, playing(l), plainTheme(termenv.Ascii, true))
		s.do(g)
		g.fits(situations[i].name)
		if at := strings.IndexFunc(g.view(), func(r rune) bool { return r > 0x7e }); at >= 0 {
			t.Errorf("%s: the ASCII view has %q", s.name, []rune(g.view()[at:])[0])
		}
	}
}
