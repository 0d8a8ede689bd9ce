// Package tui is the screen: a Bubble Tea program that shows a lesson while it
// is played.
//
// The learner turns the pages of a playing (pages.go). A page is a moment and
// its place in the lesson. A scene (scene.go) is made from a page, and each pane
// is a pure function from a scene to lines, in a file of its own: narration,
// program, table, sessions, tree, timeline, terminal. layout.go places the panes
// in the window, theme.go has all colours and signs, keys.go has all key
// bindings and makes the help from them.
//
// Rules:
//   - Update and View never touch /proc or a file and never sleep. Everything
//     that does runs as a command, and its result comes back as a message
//     (playing.go). Only one command at a time uses the player for a key.
//   - The player is opened and closed outside Update and View (owner.go), so no
//     process is left on the stage, however the program ends.
//   - No line is wider than the window, and no view is taller.
//   - Colour never carries meaning alone: there is always a sign beside it.
//
// It is not for deciding what happens: package player plays the lesson, and
// package probe finds what changed. This package only shows it.
package tui

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"forklore/lessons"
	"forklore/lessons/progress"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// Options are what to show and how.
type Options struct {
	Language *lessons.Language // language of the screen; nil is English
	Lessons  []*lessons.Lesson // the list of lessons, in order
	Open     *lessons.Lesson   // the lesson to open at the start; nil shows the list
	Ask      bool              // ask for predictions
	ASCII    bool              // draw with ASCII characters only
	Present  bool              // for an audience: one pane at a time, wide spacing, answers hidden until v
	Progress *progress.Store   // where the learner's progress is kept; nil keeps none
	Notice   string            // a warning to show at the start; empty for none
}

// Run shows the screen until the user quits or a signal ends it. When it
// returns, the terminal is restored and no process is left on the stage. It
// returns an error if the screen ended against the user's will: by a signal or
// a panic, or because the terminal or the stage failed.
func Run(o Options) error {
	return run(o, &owner{open: openPlayer}, tea.WithAltScreen(), tea.WithMouseCellMotion())
}

// framesPerSecond is how often Bubble Tea checks for something new to draw. At
// its default of 60, these checks are most of the CPU time of an idle screen. At
// 16, the frame for a key comes 31 ms later on average, and lookEvery plus one
// frame is still less than 200 ms.
const framesPerSecond = 16

// run is Run with any owner and options of Bubble Tea, for the tests.
func run(o Options, own *owner, with ...tea.ProgramOption) (err error) {
	defer func() { err = errors.Join(err, own.shut()) }()

	renderer := lipgloss.DefaultRenderer()
	colours := renderer.ColorProfile() != termenv.Ascii
	if !colours { // bold and reverse still work: a dumb terminal never gets here, package cli refuses it
		renderer.SetColorProfile(termenv.ANSI)
	}
	app := newApp(o, own, newTheme(renderer, o.ASCII, colours))
	program := tea.NewProgram(app, append(with, tea.WithoutSignalHandler(), tea.WithFPS(framesPerSecond))...)

	// In raw mode ctrl+c is a key and not SIGINT, but kill(1) can still send it.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	defer signal.Stop(signals)
	done, ended := make(chan struct{}), make(chan os.Signal, 1)
	defer close(done)
	go func() {
		select {
		case s := <-signals:
			ended <- s
			program.Kill()
		case <-done:
		}
	}()

	_, err = program.Run()
	err = errors.Join(err, app.save()()) // the command that saves after the last key may not have run
	select {
	case s := <-ended:
		return fmt.Errorf("screen: ended by a signal: %s", s)
	default:
	}
	if err != nil {
		return fmt.Errorf("screen: %w", err)
	}
	return nil
}
