//go:build linux

package player

import (
	"slices"
	"testing"
	"time"
)

// wild are texts that may make an emulator panic or loop.
var wild = []string{
	"\x1b[-1P", "\x1b[-9999999@", "\x1b\n[-1P", "\x1b[\x1b[-1P", "\x1b[1\n-1@", "\x1b[\u0150-1P", "\x1b[-\u0150",
	"\x1b[999999999999I", "\x1b[999999999999Z", "\x1b[9223372036854775807@", "\x1b[24;80H\x1b[9223372036854775807P",
	"\x1b[99;99H\x1b[g", "\x1b[5;2r\x1b[100S", "\x1b[?1049h\x1b[31;1m", "\x1b]0;x\x07", "\x1bP$q\x1b\\", "\x1b(0\x01", "\xff\xfe",
}

// TestWildOutput: no output makes forklore panic or delays it.
func TestWildOutput(t *testing.T) {
	for _, text := range wild {
		s := newScreen()
		begun := time.Now()
		s.write(text)
		s.write(text + "x\n\x1bMy")
		if n := len(s.lines()); n > 24 {
			t.Errorf("%q: %d lines", text, n)
		}
		if took := time.Since(begun); took > time.Second {
			t.Errorf("%q took %v", text, took)
		}
	}
}

func FuzzScreen(f *testing.F) {
	for _, text := range wild {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := newScreen()
		s.write(text)
		s.write(text)
		if n := len(s.lines()); n > 24 {
			t.Errorf("%d lines", n)
		}
	})
}

// TestScreenInPieces: a text written byte by byte gives the same screen as in one
// piece, because a read may end anywhere.
func TestScreenInPieces(t *testing.T) {
	text := "一\x1b[2;3Hnaïve\x1b[31m red\x1b[0m\r\n守护进程 \x1b[1Kend"
	whole, pieces := newScreen(), newScreen()
	whole.write(text)
	for i := range len(text) {
		pieces.write(text[i : i+1])
	}
	if a, b := whole.lines(), pieces.lines(); !slices.Equal(a, b) || len(a) != 3 {
		t.Errorf("%q, in pieces %q", a, b)
	}
}
