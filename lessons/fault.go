package lessons

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"forklore/probe"
)

// A Fault is one thing wrong with a lesson file.
type Fault struct {
	File string
	Line int        // from 1
	What probe.Text // "unknown call "setsit""
}

// Error returns the fault as compilers print it, in English: "daemon.md:41: what
// is wrong".
func (f Fault) Error() string { return f.place() + f.What.String() }

// In returns the fault as say translates it. Where it is reads the same in
// every language.
func (f Fault) In(say func(english string, args ...any) string) string {
	return f.place() + f.What.In(say)
}

func (f Fault) place() string { return fmt.Sprintf("%s:%d: ", f.File, f.Line) }

// Faults are all the faults of a file, in the order of their lines.
type Faults []Fault

// Error returns the faults in English, one a line.
func (f Faults) Error() string { return f.lines(Fault.Error) }

// In returns the faults as say translates them, one a line.
func (f Faults) In(say func(english string, args ...any) string) string {
	return f.lines(func(fault Fault) string { return fault.In(say) })
}

func (f Faults) lines(of func(Fault) string) string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = of(fault)
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns each fault as an error of its own (errors.As).
func (f Faults) Unwrap() []error {
	errs := make([]error, len(f))
	for i, fault := range f {
		errs[i] = fault
	}
	return errs
}

func (f Faults) sort() {
	slices.SortStableFunc(f, func(a, b Fault) int { return cmp.Compare(a.Line, b.Line) })
}

// A problemText is what a fault says, as an error of those who do not know the
// line.
type problemText struct{ probe.Text }

func problem(format string, args ...any) error { return problemText{textf(format, args)} }

// Error returns the problem in English.
func (p problemText) Error() string { return p.String() }

// textf returns a text that is to be translated, the problems among its args
// too.
func textf(format string, args []any) probe.Text {
	texts := slices.Clone(args)
	for i, arg := range args {
		if p, ok := arg.(problemText); ok {
			texts[i] = p.Text
		}
	}
	return probe.Textf(format, texts...)
}
