package transcript

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"forklore/lessons"
	"forklore/lessons/player"
	"forklore/probe"
)

// A TextWriter writes a playing for people: each call as strace(1) prints it, the
// cells that have changed, the table of processes with those cells marked, and
// the checks of each step.
type TextWriter struct {
	w        io.Writer
	language *lessons.Language
	lesson   *lessons.Lesson
	step     int      // index of the step whose title was written last
	standIns []string // the roles whose stand-ins were reported
}

// NewTextWriter returns a Writer that writes text to w in that language.
func NewTextWriter(w io.Writer, language *lessons.Language, l *lessons.Lesson) *TextWriter {
	return &TextWriter{w: w, language: language, lesson: l, step: -1}
}

// say formats a text in the writer's language; english is its English format.
func (t *TextWriter) say(english string, args ...any) string {
	return t.language.Text(english, args...)
}

// Write implements Writer.
func (t *TextWriter) Write(entries []player.Entry, s player.State) error {
	var b strings.Builder
	for _, e := range entries {
		if e.Seq == 1 {
			fmt.Fprintf(&b, "%s\n%s\n", t.lesson.Title, t.say("Orphans go to %s. The scratch directory is %s.", s.Reaper, s.Scratch))
		} else if e.StepIndex >= 0 && e.StepIndex != t.step {
			fmt.Fprintf(&b, "\n%s\n", t.say("Step %d of %d: %s", e.StepIndex+1, len(t.lesson.Steps), t.lesson.Steps[e.StepIndex].Title))
		}
		t.step = e.StepIndex
		t.writeMoment(&b, &e.Moment)
	}
	for _, role := range slices.Sorted(maps.Keys(s.StandIns)) {
		if !slices.Contains(t.standIns, role) {
			t.standIns = append(t.standIns, role)
			fmt.Fprintf(&b, "\n%s\n", t.say("The fork of %s is left out: %s plays on as %s.", role, s.StandIns[role], role))
		}
	}
	if s.Done {
		t.writeMeasured(&b, s.Tables)
	}
	_, err := io.WriteString(t.w, probe.Clean(b.String())) // a lesson and its processes may come from a stranger
	return err
}

// writeMoment writes a moment: its line, the output before it, what has changed,
// and the checks that follow it.
func (t *TextWriter) writeMoment(b *strings.Builder, m *probe.Moment) {
	text := m.Text
	if m.Said.Format != "" {
		text = m.Said.In(t.say)
	}
	fmt.Fprintf(b, "\n%s\n", text)
	if m.Refused != nil {
		fmt.Fprintf(b, "  %s\n", t.say("refused: %s", m.Refused.Reason.In(t.say)))
	}
	writeOutput(b, m.Output)
	for _, c := range m.Changes {
		fmt.Fprintf(b, "  %s\n", probe.CleanLine(t.change(c)))
	}
	if len(m.Changes) > 0 {
		t.writeTable(b, m)
	}
	for _, c := range m.Then {
		if c.OK {
			fmt.Fprintf(b, "  ✓ %s\n", c.Text)
		} else {
			why := t.say("%s: wanted %s, measured %s", c.Text, c.Wanted.In(t.say), c.Measured.In(t.say))
			fmt.Fprintf(b, "  ✗ %s\n", probe.CleanLine(why))
		}
	}
}

// change returns the line for a change. How a process ended is part of it only if
// that is known.
func (t *TextWriter) change(c probe.Change) string {
	who := strings.TrimSpace(c.Role + " " + strconv.Itoa(c.PID))
	end := ""
	if c.End != nil {
		end = c.End.Text().In(t.say)
	}
	switch {
	case c.Field == probe.Born:
		return "+ " + t.say("%s is born of %s", who, c.To.Value)
	case c.Field == probe.Exited && end == "":
		return "- " + t.say("%s has ended and is a zombie", who)
	case c.Field == probe.Exited:
		return "- " + t.say("%s has ended (%s) and is a zombie", who, end)
	case c.Field == probe.Gone && end == "":
		return "- " + t.say("%s is gone", who)
	case c.Field == probe.Gone:
		return "- " + t.say("%s is gone (%s)", who, end)
	}
	label := c.Field
	if f, ok := probe.LookupField(c.Field); ok {
		label = f.Label
	}
	return fmt.Sprintf("▸ %s %s: %s → %s", who, label, t.orNone(c.From), t.orNone(c.To))
}

// shown returns the text of a cell: a dash if the kernel does not show the value
// or a zombie no longer has it.
func (t *TextWriter) shown(r probe.Reading) string {
	if !r.OK() {
		return "-"
	}
	return t.orNone(r)
}

// orNone returns the text of a value: the word "none" for an empty one.
func (t *TextWriter) orNone(r probe.Reading) string {
	if r == probe.Seen("") {
		return t.say("none")
	}
	return probe.CleanLine(r.Text().In(t.say))
}

// columns are the fields that a line of text has room for.
var columns = []string{"pid", "ppid", "pgid", "sid", "tty", "tpgid", "state", "umask", "cwd"}

func (t *TextWriter) writeTable(b *strings.Builder, m *probe.Moment) {
	changed := map[probe.CellID]bool{}
	for _, c := range m.Changes {
		changed[c.Cell()] = true
	}
	head := []string{"    NAME"}
	for _, key := range columns {
		f, _ := probe.LookupField(key)
		head = append(head, " "+f.Label)
	}
	rows := [][]string{head}
	for i := range m.Snapshot.Processes {
		p := &m.Snapshot.Processes[i]
		row := []string{"    " + probe.CleanLine(p.Label())}
		for _, key := range columns {
			f, _ := probe.LookupField(key)
			sign := " "
			if changed[probe.CellID{ID: p.ID(), Field: key}] {
				sign = "▸"
			}
			row = append(row, sign+t.shown(f.Value(p)))
		}
		rows = append(rows, row)
	}
	b.WriteString(Aligned(rows))
}
