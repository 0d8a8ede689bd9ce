// forklore shows the Unix process model with real processes: a learner presses
// a key, a real process makes one real system call, and the screen shows what
// the kernel changed.
//
// This file is the command line: subcommands, flags and wiring.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"text/tabwriter"

	"forklore/lessons"
	"forklore/lessons/transcript"
	"forklore/tui"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// The exit statuses, beside 0.
const (
	exitFalse  = 1 // a claim of a lesson does not hold, or something failed
	exitMisuse = 2 // the command line or a lesson file is wrong
)

// A misuse is an error that the user can mend on the command line or in a
// lesson file.
type misuse struct{ error }

func main() {
	err := run(os.Args[1:])
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, err)
	if errors.As(err, &misuse{}) {
		os.Exit(exitMisuse)
	}
	os.Exit(exitFalse)
}

func run(args []string) error {
	root := &cobra.Command{
		Use:           "forklore",
		Short:         "Watch real processes become a daemon, one system call at a time",
		Args:          wrongly(cobra.NoArgs),
		SilenceErrors: true, // main prints them
		SilenceUsage:  true,
	}
	screen := tui.Options{Ask: true}
	asciiFlag(root, &screen)
	root.RunE = func(*cobra.Command, []string) error { return show(screen, "", false) }
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return misuse{fmt.Errorf("%w; see %s --help", err, c.CommandPath())}
	})
	root.AddCommand(learnCommand(&screen), listCommand(), runCommand(), checkCommand())
	root.SetArgs(args)
	return root.Execute()
}

func asciiFlag(c *cobra.Command, screen *tui.Options) {
	c.Flags().BoolVar(&screen.ASCII, "ascii", false, "draw with ASCII characters alone")
}

// wrongly turns cobra's complaints about arguments into misuse.
func wrongly(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return misuse{fmt.Errorf("%w; see %s --help", err, c.CommandPath())}
		}
		return nil
	}
}

func learnCommand(screen *tui.Options) *cobra.Command {
	var noAsk, allow bool
	c := &cobra.Command{
		Use:   "learn LESSON",
		Short: "Open a lesson on the screen: one of forklore's, or a file of your own",
		Args:  wrongly(cobra.ExactArgs(1)),
	}
	c.Flags().BoolVar(&noAsk, "no-ask", false, "ask for no predictions, for a demonstration")
	asciiFlag(c, screen)
	allowFlag(c, &allow)
	c.RunE = func(_ *cobra.Command, args []string) error {
		screen.Ask = !noAsk
		return show(*screen, args[0], allow)
	}
	return c
}

// show opens the screen, with a lesson or, where name is empty, their list.
func show(o tui.Options, name string, allow bool) (err error) {
	if o.Lessons, err = lessons.English.Lessons(); err != nil {
		return err
	}
	if name != "" {
		if o.Open, err = find(name); err != nil {
			return err
		}
	}
	if !drawable() {
		if name == "" {
			name = "LESSON"
		}
		return misuse{fmt.Errorf("there is no terminal to draw on; `forklore run %s` plays a lesson as text", name)}
	}
	if o.Open != nil {
		if err := permit(o.Open, allow); err != nil {
			return err
		}
	}
	return tui.Run(o)
}

// drawable reports whether there is a terminal that can be drawn on.
func drawable() bool {
	kind := os.Getenv("TERM")
	return kind != "" && kind != "dumb" && term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stdout.Fd()))
}

func listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the lessons",
		Args:  wrongly(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			all, err := lessons.English.Lessons()
			if err != nil {
				return err
			}
			table := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, l := range all {
				fmt.Fprintf(table, "%s\t%d min\t%s\t%s\n", l.Name, l.Minutes, l.Title, l.Summary)
			}
			return table.Flush()
		},
	}
}

