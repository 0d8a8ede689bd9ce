package stage

import (
	"errors"
	"os"
	"strconv"

	"forklore/probe"
	"forklore/probe/say"
)

// HangUp closes the terminal, as a terminal emulator does when its window is
// closed. It returns once the stage is at rest.
func (s *Stage) HangUp() (probe.Moment, error) {
	if s.terminal.hungUp {
		return probe.Moment{}, refuse("%s is hung up already", s.terminal.path)
	}
	if err := s.terminal.hangUp(); err != nil {
		return probe.Moment{}, err
	}
	s.Settle()
	return terminalMoment(say.Textf("--- %s hung up ---", s.terminal.path)), nil
}

// Type types a text into the terminal. A process gets the text when it reads from
// the terminal; control characters such as ^C take effect at once, in the
// terminal's line discipline (termios(3)). Type returns once the stage is at rest.
func (s *Stage) Type(text string) (probe.Moment, error) {
	if s.terminal.hungUp {
		return probe.Moment{}, refuse("%s is hung up: nobody can type there", s.terminal.path)
	}
	if err := s.terminal.types(text); errors.Is(err, os.ErrDeadlineExceeded) {
		return probe.Moment{}, refuse("%s takes no more: nobody reads what is typed", s.terminal.path)
	} else if err != nil {
		return probe.Moment{}, err
	}
	s.Settle()
	return terminalMoment(say.Textf("--- typed %s ---", keys(text))), nil
}

func terminalMoment(said say.Text) probe.Moment {
	return probe.Moment{Kind: probe.KindTerminal, Role: "terminal", Text: said.String(), Said: said}
}

// keys returns a text to show for what was typed: "sleep 60\n", quoted, or ^C.
func keys(text string) string {
	if len(text) == 1 && text[0] < ' ' && text != "\n" {
		return "^" + string(rune(text[0]+'@'))
	}
	return strconv.Quote(text)
}

// Output returns what was written to the terminal since the last call of Output,
// including escape sequences.
func (s *Stage) Output() string { return s.terminal.take() }
