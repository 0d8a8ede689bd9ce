//go:build linux

package player

import (
	"slices"
	"sync"
	"testing"

	"forklore/lessons"
)

// TestSurvivorsUnderLoad plays the lesson with the most waits eight times, four at
// once, so that processes often have to wait for a processor. Claims may depend
// on what has happened, never on how fast it happened, and the matrix must be the
// same each time.
func TestSurvivorsUnderLoad(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a long lesson eight times")
	}
	const atOnce, times = 4, 2
	l, err := lessons.English.Find("survivors")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Playable(); err != nil {
		t.Skip(err)
	}
	var players sync.WaitGroup
	for range atOnce {
		players.Go(func() {
			for range times {
				if s, err := playOut(t, l); err != nil {
					t.Error(err)
				} else if broken := failed(s); len(broken) != 0 {
					t.Errorf("%q", broken)
				} else if got := survivors(s); !slices.Equal(got, survived) {
					t.Errorf("%q, want %q", got, survived)
				}
			}
		})
	}
	players.Wait()
}

// playOut is play for any goroutine: it returns errors instead of ending the
// test. It only logs an error of Close, which may take long under load.
func playOut(t *testing.T, l *lessons.Lesson) (s State, err error) {
	p, err := Open(l, nil)
	if err != nil {
		return s, err
	}
	defer func() {
		if err := p.Close(); err != nil {
			t.Log(err)
		}
	}()
	for s = p.State(); !s.Done && err == nil; {
		s, err = p.Next()
	}
	return s, err
}

// survived are the rows of the matrix, with a letter for each cell: Alive, Dead,
// or - if the shell can't do that.
var survived = []string{
	"bash, hang-up DAAAA",
	"bash, exit AAAAA",
	"bash -l, huponexit DAAAA",
	"bash, huponexit AAAAA",
	"bash, SIGKILL AAAAA",
	"dash, hang-up AA-AA",
	"dash +m, hang-up DA-AD",
}

// survivors returns the rows of the matrix that was played.
func survivors(s State) (rows []string) {
	letters := map[string]string{string(alive): "A", string(dead): "D", "no disown": "-"}
	for _, table := range s.Tables {
		for _, row := range table.Rows {
			text := row.Cells[0].String() + " "
			for _, cell := range row.Cells[1:] {
				text += letters[cell.String()]
			}
			rows = append(rows, text)
		}
	}
	return rows
}