func runCommand() *cobra.Command {
	var (
		skip   []string
		step   string
		asJSON bool
		allow  bool
	)
	c := &cobra.Command{
		Use:   "run LESSON",
		Short: "Play a lesson to standard output",
		Long: "Play a lesson to standard output: one of forklore's, or a file of your own.\n" +
			"A step is named by its number, its slug, or a call that it alone makes.\n" +
			"The exit status is 0 when every claim of the lesson holds, 1 when one does not or\n" +
			"something failed, 2 for misuse.",
		Args: wrongly(cobra.ExactArgs(1)),
	}
	c.Flags().StringArrayVar(&skip, "skip", nil, "leave out the step `STEP` (may be given again)")
	c.Flags().StringVar(&step, "step", "", "end after the step `STEP`")
	c.Flags().BoolVar(&asJSON, "json", false, "write JSON Lines, a moment a line")
	allowFlag(c, &allow)
	c.RunE = func(c *cobra.Command, args []string) error {
		l, err := find(args[0])
		if err != nil {
			return err
		}
		o, err := extent(l, skip, step)
		if err != nil {
			return err
		}
		if err := permit(l, allow); err != nil {
			return err
		}
		var w transcript.Writer = transcript.NewText(c.OutOrStdout(), l)
		if asJSON {
			w = transcript.NewJSON(c.OutOrStdout())
		}
		ctx, stop := untilSignal(c.Context())
		defer stop()
		return play(ctx, l, o, w)
	}
	return c
}

func checkCommand() *cobra.Command {
	var allow bool
	c := &cobra.Command{
		Use:   "check FILE...",
		Short: "Parse and play lessons of your own, and report like a compiler",
		Args:  wrongly(cobra.MinimumNArgs(1)),
	}
	allowFlag(c, &allow)
	c.RunE = func(c *cobra.Command, files []string) error {
		ctx, stop := untilSignal(c.Context())
		defer stop()
		var faults []error
		for _, file := range files {
			if ctx.Err() != nil {
				break
			}
			l, err := lessons.ReadFile(file)
			if err == nil {
				err = permit(l, allow)
			}
			if err != nil {
				faults = append(faults, misuse{err})
				continue
			}
			faults = append(faults, play(ctx, l, transcript.Options{Upto: -1}, transcript.Silent{}))
		}
		return errors.Join(faults...)
	}
	return c
}

// find returns the lesson of that name, or of that file where the name is a
// path: it has a slash or ends in .md.
func find(name string) (*lessons.Lesson, error) {
	look := lessons.English.Find
	if strings.ContainsRune(name, os.PathSeparator) || strings.HasSuffix(name, ".md") {
		look = lessons.ReadFile
	}
	l, err := look(name)
	if err != nil {
		return nil, misuse{err}
	}
	return l, nil
}

// extent finds the steps that the flags name.
func extent(l *lessons.Lesson, skip []string, last string) (transcript.Options, error) {
	o := transcript.Options{Skip: make([]bool, len(l.Steps)), Upto: -1}
	for _, name := range skip {
		i, err := l.FindStep(name)
		if err != nil {
			return o, misuse{err}
		}
		o.Skip[i] = true
	}
	if last != "" {
		i, err := l.FindStep(last)
		if err != nil {
			return o, misuse{err}
		}
		o.Upto = i
	}
	return o, nil
}

// untilSignal returns a context that ends when somebody ends forklore.
func untilSignal(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
}

// play plays l until it ends or somebody ends forklore, and reports each claim
// that does not hold, like a compiler.
func play(ctx context.Context, l *lessons.Lesson, o transcript.Options, w transcript.Writer) error {
	checks, err := transcript.Play(ctx, l, o, w)
	var faults []error
	for _, c := range checks {
		if !c.OK {
			faults = append(faults, fmt.Errorf("%s:%d: %s: wanted %s, measured %s", l.File, c.Line, c.Text, c.Wanted, c.Measured))
		}
	}
	return errors.Join(append(faults, err)...)
}

func allowFlag(c *cobra.Command, allow *bool) {
	c.Flags().BoolVar(allow, "allow-programs", false, "let a file of your own execute the programs that it lists, unasked")
}

// permit asks before a file of the user's executes programs: it may come from
// a stranger.
func permit(l *lessons.Lesson, allowed bool) error {
	if l.Shipped || len(l.Programs) == 0 || allowed {
		return nil
	}
	programs := strings.Join(l.Programs, ", ")
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		return misuse{fmt.Errorf("%s executes %s; --allow-programs lets it", l.File, programs)}
	}
	fmt.Fprintf(os.Stderr, "%s executes %s. Play it? [y/N] ", l.File, programs)
	answer, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	if !strings.EqualFold(strings.TrimSpace(answer), "y") {
		return misuse{fmt.Errorf("%s was not played: answer y, or give --allow-programs", l.File)}
	}
	return nil
}
