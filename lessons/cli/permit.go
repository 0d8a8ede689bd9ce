package cli

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"

	"forklore/lessons"
	"forklore/probe"
	"forklore/probe/say"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// allowFlag gives c the flag --allow-programs, for permit.
func (p *program) allowFlag(c *cobra.Command, allow *bool) {
	c.Flags().BoolVar(allow, "allow-programs", false, p.say("let a file of your own execute the programs that it lists, unasked"))
}

// permit asks the user before a lesson from a file executes programs: the file
// may come from a stranger. It returns nil if the lesson may be played.
func (p *program) permit(l *lessons.Lesson, allowed bool) error {
	if l.Shipped || len(l.Programs) == 0 || allowed {
		return nil
	}
	programs := say.List(l.Programs).In(p.say)
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		return Misuse{errors.New(p.say("%s executes %s; --allow-programs lets it", l.File, programs))}
	}
	fmt.Fprint(os.Stderr, probe.CleanLine(p.say("%s executes %s. Play it? [y/N] ", l.File, programs)))
	answer, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	if !strings.EqualFold(strings.TrimSpace(answer), "y") {
		return Misuse{errors.New(p.say("%s was not played: answer y, or give --allow-programs", l.File))}
	}
	return nil
}
