package tui

import (
	"io"
	"strings"
	"testing"

	"forklore/lessons"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// A rig drives an app as Bubble Tea would, without a terminal and a clock:
// commands run at once, and time passes only when a test says so.
type rig struct {
	t    testing.TB
	app  *app
	fake *fake // of the lesson that is open
	quit bool
}

func plainTheme(profile termenv.Profile, ascii bool) *theme {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(profile)
	r.SetHasDarkBackground(true)
	return newTheme(r, ascii, true)
}

func newRig(t testing.TB, w, h int, o Options, th *theme) *rig {
	g := &rig{t: t}
	house := &house{open: func(l *lessons.Lesson) (performer, error) {
		g.fake = newFake(l)
		return g.fake, nil
	}}
	g.app = newApp(o, house, th)
	g.app.pid = fakeForklore
	g.app.later = func() tea.Cmd { return nil }
	g.run(g.app.Init())
	g.resize(w, h)
	return g
}

// open is a rig with one of the test lessons open, the screen in its language.
func openRig(t testing.TB, lesson string, w, h int) *rig {
	l := readLesson(t, lesson)
	o := Options{Lessons: []*lessons.Lesson{l}, Open: l, Ask: true}
	if lesson != "small.md" {
		o.Language, _ = lessons.LanguageOf("zh")
	}
	return newRig(t, w, h, o, plainTheme(termenv.Ascii, false))
}

func (g *rig) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			g.run(c)
		}
	case tea.QuitMsg:
		g.quit = true
	default:
		g.send(msg)
	}
}

func (g *rig) send(msg tea.Msg) {
	_, cmd := g.app.Update(msg)
	g.run(cmd)
}

func (g *rig) resize(w, h int) { g.send(tea.WindowSizeMsg{Width: w, Height: h}) }

// look lets the time come for a look at the stage.
func (g *rig) look() {
	if state, ok := g.app.house.look(g.app.screen.player); ok {
		g.send(lookedMsg{g.app.number, state})
	}
}

var named = map[string]tea.KeyType{
	"right": tea.KeyRight, "left": tea.KeyLeft, "up": tea.KeyUp, "down": tea.KeyDown, "enter": tea.KeyEnter,
	"space": tea.KeySpace, "esc": tea.KeyEsc, "tab": tea.KeyTab, "shift+tab": tea.KeyShiftTab, "home": tea.KeyHome,
	"end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "ctrl+z": tea.KeyCtrlZ, "ctrl+c": tea.KeyCtrlC,
}

func keyMsg(name string) tea.KeyMsg {
	if k, ok := named[name]; ok {
		msg := tea.KeyMsg{Type: k}
		if k == tea.KeySpace {
			msg.Runes = []rune{' '}
		}
		return msg
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

// press presses keys, named in a line: "right right 1 enter".
func (g *rig) press(names string) {
	for _, name := range strings.Fields(names) {
		g.send(keyMsg(name))
	}
}

// toStep turns to the page before the step of that index, passing all questions.
func (g *rig) toStep(step int) {
	for s := g.app.screen; s.scene.page().step < step; {
		g.press("p right")
	}
}

func (g *rig) view() string { return g.app.View() }

func (g *rig) wants(parts ...string) {
	g.t.Helper()
	view := g.view()
	for _, part := range parts {
		if !strings.Contains(view, part) {
			g.t.Errorf("no %q in\n%s", part, view)
		}
	}
}

func (g *rig) wantsNot(parts ...string) {
	g.t.Helper()
	view := g.view()
	for _, part := range parts {
		if strings.Contains(view, part) {
			g.t.Errorf("%q in\n%s", part, view)
		}
	}
}
