package cli

import (
	"cmp"
	"errors"
	"os"

	"forklore/lessons/progress"
	"forklore/tui"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// screenFlags gives c the flags that choose how the screen is drawn.
func (p *program) screenFlags(c *cobra.Command) {
	c.Flags().BoolVar(&p.screen.ASCII, "ascii", false, p.say("draw with ASCII characters alone"))
	c.Flags().BoolVar(&p.screen.Present, "present", false, p.say("for an audience: one pane at a time, wide spacing, answers behind a key"))
}

func (p *program) learnCommand() *cobra.Command {
	var noAsk, allow bool
	c := &cobra.Command{
		Use:   "learn LESSON",
		Short: p.say("Open a lesson on the screen: one of forklore's, or a file of your own"),
		Args:  p.oneLesson,
	}
	c.Flags().BoolVar(&noAsk, "no-ask", false, p.say("ask for no predictions, for a demonstration"))
	p.screenFlags(c)
	p.allowFlag(c, &allow)
	c.RunE = func(_ *cobra.Command, args []string) error {
		p.screen.Ask = !noAsk
		return p.show(args[0], allow)
	}
	return c
}

// show opens the screen with the lesson of that name or path. If name is
// empty, it shows the list of lessons.
func (p *program) show(name string, allow bool) (err error) {
	if p.screen.Lessons, err = p.language.Lessons(); err != nil {
		return err
	}
	if name != "" {
		if p.screen.Open, err = p.find(name); err != nil {
			return err
		}
	}
	if why := p.undrawable(cmp.Or(name, "LESSON")); why != "" {
		return Misuse{errors.New(why)}
	}
	if p.screen.Open != nil {
		if err := p.permit(p.screen.Open, allow); err != nil {
			return err
		}
	}
	if p.screen.Progress, err = progress.OpenDefault(os.Getenv); err != nil {
		p.screen.Notice = p.say("your progress is not kept: %s", p.explained(err))
	}
	return tui.Run(p.screen)
}

// undrawable says why the screen cannot be drawn, and what to do instead. It
// returns "" if the screen can be drawn.
func (p *program) undrawable(name string) string {
	switch kind := os.Getenv("TERM"); {
	case kind == "dumb":
		return p.say("a terminal of the kind TERM=dumb cannot move its cursor; `forklore run %s` plays a lesson as text", name)
	case kind == "", !term.IsTerminal(int(os.Stdin.Fd())), !term.IsTerminal(int(os.Stdout.Fd())):
		return p.say("there is no terminal to draw on; `forklore run %s` plays a lesson as text", name)
	}
	return ""
}
