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

// daemon returns the lesson daemon.
func daemon(t *testing.T) *lessons.Lesson {
	t.Helper()
	l, err := lessons.English.Find("daemon")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestJSON checks the format of each line: its keys, and that lists are lists.
func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if _, err := Play(context.Background(), daemon(t), Options{}, NewJSONWriter(&b)); err != nil {
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
	l := daemon(t)
	var b bytes.Buffer
	checks, err := Play(context.Background(), l, Options{}, NewTextWriter(&b, lessons.English, l))
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
			t.Errorf("the title of step %q is missing", s.Title)
		}
	}
	if n := strings.Count(b.String(), "✓"); n != len(checks) {
		t.Errorf("%d checks were written, %d were made", n, len(checks))
	}
}

func TestLast(t *testing.T) {
	l := daemon(t)
	var b bytes.Buffer
	if _, err := Play(context.Background(), l, Options{Last: 2}, NewTextWriter(&b, lessons.English, l)); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "Step 2 of ") || strings.Contains(b.String(), "Step 3 of ") {
		t.Errorf("want two steps and no third one:\n%s", b.String())
	}
}

// fullDisk is a Writer whose disk has room for left moments.
type fullDisk struct{ left int }

var errFull = errors.New("no space left on device")

func (f *fullDisk) Write(entries []player.Entry, _ player.State) error {
	if f.left -= len(entries); f.left < 0 {
		return errFull
	}
	return nil
}

func TestPlayEndsWhereItCannotWrite(t *testing.T) {
	if _, err := Play(context.Background(), daemon(t), Options{}, &fullDisk{3}); !errors.Is(err, errFull) {
		t.Errorf("%v, want %v", err, errFull)
	}
}

func TestPlayEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	cause := errors.New("the user went away")
	cancel(cause)
	if _, err := Play(ctx, daemon(t), Options{}, Silent{}); !errors.Is(err, cause) {
		t.Errorf("%v, want %v", err, cause)
	}
}

func TestNotNil(t *testing.T) {
	if got := notNil[int](nil); got == nil || !slices.Equal(got, []int{}) {
		t.Errorf("%#v", got)
	}
}

// TestTitleOnce: the lesson's title is written once, even if something happens
// before the first step.
func TestTitleOnce(t *testing.T) {
	var b strings.Builder
	text := NewTextWriter(&b, lessons.English, daemon(t))
	entries := []player.Entry{{StepIndex: -1}, {StepIndex: -1}, {StepIndex: 0}}
	for i := range entries {
		entries[i].Seq = i + 1
	}
	if err := text.Write(entries, player.State{}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), daemon(t).Title); n != 1 {
		t.Errorf("the title was written %d times:\n%s", n, b.String())
	}
}

// TestOutputIsHarmless: what a program wrote to its terminal has no effect on the
// terminal that shows the transcript.
func TestOutputIsHarmless(t *testing.T) {
	for output, want := range map[string][]string{
		"one\r\ntwo\r\n": {"one", "two"},
		"\x1b[1;31mred\x1b[0m\x1b[2J \x1b]0;title\x07end": {"red end"},
		"\x1b]0;title\x1b\\a\x1b(Bb\x1bMc\x1b[?1049hd":    {"abcd"},
		"\x1b\x1b[31mx\x1b":                               {"x"},
		"\x9b31mx \u009b31my \x07\b\x00\x7f守护\t进程\u202e":  {"\ufffd31mx 31my 守护\t进程"},
		"\x1b[\x1b[31m\x1b]open\nnext":                    {"", "next"},
	} {
		if got := outputLines(output); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", output, got, want)
		}
	}
}
