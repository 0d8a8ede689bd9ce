// Package transcript plays a lesson without a screen and writes what happens:
// as text for people, or as JSON Lines for programs.
package transcript

import (
	"context"
	"errors"
	"fmt"

	"forklore/lessons"
	"forklore/lessons/player"
	"forklore/probe"
)

// A Writer writes moments as they come.
type Writer interface {
	// Write writes the moments since the last Write; s is the state after them.
	Write(entries []player.Entry, s player.State) error
}

// Options say what is played.
type Options struct {
	Skip []bool // by step: those left out; nil for none
	Last int    // number of the last step to play, from 1; 0 for the lesson's last
}

// Play plays l on a stage of its own and returns every check that was made.
// Where ctx ends before the lesson does, the stage is closed and Play returns
// the cause.
func Play(ctx context.Context, l *lessons.Lesson, o Options, w Writer) (checks []probe.Check, err error) {
	p, err := player.Open(l, o.Skip)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	written := 0
	for s := p.State(); ; {
		if err := w.Write(s.Entries[written:], s); err != nil {
			return checks, fmt.Errorf("write the transcript: %w", err)
		}
		for _, e := range s.Entries[written:] {
			checks = append(checks, e.Then...)
		}
		written = len(s.Entries)
		if s.Done || o.Last > 0 && s.Step >= o.Last {
			return checks, nil
		}
		if ctx.Err() != nil {
			return checks, context.Cause(ctx)
		}
		if s, err = p.Next(); err != nil {
			return checks, err
		}
	}
}

// Silent is a Writer that writes nothing: for those who want the checks alone.
type Silent struct{}

// Write implements Writer.
func (Silent) Write([]player.Entry, player.State) error { return nil }
