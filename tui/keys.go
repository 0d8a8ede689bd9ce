package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// bindings are all key bindings. The help, the footer and the README's table of
// keys are made from them.
type bindings struct {
	next, read, back, now, first          key.Binding
	skip, restart, resume, following      key.Binding
	choose, pass, hint, reveal            key.Binding
	up, down, pageUp, pageDown            key.Binding
	details, audit, jump, open            key.Binding
	pane, panes, previous, zoom, language key.Binding
	glossary, help, escape, suspend, quit key.Binding
}

// bind makes a binding of the keys with these names. help shows the keys, and
// what describes their effect.
func bind(help, what string, names ...string) key.Binding {
	return key.NewBinding(key.WithKeys(names...), key.WithHelp(help, what))
}

// A key may belong to several bindings. Which one applies depends on what has
// the focus: see screen.key, answerKey and enterKey.
var keys = bindings{
	next:      bind("→ l enter", "next", "right", "l", "enter"),
	read:      bind("space", "read on: the rest of the text, then next", " "),
	back:      bind("← h", "back", "left", "h"),
	now:       bind("n End", "to now", "n", "end"),
	first:     bind("g Home", "to the first moment", "g", "home"),
	skip:      bind("x", "play without this step, or with it again", "x"),
	restart:   bind("r", "restart with new processes", "r"),
	resume:    bind("c", "at the beginning: go on where the lesson was left", "c"),
	following: bind("o", "at the end: open the next lesson", "o"),

	up:       bind("↑ k", "select a process, or scroll", "up", "k"),
	down:     bind("↓ j", "the same, downwards", "down", "j"),
	pageUp:   bind("PgUp b", "scroll a page up", "pgup", "b"),
	pageDown: bind("PgDn", "scroll a page down", "pgdown"),
	details:  bind("enter", "details of the selected process", "enter"),
	audit:    bind("a", "audit: is it a well-made daemon?", "a"),
	jump:     bind("enter", "go or play to the selected step", "enter"),
	escape:   bind("esc", "close, unselect, leave the lesson", "esc"),

	pane:     bind("1–7", "go to that pane; again: zoom it", "1", "2", "3", "4", "5", "6", "7"),
	panes:    bind("] f", "next pane", "]", "f"),
	previous: bind("[ shift+tab", "pane before", "[", "shift+tab"),
	zoom:     bind("z", "zoom the pane, or back", "z"),
	language: bind("tab", "the program text, or its next language", "tab"),

	choose: bind("1–9", "predict; or ↑ ↓ and enter", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
	pass:   bind("p", "pass the question", "p"),
	hint:   bind("i", "a hint", "i"),
	reveal: bind("v", "show an answer: of the review, or to an audience", "v"),

	open:     bind("enter", "open the lesson", "enter", "right", "l", " "),
	glossary: bind("w", "what words mean: the glossary", "w"),
	help:     bind("?", "help", "?"),
	suspend:  bind("ctrl+z", "suspend", "ctrl+z"),
	quit:     bind("q ctrl+c", "quit", "q", "ctrl+c"),
}

// A chapter is a part of the help: a title and bindings.
type chapter struct {
	title    string
	bindings []key.Binding
}

// chapters returns the whole help.
func (b *bindings) chapters() []chapter {
	return []chapter{
		{"Playing", []key.Binding{b.next, b.read, b.back, b.first, b.now, b.skip, b.restart, b.resume, b.following}},
		{"Predictions", []key.Binding{b.choose, b.pass, b.hint, b.reveal}},
		{"Processes", []key.Binding{b.up, b.down, b.details, b.audit}},
		{"Panes", []key.Binding{b.pane, b.panes, b.previous, b.zoom, b.language, b.pageUp, b.pageDown}},
		{"Steps (pane 6) and lessons", []key.Binding{b.jump, b.open}},
		{"forklore", []key.Binding{b.glossary, b.help, b.escape, b.suspend, b.quit}},
	}
}

// Words returns the texts of the screen that are data: the names of the panes
// and of the chapters of the help, in English. They are translated when shown;
// a test checks that every language has them.
func Words() (all []string) {
	for _, p := range panes {
		all = append(all, p.name)
	}
	for _, c := range keys.chapters() {
		all = append(all, c.title)
	}
	return all
}

// digit returns the index that a digit key stands for: 0 for the key 1.
func digit(msg tea.KeyMsg) int { return int(msg.Runes[0] - '1') }

// renamed returns the binding with another description, for a footer.
func renamed(b key.Binding, help, what string) key.Binding {
	b.SetHelp(help, what)
	return b
}

// footer draws as many bindings as fit in w columns, and always the last two,
// help and quit.
func (t *theme) footer(list []key.Binding, w int) string {
	item := func(b key.Binding) string {
		return t.strong.Render(t.key(b.Help().Key)) + " " + t.dim.Render(t.word(b.Help().Desc))
	}
	const always = 2
	cut := max(0, len(list)-always)
	room := w - 1
	for _, b := range list[cut:] {
		room -= width(item(b)) + len(itemGap)
	}
	var parts []string
	for i, b := range list {
		need := width(item(b)) + len(itemGap)
		if i >= cut || need <= room {
			parts = append(parts, item(b))
		}
		if i < cut && need <= room {
			room -= need
		}
	}
	return fit(" "+strings.Join(parts, itemGap), w)
}

const itemGap = "   " // between two items on one line

// helpLines draws every binding, chapter by chapter, and the signs, in w columns.
func (t *theme) helpLines(w int) []string {
	column := 0
	for _, c := range keys.chapters() {
		for _, b := range c.bindings {
			column = max(column, width(t.key(b.Help().Key)))
		}
	}
	var lines []string
	for _, c := range keys.chapters() {
		lines = append(lines, t.strong.Render(t.word(c.title)))
		for _, b := range c.bindings {
			lines = append(lines, indent("  "+t.active.Render(fit(t.key(b.Help().Key), column))+"  ", t.word(b.Help().Desc), w)...)
		}
		lines = append(lines, "")
	}
	return append(lines, t.signs(w)...)
}

// signs explains the signs of the screen.
func (t *theme) signs(w int) []string {
	lines := []string{t.strong.Render(t.say("Signs"))}
	for _, s := range []struct{ sign, means string }{
		{t.changed.Render(signChanged), t.say("changed by this step")},
		{t.text.Render(signLeader), t.say("leads its session")},
		{t.active.Render(signFront), t.say("the terminal's foreground group: it gets what is typed, and Ctrl-C")},
		{t.dim.Render(signGone), t.say("ended and reaped: the kernel has forgotten it")},
		{t.changed.Render(signOutside), t.say("happened without a call of the lesson")},
		{t.active.Render(signMade), t.say("this line made the call")},
		{t.dim.Render(signAhead), t.say("this line makes the next call")},
		{t.good.Render(signDone) + " " + t.active.Render(signCurrent) + " " + t.dim.Render(signTodo), t.say("steps: played, current, ahead")},
		{t.dim.Render(signSkipped) + " " + t.bad.Render(signNo), t.say("steps: skipped, with a check that failed")},
		{t.dim.Render(signMore), t.say("the pane has more lines: select it and scroll")},
	} {
		lines = append(lines, indent("  "+fit(s.sign, 6), s.means, w)...)
	}
	return lines
}
