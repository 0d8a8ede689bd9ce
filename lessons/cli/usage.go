package cli

import (
	"errors"
	"os"

	"forklore/lessons"
	"forklore/probe/say"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// languageOf returns the language that --lang names, or else that of the
// locale. It must be known before cobra parses the command line, because
// errors in the command line are reported in that language.
func languageOf(args []string) (*lessons.Language, error) {
	locale := lessons.LanguageOfLocale(os.Getenv)
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	flags.ParseErrorsAllowlist.UnknownFlags = true
	flags.BoolP("help", "h", false, "")
	name := flags.String("lang", "", "")
	if err := flags.Parse(args); err != nil || !flags.Changed("lang") {
		return locale, nil // cobra will report the error
	}
	if language, ok := lessons.LanguageOf(*name); ok {
		return language, nil
	}
	return nil, errors.New(locale.Text("no language %q: there are %s", *name, say.List(tags()).In(locale.Text)))
}

// tags returns the tags of all languages: "en", "zh".
func tags() (all []string) {
	for _, l := range lessons.Languages() {
		all = append(all, l.Tag)
	}
	return all
}

// translate replaces cobra's own English texts by texts in the program's
// language.
func (p *program) translate(root *cobra.Command) {
	root.PersistentFlags().String("lang", "", p.say("speak `LANGUAGE` (%s), not that of the locale", say.List(tags()).In(p.say)))
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return p.wrong(c, p.flagError(err)) })
	root.SetUsageTemplate(p.usage())
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Short = p.say("Say how to use a command")
			c.Long = c.Short
		case "completion":
			c.Short = p.say("Write a script that completes forklore's commands in a shell")
			c.Long = c.Short
			for _, shell := range c.Commands() {
				shell.Short = p.say("Write the script for %s", shell.Name())
				shell.Long = shell.Short
				shell.DisableFlagsInUseLine = true
				shell.Flags().VisitAll(func(f *pflag.Flag) { f.Usage = p.say("leave out what each command does") })
				p.helpFlag(shell)
			}
		}
		c.DisableFlagsInUseLine = true
		p.helpFlag(c)
	}
	root.DisableFlagsInUseLine = true
	p.helpFlag(root)
}

// helpFlag gives c its flag --help, whose text is otherwise cobra's.
func (p *program) helpFlag(c *cobra.Command) {
	c.Flags().BoolP("help", "h", false, p.say("say how to use %s", c.Name()))
}

// usage returns the template (text/template) from which cobra makes a
// command's usage text.
func (p *program) usage() string {
	return p.say("Usage:") + `{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} ` + p.say("COMMAND") + `

` + p.say("Commands:") + `{{range .Commands}}{{if or .IsAvailableCommand (eq .Name "help")}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

` + p.say("Flags:") + `
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

` + p.say("Flags of every command:") + `
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableSubCommands}}

` + p.say("More about a command: %s COMMAND --help", "{{.CommandPath}}") + `{{end}}
`
}

// flagError returns the text of an error of pflag's, in the program's language.
func (p *program) flagError(err error) string {
	var (
		unknown *pflag.NotExistError
		missing *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
		syntax  *pflag.InvalidSyntaxError
	)
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		return p.say("unknown flag: -%s", unknown.GetSpecifiedName())
	case errors.As(err, &unknown):
		return p.say("unknown flag: --%s", unknown.GetSpecifiedName())
	case errors.As(err, &missing):
		return p.say("the flag --%s needs an argument", missing.GetSpecifiedName())
	case errors.As(err, &invalid):
		return p.say("the flag --%s does not take %q", invalid.GetFlag().Name, invalid.GetValue())
	case errors.As(err, &syntax):
		return p.say("not a flag: %s", syntax.GetSpecifiedFlag())
	}
	return err.Error()
}
