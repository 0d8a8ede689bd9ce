package lessons

import (
	"strings"

	"forklore/probe/say"
)

// waits are the verbs of the lines that wait.
var waits = []string{"shows", "appears", "becomes"}

// controlCharacters are the characters that a lesson can type (ascii(7)) and
// what the terminal driver does with them (termios(3)).
var controlCharacters = map[string]string{
	"^C":  "\x03", // VINTR: SIGINT to the foreground group
	"^D":  "\x04", // VEOF: at the beginning of a line, end of file for the reader
	"^Z":  "\x1a", // VSUSP: SIGTSTP to the foreground group
	"^\\": "\x1c", // VQUIT: SIGQUIT to the foreground group
}

// event reads the text after "terminal" or "stage".
func (p *parser) event(a *Action, text string) {
	verb, rest := cutWord(text)
	a.Event = Event(verb)
	switch {
	case a.Role == "stage" && text == string(Anew):
		p.roles = map[string]int{"shell": 0} // all processes have ended
	case a.Role == "stage":
		p.fault(a.Line, "unknown event of the stage: %q; there is anew", text)
	case text == string(Hangup):
	case a.Event == Types:
		var err error
		if a.Input, err = p.input(rest); err != nil {
			p.fault(a.Line, "%v", err)
		}
	default:
		p.fault(a.Line, "unknown event of the terminal: %q; there are hangup, types and shows", text)
	}
}

// input reads what is typed: a text in quotes, or a control character.
func (p *parser) input(text string) (string, error) {
	if typed, ok := controlCharacters[text]; ok {
		return typed, nil
	}
	typed, err := quoted(text)
	if err != nil || typed == "" {
		return "", say.Textf("what is typed is a text in quotes or ^C, ^D, ^Z or ^\\, not %s", text)
	}
	return typed, p.checkNames(typed)
}

// wait reads the text after "shows", "appears" or "becomes".
func (p *parser) wait(w Wait, verb, rest string) Wait {
	var err error
	switch {
	case verb == "shows" && w.Role != "terminal":
		err = say.Textf("only the terminal shows something")
	case verb == "shows":
		if w.Shows, err = quoted(rest); err == nil && w.Shows == "" {
			err = say.Textf("shows nothing: a text in quotes is wanted")
		}
		if err == nil {
			err = p.checkNames(w.Shows)
		}
	default:
		if w.Born = verb == "appears"; w.Born {
			p.addRole(w.Line, w.Role)
		} else {
			p.needRole(w.Line, w.Role)
		}
		err = p.until(&w, rest)
	}
	if err != nil {
		p.fault(w.Line, "%v", err)
	}
	return w
}

// until reads the claims that the wait is for.
func (p *parser) until(w *Wait, text string) error {
	words, err := splitWords(text)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		return say.Textf("nothing is waited for: a claim is wanted, as in a then block")
	}
	for _, word := range words {
		c := Claim{Line: w.Line, Subject: w.Role, Text: w.Role + " " + word}
		if err := p.roleClaim(&c, word); err != nil {
			return err
		}
		if c.Field == "audit" || c.Field == "said" {
			return say.Textf("%s can't be waited for", c.Field)
		}
		w.Until = append(w.Until, c)
	}
	return nil
}

// quoted reads a text that has to be in quotes.
func quoted(text string) (string, error) {
	if !strings.HasPrefix(text, `"`) {
		return "", say.Textf("a text in quotes is wanted, not %q", text)
	}
	return unquote(text)
}
