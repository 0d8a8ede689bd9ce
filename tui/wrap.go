package tui

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// wrap breaks plain or styled text into lines of at most w columns.
func wrap(text string, w int) []string {
	if w <= 0 {
		return nil
	}
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		lines = append(lines, wrapLine(line, w)...)
	}
	return carry(lines)
}

// listMark matches what further lines of wrapped Markdown are indented by: the
// mark of a list item, or the bar of a quotation, which each line repeats.
var listMark = regexp.MustCompile(`^ *(• |\d+\. |\[[x ]\] |(│ )+)?`)

// wrapHanging is wrap for a line of rendered Markdown.
func wrapHanging(line string, w int) []string {
	plain := sgr.ReplaceAllString(line, "")
	mark := listMark.FindString(plain)
	if mark == "" || width(plain) <= w || width(mark) >= w {
		return wrap(line, w)
	}
	parts := splitStyled(line, []int{len(mark)})
	first, under := parts[0], strings.Repeat(" ", width(mark))
	if strings.HasSuffix(mark, "│ ") {
		under = first
	}
	return hang(first, under, wrap(parts[1], w-width(mark)))
}

// wrapCode breaks a line of program text, and indents the rest by four columns
// more.
func wrapCode(line string, w int) []string {
	plain := sgr.ReplaceAllString(line, "")
	blank := len(plain) - len(strings.TrimLeft(plain, " "))
	under := strings.Repeat(" ", blank+4)
	if width(plain) <= w || len(under) >= w {
		return []string{line}
	}
	parts := splitStyled(line, []int{blank})
	return carry(hang(parts[0], under, wrap(parts[1], w-len(under))))
}

// A cluster is a grapheme cluster, which a reader sees as one character: its
// bytes and columns, and whether a line may end after it.
type cluster struct {
	bytes, columns int
	ends           bool
}

// clusters divides plain text into grapheme clusters. A line may end after spaces
// and hyphens, and next to Chinese characters where Unicode allows it (UAX #14):
// not before a full stop, and not after an opening bracket. Unicode also allows
// breaks inside a path; here there are none, as a path is easier to read whole.
func clusters(plain string) (all []cluster) {
	state, last := -1, ""
	for plain != "" {
		text, rest, boundaries, next := uniseg.StepString(plain, state)
		c := cluster{bytes: len(text), columns: boundaries >> uniseg.ShiftWidth}
		follows, _ := utf8.DecodeRuneInString(rest)
		switch {
		case text == " ":
			c.ends = follows != ' '
		case boundaries&uniseg.MaskLine == uniseg.LineDontBreak:
		case text == "-":
			c.ends = last != "" && last != " " && last != "-"
		default:
			c.ends = c.columns > 1 || width(string(follows)) > 1
		}
		all = append(all, c)
		plain, state, last = rest, next, text
	}
	return all
}

// lineEnds returns the byte offsets at which to break plain text into lines of at
// most w columns. A text without a place to break is cut where the line is full.
// Spaces at the end of a line need no room.
func lineEnds(plain string, w int) (ends []int) {
	begin, at, columns := 0, 0, 0 // offset of the line, offset of the next cluster, columns so far
	may, rest := 0, 0             // the last offset where the line may end, columns after it
	for _, c := range clusters(plain) {
		for columns+c.columns > w && at > begin && plain[at] != ' ' {
			if may <= begin {
				may, rest = at, 0
			}
			ends = append(ends, may)
			begin, columns = may, rest
		}
		at, columns, rest = at+c.bytes, columns+c.columns, rest+c.columns
		if c.ends {
			may, rest = at, 0
		}
	}
	return ends
}

// spacesAtEnd matches the spaces at the end of a line, before any styles.
var spacesAtEnd = regexp.MustCompile(` +((\x1b\[[0-9;:]*m)*)$`)

// wrapLine breaks a text without newlines.
func wrapLine(line string, w int) []string {
	plain := sgr.ReplaceAllString(line, "")
	if width(plain) <= w {
		return []string{line}
	}
	lines := splitStyled(line, lineEnds(plain, w))
	for i := range lines {
		lines[i] = spacesAtEnd.ReplaceAllString(lines[i], "$1")
	}
	return lines
}

var sgrAtStart = regexp.MustCompile(`^\x1b\[[0-9;:]*m`)

// splitStyled splits styled text at byte offsets that do not count the styles.
func splitStyled(line string, ends []int) (parts []string) {
	begin, seen := 0, 0
	for i := 0; i < len(line) && len(ends) > 0; {
		if line[i] == '\x1b' {
			i += max(1, len(sgrAtStart.FindString(line[i:])))
			continue
		}
		if seen == ends[0] {
			parts = append(parts, line[begin:i])
			begin, ends = i, ends[1:]
		}
		i, seen = i+1, seen+1
	}
	return append(parts, line[begin:])
}
