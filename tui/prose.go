package tui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/glamour"
	"github.com/charmbracelet/glamour/ansi"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// A prose renders Markdown as lines, and caches them.
type prose struct {
	profile   termenv.Profile
	config    ansi.StyleConfig
	renderers map[int]*glamour.TermRenderer // by width
	cache     map[cacheKey][]string
}

type cacheKey struct {
	markdown string
	width    int
}

// cacheSize limits the cache: after a resize every text comes at a new width.
const cacheSize = 256

func newProse(r *lipgloss.Renderer, colours bool) *prose {
	p := &prose{profile: r.ColorProfile(), config: compact(r.HasDarkBackground(), r.ColorProfile(), colours)}
	p.forget()
	return p
}

// forget empties the cache.
func (p *prose) forget() {
	p.renderers, p.cache = make(map[int]*glamour.TermRenderer), make(map[cacheKey][]string)
}

// lines renders Markdown as lines of at most w columns. Text that cannot be
// rendered is shown as it is.
func (p *prose) lines(markdown string, w int) []string {
	if w <= 0 || markdown == "" {
		return nil
	}
	key := cacheKey{markdown, w}
	if lines, ok := p.cache[key]; ok {
		return slices.Clone(lines)
	}
	if len(p.cache) >= cacheSize {
		p.forget()
	}
	var lines []string
	for _, part := range tablesApart(clean(markdown)) {
		if part.table {
			lines = append(lines, trim(p.rendered(part.text, w))...)
			continue
		}
		for _, line := range p.rendered(part.text, unwrapped(part.text, w)) {
			lines = append(lines, wrapHanging(line, w)...)
		}
	}
	lines = trim(carry(lines))
	p.cache[key] = lines
	return slices.Clone(lines)
}

// rendered renders Markdown with glamour at that width.
func (p *prose) rendered(markdown string, w int) []string {
	text := markdown
	if r := p.renderer(w); r != nil {
		if out, err := r.Render(text); err == nil {
			text = out
		}
	}
	if p.profile == termenv.Ascii {
		text = sgr.ReplaceAllString(text, "") // glamour writes bold even without colours
	}
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = spacesAtEnd.ReplaceAllString(lines[i], "$1")
	}
	return lines
}

// A part of a Markdown text is a table, or the text between tables.
type part struct {
	text  string
	table bool
}

// tablesApart divides Markdown into parts. glamour fits tables to the width, but
// package tui wraps paragraphs itself: glamour breaks lines only at spaces, and
// Chinese has few.
func tablesApart(markdown string) (parts []part) {
	fenced := false
	for _, line := range strings.SplitAfter(markdown, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			fenced = !fenced
		}
		table := !fenced && strings.HasPrefix(line, "|")
		if n := len(parts); n == 0 || parts[n-1].table != table {
			parts = append(parts, part{table: table})
		}
		parts[len(parts)-1].text += line
	}
	return parts
}

// unwrapped returns a width at which glamour wraps no paragraph of the text. It
// is a multiple of 100, because each width needs a renderer of its own. It is
// twice the longest paragraph, because in a Chinese locale glamour counts two
// columns for a quotation mark.
func unwrapped(markdown string, w int) int {
	longest := w
	for _, block := range strings.Split(markdown, "\n\n") {
		longest = max(longest, width(strings.ReplaceAll(block, "\n", " ")))
	}
	const step = 100
	return (2*longest/step + 1) * step
}

// renderer returns the renderer for a width, nil if glamour cannot make one.
func (p *prose) renderer(w int) *glamour.TermRenderer {
	if r, ok := p.renderers[w]; ok {
		return r
	}
	r, err := glamour.NewTermRenderer(glamour.WithStyles(p.config), glamour.WithColorProfile(p.profile), glamour.WithWordWrap(w))
	if err != nil {
		return nil
	}
	p.renderers[w] = r
	return r
}

// trim removes the empty lines at both ends and all but one of several empty
// lines together: a pane has no room for them.
func trim(lines []string) []string {
	kept := lines[:0]
	for _, l := range lines {
		blank := strings.TrimSpace(sgr.ReplaceAllString(l, "")) == ""
		switch {
		case !blank:
			kept = append(kept, l)
		case len(kept) > 0 && kept[len(kept)-1] != "":
			kept = append(kept, "")
		}
	}
	for len(kept) > 0 && kept[len(kept)-1] == "" {
		kept = kept[:len(kept)-1]
	}
	return kept
}

// compact is a style without margins and with one colour, for code.
func compact(dark bool, profile termenv.Profile, colours bool) ansi.StyleConfig {
	blue := "25"
	switch {
	case profile == termenv.ANSI && dark:
		blue = "12"
	case profile == termenv.ANSI:
		blue = "4"
	case dark:
		blue = "75"
	}
	var (
		yes    = true
		none   = uint(0)
		one    = uint(1)
		two    = uint(2)
		bar    = "│ "
		strong = ansi.StylePrimitive{Bold: &yes}
		block  = ansi.StylePrimitive{Color: &blue}
		code   = block
	)
	if profile == termenv.Ascii || !colours {
		block.Color = nil
		code = ansi.StylePrimitive{Prefix: "`", Suffix: "`"} // otherwise it looks like the words around it
	}
	return ansi.StyleConfig{
		Document:       ansi.StyleBlock{Margin: &none},
		BlockQuote:     ansi.StyleBlock{Indent: &one, IndentToken: &bar},
		List:           ansi.StyleList{LevelIndent: 2},
		Heading:        ansi.StyleBlock{StylePrimitive: strong},
		Strong:         strong,
		Emph:           ansi.StylePrimitive{Italic: &yes},
		Item:           ansi.StylePrimitive{BlockPrefix: "• "},
		Enumeration:    ansi.StylePrimitive{BlockPrefix: ". "},
		Task:           ansi.StyleTask{Ticked: "[x] ", Unticked: "[ ] "},
		HorizontalRule: ansi.StylePrimitive{Format: "\n────\n"},
		Link:           ansi.StylePrimitive{Underline: &yes},
		Code:           ansi.StyleBlock{StylePrimitive: code},
		CodeBlock:      ansi.StyleCodeBlock{StyleBlock: ansi.StyleBlock{StylePrimitive: block, Margin: &two}},
	}
}
