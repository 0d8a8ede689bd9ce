package tui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/muesli/termenv"
)

var update = flag.Bool("update", false, "write the golden views and the README's tables")

// situations are the states of the screen that the tests draw. Each does
// something after a lesson was opened.
var situations = []struct {
	name string
	do   func(*rig)
}{
	{"intro", func(*rig) {}},
	{"ahead", func(g *rig) { g.press("right") }},
	{"made", func(g *rig) { g.press("right right right") }},
	{"failed-call", func(g *rig) { g.toStep(1); g.press("right") }},
	{"question", func(g *rig) { g.toStep(2); g.press("down down") }},
	{"graded-wrong", func(g *rig) { g.toStep(2); g.press("2 right right") }},
	{"graded-right", func(g *rig) { g.toStep(2); g.press("1 right right") }},
	{"reaped", func(g *rig) { g.toStep(3); g.press("right") }},
	{"session", func(g *rig) { g.toStep(4); g.press("1 right 4") }},
	{"tree", func(g *rig) { g.toStep(2); g.press("1 right right 5") }},
	{"program", func(g *rig) { g.toStep(2); g.press("1 right tab tab") }},
	{"steps", func(g *rig) { g.toStep(3); g.press("6") }},
	{"zoomed", func(g *rig) { g.toStep(4); g.press("1 right 3 z") }},
	{"past", func(g *rig) { g.toStep(4); g.press("left left") }},
	{"outside", func(g *rig) { g.toStep(2); g.press("p right right"); g.fake.stop("child"); g.look() }},
	{"details", func(g *rig) { g.toStep(4); g.press("1 right 3 up enter") }},
	{"audit", func(g *rig) { g.toStep(5); g.press("right right right a") }},
	{"audited", func(g *rig) { g.toStep(5); g.press("right right right") }},
	{"skipped", func(g *rig) { g.toStep(4); g.press("p x right right right right") }},
	{"refused", func(g *rig) { g.toStep(2); g.press("x right right 1 right") }},
	{"summary", func(g *rig) { g.toStep(2); g.press("2 right"); g.toStep(6) }},
	{"help", func(g *rig) { g.press("?") }},
	{"menu", func(g *rig) { g.press("esc") }},
}

func TestGoldens(t *testing.T) {
	for _, size := range []struct{ w, h int }{{80, 24}, {120, 36}} {
		for _, s := range situations {
			t.Run(fmt.Sprintf("%s-%dx%d", s.name, size.w, size.h), func(t *testing.T) {
				g := openRig(t, "small.md", size.w, size.h)
				s.do(g)
				golden(t, g.view())
			})
		}
	}
}

// TestGoldenColours draws one moment that shows much: a change, a wrong
// prediction, a zombie, an orphan. So does TestGoldenASCII.
func TestGoldenColours(t *testing.T) {
	l := readLesson(t, "small.md")
	o := playing(l)
	for name, profile := range map[string]termenv.Profile{"colours-16": termenv.ANSI, "colours-256": termenv.ANSI256} {
		t.Run(name, func(t *testing.T) {
			g := newRig(t, 80, 24, o, plainTheme(profile, false))
			g.toStep(2)
			g.press("2 right right")
			golden(t, strings.ReplaceAll(g.view(), "\x1b", "^["))
		})
	}
}

func TestGoldenASCII(t *testing.T) {
	l := readLesson(t, "small.md")
	g := newRig(t, 120, 36, playing(l), plainTheme(termenv.Ascii, true))
	g.toStep(2)
	g.press("2 right right")
	golden(t, g.view())
}

// TestGoldenSituationsInChinese draws the situations with the most words, and
// those with columns to align.
func TestGoldenSituationsInChinese(t *testing.T) {
	shown := []string{
		"intro", "made", "failed-call", "question", "graded-wrong", "session", "tree", "steps", "past", "outside",
		"details", "audit", "audited", "skipped", "refused", "summary", "help", "menu",
	}
	for _, size := range []struct{ w, h int }{{80, 24}, {120, 36}} {
		for _, s := range situations {
			if !slices.Contains(shown, s.name) {
				continue
			}
			t.Run(fmt.Sprintf("zh-%s-%dx%d", s.name, size.w, size.h), func(t *testing.T) {
				g := openRig(t, "small_zh.md", size.w, size.h)
				s.do(g)
				golden(t, g.view())
			})
		}
	}
}

func TestGoldenChinese(t *testing.T) {
	for _, size := range []struct{ w, h int }{{80, 24}, {120, 36}} {
		t.Run(fmt.Sprintf("chinese-%dx%d", size.w, size.h), func(t *testing.T) {
			g := openRig(t, "chinese.md", size.w, size.h)
			g.press("right")
			golden(t, g.view())
		})
	}
}

// golden compares a view with the file of the test's name. The files have no
// spaces at the ends of lines.
func golden(t *testing.T, view string) {
	t.Helper()
	lines := strings.Split(view, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	view = strings.Join(lines, "\n") + "\n"
	name := t.Name()[strings.LastIndexByte(t.Name(), '/')+1:]
	path := filepath.Join("testdata", "views", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(view), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if view != string(want) {
		t.Errorf("%s differs; go test ./tui -update writes it again. The view is now:\n%s", path, view)
	}
}
