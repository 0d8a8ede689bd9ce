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
	What say.Text // "unknown call "setsit""
}

// Error returns the fault as compilers print it, in English: "daemon.md:41: what
// is wrong".
func (f Fault) Error() string { return f.place() + f.What.String() }

// In returns the fault in another language. Where it is reads the same in
// every language.
func (f Fault) In(translate say.Func) string {
	return f.place() + f.What.In(translate)
}

func (f Fault) place() string { return fmt.Sprintf("%s:%d: ", f.File, f.Line) }

// Faults are all the faults of a file, in the order of their lines.
type Faults []Fault

// Error returns the faults in English, one a line.
func (f Faults) Error() string { return f.lines(Fault.Error) }

// In returns the faults in another language, one a line.
func (f Faults) In(translate say.Func) string {
	return f.lines(func(fault Fault) string { return fault.In(translate) })
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
