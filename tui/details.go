package tui

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"forklore/probe"
)

// detailsContent shows all that is known about the selected process, and where
// the kernel shows each value: a file below /proc and a man page.
func detailsContent(s *scene, w, _ int) content {
	i := s.selectedRow()
	if i < 0 {
		return content{lines: wrap(s.dim.Render(s.say("The selected process is not on the stage at this moment.")), w)}
	}
	r := &s.rows[i]
	c := content{title: s.titled(strconv.Itoa(r.PID) + " " + cell(r.Label()))}
	if r.ended != nil {
		c.lines = append(c.lines, indent(s.dim.Render(signGone+" "), s.say("It is gone (%s): it was reaped. This is how it was last seen.", s.tell(r.ended.Text())), w)...)
		c.lines = append(c.lines, "")
	}
	fields := s.fieldsOf(&r.Process)
	d := details{row: r, w: w}
	for _, f := range fields {
		d.label = max(d.label, width(f.Label))
		d.manual = max(d.manual, width(f.Manual))
		if r.ended == nil {
			d.source = max(d.source, width(s.tell(f.Source(r.PID))))
		}
	}
	for _, f := range fields {
		c.lines = append(c.lines, s.detail(d, f)...)
	}
	return c
}

// details are the row that the view shows and the widths of its columns.
type details struct {
	row                   *row
	w                     int
	label, source, manual int
}

// fieldsOf returns the fields of the process, its file descriptors last.
func (s *scene) fieldsOf(p *probe.Process) []probe.Field {
	fields := slices.Clone(probe.Fields)
	// A descriptor that this step closed is listed too, with what it was.
	open := slices.Collect(maps.Keys(p.FDs.Open))
	for _, c := range s.changes {
		if n, ok := strings.CutPrefix(c.Field, "fds."); ok && c.ID == p.ID() {
			if n, err := strconv.Atoi(n); err == nil {
				open = append(open, n)
			}
		}
	}
	slices.Sort(open)
	for _, n := range slices.Compact(open) {
		if f, ok := probe.LookupField("fds." + strconv.Itoa(n)); ok {
			fields = append(fields, f)
		}
	}
	return fields
}

// detail draws a field: its value, what it was before this step, and its source.
func (s *scene) detail(d details, f probe.Field) []string {
	value, sign, look := s.detailValue(&d.row.Process, f), " ", s.text
	if from, ok := s.changedFrom(&d.row.Process, f.Key); ok {
		sign, look = s.changed.Render(signChanged), s.changed
		value += "  " + s.say("was %s", s.was(f, from))
	}
	// A reaped process has no /proc/PID any more, and its PID may be in use again.
	source := fit(f.Manual, d.manual)
	if d.source > 0 {
		source = fit(s.tell(f.Source(d.row.PID)), d.source) + "  " + source
	}
	head := fit(f.Label, d.label) + " " + sign
	room := d.w - width(head) - 2 - width(source)
	if width(value) <= room {
		return []string{head + look.Render(fit(value, room)) + "  " + s.dim.Render(source)}
	}
	lines := indent(head, look.Render(value), d.w)
	return append(lines, s.dim.Render(fitRight(source, d.w)))
}

// detailValue returns a field's value in full: a state also as a word, a PID
// also with the process's name.
func (s *scene) detailValue(p *probe.Process, f probe.Field) string {
	value := cell(s.tell(f.Value(p).Text()))
	switch f.Key {
	case "state":
		value += "  " + s.word(p.State.Word())
	case "ppid", "pgid", "sid", "tpgid":
		if n, err := strconv.Atoi(value); err == nil {
			value = s.who(n)
		}
	}
	if value == "" {
		return s.say("none")
	}
	return value
}

// was returns a field's value before this step; of a state the word.
func (s *scene) was(f probe.Field, value probe.Reading) string {
	if f.Key == "state" {
		return s.stateWord(value.Value)
	}
	return s.orNone(value)
}
