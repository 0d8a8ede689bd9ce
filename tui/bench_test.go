package tui

import (
	"testing"

	"forklore/lessons"

	"github.com/muesli/termenv"
)

// BenchmarkKey measures the time from a key to its frame, with a stage that
// needs no time.
func BenchmarkKey(b *testing.B) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"80x24", 80, 24}, {"120x36", 120, 36}, {"250x80", 250, 80}} {
		b.Run(size.name, func(b *testing.B) {
			l := readLesson(b, "small.md")
			g := newRig(b, size.w, size.h, Options{Open: l}, plainTheme(termenv.ANSI256, false))
			for b.Loop() {
				g.press("right")
				if g.view() == "" {
					b.Fatal("the view is empty")
				}
				if g.app.screen.scene.page().kind == summaryPage {
					g.press("r")
				}
			}
		})
	}
}

// BenchmarkIdle measures a look that finds nothing new, as in an idle screen,
// without the work of the stage.
func BenchmarkIdle(b *testing.B) {
	l := readLesson(b, "small.md")
	g := newRig(b, 120, 36, Options{Open: l}, plainTheme(termenv.ANSI256, false))
	for b.Loop() {
		g.look()
		g.view()
	}
}

// realRig has a shipped lesson open with the real player.
func realRig(t testing.TB, lesson string) *rig {
	t.Helper()
	l, err := lessons.English.Find(lesson)
	if err != nil {
		t.Fatal(err)
	}
	g := newRig(t, 120, 36, Options{}, plainTheme(termenv.ANSI256, false))
	own := &owner{open: openPlayer}
	t.Cleanup(func() {
		if err := own.shut(); err != nil {
			t.Error(err)
		}
	})
	g.app.owner = own
	g.run(g.app.open(l))
	if g.app.screen == nil {
		t.Fatal(g.app.menu.notice)
	}
	return g
}
