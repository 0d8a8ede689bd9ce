package transcript

import (
	"strings"

	"forklore/lessons/player"

	"github.com/rivo/uniseg"
)

// Aligned returns rows as lines, with the cells of each column aligned. A Chinese
// character is two columns wide.
func Aligned(rows [][]string) string {
	var widths []int
	for _, row := range rows {
		for i, text := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], uniseg.StringWidth(text))
		}
	}
	const gap = 2
	var b strings.Builder
	for _, row := range rows {
		for i, text := range row {
			b.WriteString(text)
			if i < len(row)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-uniseg.StringWidth(text)+gap))
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// writeMeasured writes the tables that the lesson has measured.
func (t *TextWriter) writeMeasured(b *strings.Builder, tables []player.Table) {
	for _, table := range tables {
		rows := [][]string{indent(table.Head)}
		for _, row := range table.Rows {
			var cells []string
			for _, c := range row.Cells {
				cells = append(cells, c.In(t.say))
			}
			rows = append(rows, indent(cells))
		}
		b.WriteString("\n" + Aligned(rows))
	}
}

// indent puts two spaces before the first cell of a row.
func indent(row []string) []string {
	return append([]string{"  " + row[0]}, row[1:]...)
}
