// Package say is what forklore says to its user: English texts that can be
// said in another language.
//
// The English is the key of its translations, as in gettext. So a text is kept
// as its format and what fills it, and made into words only where it is shown.
// It may be said as an error too, and stand within another text.
package say

import (
	"encoding/json"
	"errors"
	"fmt"
)

// A Func returns what is said for an English text, in some language. The text
// may be a format of package fmt: the args then fill it.
type Func func(english string, args ...any) string

// English is the Func that leaves every text as it is.
func English(english string, args ...any) string {
	if len(args) == 0 {
		return english
	}
	return fmt.Sprintf(english, args...)
}

// A Text is one thing to say. JSON has the English.
type Text struct {
	Format string // of package fmt; where there are no Args, the text itself
	Args   []any  // what can be translated among them, is
}

// Textf returns a text that is to be translated.
func Textf(format string, args ...any) Text { return Text{format, args} }

// Plain returns a text that is the same in every language.
func Plain(text string) Text { return Textf("%s", text) }

// Joined returns texts with a separator between them, which is translated too:
// Chinese has commas and semicolons of its own.
func Joined(separator string, texts ...Text) Text {
	all := Plain("")
	for i, text := range texts {
		if i == 0 {
			all = text
		} else {
			all = Textf("%s%s%s", all, Textf(separator), text)
		}
	}
	return all
}

// List returns words with the comma of lists between them.
func List(words []string) Text {
	texts := make([]Text, len(words))
	for i, word := range words {
		texts[i] = Plain(word)
	}
	return Joined(", ", texts...)
}

// String returns the text in English.
func (t Text) String() string { return t.In(English) }

// Error makes an error of the text, in English. Two texts can't be compared, so an
// error that somebody asks for is made by errors.New.
func (t Text) Error() string { return t.String() }

// MarshalJSON writes the text in English.
func (t Text) MarshalJSON() ([]byte, error) { return json.Marshal(t.String()) }

// In returns the text in another language.
func (t Text) In(translate Func) string {
	args := make([]any, len(t.Args))
	for i, arg := range t.Args {
		if part, ok := arg.(translatable); ok {
			arg = part.In(translate)
		}
		args[i] = arg
	}
	return translate(t.Format, args...)
}

// translatable is what can be said in every language: a Text, or an error that
// a user can mend.
type translatable interface{ In(translate Func) string }

// Error returns what an error says in another language. It is not ok where the
// error is one that can't be translated: the text is English then.
func Error(err error, translate Func) (text string, ok bool) {
	var told interface {
		error
		translatable
	}
	if errors.As(err, &told) {
		return told.In(translate), true
	}
	return err.Error(), false
}
