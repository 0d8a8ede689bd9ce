package progress

import "fmt"

// An Error is one that the user can mend, and that can be said in the user's
// language. What the system says stays as it is.
type Error struct {
	english string
	args    []any
	cause   error
}

func tell(cause error, english string, args ...any) error { return &Error{english, args, cause} }

// Error returns the error in English.
func (e *Error) Error() string { return e.In(fmt.Sprintf) }

// In returns the error as text says it (lessons.Language.Text).
func (e *Error) In(text func(english string, args ...any) string) string {
	return text(e.english, e.args...)
}

// Unwrap returns what is wrong with the file.
func (e *Error) Unwrap() error { return e.cause }
