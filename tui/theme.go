package tui

import (
	"strings"

	"forklore/lessons"
	"forklore/probe/say"

	"github.com/charmbracelet/lipgloss"
)

// The signs. Each has its meaning without any colour.
const (
	signChanged = "▸" // this cell changed since the last step
	signMade    = "▶" // this line made the call
	signAhead   = "▷" // this line makes the next call
	signPart    = "│" // this line belongs to the text that makes the call
	signCursor  = "❯" // selected
	signLeader  = "★" // leads its session
	signGone    = "†" // reaped: the kernel has forgotten it
	signFront   = "◂" // the terminal's foreground group
	signYes     = "✓"
	signNo      = "✗"
	signUnseen  = "?"
	signOutside = "⇠" // not made by the lesson
	signDone    = "●"
	signCurrent = "◉"
	signTodo    = "○"
	signSkipped = "⊘"
	signMore    = "↕" // there is more than the pane shows
	signBar     = "▌" // beside a question
	ellipsis    = "…"
)

// toASCII replaces each character that forklore draws with an ASCII character of
// the same width, so the layout stays the same.
var toASCII = strings.NewReplacer(
	signChanged, "*", signMade, ">", signAhead, "-", signCursor, ">", signLeader, "@", signGone, "%", signFront, "<",
	signYes, "+", signNo, "x", signOutside, "!", signDone, "#", signCurrent, "O", signTodo, ".", signSkipped, "/",
	signMore, ":", signBar, "|", ellipsis, "~",
	"│", "|", "─", "-", "┌", "+", "┐", "+", "└", "+", "┘", "+", "├", "+", "┤", "+", "┼", "+", "┬", "+", "┴", "+",
	"╭", "+", "╮", "+", "╰", "+", "╯", "+", "━", "=", "┃", "|", "┏", "#", "┓", "#", "┗", "#", "┛", "#",
	"→", ">", "←", "<", "›", ">", "↑", "^", "↓", "v", "·", "-", "–", "-", "—", "-", "•", "-",
	"’", "'", "‘", "'", "“", `"`, "”", `"`, "×", "x", "≠", "#", "§", "$", "\u00a0", " ",
)

// arrows replaces arrows that name keys with words: < and v would name other keys.
var arrows = strings.NewReplacer("↑↓", "up/down", "↑", "up", "↓", "down", "→", "right", "←", "left")

// A theme has the styles and the language of the screen.
type theme struct {
	ascii    bool
	renderer *lipgloss.Renderer
	speech   *lessons.Language

	text    lipgloss.Style
	strong  lipgloss.Style
	dim     lipgloss.Style // past, ahead, and what only accompanies
	changed lipgloss.Style // the only accent: what this step changed
	good    lipgloss.Style
	bad     lipgloss.Style
	active  lipgloss.Style // what has the focus
	banner  lipgloss.Style // the past
	code    codeStyles

	pane    lipgloss.Style // its border and padding
	focused lipgloss.Style
	box     lipgloss.Style // a session, a group
	border  lipgloss.Style // colours of borders
	front   lipgloss.Style // colour of a focused pane's border

	prose *prose
}

type codeStyles struct{ keyword, text, comment, number lipgloss.Style }

// colour makes a colour for light and dark backgrounds. Terminals with 16 colours
// get one that is chosen for them, not the nearest to that of 256.
func colour(light, light16, dark, dark16 string) lipgloss.TerminalColor {
	return lipgloss.CompleteAdaptiveColor{
		Light: lipgloss.CompleteColor{TrueColor: light, ANSI256: light, ANSI: light16},
		Dark:  lipgloss.CompleteColor{TrueColor: dark, ANSI256: dark, ANSI: dark16},
	}
}

// newTheme makes the theme. It asks the terminal for its background, through the
// renderer, so it must be called before the program reads the keyboard. Without
// colours, bold text stays bold.
func newTheme(r *lipgloss.Renderer, ascii, colours bool) *theme {
	choose := colour
	if !colours {
		choose = func(_, _, _, _ string) lipgloss.TerminalColor { return lipgloss.NoColor{} }
	}
	var (
		grey   = choose("243", "8", "246", "7")
		faint  = choose("247", "8", "242", "8")
		accent = choose("166", "5", "214", "11")
		green  = choose("28", "2", "78", "10")
		red    = choose("160", "1", "203", "9")
		blue   = choose("25", "4", "75", "12")
	)
	style := r.NewStyle
	pane := style().Border(lipgloss.NormalBorder()).Padding(0, 1)
	t := &theme{
		ascii: ascii, renderer: r, speech: lessons.English,
		text:    style(),
		strong:  style().Bold(true),
		dim:     style().Foreground(grey),
		changed: style().Foreground(accent).Bold(true),
		good:    style().Foreground(green),
		bad:     style().Foreground(red).Bold(true),
		active:  style().Foreground(blue).Bold(true),
		banner:  style().Foreground(accent).Bold(true).Reverse(true),
		code: codeStyles{
			keyword: style().Foreground(blue),
			text:    style().Foreground(green),
			comment: style().Foreground(grey),
			number:  style(),
		},
		pane:    pane,
		focused: pane.Border(lipgloss.ThickBorder()),
		box:     style().Border(lipgloss.RoundedBorder()).Padding(0, 1),
		border:  style().Foreground(faint),
		front:   style().Foreground(blue),
	}
	t.prose = newProse(r, colours)
	return t
}

// say translates an English text, which may be a format of package fmt, to the
// language of the screen. Pass whole sentences: word order differs by language.
func (t *theme) say(english string, args ...any) string {
	return t.key(t.speech.Text(english, args...))
}

// word is say for a text that is data and not a format: a binding's description,
// a state.
func (t *theme) word(english string) string { return t.key(t.speech.Word(english)) }

// key makes a text that names keys ASCII, if the theme is.
func (t *theme) key(text string) string {
	if t.ascii {
		return arrows.Replace(text)
	}
	return text
}

// tell is say for a text from another package.
func (t *theme) tell(text say.Text) string { return text.In(t.say) }

// texts is tell for several.
func (t *theme) texts(all []say.Text) []string {
	told := make([]string, len(all))
	for i, text := range all {
		told[i] = t.tell(text)
	}
	return told
}

// finish makes a whole view ASCII, if the theme is.
func (t *theme) finish(view string) string {
	if t.ascii {
		return toASCII.Replace(view)
	}
	return view
}

// verdict returns the sign for what holds, or does not.
func (t *theme) verdict(ok bool) string {
	if ok {
		return t.good.Render(signYes)
	}
	return t.bad.Render(signNo)
}
