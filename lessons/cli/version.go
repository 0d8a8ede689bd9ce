package cli

import (
	"cmp"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// versionFlag gives c the flag --version, which writes the module version and
// the VCS revision that this program was built from.
func (p *program) versionFlag(c *cobra.Command) {
	c.Flags().Bool("version", false, p.say("say which version of forklore this is"))
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	c.Version = p.version(info)
	c.SetVersionTemplate("{{.Name}} {{.Version}}\n")
}

// version returns the module version and, where the go command knew it, the
// VCS revision: "v1.2.0 (revision 4407907, modified)". The settings are those
// that `go version -m` prints (runtime/debug, BuildSetting).
func (p *program) version(info *debug.BuildInfo) string {
	version := cmp.Or(info.Main.Version, "(devel)")
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	revision := settings["vcs.revision"]
	if revision == "" {
		return version
	}
	words := []string{p.say("revision %s", revision)}
	if settings["vcs.modified"] == "true" {
		words = append(words, p.say("with changes that are not committed"))
	}
	return version + " (" + strings.Join(words, ", ") + ")"
}
