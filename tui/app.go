package tui

import (
	"os"
	"slices"
	"strings"

	"forklore/lessons"
	"forklore/lessons/progress"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// An app is the whole program: it shows the list of lessons or a lesson, or the
// help or the glossary over either.
type app struct {
	*theme
	options    Options
	owner      *owner
	layout     layout
	menu       menu
	screen     *screen // the lesson that is played; nil while the list is shown
	number     int     // number of the playing that is shown or being opened
	opening    bool
	help       bool
	helpScroll viewport
	glossary   *glossary      // shown over everything else; nil if it is not shown
	pid        int            // forklore's own PID
	nextLook   func() tea.Cmd // makes the command for the next look at the stage

	saves   saves          // puts the saves of progress in order
	kept    progress.Entry // the progress that was saved last
	view    string         // the view that was drawn last
	current bool           // view is up to date
}

func newApp(o Options, own *owner, t *theme) *app {
	if o.Language != nil {
		t.speech = o.Language
	}
	a := &app{
		options: o, owner: own, theme: t, pid: os.Getpid(),
		menu: menu{theme: t, lessons: o.Lessons, notice: o.Notice, wrong: o.Notice != ""},
	}
	if o.Progress != nil {
		a.menu.progress = o.Progress.Lesson
		a.menu.at = a.menu.todo()
	}
	a.nextLook = a.lookLater
	return a
}

// Init opens the lesson of the options, if they name one.
func (a *app) Init() tea.Cmd {
	if a.options.Open != nil {
		return a.open(a.options.Open)
	}
	return nil
}

// open is the command that opens a lesson.
func (a *app) open(l *lessons.Lesson) tea.Cmd {
	a.opening = true
	a.number++
	if i := slices.Index(a.menu.lessons, l); i >= 0 {
		a.menu.at = i
	}
	a.menu.notify(a.say("setting the stage for %s", cell(l.Title)), false)
	return openLesson(a.owner, l, a.number)
}

// leave goes back to the list. A command clears the stage.
func (a *app) leave() tea.Cmd {
	a.menu.notify(a.backTo(), false)
	a.screen = nil
	a.number++ // the results of running commands no longer count
	return closeStage(a.owner)
}

// backTo returns how to resume the lesson; empty if there is nothing to resume.
func (a *app) backTo() string {
	s := a.screen.scene
	if a.options.Progress == nil || !s.lesson.Shipped || s.state.Done || s.state.Step == 0 {
		return ""
	}
	return a.say("left at step %d of %d: enter opens the lesson again, and there c goes on", s.state.Step+1, len(s.lesson.Steps))
}

// Update handles a message.
func (a *app) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd, same := a.update(msg)
	a.current = a.current && same
	return a, cmd
}

// update handles a message. It reports same if the view is still up to date.
func (a *app) update(msg tea.Msg) (cmd tea.Cmd, same bool) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.layout = arrange(msg.Width, msg.Height)
		if a.screen != nil {
			a.screen.resize(a.layout)
		}
	case openedMsg:
		return a.opened(msg), false
	case closedMsg:
		if msg.err != nil {
			a.menu.notify(cell(msg.err.Error()), true)
		}
	case termMsg:
		a.glossary = &glossary{here: []lessons.Term{msg.term}}
	case savedMsg:
		if msg.err == nil {
			return nil, true
		}
		a.options.Progress = nil // one warning is enough
		a.notify(a.say("your progress is not kept: %s", cell(msg.err.Error())))
	case lookedMsg:
		if a.screen == nil || msg.number != a.number {
			return nil, true
		}
		cmd, changed := a.screen.looked(msg)
		return tea.Batch(cmd, a.nextLook()), !changed
	case playedMsg:
		if a.screen == nil || msg.number != a.number {
			return nil, true
		}
		cmd := a.screen.done(msg)
		return tea.Batch(cmd, a.keep()), false
	case tea.KeyMsg:
		return a.key(msg), false
	case tea.MouseMsg:
		return a.mouse(msg), false
	case tea.ResumeMsg: // another program has used the terminal: draw everything again
	default:
		return nil, true
	}
	return nil, false
}

// opened shows a lesson that is ready, or says on the list why it is not.
func (a *app) opened(m openedMsg) tea.Cmd {
	a.opening = false
	if m.number != a.number {
		return nil // the user has left it already
	}
	if m.err != nil {
		a.menu.notify(a.faultOf(m.err), true)
		return nil
	}
	a.menu.notice = ""
	a.screen, a.kept = a.newScreen(m), progress.Entry{}
	return a.nextLook()
}

