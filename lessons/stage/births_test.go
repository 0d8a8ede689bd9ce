//go:build linux

package stage

import (
	"testing"
	"time"
)

// TestSearchIsDue: a search is due at once for a new PID, and again as long as
// its process may not be visible yet.
func TestSearchIsDue(t *testing.T) {
	var b births
	start := time.Now()
	for _, look := range []struct {
		newest int
		after  time.Duration
		want   bool
	}{
		{7, 0, true},
		{7, birthPause / 2, false},
		{7, birthPause, true},
		{8, birthPause + 1, true},
		{8, birthPause + 2, false},
		{8, 2 * birthPatience, false},
		{0, 2 * birthPatience, true},
		{0, 2*birthPatience + 1, true},
	} {
		if got := b.due(look.newest, start.Add(look.after)); got != look.want {
			t.Errorf("due(%d) after %v: %v, want %v", look.newest, look.after, got, look.want)
		}
	}
}
