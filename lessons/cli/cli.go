// Package cli is the command line: the subcommands, their flags, and the calls
// into other packages that do their work. It does not draw the screen (package
// tui) or play lessons (packages player and transcript).
//
// Every command writes in the language of the locale, or in that of --lang. An
// error in the command line or in a lesson file is a [Misuse].
package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"forklore/lessons"
	"forklore/lessons/player"
	"forklore/probe/say"
	"forklore/tui"

	"github.com/spf13/cobra"
)

// A Misuse is an error that the user can correct, on the command line or in a
// lesson file.
type Misuse struct{ error }

// Unwrap returns the error itself, for [errors.Is] and [errors.As].
func (m Misuse) Unwrap() error { return m.error }

// A program holds what all commands share.
type program struct {
	language *lessons.Language
	screen   tui.Options
}

// Run executes the command line; args are the arguments after the program's
// name. Every process that it put on a stage has ended when it returns.
func Run(args []string) error {
	defer player.AwaitReaper()
	language, err := languageOf(args)
	if err != nil {
		return Misuse{err}
	}
	p := &program{language: language, screen: tui.Options{Language: language, Ask: true}}
	root := &cobra.Command{
		Use:           "forklore",
		Short:         p.say("Watch real processes become a daemon, one system call at a time"),
		SilenceErrors: true, // main prints them
		SilenceUsage:  true,
	}
	root.Args = func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return p.wrong(c, p.say("unknown command %q", args[0]))
		}
		return nil
	}
	p.screenFlags(root)
	p.versionFlag(root)
	root.RunE = func(*cobra.Command, []string) error { return p.show("", false) }
	root.AddCommand(p.learnCommand(), p.listCommand(), p.runCommand(), p.checkCommand(), p.glossaryCommand(),
		p.newCommand(), p.progressCommand())
	root.SetArgs(args)
	p.translate(root)
	return root.Execute()
}

// say formats a text in the program's language; english is its English format.
func (p *program) say(english string, args ...any) string { return p.language.Text(english, args...) }

// explained returns err with its text in the program's language, if it is an
// error of forklore's own. Other errors stay as they are.
func (p *program) explained(err error) error {
	if text, ok := say.Error(err, p.say); ok {
		return errors.New(text)
	}
	return err
}

// wrong returns a Misuse that refers the user to the help of c.
func (p *program) wrong(c *cobra.Command, what string) error {
	return Misuse{errors.New(p.say("%s; see %s --help", what, c.CommandPath()))}
}

// oneLesson checks that the arguments are the name of one lesson.
func (p *program) oneLesson(c *cobra.Command, args []string) error {
	if len(args) != 1 {
		return p.wrong(c, p.say("%s takes the name of one lesson, not %d", c.CommandPath(), len(args)))
	}
	return nil
}

// find returns the lesson of that name. A name with a slash, or one that ends
// in .md, is the path of a lesson file.
func (p *program) find(name string) (*lessons.Lesson, error) {
	look := p.language.Find
	if strings.ContainsRune(name, os.PathSeparator) || strings.HasSuffix(name, ".md") {
		look = lessons.ReadFile
	}
	l, err := look(name)
	if err != nil {
		return nil, Misuse{p.explained(err)}
	}
	return l, nil
}

// untilSignal returns a context that is cancelled by the signals with which a
// user, or the closing of a terminal, ends forklore.
func untilSignal(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
}
