package transcript

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"forklore/lessons"
	"forklore/lessons/player"
	"forklore/probe"
)

// A Text writes a playing for people: each call as strace(1) prints it, the
// cells that it changed, the table of processes with those cells marked, and
// the checks of a step.
type Text struct {
	w      io.Writer
	lesson *lessons.Lesson
	step   int      // index of the step whose title was written last
	unborn []string // the roles of which it was told that another plays them
}

// NewText returns a writer of text to w.
func NewText(w io.Writer, l *lessons.Lesson) *Text { return &Text{w: w, lesson: l, step: -1} }

// Write implements Writer.
func (t *Text) Write(entries []player.Entry, s player.State) error {
	var b strings.Builder
	for _, e := range entries {
		if e.StepIndex < 0 {
			fmt.Fprintf(&b, "%s\nOrphans go to %s. The scratch directory is %s.\n", t.lesson.Title, s.Reaper, s.Scratch)
		} else if e.StepIndex != t.step {
			fmt.Fprintf(&b, "\nStep %d of %d: %s\n", e.StepIndex+1, len(t.lesson.Steps), t.lesson.Steps[e.StepIndex].Title)
		}
		t.step = e.StepIndex
		writeMoment(&b, &e.Moment)
	}
	for _, role := range slices.Sorted(maps.Keys(s.StandIns)) {
		if !slices.Contains(t.unborn, role) {
			t.unborn = append(t.unborn, role)
			fmt.Fprintf(&b, "\nThe fork of %s is left out: %s plays on as %s.\n", role, s.StandIns[role], role)
		}
	}
	_, err := io.WriteString(t.w, b.String())
	return err
}

func writeMoment(b *strings.Builder, m *probe.Moment) {
	fmt.Fprintf(b, "\n%s\n", m.Text)
	if m.Refused != "" {
		fmt.Fprintf(b, "  refused: %s\n", m.Refused)
	}
	for _, c := range m.Changes {
		fmt.Fprintf(b, "  %s\n", change(c))
	}
	if len(m.Changes) > 0 {
		writeTable(b, m)
	}
	for _, c := range m.Then {
		if c.OK {
			fmt.Fprintf(b, "  ✓ %s\n", c.Text)
		} else {
			fmt.Fprintf(b, "  ✗ %s: wanted %s, measured %s\n", c.Text, c.Wanted, c.Measured)
		}
	}
}

func change(c probe.Change) string {
	who := strings.TrimSpace(c.Role + " " + strconv.Itoa(c.PID))
	switch c.Field {
	case probe.Born:
		return "+ " + who + " is born of " + c.To
	case probe.Exited:
		return "- " + who + " has ended (" + c.To + ") and is a zombie"
	case probe.Gone:
		return "- " + who + " is gone (" + c.To + ")"
	}
	label := c.Field
	if f, ok := probe.LookupField(c.Field); ok {
		label = f.Label
	}
	return fmt.Sprintf("▸ %s %s: %s → %s", who, label, orNone(c.From), orNone(c.To))
}

// shown returns a cell's text. What the kernel withholds, or a zombie has no
// more, is a dash.
func shown(r probe.Reading) string {
	if !r.OK() {
		return "-"
	}
	return orNone(r.Value)
}

func orNone(value string) string {
	if value == "" {
		return "none"
	}
	return value
}

// columns are the fields that a line of text has room for.
var columns = []string{"pid", "ppid", "pgid", "sid", "tty", "tpgid", "state", "umask", "cwd"}

// A cell is a field of one process.
type cell struct {
	id    probe.ID
	field string
}

func writeTable(b *strings.Builder, m *probe.Moment) {
	changed := map[cell]bool{}
	for _, c := range m.Changes {
		changed[cell{c.ID, c.Field}] = true
	}
	table := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprint(table, "    NAME")
	for _, key := range columns {
		f, _ := probe.LookupField(key)
		fmt.Fprint(table, "\t ", f.Label)
	}
	fmt.Fprintln(table)
	for i := range m.Snapshot.Processes {
		p := &m.Snapshot.Processes[i]
		fmt.Fprint(table, "    ", p.Label())
		for _, key := range columns {
			f, _ := probe.LookupField(key)
			sign := " "
			if changed[cell{p.ID(), key}] {
				sign = "▸"
			}
			fmt.Fprint(table, "\t", sign, shown(f.Value(p)))
		}
		fmt.Fprintln(table)
	}
	table.Flush()
}
