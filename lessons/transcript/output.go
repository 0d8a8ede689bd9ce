package transcript

import (
	"regexp"
	"strings"
	"unicode"
)

// escape matches a control sequence, with which a program moves the cursor or
// chooses a colour (ECMA-48, 5.4), and an operating system command, which sets a
// title (ctlseqs of xterm, OSC). The latter ends at the end of the line, if not
// before.
var escape = regexp.MustCompile("\x1b(\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b\n]*(\x07|\x1b\\\\)?|[ -/]*[0-~])")

// outputLines returns the lines of a terminal's output, without the characters
// that would have an effect on another terminal.
func outputLines(output string) []string {
	text := strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return -1
	}, escape.ReplaceAllString(output, ""))
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// writeOutput writes the stage's terminal output, with a bar before each line.
func writeOutput(b *strings.Builder, output string) {
	if output == "" {
		return
	}
	for _, line := range outputLines(output) {
		b.WriteString(strings.TrimRight("  │ "+line, " ") + "\n")
	}
}
