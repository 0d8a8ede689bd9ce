package tui

import (
	"slices"
	"strings"

	"forklore/lessons"
	"forklore/lessons/progress"
	"forklore/probe/say"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// A menu is the list of lessons.
type menu struct {
	*theme
	lessons  []*lessons.Lesson
	progress func(lesson string) progress.Entry
	at       int
	view     viewport
	notice   string // shown until the next key; empty for none
	wrong    bool   // the notice is a warning

	lines []menuLine // the list as it was last drawn
}

// A menuLine is a line of the list and the index of its lesson, -1 for a heading.
type menuLine struct {
	text   string
	lesson int
}

// notify shows a notice until the next key.
func (m *menu) notify(text string, wrong bool) { m.notice, m.wrong = text, wrong }

// Update moves the cursor.
func (m *menu) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		m.notice = ""
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
		m.move(wheel(msg))
	}
	return nil
}

func (m *menu) move(n int) {
	m.at = max(0, min(m.at+n, len(m.lessons)-1))
}

// lessonAt returns the index of the lesson on row y of the window.
func (m *menu) lessonAt(y int) (int, bool) {
	i := y - headerHeight + m.view.offset
	if y < headerHeight || i >= len(m.lines) || m.lines[i].lesson < 0 {
		return 0, false
	}
	return m.lines[i].lesson, true
}

// render draws the list in a window of that layout.
func (m *menu) render(l layout) string {
	place := ""
	if n := len(m.lessons); n > 0 {
		place = m.say("lesson %d of %d", m.at+1, n) + " "
	}
	lines := []string{
		fit(" "+m.strong.Render("forklore")+m.dim.Render(" › ")+m.say("lessons"), l.w-width(place)) + m.dim.Render(place),
		fit(" "+m.dim.Render(m.say("A key, a real process, one real system call: see what the kernel changes.")), l.w),
		fit("", l.w),
	}
	m.lines = m.list(l.w)
	rows := l.body.h - 1 // an empty line above the keys
	first, last := m.selected()
	m.view.reveal(last, rows)
	m.view.reveal(first, rows)
	top := m.view.show(len(m.lines), rows, 0)
	for i := range l.body.h {
		text := ""
		if i < rows && top+i < len(m.lines) {
			text = m.lines[top+i].text
		}
		lines = append(lines, fit(text, l.w))
	}
	return strings.Join(append(lines, m.footerLine(l.w)), "\n")
}

func (m *menu) footerLine(w int) string {
	if m.notice == "" {
		return m.footer([]key.Binding{renamed(keys.open, "enter", "open"), keySelect, keyGlossary, keys.help, keyQuit}, w)
	}
	look := m.dim
	if m.wrong {
		look = m.bad
	}
	return fit(" "+look.Render(m.notice), w)
}

// selected returns the first and the last line of the lesson under the cursor,
// with the heading of a part before its first lesson.
func (m *menu) selected() (first, last int) {
	is := func(l menuLine) bool { return l.lesson == m.at }
	first = max(0, slices.IndexFunc(m.lines, is))
	for last = first; last+1 < len(m.lines) && is(m.lines[last+1]); last++ {
	}
	for first > 0 && m.lines[first-1].lesson < 0 {
		first--
	}
	return first, last
}

// list draws the parts of the course and their lessons.
func (m *menu) list(w int) (lines []menuLine) {
	part := -1
	for i, l := range m.lessons {
		if l.Shipped && l.Part != part {
			part = l.Part
			lines = append(lines, menuLine{" " + m.heading(part), -1}, menuLine{"", -1})
		}
		for _, text := range m.card(i, l, w) {
			lines = append(lines, menuLine{text, i})
		}
	}
	if len(lines) == 0 {
		lines = []menuLine{{"  " + m.dim.Render(m.say("There is no lesson.")), -1}}
	}
	return lines
}

// heading is a part's title and the minutes that its lessons take together.
func (m *menu) heading(part int) string {
	minutes := 0
	for _, l := range m.lessons {
		if l.Shipped && l.Part == part {
			minutes += l.Minutes
		}
	}
	title := m.say("Part %d: %s", part+1, m.word(lessons.Course[part].Title))
	return m.strong.Render(title) + m.dim.Render("  "+m.say("%d min", minutes))
}

// card draws a lesson: its title, its length, its summary and the learner's
// progress; under the cursor also the lessons to learn before.
func (m *menu) card(i int, l *lessons.Lesson, w int) []string {
	cursor, look, presumes := "  ", m.strong, ""
	if i == m.at {
		cursor, look = m.active.Render(signCursor)+" ", m.active
		presumes = m.presumes(l)
	}
	minutes := m.say("%d min", l.Minutes) + " "
	mark, words := m.progressOf(l)
	lines := m.aside(" "+cursor, look.Render(cell(l.Title))+mark+m.dim.Render(presumes), minutes, w)
	lines = append(lines, m.aside("   ", m.text.Render(cell(l.Summary)), words, w)...)
	return append(lines, "")
}

// aside wraps a text, with another text at the right of its first line.
func (m *menu) aside(first, text, right string, w int) []string {
	room := w - width(right)
	lines := indent(first, text, room-1)
	lines[0] = fit(lines[0], room) + m.dim.Render(right)
	return lines
}

// progressOf describes the learner's progress in a lesson, with a sign and in words.
func (m *menu) progressOf(l *lessons.Lesson) (mark, words string) {
	if m.progress == nil {
		return "", ""
	}
	e := m.progress(l.Name)
	if e.Done {
		mark = " " + m.good.Render(signYes)
		if asked := e.Predictions.Asked(); asked > 0 {
			words = m.say("%d of %d predicted", e.Predictions.Right, asked)
		}
	}
	if step := e.Step(l.Slugs()); step > 0 {
		mark += " " + m.active.Render(signCurrent)
		words = m.say("at step %d of %d", step+1, len(l.Steps))
	}
	if words != "" {
		words += " "
	}
	return mark, words
}

// todo returns the index of the lesson to go on with: the first that was left
// before its end, or else the first that was never finished.
func (m *menu) todo() int {
	left := func(l *lessons.Lesson) bool { return m.progress(l.Name).Step(l.Slugs()) > 0 }
	undone := func(l *lessons.Lesson) bool { return !m.progress(l.Name).Done }
	if i := slices.IndexFunc(m.lessons, left); i >= 0 {
		return i
	}
	return max(0, slices.IndexFunc(m.lessons, undone))
}

// presumes names the lessons to learn before this one.
func (m *menu) presumes(l *lessons.Lesson) string {
	var titles []string
	for _, name := range l.Presumes {
		for _, other := range m.lessons {
			if other.Name == name {
				titles = append(titles, cell(other.Title))
			}
		}
	}
	if len(titles) == 0 {
		return ""
	}
	return "  " + m.say("after %s", m.tell(say.List(titles)))
}
