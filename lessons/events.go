package lessons

import (
	"slices"
	"strings"

	"forklore/probe/say"
)

// waits are the verbs of the lines that wait.
var waits = []string{"shows", "appears", "becomes"}

// control are the control characters as they are written (ascii(7)), with what
// the terminal driver does about them (termios(3)).
var control = map[string]string{
	"^C":  "\x03", // VINTR: SIGINT to the foreground group
	"^D":  "\x04", // VEOF: the end of the input, at the beginning of a line
	"^Z":  "\x1a", // VSUSP: SIGTSTP to the foreground group
	"^\\": "\x1c", // VQUIT: SIGQUIT to the foreground group
}

// event reads what stands behind "terminal" or "stage".
func (p *parser) event(a *Action, text string) {
	verb, rest := cutWord(text)
	a.Event = Event(verb)
	switch {
	case a.Role == "stage" && text == string(Anew):
		p.roles = map[string]int{"shell": 0} // nobody is there any more
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
	if typed, ok := control[text]; ok {
		return typed, nil
	}
	typed, err := p.quoted(text)
	if err != nil || typed == "" {
		return "", say.Textf("what is typed is a text in quotes or ^C, ^D, ^Z or ^\\, not %s", text)
	}
	return typed, p.dollars(typed)
}

// wait reads what stands behind "shows", "appears" or "becomes".
func (p *parser) wait(w Wait, verb, rest string) Wait {
	err := error(nil)
	switch {
	case verb == "shows" && w.Role != "terminal":
		err = say.Textf("only the terminal shows something")
	case verb == "shows":
		if w.Shows, err = p.quoted(rest); err == nil && w.Shows == "" {
			err = say.Textf("shows nothing: a text in quotes is wanted")
		}
		if err == nil {
			err = p.dollars(w.Shows)
		}
	default:
		if w.Born = verb == "appears"; w.Born {
			p.bind(w.Line, w.Role)
		} else {
			p.bound(w.Line, w.Role)
		}
		err = p.until(&w, rest)
	}
	if err != nil {
		p.fault(w.Line, "%v", err)
	}
	return w
}

// until reads the claims that shall hold.
func (p *parser) until(w *Wait, text string) error {
	words, err := split(text)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		return say.Textf("nothing is waited for: a claim is wanted, as in a then block")
	}
	for _, word := range words {
		c := Claim{Line: w.Line, Subject: w.Role, Text: w.Role + " " + word}
		if err := p.cell(&c, word); err != nil {
			return err
		}
		if c.Field == "audit" || c.Field == "said" {
			return say.Textf("%s can't be waited for", c.Field)
		}
		w.Until = append(w.Until, c)
	}
	return nil
}

func (p *parser) quoted(text string) (string, error) {
	if !strings.HasPrefix(text, `"`) {
		return "", say.Textf("a text in quotes is wanted, not %q", text)
	}
	return unquote(text)
}

// table reads a table block: a head, then rows of cells.
func (p *parser) table(b block) *Table {
	t := &Table{}
	for i, text := range b.text {
		if strings.TrimSpace(text) == "" {
			continue
		}
		line := b.line + 1 + i
		words, err := cells(text)
		switch {
		case err != nil:
			p.fault(line, "%v", err)
		case t.Head == nil:
			t.Head = words
		case len(words) != len(t.Head):
			p.fault(line, "the row has %d cells, the head has %d", len(words), len(t.Head))
		default:
			t.Rows = append(t.Rows, p.row(line, words))
		}
	}
	if len(t.Rows) == 0 {
		p.fault(b.line, "a table block is a head and rows of as many cells, each a line | CELL | CELL |")
	}
	return t
}

// cells cuts "| a | b |".
func cells(line string) ([]string, error) {
	line = strings.TrimSpace(line)
	inner, open := strings.CutPrefix(line, "|")
	inner, closed := strings.CutSuffix(inner, "|")
	if !open || !closed {
		return nil, say.Textf("a row of a table stands between two |")
	}
	words := strings.Split(inner, "|")
	for i := range words {
		words[i] = strings.TrimSpace(words[i])
	}
	return words, nil
}

// row reads the cells of a row: ROLE.FIELD and "ROLE is" are measured, the rest
// are texts.
func (p *parser) row(line int, words []string) []Cell {
	row := make([]Cell, len(words))
	for i, word := range words {
		role, field, ok := strings.Cut(word, ".")
		if is, found := strings.CutSuffix(word, " is"); found {
			role, field, ok = is, "is", true
		}
		if _, bound := p.roles[role]; !ok || !bound || slices.Contains(reserved, role) {
			row[i] = Cell{Text: word}
			continue
		}
		if err := knownField(field); err != nil {
			p.fault(line, "%v", err)
		}
		row[i] = Cell{Role: role, Field: field}
	}
	return row
}
