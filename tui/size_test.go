package tui

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// fault returns what is wrong with a view of a window of w columns and h rows. No
// line may be wider, and no view taller: Bubble Tea's renderer would drop lines
// from the top. From the smallest usable size on, a view fills the window.
func fault(view string, w, h int) error {
	lines := strings.Split(view, "\n")
	if len(lines) > h {
		return fmt.Errorf("%d lines in a window of %d", len(lines), h)
	}
	full := w >= minWidth && h >= minHeight
	if full && len(lines) != h {
		return fmt.Errorf("%d lines in a window of %d", len(lines), h)
	}
	for i, l := range lines {
		if n := width(l); n > w || full && n != w {
			return fmt.Errorf("line %d has %d columns in a window of %d: %q", i+1, n, w, l)
		}
	}
	return nil
}

// fits requires that the view has no fault; doing says what led to it.
func (g *rig) fits(doing string) {
	g.t.Helper()
	l := g.app.layout
	if err := fault(g.view(), l.w, l.h); err != nil {
		g.t.Fatalf("%d×%d, %s: %v\n%s", l.w, l.h, doing, err, g.view())
	}
}

// TestSizes draws every size from 20×5 to 250×80. The situations take turns, so
// each is drawn at many sizes.
func TestSizes(t *testing.T) {
	for _, lesson := range []string{"small.md", "small_zh.md", "chinese.md"} {
		t.Run(lesson, func(t *testing.T) {
			rigs := situationsOf(t, lesson)
			n := 0
			for w := 20; w <= 250; w++ {
				for h := 5; h <= 80; h++ {
					n++
					s := n % len(rigs)
					if lesson != "small.md" && n%8 != 0 {
						continue
					}
					rigs[s].resize(w, h)
					rigs[s].fits(situations[s].name)
				}
			}
		})
	}
}

// TestEdgeSizes draws every situation at the sizes where the layout changes.
func TestEdgeSizes(t *testing.T) {
	for _, lesson := range []string{"small.md", "small_zh.md"} {
		for i, g := range situationsOf(t, lesson) {
			for _, w := range []int{20, 59, 60, 61, 79, 80, 81, 99, 100, 119, 120, 121, 159, 160, 250} {
				for _, h := range []int{5, 19, 20, 21, 24, 35, 36, 37, 50, 80} {
					g.resize(w, h)
					g.fits(lesson + " " + situations[i].name)
				}
			}
		}
	}
}

// TestArrange checks the layout of every size. The slots must fill the body and
// nothing else, in order from left to right. Every pane must have a slot, except
// the steps in a small window. From 120×36 on every pane must be the first of
// its slot, except the terminal.
func TestArrange(t *testing.T) {
	for w := minWidth; w <= 250; w++ {
		for h := minHeight; h <= 80; h++ {
			l := arrange(w, h)
			ends := make([]int, h) // how far each row is filled
			first := map[paneID]bool{}
			for _, s := range l.slots {
				first[s.panes[0]] = true
				for y := s.y; y < s.y+s.h; y++ {
					if ends[y] != s.x {
						t.Fatalf("%d×%d: on row %d slot %v begins at column %d, not %d", w, h, y, s.panes, s.x, ends[y])
					}
					ends[y] += s.w
				}
			}
			for y, end := range ends {
				inBody := y >= l.body.y && y < l.body.y+l.body.h
				if inBody != (end == w) || !inBody && end != 0 {
					t.Fatalf("%d×%d: row %d is filled up to column %d", w, h, y, end)
				}
			}
			for p := range paneID(paneCount) {
				together := w >= 120 && h >= 36 && p != terminalPane
				if together && !first[p] || p != timelinePane && l.slotOf(p) < 0 {
					t.Fatalf("%d×%d: pane %s is not shown", w, h, panes[p].name)
				}
			}
		}
	}
}

// situationsOf returns a rig for each situation, in a window of 80×24.
func situationsOf(t *testing.T, lesson string) []*rig {
	rigs := make([]*rig, len(situations))
	for i, s := range situations {
		rigs[i] = openRig(t, lesson, 80, 24)
		if lesson != "chinese.md" {
			s.do(rigs[i])
			continue
		}
		rigs[i].press(strings.Repeat("p right ", i%5))
	}
	return rigs
}

func TestTooSmall(t *testing.T) {
	g := openRig(t, "small.md", 40, 10)
	g.wants("forklore needs 60×20; this is 40×10")
	g.press("right 3 down enter ? z")
	g.wants("forklore needs 60×20; this is 40×10")
	g.resize(1, 1)
	g.fits("1×1")
	g.resize(0, 0)
	if v := g.view(); v != "" {
		t.Errorf("%q in a window of no size", v)
	}
}

// TestColoursFit draws with colours: styles must not count as columns, and each
// must end on its line.
func TestColoursFit(t *testing.T) {
	l := readLesson(t, "small.md")
	g := newRig(t, 120, 36, Options{Open: l, Ask: true}, plainTheme(termenv.TrueColor, false))
	for _, names := range []string{"right", "right", "right", "2", "a", "esc", "4", "5", "6", "z", "2 tab", "?", "? left left"} {
		g.press(names)
		g.fits(names)
		for _, line := range strings.Split(g.view(), "\n") {
			last := strings.LastIndex(line, "\x1b[")
			if last >= 0 && !strings.HasPrefix(line[last:], "\x1b[0m") {
				t.Errorf("after %s a style is left open: %q", names, line)
			}
		}
	}
}

