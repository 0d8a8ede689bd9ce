// Package say holds the texts that forklore shows to its user: English texts
// that can be shown in another language.
//
// As in gettext, the English is the key of its translations. So a [Text] keeps
// its format and its arguments, and becomes words only where it is shown. A
// Text can be an argument of another Text, and it can be returned as an error.
//
// Package say has no translations: package lessons has them, with a [Func] for
// each language.
package say

import (
	"encoding/json"
	"errors"
	"fmt"
)

// A Func translates an English text into some language. The text may be a format
// of package fmt for the args.
type Func func(english string, args ...any) string

// English is the Func that leaves every text as it is.
func English(english string, args ...any) string {
	if len(args) == 0 {
		return english
	}
	return fmt.Sprintf(english, args...)
}

// A Text is an English text that is translated where it is shown.
type Text struct {
	Format string // a format of package fmt; if there are no Args, the text itself
	Args   []any  // those that are a Text themselves are translated too
}

// Textf returns the text of a format and its arguments.
func Textf(format string, args ...any) Text { return Text{format, args} }

// Plain returns a text that is the same in every language.
func Plain(text string) Text { return Textf("%s", text) }

// Joined returns the texts with the separator between them. The separator is
// translated too: Chinese has its own commas and semicolons.
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

// List returns the words, which are not translated, with commas between them.
func List(words []string) Text {
	texts := make([]Text, len(words))
	for i, word := range words {
		texts[i] = Plain(word)
	}
	return Joined(", ", texts...)
}

// String returns the text in English.
func (t Text) String() string { return t.In(English) }

// Error returns the text in English. A Text can't be compared, so an error that
// is looked for with errors.Is has to be made by errors.New instead.
func (t Text) Error() string { return t.String() }

// MarshalJSON writes the text in English.
func (t Text) MarshalJSON() ([]byte, error) { return json.Marshal(t.String()) }

// In returns the text in the language of translate.
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

// translatable is a Text, or an error made of texts.
type translatable interface{ In(translate Func) string }

// Error returns the message of the first error in err's tree that can be
// translated. If there is none, it returns the English message, and false.
func Error(err error, translate Func) (text string, ok bool) {
	var translated interface {
		error
		translatable
	}
	if errors.As(err, &translated) {
		return translated.In(translate), true
	}
	return err.Error(), false
}
