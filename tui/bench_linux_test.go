package tui

import (
	"slices"
	"testing"
	"time"
)

// BenchmarkLesson plays the lesson daemon with the real player. An operation is
// one key, its system call and its frame. It also reports the median and the
// slowest.
func BenchmarkLesson(b *testing.B) {
	g := realRig(b, "daemon")
	var all []time.Duration
	for b.Loop() {
		begin := time.Now()
		g.press("right")
		g.view()
		all = append(all, time.Since(begin))
		if g.app.screen.scene.page().kind == summaryPage {
			b.StopTimer()
			g.press("r")
			b.StartTimer()
		}
	}
	slices.Sort(all)
	b.ReportMetric(float64(all[len(all)/2].Microseconds()), "median-µs")
	b.ReportMetric(float64(all[len(all)-1].Microseconds()), "max-µs")
}

// BenchmarkRealIdle measures a look at the real stage, with the shell, the
// parent and the child on it.
func BenchmarkRealIdle(b *testing.B) {
	g := realRig(b, "daemon")
	for g.app.screen.scene.page().step < 4 {
		g.press("right")
	}
	for b.Loop() {
		g.look()
		g.view()
	}
}
