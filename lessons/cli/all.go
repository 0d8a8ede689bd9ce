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

// runAll plays every lesson that forklore ships, in every language. It writes
// one line for each and a last line with the totals. The error joins every
// claim that does not hold and every lesson that could not be played.
func (p *program) runAll(ctx context.Context, w io.Writer) error {
	var faults []error
	played, checks, start := 0, 0, time.Now()
	for _, language := range lessons.Languages() {
		all, err := language.Lessons()
		if err != nil {
			return err
		}
		for _, l := range all {
			one := p.runOne(ctx, l)
			faults = append(faults, one.fault)
			if ctx.Err() != nil {
				return errors.Join(faults...) // the lesson was broken off: nothing is known of its rest
			}
			played, checks = played+1, checks+one.checks
			row := fmt.Sprintf("%s  %-14s  %5.2f s  %s", language.Tag, l.Name, one.took.Seconds(), one.verdict)
			if _, err := fmt.Fprintln(w, row); err != nil {
				return errors.Join(append(faults, err)...)
			}
		}
	}
	_, err := fmt.Fprintln(w, p.say("%d playings, %d checks, %.1f s", played, checks, time.Since(start).Seconds()))
	return errors.Join(append(faults, err)...)
}

// An outcome is how the playing of one lesson went.
type outcome struct {
	checks  int // how many were made
	took    time.Duration
	verdict string
	fault   error // the claims that do not hold and what failed; nil: nothing
}

// runOne plays a lesson to its end and checks its claims.
func (p *program) runOne(ctx context.Context, l *lessons.Lesson) outcome {
	start := time.Now()
	checks, err := transcript.Play(ctx, l, transcript.Options{}, transcript.Silent{})
	o := outcome{checks: len(checks), took: time.Since(start), fault: p.report(l, checks, err)}
	switch {
	case err != nil:
		o.verdict = p.say("can't be played")
	case o.fault != nil:
		o.verdict = p.say("does not hold")
	default:
		o.verdict = p.say("%d checks hold", len(checks))
	}
	return o
}
