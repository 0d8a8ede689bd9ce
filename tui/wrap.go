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

// listMark is what wrapped lines of Markdown are indented behind: the mark of a
// list's item, or the bar of a quotation, which is drawn anew.
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

// wrapCode breaks a line of program text. What does not fit stands under it,
// farther in.
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

// A cluster is what a reader takes for one character: how many bytes and columns
// it has, and whether a line may end behind it.
type cluster struct {
	bytes, columns int
	ends           bool
}

// clusters divides plain text. Lines end behind spaces and hyphens, and beside
// Chinese characters wherever the Unicode standard lets them (UAX #14): not
// before a full stop, nor behind an opening bracket. It would let them end
// inside a path too, which is easier to read whole.
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

// lineEnds returns where the lines of plain text end that have w columns, but
// for the last: by how many bytes stand before. What nowhere may end is cut
// where the line is full. Spaces at an end need no room.
func lineEnds(plain string, w int) (ends []int) {
	begin, at, columns := 0, 0, 0 // of the line; of the next cluster; how many the line has
	may, behind := 0, 0           // where the line may end; columns that it has behind that
	for _, c := range clusters(plain) {
		for columns+c.columns > w && at > begin && plain[at] != ' ' {
			if may <= begin {
				may, behind = at, 0
			}
			ends = append(ends, may)
			begin, columns = may, behind
		}
		at, columns, behind = at+c.bytes, columns+c.columns, behind+c.columns
		if c.ends {
			may, behind = at, 0
		}
	}
	return ends
}

// spacesAtEnd are followed by styles at most.
var spacesAtEnd = regexp.MustCompile(` +((\x1b\[[0-9;:]*m)*)$`)

// wrapLine breaks a line without line feeds.
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

// splitStyled splits styled text where so many bytes of it are before that are
// no style.
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
