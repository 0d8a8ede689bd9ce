//go:build linux

package player

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"forklore/lessons"
)

// BenchmarkNext plays the lesson daemon. It reports the median and the longest
// time of a call in milliseconds: the delay between a key and the drawing.
func BenchmarkNext(b *testing.B) {
	l, err := lessons.English.Find("daemon")
	if err != nil {
		b.Fatal(err)
	}
	var times []time.Duration
	for b.Loop() {
		p, err := Open(l, nil)
		if err != nil {
			b.Fatal(err)
		}
		for s := p.State(); !s.Done; {
			start := time.Now()
			if s, err = p.Next(); err != nil {
				b.Fatal(err)
			}
			times = append(times, time.Since(start))
		}
		if err := p.Close(); err != nil {
			b.Fatal(err)
		}
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "ms/median")
	b.ReportMetric(float64(times[len(times)-1].Microseconds())/1000, "ms/max")
}

// BenchmarkLook looks at ten processes that do nothing.
func BenchmarkLook(b *testing.B) {
	calls := ""
	for i := range 9 {
		calls += fmt.Sprintf("shell fork() = p%d\n", i)
	}
	l, err := lessons.Parse("look.md", []byte("---\ntitle: Look\nsummary: Ten.\n---\n## Ten\n```calls\n"+calls+"```\n"))
	if err != nil {
		b.Fatal(err)
	}
	p, err := Open(l, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	s := p.State()
	for !s.Done {
		if s, err = p.Next(); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if now := p.Look(); len(now.Entries) != len(s.Entries) {
			b.Fatalf("nothing has happened, but Look returns %+v", now.Entries[len(s.Entries):])
		}
	}
}
