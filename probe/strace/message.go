package strace

import "fmt"

// A Message says what is wrong with a call, or is a part of such a sentence. As
// an error it is English; Format is what a translation goes by.
type Message struct {
	Format string // of package fmt; where there are no Args, the text itself
	Args   []any  // a Message among them is a part of the sentence
}

// Error returns the message in English.
func (m Message) Error() string {
	if len(m.Args) == 0 {
		return m.Format
	}
	return fmt.Sprintf(m.Format, m.Args...)
}

func message(format string, args ...any) Message { return Message{format, args} }
