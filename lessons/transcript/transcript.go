// Package transcript plays a lesson without a screen and writes what happens: as
// text for people, or as JSON Lines for programs. It also writes the glossary as
// text.
//
// It asks no questions, and writes only to the writer that it is given. The
// lesson's calls and checks are package player's work.
package transcript

import (
	"context"
	"errors"
	"fmt"

	"forklore/lessons"
	"forklore/lessons/player"
	"forklore/probe"
)

// A Writer writes the moments of a playing while it is going on.
type Writer interface {
	// Write writes the moments since the last Write; s is the state after them.
	Write(entries []player.Entry, s player.State) error
}

// Options say which steps of a lesson are played.
type Options struct {
	Skip []bool // for each step, whether it is left out; nil: none is
	Last int    // number of the last step to play, from 1; 0: the lesson's last
}

// Play plays l on a new stage, and returns every check that was made. If ctx ends
// before the lesson does, Play closes the stage and returns the cause of ctx.
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

// Silent is a Writer that writes nothing, for callers that need only the checks.
type Silent struct{}

// Write implements Writer.
func (Silent) Write([]player.Entry, player.State) error { return nil }
