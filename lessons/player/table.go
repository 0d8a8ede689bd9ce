package player

import (
	"slices"

	"forklore/probe/say"
)

// A Table holds the rows measured so far by the table blocks that have one head
// in common.
type Table struct {
	Head []string
	Rows []Row
}

// A Row is a row of a table.
type Row struct {
	Step  int        // index of the step that measured it
	Cells []say.Text // one for each column of the head
}

// measureTable measures the table of the current step. It adds the rows to the
// last entry and to the State's table with the same head.
func (p *Player) measureTable() {
	table := p.lesson.Steps[p.state.Step].Table
	if table == nil {
		return
	}
	last := &p.state.Entries[len(p.state.Entries)-1]
	last.Table = make([][]say.Text, 1)
	for _, title := range table.Head {
		last.Table[0] = append(last.Table[0], say.Plain(title))
	}
	i := slices.IndexFunc(p.state.Tables, func(t Table) bool { return slices.Equal(t.Head, table.Head) })
	if i < 0 {
		i = len(p.state.Tables)
		p.state.Tables = append(p.state.Tables, Table{Head: table.Head})
	}
	rows := slices.Clip(p.state.Tables[i].Rows)
	for _, cells := range table.Rows {
		row := Row{Step: p.state.Step}
		for _, c := range cells {
			text := say.Plain(c.Text)
			if c.Role != "" {
				text = p.tableCell(c.Role, c.Field)
			}
			row.Cells = append(row.Cells, text)
		}
		rows = append(rows, row)
		last.Table = append(last.Table, row.Cells)
	}
	p.state.Tables[i].Rows = rows
}

// tableCell measures a cell of a table. It does not tell zombies from processes
// that are gone, because for an orphan that depends on how quick the reaper is.
func (p *Player) tableCell(role, field string) say.Text {
	measured := p.measured(role, field)
	if field == "is" && agree(field, fated(dead), measured) {
		measured = fated(dead)
	}
	return p.describeValue(field, measured)
}
