package tui

import (
	"strings"

	"forklore/lessons"
	"forklore/probe/say"

	"github.com/charmbracelet/lipgloss"
)

// The signs. Each stands for itself: colour only repeats what it says.
const (
	signChanged = "▸" // this cell changed since the last step
	signMade    = "▶" // this line made the call
	signAhead   = "▷" // this line makes the next call
	signPart    = "│" // this line is of the text that makes the call
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
	signBar     = "▌" // beside what the learner is asked
	ellipsis    = "…"
)

// ascii gives each character that forklore draws one of ASCII, of the same
// width, so that the layout stays.
var ascii = strings.NewReplacer(
	signChanged, "*", signMade, ">", signAhead, "-", signCursor, ">", signLeader, "@", signGone, "%", signFront, "<",
	signYes, "+", signNo, "x", signOutside, "!", signDone, "#", signCurrent, "O", signTodo, ".", signSkipped, "/",
	signMore, ":", signBar, "|", ellipsis, "~",
	"│", "|", "─", "-", "┌", "+", "┐", "+", "└", "+", "┘", "+", "├", "+", "┤", "+", "┼", "+", "┬", "+", "┴", "+",
	"╭", "+", "╮", "+", "╰", "+", "╯", "+", "━", "=", "┃", "|", "┏", "#", "┓", "#", "┗", "#", "┛", "#",
	"→", ">", "←", "<", "›", ">", "↑", "^", "↓", "v", "·", "-", "–", "-", "—", "-", "•", "-",
	"’", "'", "‘", "'", "“", `"`, "”", `"`, "×", "x", "≠", "#", "§", "$", "\u00a0", " ",
)

// arrows are the keys of that name in ASCII: < and v are other keys.
var arrows = strings.NewReplacer("↑↓", "up/down", "↑", "up", "↓", "down", "→", "right", "←", "left")

// A theme is every style of the screen, and the language that it speaks.
type theme struct {
	ascii    bool
	renderer *lipgloss.Renderer
	speech   *lessons.Language

	text    lipgloss.Style
	strong  lipgloss.Style
	dim     lipgloss.Style // past, ahead, and what only accompanies
	changed lipgloss.Style // the one accent: what this step changed
	good    lipgloss.Style
	bad     lipgloss.Style
	active  lipgloss.Style // where the keys go
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

// colour gives each of the three depths of colour its own, on light and dark
// grounds: 16 colours are not the nearest of 256, they are chosen.
func colour(light, light16, dark, dark16 string) lipgloss.TerminalColor {
	return lipgloss.CompleteAdaptiveColor{
		Light: lipgloss.CompleteColor{TrueColor: light, ANSI256: light, ANSI: light16},
		Dark:  lipgloss.CompleteColor{TrueColor: dark, ANSI256: dark, ANSI: dark16},
	}
}

// newTheme asks the renderer for the terminal's ground and depth of colour, so
// it is made before the program starts. Without colours what is bold stays so.
func newTheme(r *lipgloss.Renderer, ascii, colours bool) *theme {
	colour := colour
	if !colours {
		colour = func(_, _, _, _ string) lipgloss.TerminalColor { return lipgloss.NoColor{} }
	}
	var (
		grey   = colour("243", "8", "246", "7")
		faint  = colour("247", "8", "242", "8")
		accent = colour("166", "5", "214", "11")
		green  = colour("28", "2", "78", "10")
		red    = colour("160", "1", "203", "9")
		blue   = colour("25", "4", "75", "12")
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

// say returns what the screen says for an English text, which may be a format of
// package fmt. It is given whole sentences: the order of words differs.
func (t *theme) say(english string, args ...any) string {
	return t.key(t.speech.Text(english, args...))
}

// word is say for what is data: a binding's description, a state. It is no format.
func (t *theme) word(english string) string { return t.key(t.speech.Word(english)) }

// key names keys, or a text that speaks of some.
func (t *theme) key(text string) string {
	if t.ascii {
		return arrows.Replace(text)
	}
	return text
}

// tell is say for a text that was made elsewhere.
func (t *theme) tell(text say.Text) string { return text.In(t.say) }

// texts is tell for several.
func (t *theme) texts(all []say.Text) []string {
	told := make([]string, len(all))
	for i, text := range all {
		told[i] = t.tell(text)
	}
	return told
}

// finish is the last thing done to a view.
func (t *theme) finish(view string) string {
	if t.ascii {
		return ascii.Replace(view)
	}
	return view
}

// verdict returns the sign of what holds or does not.
func (t *theme) verdict(ok bool) string {
	if ok {
		return t.good.Render(signYes)
	}
	return t.bad.Render(signNo)
}
