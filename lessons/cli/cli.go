// Package cli is the command line: the subcommands, their flags, and what each
// has the rooms do. It draws nothing and plays nothing itself.
//
// Every command speaks the language of the locale, or that of --lang. What is
// wrong with the command line or a lesson file is a [Misuse].
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

// A Misuse is an error that the user can mend on the command line or in a
// lesson file.
type Misuse struct{ error }

// Unwrap returns what is wrong.
func (m Misuse) Unwrap() error { return m.error }

// A program is what all commands have in common.
type program struct {
	language *lessons.Language
	screen   tui.Options
}

// Run does what the arguments say, those behind the program's name. Before it
// returns, everything that was on stages is gone.
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
	root.RunE = func(*cobra.Command, []string) error { return p.show("", false) }
	root.AddCommand(p.learnCommand(), p.listCommand(), p.runCommand(), p.checkCommand(), p.glossaryCommand(),
		p.newCommand(), p.progressCommand())
	root.SetArgs(args)
	p.translate(root)
	return root.Execute()
}

// say returns what the command line says for an English text.
func (p *program) say(english string, args ...any) string { return p.language.Text(english, args...) }

// explained says what went wrong, in the language of the program where it is
// something that the user can mend.
func (p *program) explained(err error) error {
	if text, ok := say.Error(err, p.say); ok {
		return errors.New(text)
	}
	return err
}

// wrong is misuse, and what to do instead.
func (p *program) wrong(c *cobra.Command, what string) error {
	return Misuse{errors.New(p.say("%s; see %s --help", what, c.CommandPath()))}
}

// oneLesson wants a lesson's name and nothing else.
func (p *program) oneLesson(c *cobra.Command, args []string) error {
	if len(args) != 1 {
		return p.wrong(c, p.say("%s takes the name of one lesson, not %d", c.CommandPath(), len(args)))
	}
	return nil
}

// find returns the lesson of that name, or of that file where the name is a
// path: it has a slash or ends in .md.
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

// untilSignal returns a context that ends when somebody ends forklore.
func untilSignal(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
}