// key passes a key to what is shown on top.
func (a *app) key(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, keys.quit):
		return tea.Quit
	case key.Matches(msg, keys.suspend):
		return tea.Suspend
	case a.layout.tooSmall:
		return nil // the effect of a key could not be seen
	case key.Matches(msg, keys.help):
		a.help, a.helpScroll = !a.help, viewport{}
		return nil
	case a.help:
		a.helpKey(msg)
		return nil
	case a.glossary != nil:
		a.glossaryKey(msg)
		return nil
	case key.Matches(msg, keys.glossary) && !a.opening:
		a.openGlossary()
		return nil
	case a.opening:
		return nil // keys typed ahead are meant for the lesson, not for the list
	case a.screen == nil:
		if key.Matches(msg, keys.open) && len(a.menu.lessons) > 0 {
			return a.open(a.menu.lessons[a.menu.at])
		}
		return a.menu.Update(msg)
	}
	if next := a.following(); next != nil && key.Matches(msg, keys.following) {
		a.screen = nil
		return a.open(next)
	}
	cmd, leave := a.screen.key(msg)
	if leave {
		return a.leave()
	}
	return cmd
}

// following returns the next lesson of the list while a summary is shown, and
// nil otherwise.
func (a *app) following() *lessons.Lesson {
	if a.screen == nil || a.screen.scene.page().kind != summaryPage {
		return nil
	}
	return lessonAfter(a.menu.lessons, a.screen.scene.lesson)
}

// notify shows a warning until the next key, on the list or in the lesson.
func (a *app) notify(text string) {
	if a.screen != nil {
		a.screen.notice = text
		return
	}
	a.menu.notify(text, true)
}

// helpKey handles a key in the help: some scroll, any other closes it.
func (a *app) helpKey(msg tea.KeyMsg) {
	if !a.helpScroll.key(msg, a.layout.body.h/2) {
		a.help = false
	}
}

// mouse passes a mouse event to what is shown on top.
func (a *app) mouse(msg tea.MouseMsg) tea.Cmd {
	switch {
	case a.layout.tooSmall, a.opening:
		return nil
	case a.help:
		a.helpScroll.scroll(wheel(msg))
		return nil
	case a.glossary != nil:
		a.glossary.view.scroll(wheel(msg))
		return nil
	case a.screen != nil:
		return a.screen.mouse(msg)
	}
	if pressed(msg) {
		if i, ok := a.menu.lessonAt(msg.Y); ok {
			if i == a.menu.at {
				return a.open(a.menu.lessons[i])
			}
			a.menu.at = i
		}
		return nil
	}
	return a.menu.Update(msg)
}

// View draws the window. It draws it again only after a change.
func (a *app) View() string {
	if !a.current {
		a.view, a.current = a.finish(a.draw()), true
	}
	return a.view
}

// draw draws what is shown on top.
func (a *app) draw() string {
	l := a.layout
	switch {
	case l.w <= 0 || l.h <= 0:
		return ""
	case l.tooSmall:
		return a.tooSmall(l.w, l.h)
	case a.help:
		return a.helpView()
	case a.glossary != nil:
		return a.glossaryView()
	case a.screen != nil:
		return a.screen.view()
	}
	return a.menu.render(l)
}

func (a *app) helpView() string {
	return a.fullWindow(a.say("help"), a.helpLines, &a.helpScroll,
		keyScroll, renamed(keys.help, "?", "close"), keyQuit)
}

// fullWindow draws a view over the whole window. lines returns its lines, w
// columns wide.
func (a *app) fullWindow(title string, lines func(w int) []string, v *viewport, bindings ...key.Binding) string {
	l := a.layout
	whole := rect{0, 0, l.w, l.h - footerHeight}
	w, _ := inner(a.focused, whole)
	drawn := a.frame(title, content{lines: lines(w)}, whole, v, true)
	return strings.Join(append(drawn, a.footer(bindings, l.w)), "\n")
}

// tooSmall returns the size that is needed, cut to the window.
func (t *theme) tooSmall(w, h int) string {
	lines := wrap(t.say("forklore needs %d×%d; this is %d×%d", minWidth, minHeight, w, h), w)
	return strings.Join(lines[:min(h, len(lines))], "\n")
}
