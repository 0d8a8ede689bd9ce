package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"forklore/lessons"
	"forklore/lessons/transcript"
)

// runAll plays every lesson of forklore's in every language, and writes a line
// of each and, at the end, one of all. The error has every claim that does not
// hold, and every lesson that could not be played.
func (p *program) runAll(ctx context.Context, w io.Writer) error {
	var (
		faults         []error
		played, checks int
		start          = time.Now()
	)
	for _, language := range lessons.Languages() {
		all, err := language.Lessons()
		if err != nil {
			return err
		}
		for _, l := range all {
			n, fault, err := p.runOne(ctx, w, language, l)
			played, checks, faults = played+1, checks+n, append(faults, fault, err)
			if err != nil || ctx.Err() != nil {
				return errors.Join(faults...)
			}
		}
	}
	_, err := fmt.Fprintln(w, p.say("%d playings, %d checks, %.1f s", played, checks, time.Since(start).Seconds()))
	return errors.Join(append(faults, err)...)
}

// runOne plays a lesson and writes a line of how that went. The fault is what
// does not hold; the error is that nothing can be written.
func (p *program) runOne(ctx context.Context, w io.Writer, language *lessons.Language, l *lessons.Lesson) (checks int, fault, err error) {
	start := time.Now()
	all, failure := transcript.Play(ctx, l, transcript.Options{}, transcript.Silent{})
	fault = p.report(l, all, failure)
	said := p.say("%d checks hold", len(all))
	switch {
	case ctx.Err() != nil:
		return len(all), fault, nil // broken off: the rest of it is not known
	case failure != nil:
		said = p.say("can't be played")
	case fault != nil:
		said = p.say("does not hold")
	}
	row := fmt.Sprintf("%s  %-14s  %5.2f s  %s", language.Tag, l.Name, time.Since(start).Seconds(), said)
	_, err = fmt.Fprintln(w, row)
	return len(all), fault, err
}
