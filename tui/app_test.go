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

// A rig drives an app as Bubble Tea does, but without a terminal and a clock:
// commands run at once, and the app looks at the stage only when a test says so.
type rig struct {
	t    testing.TB
	app  *app
	fake *fake // the player of the open lesson
	quit bool  // the app has quit
}

func plainTheme(profile termenv.Profile, ascii bool) *theme {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(profile)
	r.SetHasDarkBackground(true)
	return newTheme(r, ascii, true)
}

func newRig(t testing.TB, w, h int, o Options, th *theme) *rig {
	g := &rig{t: t}
	owner := &owner{open: func(l *lessons.Lesson) (performer, error) {
		g.fake = newFake(l)
		return g.fake, nil
	}}
	g.app = newApp(o, owner, th)
	g.app.pid = fakeForklore
	g.app.nextLook = func() tea.Cmd { return nil }
	g.run(g.app.Init())
	g.resize(w, h)
	return g
}

// openRig has one of the test lessons open, with the screen in its language.
func openRig(t testing.TB, lesson string, w, h int) *rig {
	l := readLesson(t, lesson)
	o := playing(l)
	if lesson != "small.md" {
		o.Language, _ = lessons.LanguageOf("zh")
	}
	return newRig(t, w, h, o, plainTheme(termenv.Ascii, false))
}

// lessonRig has the lesson open, presentRig the same for an audience.
func lessonRig(t testing.TB, l *lessons.Lesson, w, h int) *rig {
	return newRig(t, w, h, playing(l), plainTheme(termenv.Ascii, false))
}

func presentRig(t testing.TB, l *lessons.Lesson, w, h int) *rig {
	o := playing(l)
	o.Present = true
	return newRig(t, w, h, o, plainTheme(termenv.Ascii, false))
}

// playing are the options to play a lesson with its questions.
func playing(l *lessons.Lesson) Options {
	return Options{Lessons: []*lessons.Lesson{l}, Open: l, Ask: true}
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

// look makes the app look at the stage.
func (g *rig) look() {
	if state, ok := g.app.owner.look(g.app.screen.player); ok {
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

// press presses keys, named with spaces between them: "right right 1 enter".
func (g *rig) press(names string) {
	for _, name := range strings.Fields(names) {
		g.send(keyMsg(name))
	}
}

// toStep goes on to the page before the step of that index, and passes all
// questions.
func (g *rig) toStep(step int) {
	for s := g.app.screen; s.scene.page().step < step; {
		g.press("p right")
	}
}

func (g *rig) view() string { return g.app.View() }

// wants requires that the view contains every part.
func (g *rig) wants(parts ...string) {
	g.t.Helper()
	view := g.view()
	for _, part := range parts {
		if !strings.Contains(view, part) {
			g.t.Errorf("missing %q in\n%s", part, view)
		}
	}
}

// wantsNot requires that the view contains none of the parts.
func (g *rig) wantsNot(parts ...string) {
	g.t.Helper()
	view := g.view()
	for _, part := range parts {
		if strings.Contains(view, part) {
			g.t.Errorf("unwanted %q in\n%s", part, view)
		}
	}
}
