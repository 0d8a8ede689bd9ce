package stage

import "forklore/probe/say"

// Options are what a lesson needs of its stage.
type Options struct {
	Spare    bool     // a second terminal, which is not the controlling terminal of any session yet
	Programs []string // absolute paths of the programs that may be executed
}

// A Refusal is the error of a call that the stage refused to make. The call was
// not made, and nothing has changed.
type Refusal struct{ Reason say.Text }

// Error returns the reason in English.
func (r *Refusal) Error() string { return r.Reason.String() }

func refuse(format string, args ...any) error { return &Refusal{say.Textf(format, args...)} }
