package tui

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"forklore/probe"

	"github.com/charmbracelet/x/ansi"
)

// width returns how many columns the text needs. Styles need none, a Chinese
// character two.
func width(text string) int { return ansi.StringWidth(text) }

// fit cuts the text or adds spaces, to exactly w columns.
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

// fitRight is fit, aligned right.
func fitRight(text string, w int) string {
	if have := width(text); have < w {
		return strings.Repeat(" ", w-have) + text
	}
	return fit(text, w)
}

// fitEnd is fit, but cuts at the beginning: the end of a path is more important.
func fitEnd(text string, w int) string {
	if have := width(text); have > w && w > 0 {
		text = ansi.TruncateLeft(text, have-w+width(ellipsis), ellipsis)
	}
	return fit(text, w)
}

// clean and cell make text safe to show that comes from a lesson, the kernel or a
// process; cell also makes it one line.
var clean, cell = probe.Clean, probe.CleanLine

// indent wraps the text after a prefix, and indents the further lines to match.
func indent(first, text string, w int) []string {
	return hang(first, strings.Repeat(" ", width(first)), wrap(text, w-width(first)))
}

// hang puts one prefix before the first line and another before all others.
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

// sentences joins sentences with spaces. A full-width stop needs no space.
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

// sgr matches a style: Select Graphic Rendition (console_codes(4)).
var sgr = regexp.MustCompile(`\x1b\[[0-9;:]*m`)

// carry ends every open style at the end of its line and begins it again on the
// next: other panes are drawn to the right of each line.
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
