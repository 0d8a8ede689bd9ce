// Package tui is the screen: a Bubble Tea program that shows a lesson while it
// is played.
//
// What one sees is a page of a playing (pages.go): a moment, and where it
// stands in the lesson. From it a scene is made (scene.go), and every pane is
// a pure function from a scene to lines, in a file of its own: narration,
// program, table, sessions, tree, timeline, terminal. layout.go says where each
// stands in a window, theme.go has all colours and signs, keys.go all bindings;
// the help is made from them.
//
// Rules:
//   - Update and View never touch /proc or a file and never sleep. What does
//     runs as a command, one at a time, and its result comes as a message
//     (playing.go).
//   - The player is made and closed outside of Update and View (owner.go), so
//     nothing is left on the stage in whatever way the program ends.
//   - No line is wider than the window and no view is taller.
//   - Colour alone never means anything: each has a sign beside it.
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

// Options say what to show and how.
type Options struct {
	Language *lessons.Language // what the screen speaks; nil is English
	Lessons  []*lessons.Lesson // the list, in order
	Open     *lessons.Lesson   // opened at the start; nil shows the list
	Ask      bool              // whether to ask for predictions
	ASCII    bool              // draw with ASCII characters alone
	Present  bool              // for an audience: one pane at a time, wide spacing, answers behind a key
	Progress *progress.Store   // where the learner's progress is kept; nil: nowhere
	Notice   string            // to be said at first
}

// Run shows the screen until the user leaves it or a signal ends it. When it
// returns, the terminal is as it was and the stage is empty. The error is what
// ended the screen against the user's will: a signal, a panic, a terminal that
// can't be drawn on, a stage that can't be closed.
func Run(o Options) error {
	return run(o, &owner{open: openPlayer}, tea.WithAltScreen(), tea.WithMouseCellMotion())
}

// framesPerSecond is how often Bubble Tea looks whether there is something new
// to draw. It does so even if there never is, and at its default of 60 that is
// most of what an idle screen costs. At 16 a key's frame waits 31 ms on average,
// and lookEvery and a frame are less than 200 ms together.
const framesPerSecond = 16

func run(o Options, own *owner, with ...tea.ProgramOption) (err error) {
	defer func() { err = errors.Join(err, own.shut()) }()

	renderer := lipgloss.DefaultRenderer()
	colours := renderer.ColorProfile() != termenv.Ascii
	if !colours { // but the terminal knows bold and reverse: only a dumb one would not, and main sees to that
		renderer.SetColorProfile(termenv.ANSI)
	}
	app := newApp(o, own, newTheme(renderer, o.ASCII, colours))
	program := tea.NewProgram(app, append(with, tea.WithoutSignalHandler(), tea.WithFPS(framesPerSecond))...)

	// SIGINT comes from a keyboard only where the terminal is not in raw mode.
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
	err = errors.Join(err, app.save()()) // that of the last key may not have begun
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
