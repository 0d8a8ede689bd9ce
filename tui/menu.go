package tui

import (
	"fmt"
	"strings"

	"forklore/lessons"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// A menu is the list of lessons.
type menu struct {
	*theme
	lessons []*lessons.Lesson
	at      int
	view    viewport
	notice  string // what is being done, or went wrong
	bad     bool
}

// cardHeight is a lesson's title, its summary, and an empty line.
const cardHeight = 3

// Update moves the cursor.
func (m *menu) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		switch {
		case key.Matches(msg, keys.up):
			m.move(-1)
		case key.Matches(msg, keys.down):
			m.move(1)
		case key.Matches(msg, keys.first):
			m.move(-len(m.lessons))
		case key.Matches(msg, keys.now):
			m.move(len(m.lessons))
		}
	case tea.MouseMsg:
		switch {
		case msg.Button == tea.MouseButtonWheelUp:
			m.move(-1)
		case msg.Button == tea.MouseButtonWheelDown:
			m.move(1)
		}
	}
	return nil
}

func (m *menu) move(n int) {
	m.at = max(0, min(m.at+n, len(m.lessons)-1))
}

// lessonAt returns the index of the lesson on a line of the window.
func (m *menu) lessonAt(y int) (int, bool) {
	i := (y - headerHeight + m.view.offset) / cardHeight
	return i, y >= headerHeight && i < len(m.lessons)
}

// render draws the list in a window of that layout.
func (m *menu) render(l layout) string {
	place := ""
	if n := len(m.lessons); n > 0 {
		place = fmt.Sprintf("lesson %d of %d ", m.at+1, n)
	}
	lines := []string{
		fit(" "+m.strong.Render("forklore")+m.dim.Render(" › ")+"lessons", l.w-width(place)) + m.dim.Render(place),
		fit(" "+m.dim.Render("A key, a real process, one real system call: see what the kernel changes."), l.w),
		fit("", l.w),
	}
	var cards []string
	for i, lesson := range m.lessons {
		cards = append(cards, m.card(i, lesson, l.w)...)
	}
	if len(cards) == 0 {
		cards = []string{"  " + m.dim.Render("There is no lesson.")}
	}
	rows := l.body.h - 1 // an empty line above the keys
	m.view.reveal(m.at*cardHeight+cardHeight-1, rows)
	m.view.reveal(m.at*cardHeight, rows)
	first := m.view.show(len(cards), rows, -1)
	for i := range l.body.h {
		text := ""
		if i < rows && first+i < len(cards) {
			text = cards[first+i]
		}
		lines = append(lines, fit(text, l.w))
	}
	footer := m.footer([]key.Binding{renamed(keys.open, "enter", "open"), renamed(keys.up, "↑↓", "select"), keys.help, renamed(keys.quit, "q", "quit")}, l.w)
	if m.notice != "" {
		look := m.dim
		if m.bad {
			look = m.theme.bad
		}
		footer = fit(" "+look.Render(m.notice), l.w)
	}
	return strings.Join(append(lines, footer), "\n")
}

func (m *menu) card(i int, l *lessons.Lesson, w int) []string {
	cursor, look := "  ", m.strong
	if i == m.at {
		cursor, look = m.active.Render(signCursor)+" ", m.active
	}
	minutes := fmt.Sprintf("%d min ", l.Minutes)
	title := " " + cursor + look.Render(cell(l.Title))
	return []string{
		fit(title, w-width(minutes)) + m.dim.Render(minutes),
		fit("   "+m.text.Render(cell(l.Summary)), w),
		"",
	}
}
