package probe

import (
	"encoding/json"
	"fmt"
	"slices"

	"forklore/probe/strace"
)

// A Text is something that is said in English, and can be said in another
// language: Format is the key of its translations. JSON has the English.
type Text struct {
	Format string // of package fmt; where there are no Args, the text itself
	Args   []any  // a Text among them is translated too
}

// Textf returns a text that is to be translated, and with it what package strace
// says among its args.
func Textf(format string, args ...any) Text {
	for i, arg := range args {
		if m, ok := arg.(strace.Message); ok {
			args = slices.Clone(args)
			args[i] = Textf(m.Format, m.Args...)
		}
	}
	return Text{format, args}
}

// Plain returns a text that is the same in every language.
func Plain(text string) Text { return Textf("%s", text) }

// Joined returns texts, two and two put together by a format: "%[1]s, %[2]s" is
// the comma of lists, of which Chinese has one of its own.
func Joined(format string, texts []Text) Text {
	all := Text{}
	for i, text := range texts {
		if i == 0 {
			all = Textf("%s", text)
		} else {
			all = Textf(format, all, text)
		}
	}
	return all
}

// String returns the text in English.
func (t Text) String() string {
	return t.In(func(english string, args ...any) string {
		if len(args) == 0 {
			return english
		}
		return fmt.Sprintf(english, args...)
	})
}

// In returns the text as say translates it, which is given the format and what
// fills it.
func (t Text) In(say func(english string, args ...any) string) string {
	args := make([]any, len(t.Args))
	for i, arg := range t.Args {
		if text, ok := arg.(Text); ok {
			arg = text.In(say)
		}
		args[i] = arg
	}
	return say(t.Format, args...)
}

// MarshalJSON writes the text in English.
func (t Text) MarshalJSON() ([]byte, error) { return json.Marshal(t.String()) }
