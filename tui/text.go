package tui

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"forklore/probe"

	"github.com/charmbracelet/x/ansi"
)

// width returns how many columns the text takes. Styles take none, a Chinese
// character two.
func width(text string) int { return ansi.StringWidth(text) }

// fit cuts or fills the text to exactly w columns.
func fit(text string, w int) string {
	if w <= 0 {
		return ""
	}
	have := width(text)
	if have > w {
		text = ansi.Truncate(text, w, ellipsis)
		have = width(text)
	}
	return text + strings.Repeat(" ", max(0, w-have))
}

// fitRight is fit with the text at the right.
func fitRight(text string, w int) string {
	if have := width(text); have < w {
		return strings.Repeat(" ", w-have) + text
	}
	return fit(text, w)
}

// fitEnd is fit, but what is cut is the beginning: of a path the end tells more.
func fitEnd(text string, w int) string {
	if have := width(text); have > w && w > 0 {
		text = ansi.TruncateLeft(text, have-w+width(ellipsis), ellipsis)
	}
	return fit(text, w)
}

// clean and cell make text that came from elsewhere harmless.
var clean, cell = probe.Clean, probe.CleanLine

// indent wraps the text behind a first prefix, and under it.
func indent(first, text string, w int) []string {
	return hang(first, strings.Repeat(" ", width(first)), wrap(text, w-width(first)))
}

// hang puts one prefix before the first line and another before those under it.
func hang(first, under string, lines []string) []string {
	for i := range lines {
		if i == 0 {
			lines[i] = first + lines[i]
		} else {
			lines[i] = under + lines[i]
		}
	}
	return lines
}

// sentences puts a space between sentences. A full-width stop brings its own.
func sentences(parts ...string) string {
	var b strings.Builder
	for i, part := range parts {
		b.WriteString(part)
		end, _ := utf8.DecodeLastRuneInString(sgr.ReplaceAllString(part, ""))
		if i < len(parts)-1 && width(string(end)) < 2 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

var sgr = regexp.MustCompile(`\x1b\[[0-9;:]*m`)

// carry lets no style reach over the end of its line: it is ended there and
// begun again on the next, as other panes stand beside each line.
func carry(lines []string) []string {
	open := ""
	for i, l := range lines {
		begin := open
		for _, s := range sgr.FindAllString(l, -1) {
			if s == "\x1b[m" || s == "\x1b[0m" {
				open = ""
			} else {
				open += s
			}
		}
		lines[i] = begin + l
		if open != "" {
			lines[i] += "\x1b[0m"
		}
	}
	return lines
}