// TestASCIINamesKeys: in ASCII, arrow keys must be named with words, and no two
// signs may look the same.
func TestASCIINamesKeys(t *testing.T) {
	l := readLesson(t, "small.md")
	g := newRig(t, 80, 70, playing(l), plainTheme(termenv.Ascii, true))
	g.wants("right begin")
	g.press("right")
	g.wants("- next  shell fork()", "right next   left back")
	g.press("?")
	g.wants("right l enter  next", "up k ", "predict; or up down and enter", "up/down scroll")
	seen := map[string]bool{}
	for _, line := range g.app.signs(80)[1:] {
		for _, sign := range strings.Fields(g.app.finish(line)[:8]) {
			if seen[sign] {
				t.Errorf("%s has two meanings", sign)
			}
			seen[sign] = true
		}
	}
}

// TestWithoutColours: without colours, text must still be bold, for example to
// tell the keys from their descriptions.
func TestWithoutColours(t *testing.T) {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.ANSI)
	l := readLesson(t, "small.md")
	g := newRig(t, 120, 36, Options{Open: l, Ask: true}, newTheme(r, false, false))
	for _, names := range []string{"right", "right right right 1 right", "3 down", "?"} {
		g.press(names)
		if !strings.Contains(g.view(), "\x1b[1m") {
			t.Errorf("after %s nothing is bold", names)
		}
		for _, s := range sgr.FindAllString(g.view(), -1) {
			if s != "\x1b[0m" && s != "\x1b[1m" && s != "\x1b[7m" && s != "\x1b[1;7m" && s != "\x1b[3m" {
				t.Errorf("after %s there is %q", names, s)
			}
		}
	}
}

var keyNames = strings.Fields("right right right space enter left h l n g x r up down j k 1 2 3 4 5 6 7 z tab [ ] f shift+tab a p ? esc pgup pgdown home end ctrl+z q b c i o v w é 界")

// TestTyping types, clicks and scrolls at random and resizes the window. The view
// must always fit, and the lesson must still reach its end.
func TestTyping(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			lesson := []string{"small.md", "chinese.md"}[seed%2]
			g := openRig(t, lesson, 80, 24)
			g.app.options.Present = seed >= 4
			g.press("esc enter")
			var done []string
			for range 1500 {
				done = append(done, g.doAnything(random))
				g.fits(strings.Join(done[max(0, len(done)-20):], " "))
			}
			g.resize(80, 24)
			if g.app.help {
				g.press("?")
			}
			g.app.glossary = nil
			if g.app.screen == nil {
				g.press("enter")
			}
			g.press("r")
			for range 60 {
				if g.app.screen.scene.page().kind == summaryPage {
					return
				}
				g.press("p right")
			}
			t.Errorf("the lesson does not reach its end after %v\n%s", done, g.view())
		})
	}
}

// doAnything does one thing at random, and returns what it was.
func (g *rig) doAnything(random *rand.Rand) string {
	name := keyNames[random.IntN(len(keyNames))]
	switch n := random.IntN(20); {
	case n == 0:
		w, h := 20+random.IntN(231), 5+random.IntN(76)
		g.resize(w, h)
		return fmt.Sprintf("%d×%d", w, h)
	case n <= 2:
		return g.clickAnywhere(random)
	case n == 3 && g.app.screen != nil:
		g.look()
		return "look"
	case n == 4 && g.app.screen != nil:
		g.fake.stop("shell")
		g.look()
		return "stop"
	case name == "esc" && random.IntN(4) > 0:
		return "" // esc would leave the lesson too often
	}
	g.press(name)
	return name
}

// clickAnywhere presses a mouse button at random, and returns what it was.
func (g *rig) clickAnywhere(random *rand.Rand) string {
	buttons := []tea.MouseButton{tea.MouseButtonLeft, tea.MouseButtonLeft, tea.MouseButtonWheelUp, tea.MouseButtonWheelDown, tea.MouseButtonRight}
	msg := tea.MouseMsg{
		X: random.IntN(260) - 2, Y: random.IntN(84) - 2,
		Action: tea.MouseActionPress, Button: buttons[random.IntN(len(buttons))],
	}
	g.send(msg)
	return fmt.Sprintf("%s at %d,%d", msg, msg.X, msg.Y)
}

// TestTheFocusSurvivesResizing: in a narrower window, where more panes share a
// slot, the pane with the focus is the one that is seen.
func TestTheFocusSurvivesResizing(t *testing.T) {
	g := openRig(t, "small.md", 120, 36)
	g.press("right right right")
	for _, w := range []int{100, 60, 120, 80} {
		g.resize(w, 20+w/10)
		if s := g.app.screen; !s.visible(s.focus) {
			t.Errorf("in %d columns pane %s has the focus, and is hidden", w, panes[s.focus].name)
		}
	}
}

// TestTitlesKeepApart: at the smallest size a space stands between the title and
// the number of the step.
func TestTitlesKeepApart(t *testing.T) {
	g := openRig(t, "small.md", minWidth, minHeight)
	g.app.screen.scene.lesson.Title = strings.Repeat("A long title ", 6)
	g.press("right right right")
	g.wants("… step 1 of 6")
}

func TestEdgeHasWhatFitsExactly(t *testing.T) {
	if got := edge("+", "-", "+", "a", "b", 10, plainTheme(termenv.Ascii, false).text); got != "+- a  b -+" {
		t.Errorf("%q", got)
	}
}
