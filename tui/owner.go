package tui

import (
	"errors"
	"sync"

	"forklore/lessons"
	"forklore/lessons/player"
	"forklore/probe"
)

// A performer is what the screen uses of a [player.Player].
type performer interface {
	State() player.State
	Next() (player.State, error)
	Skip() (player.State, error)
	Answer(choice int) player.State
	Look() player.State
	Restart(skip []bool, upto int, earlier []player.Grade) (player.State, error)
	Audit(role string) []probe.Finding
	Close() error
}

func openPlayer(l *lessons.Lesson) (performer, error) { return player.Open(l, nil) }

// An owner opens and closes players, and has at most one open at a time. Its
// methods make and end processes, so only commands and Run call them.
type owner struct {
	open func(*lessons.Lesson) (performer, error)

	mu      sync.Mutex
	current performer
	closed  bool
}

var errShut = errors.New("forklore is ending")

// start closes the open player, if there is one, and opens a player for l.
func (o *owner) start(l *lessons.Lesson) (performer, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return nil, errShut
	}
	if err := o.clear(); err != nil {
		return nil, err
	}
	p, err := o.open(l)
	if err != nil {
		return nil, err
	}
	o.current = p
	return p, nil
}

// look lets p look at its stage. It reports false if p is no longer open.
func (o *owner) look(p performer) (state player.State, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.current != p {
		return state, false
	}
	return p.Look(), true
}

// stop closes the open player, if there is one.
func (o *owner) stop() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.clear()
}

// shut closes the open player for good: start then fails, even for a command
// that is already running.
func (o *owner) shut() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	return o.clear()
}

// clear is stop, with the lock held.
func (o *owner) clear() error {
	p := o.current
	o.current = nil
	if p == nil {
		return nil
	}
	return p.Close()
}
