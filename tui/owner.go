package tui

import (
	"errors"
	"sync"

	"forklore/lessons"
	"forklore/lessons/player"
	"forklore/probe"
)

// A performer is what the screen needs of a [player.Player].
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

// A house holds the one player that performs at a time. Its methods make and
// end processes: only commands and Run call them.
type owner struct {
	open func(*lessons.Lesson) (performer, error)

	mu      sync.Mutex
	current performer
	closed  bool
}

var errShut = errors.New("forklore is ending")

// start closes what is played and opens l.
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

// look looks at the stage of p. It reports false where p is not what is played
// any more.
func (o *owner) look(p performer) (state player.State, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.current != p {
		return state, false
	}
	return p.Look(), true
}

// stop closes what is played, if anything is.
func (o *owner) stop() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.clear()
}

// shut closes what is played and opens nothing any more, even for a command
// that is still under way.
func (o *owner) shut() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	return o.clear()
}

func (o *owner) clear() error {
	p := o.current
	o.current = nil
	if p == nil {
		return nil
	}
	return p.Close()
}
