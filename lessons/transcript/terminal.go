package transcript

import (
	"regexp"
	"strings"
	"unicode"

	"forklore/lessons/player"
)

// escape matches what a program writes to move a terminal's cursor or to choose
// a colour (ECMA-48, 5.4), and what xterm takes for its title (ctlseqs, OSC),
// which ends with the line at the latest.
var escape = regexp.MustCompile("\x1b(\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b\n]*(\x07|\x1b\\\\)?|[ -/]*[0-~])")

// outputLines returns what a terminal was written, line by line, as it can be
// read on another.
func outputLines(output string) []string {
	text := strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return -1
	}, escape.ReplaceAllString(output, ""))
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// writeOutput writes what the terminal showed.
func writeOutput(b *strings.Builder, output string) {
	if output == "" {
		return
	}
	for _, line := range outputLines(output) {
		b.WriteString(strings.TrimRight("  │ "+line, " ") + "\n")
	}
}

// writeMeasured writes the tables that the lesson has filled in.
func (t *TextWriter) writeMeasured(b *strings.Builder, tables []player.Table) {
	for _, table := range tables {
		rows := [][]string{indented(table.Head)}
		for _, row := range table.Rows {
			var cells []string
			for _, c := range row.Cells {
				cells = append(cells, c.In(t.say))
			}
			rows = append(rows, indented(cells))
		}
		b.WriteString("\n" + Aligned(rows))
	}
}

func indented(row []string) []string {
	return append([]string{"  " + row[0]}, row[1:]...)
}
