package stage

import "forklore/probe/say"

// Options say what a stage offers.
type Options struct {
	Spare    bool     // a second terminal that is no session's
	Programs []string // the absolute paths that may be executed
}

// A Refusal says why the stage would not make a call. Nothing was done.
type Refusal struct{ Reason say.Text }

func (r *Refusal) Error() string { return r.Reason.String() }

func refuse(format string, args ...any) error { return &Refusal{say.Textf(format, args...)} }
