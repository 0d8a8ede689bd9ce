//go:build linux

package transcript

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"forklore/lessons"
	"forklore/lessons/player"
)

func find(t *testing.T) *lessons.Lesson {
	t.Helper()
	l, err := lessons.English.Find("daemon")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestJSON holds each line against the contract: its keys, and that lists are
// lists.
func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if _, err := Play(context.Background(), find(t), Options{Upto: -1}, NewJSON(&b)); err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSpace(b.Bytes()), []byte("\n"))
	if len(lines) < 20 {
		t.Errorf("%d moments, want at least 20", len(lines))
	}
	for i, text := range lines {
		var m map[string]any
		if err := json.Unmarshal(text, &m); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		for _, key := range []string{"seq", "step", "kind", "role", "pid", "text", "call", "args", "result", "errno",
			"unfinished", "processes", "changes", "then"} {
			if _, ok := m[key]; !ok {
				t.Errorf("line %d: no %q", i+1, key)
			}
		}
		for _, key := range []string{"args", "processes", "changes", "then"} {
			if _, ok := m[key].([]any); !ok {
				t.Errorf("line %d: %q is %v, want a list", i+1, key, m[key])
			}
		}
		for _, p := range m["processes"].([]any) {
			for _, key := range []string{"role", "pid", "ppid", "pgid", "sid", "tty", "tpgid", "cwd", "umask", "state",
				"fds", "ignored", "caught", "blocked"} {
				if _, ok := p.(map[string]any)[key]; !ok {
					t.Errorf("line %d: a process without %q", i+1, key)
				}
			}
		}
	}
}

func TestText(t *testing.T) {
	l := find(t)
	var b bytes.Buffer
	checks, err := Play(context.Background(), l, Options{Upto: -1}, NewText(&b, lessons.English, l))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		if !c.OK {
			t.Errorf("%s: wanted %s, measured %s", c.Text, c.Wanted, c.Measured)
		}
	}
	for _, s := range l.Steps {
		if !strings.Contains(b.String(), ": "+s.Title+"\n") {
			t.Errorf("the step %q is not told of", s.Title)
		}
	}
	if n := strings.Count(b.String(), "✓"); n != len(checks) {
		t.Errorf("%d checks are told of, %d were made", n, len(checks))
	}
}

func TestUpto(t *testing.T) {
	l := find(t)
	var b bytes.Buffer
	if _, err := Play(context.Background(), l, Options{Upto: 1}, NewText(&b, lessons.English, l)); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "Step 2 of ") || strings.Contains(b.String(), "Step 3 of ") {
		t.Errorf("want two steps and no third:\n%s", b.String())
	}
}

// full is a Writer to a disk that is full after some moments.
type full struct{ left int }

var errFull = errors.New("no space left on device")

func (f *full) Write(entries []player.Entry, _ player.State) error {
	if f.left -= len(entries); f.left < 0 {
		return errFull
	}
	return nil
}

func TestPlayEndsWhereItCannotWrite(t *testing.T) {
	if _, err := Play(context.Background(), find(t), Options{Upto: -1}, &full{3}); !errors.Is(err, errFull) {
		t.Errorf("%v, want %v", err, errFull)
	}
}

func TestPlayEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	cause := errors.New("the user went away")
	cancel(cause)
	if _, err := Play(ctx, find(t), Options{Upto: -1}, Silent{}); !errors.Is(err, cause) {
		t.Errorf("%v, want %v", err, cause)
	}
}

func TestListIsNeverNull(t *testing.T) {
	if got := list[int](nil); got == nil || !slices.Equal(got, []int{}) {
		t.Errorf("%#v", got)
	}
}
