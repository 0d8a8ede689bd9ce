package tui

import (
	"testing"

	"forklore/lessons"
	"forklore/lessons/player"
	"forklore/probe"

	"github.com/muesli/termenv"
)

// TestWithheld: for a value that the kernel does not show, the reason must be in
// the reader's language, and a descriptor must be listed without its file.
func TestWithheld(t *testing.T) {
	s := &scene{theme: plainTheme(termenv.Ascii, false), state: player.State{Scratch: "/tmp/forklore-1"}}
	s.speech, _ = lessons.LanguageOf("zh")
	denied := probe.Unseen("permission denied")
	if got, want := s.change(probe.Change{Field: "cwd", From: denied, To: probe.Seen("/")}), "▸CWD （权限不足） → /"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	fds := probe.FDs{Open: map[int]probe.Reading{0: probe.Seen("/dev/null"), 3: denied, 4: denied}}
	if got, want := s.descriptors(fds), "0 /dev/null  3-4 -"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
