package lessons

import (
	"slices"
	"strings"

	"forklore/probe/say"
)

// table reads a table block: a head, then rows of cells.
func (p *parser) table(b block) *Table {
	t := &Table{}
	for i, text := range b.text {
		if strings.TrimSpace(text) == "" {
			continue
		}
		line := b.line + 1 + i
		words, err := cells(text)
		switch {
		case err != nil:
			p.fault(line, "%v", err)
		case t.Head == nil:
			t.Head = words
		case len(words) != len(t.Head):
			p.fault(line, "the row has %d cells, the head has %d", len(words), len(t.Head))
		default:
			t.Rows = append(t.Rows, p.row(line, words))
		}
	}
	if len(t.Rows) == 0 {
		p.fault(b.line, "a table block is a head and rows of as many cells, each a line | CELL | CELL |")
	}
	return t
}

// cells returns the cells of a row: a and b for "| a | b |".
func cells(line string) ([]string, error) {
	line = strings.TrimSpace(line)
	inner, open := strings.CutPrefix(line, "|")
	inner, closed := strings.CutSuffix(inner, "|")
	if !open || !closed {
		return nil, say.Textf("a row of a table begins and ends with |")
	}
	words := strings.Split(inner, "|")
	for i := range words {
		words[i] = strings.TrimSpace(words[i])
	}
	return words, nil
}

// row reads the cells of a row. ROLE.FIELD and "ROLE is" are measured, the rest
// are texts.
func (p *parser) row(line int, words []string) []Cell {
	row := make([]Cell, len(words))
	for i, word := range words {
		role, field, ok := cutCell(word)
		if _, given := p.roles[role]; !ok || !given || slices.Contains(reserved, role) {
			row[i] = Cell{Text: word}
			continue
		}
		if err := checkField(field); err != nil {
			p.fault(line, "%v", err)
		}
		row[i] = Cell{Role: role, Field: field}
	}
	return row
}
