package tui

import (
	"slices"
	"strings"

	"forklore/lessons/player"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/lipgloss/table"
)

// measured draws the tables of measurements as far as the page's step has filled
// them, with the rows of this step marked. The summary has all tables.
func (s *scene) measured(w int) (lines []string) {
	upto := s.page().step
	for _, t := range s.state.Tables {
		rows := slices.DeleteFunc(slices.Clone(t.Rows), func(r player.Row) bool { return r.Step > upto })
		if len(rows) == 0 || s.page().kind == madePage && rows[len(rows)-1].Step != upto {
			continue
		}
		lines = join(lines, s.grid(t.Head, rows, w))
	}
	return lines
}

// grid draws a table and wraps texts that are wider than their column. If only
// some rows are from this step, a sign marks them.
func (s *scene) grid(head []string, rows []player.Row, w int) []string {
	isNew := func(r player.Row) bool { return r.Step == s.page().step }
	some := slices.ContainsFunc(rows, isNew) && !isNew(rows[0])
	signed := func(r player.Row) []string {
		cells := cellsOf(s.texts(r.Cells))
		if some && isNew(r) {
			cells[0] = signChanged + cells[0]
		}
		return cells
	}
	t := table.New().Border(lipgloss.NormalBorder()).BorderStyle(s.border).BorderHeader(true).
		BorderTop(false).BorderBottom(false).BorderLeft(false).BorderRight(false).
		Headers(cellsOf(head)...).Width(w).
		StyleFunc(func(row, column int) lipgloss.Style {
			switch {
			case row == table.HeaderRow:
				return s.strong
			case some && isNew(rows[row]):
				return s.changed
			case column == 0:
				return s.dim
			}
			return s.text
		})
	for _, r := range rows {
		t.Row(signed(r)...)
	}
	lines := strings.Split(t.Render(), "\n")
	for i := range lines {
		lines[i] = fit(lines[i], w)
	}
	return lines
}

// cellsOf makes texts safe to show in cells.
func cellsOf(texts []string) []string {
	cells := make([]string, len(texts))
	for i, text := range texts {
		cells[i] = cell(text)
	}
	return cells
}
