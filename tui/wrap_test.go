package tui

import (
	"slices"
	"strings"
	"testing"

	"github.com/muesli/termenv"
)

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		name, text string
		w          int
		want       []string
	}{
		{"fits", "a few words", 11, []string{"a few words"}},
		{"at spaces", "one two  three", 8, []string{"one two", "three"}},
		{"after a hyphen", "a well-made daemon", 8, []string{"a well-", "made", "daemon"}},
		{"a flag is whole", "give --skip", 8, []string{"give", "--skip"}},
		{"a path is whole", "on /dev/pts/4", 10, []string{"on", "/dev/pts/4"}},
		{"what fits nowhere", "abcdefgh", 3, []string{"abc", "def", "gh"}},
		{"lines of their own", "a b\n\nc", 2, []string{"a", "b", "", "c"}},
		{"Chinese anywhere", "守护进程在后台运行", 8, []string{"守护进程", "在后台运", "行"}},
		{"half a column over", "守护进程", 5, []string{"守护", "进程"}},
		{"no stop begins a line", "守护进程，在后台", 8, []string{"守护进", "程，在后", "台"}},
		{"no bracket ends a line", "守护进（进程）", 8, []string{"守护进", "（进程）"}},
		{"a word among Chinese is whole", "由 fork(2) 创建", 8, []string{"由", "fork(2)", "创建"}},
		{"beside a word", "进程setsid之后", 9, []string{"进程", "setsid之", "后"}},
	} {
		if got := wrap(test.text, test.w); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q in %d columns: %q, want %q", test.name, test.text, test.w, got, test.want)
		}
	}
}

func TestWrapCode(t *testing.T) {
	for _, test := range []struct {
		name, text string
		w          int
		want       []string
	}{
		{"fits", "    umask(0);", 13, []string{"    umask(0);"}},
		{"the rest stands farther in", "  close_range(3, ~0U, 0);", 22, []string{"  close_range(3,", "      ~0U, 0);"}},
		{"styled", "  \x1b[1mint fd = open(x)\x1b[0m", 17, []string{"  \x1b[1mint fd =\x1b[0m", "\x1b[1m      open(x)\x1b[0m"}},
		{"no room to stand in", "        abcdef", 10, []string{"        abcdef"}},
	} {
		if got := wrapCode(test.text, test.w); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q in %d columns: %q, want %q", test.name, test.text, test.w, got, test.want)
		}
	}
}

// TestWrapStyles breaks styled text: each line must begin and end its style.
func TestWrapStyles(t *testing.T) {
	got := wrap("\x1b[1m守护 进程\x1b[0m x", 5)
	want := []string{"\x1b[1m守护\x1b[0m", "\x1b[1m进程\x1b[0m", "x"}
	for i := range got {
		got[i] = strings.ReplaceAll(got[i], " ", "")
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestProse(t *testing.T) {
	p := plainTheme(termenv.Ascii, false).prose
	for _, test := range []struct {
		name, markdown string
		want           []string
	}{
		{"a paragraph", "守护进程（daemon）在后台\n\n运行。", []string{"守护进程", "（daemon）在", "后台", "", "运行。"}},
		{"source lines are joined", "one two\nthree", []string{"one two", "three"}},
		{"a list hangs", "- 守护进程在后台\n- b", []string{"• 守护进程在", "  后台", "• b"}},
		{"so does a number", "1. 守护进程在后台", []string{"1. 守护进程", "   在后台"}},
		{"a quotation keeps its bar", "> 守护进程在后台", []string{"│ 守护进程在", "│ 后台"}},
		{"code keeps its lines", "```\na  b\nc\n```", []string{"  a  b", "  c"}},
	} {
		if got := p.lines(test.markdown, 12); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// TestTables: a table must fit the width of the pane, however long its text is.
func TestTables(t *testing.T) {
	p := plainTheme(termenv.Ascii, false).prose
	text := "前文\n\n| 调用 | 作用 |\n|---|---|\n| fork | " + strings.Repeat("创建", 30) + " |\n\n后文"
	lines := p.lines(text, 40)
	for _, l := range lines {
		if width(l) > 40 {
			t.Errorf("%d columns in 40: %q", width(l), l)
		}
	}
	if lines[0] != "前文" || lines[1] != "" || lines[len(lines)-1] != "后文" {
		t.Errorf("%q", lines)
	}
}

func TestSentences(t *testing.T) {
	for want, parts := range map[string][]string{
		"Right. Measured: 1": {"Right.", "Measured: 1"},
		"对。实测：1":             {"对。", "实测：1"},
		"\x1b[1m对。\x1b[0m实测": {"\x1b[1m对。\x1b[0m", "实测"},
	} {
		if got := sentences(parts...); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
