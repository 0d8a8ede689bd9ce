package lessons

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"forklore/probe/say"
)

// A Fault is one thing wrong with a lesson file.
type Fault struct {
	File string
	Line int      // from 1
	What say.Text // what is wrong: `unknown call "setsit"`
}

// Error returns the fault as a compiler prints it, in English: `daemon.md:41:
// unknown call "setsit"`.
func (f Fault) Error() string { return f.place() + f.What.String() }

// In is Error in another language.
func (f Fault) In(translate say.Func) string { return f.place() + f.What.In(translate) }

func (f Fault) place() string { return fmt.Sprintf("%s:%d: ", f.File, f.Line) }

// Faults are all faults of a file, in the order of their lines.
type Faults []Fault

// Error returns the faults in English, each on a line.
func (f Faults) Error() string { return f.lines(Fault.Error) }

// In is Error in another language.
func (f Faults) In(translate say.Func) string {
	return f.lines(func(fault Fault) string { return fault.In(translate) })
}

// lines makes a line of each fault.
func (f Faults) lines(of func(Fault) string) string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = of(fault)
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.As find each Fault.
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
