package tui

import (
	"errors"
	"io"
	"testing"

	"forklore/lessons"
	"forklore/lessons/player"

	tea "github.com/charmbracelet/bubbletea"
)

var errGone = errors.New("stage: it is gone")

func TestOwnerHasOnePlayer(t *testing.T) {
	var all []*fake
	own := &owner{open: func(l *lessons.Lesson) (performer, error) {
		all = append(all, newFake(l))
		return all[len(all)-1], nil
	}}
	l := readLesson(t, "small.md")
	for range 3 {
		if _, err := own.start(l); err != nil {
			t.Fatal(err)
		}
	}
	if !all[0].closed || !all[1].closed || all[2].closed {
		t.Error("the last player must be open, and no other")
	}
	if err := own.shut(); err != nil || !all[2].closed {
		t.Errorf("shut: %v, closed %v", err, all[2].closed)
	}
	if _, err := own.start(l); !errors.Is(err, errShut) || len(all) != 3 {
		t.Errorf("start after shut: %v, %d players, want errShut and 3", err, len(all))
	}
}

// An eventful player's shell is stopped from outside before its third look.
type eventful struct {
	*fake
	looks *int
}

func (e eventful) Look() player.State {
	if *e.looks++; *e.looks == 3 {
		e.stop("shell")
	}
	return e.State()
}

// TestOnlyNewsIsSent: looks that find nothing new send no message, and the player
// is not looked at any more once the lesson was left.
func TestOnlyNewsIsSent(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	looks := 0
	p := eventful{g.fake, &looks}
	g.app.owner.current, g.app.screen.player = p, p
	m, ok := g.app.lookLater()().(lookedMsg)
	if !ok || looks != 3 || len(m.state.Entries) != 2 {
		t.Fatalf("%d looks, then %+v", looks, m)
	}
	g.send(m)
	g.wants("from outside")
	next := g.app.lookLater()
	if err := g.app.owner.stop(); err != nil {
		t.Fatal(err)
	}
	if m := next(); m != nil || looks != 3 {
		t.Errorf("%d looks and the message %+v after the lesson was left", looks, m)
	}
}

// A panicky player panics with its first call.
type panicky struct{ *fake }

func (panicky) Next() (player.State, error) { panic("a panic on purpose") }

// TestRunClosesThePlayer ends the program in several ways, one of them a panic in
// a command. Each time the player must be closed.
func TestRunClosesThePlayer(t *testing.T) {
	for _, c := range []struct {
		name, typed string
		fails       bool
	}{
		{"q", "q", false},
		{"ctrl+c", "\x03", false},
		{"panic", " ", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, keyboard := io.Pipe()
			var p *fake
			own := &owner{open: func(l *lessons.Lesson) (performer, error) {
				p = newFake(l)
				go typeOn(keyboard, c.typed)
				return panicky{p}, nil
			}}
			err := run(Options{Open: readLesson(t, "small.md")}, own, tea.WithInput(in), tea.WithOutput(io.Discard))
			in.Close()
			if (err != nil) != c.fails {
				t.Errorf("run: %v", err)
			}
			if !p.closed {
				t.Error("the player is not closed")
			}
		})
	}
}

// typeOn types the keys again and again until the reader closes its end.
func typeOn(keyboard io.Writer, text string) {
	for {
		if _, err := io.WriteString(keyboard, text); err != nil {
			return
		}
	}
}
