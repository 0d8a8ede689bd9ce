package tui

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"forklore/probe"
)

// detailsContent is everything that is known of the selected process, and for
// each value where the kernel tells it.
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

// Details are the columns of the view: how wide each is.
type details struct {
	row                   *row
	w                     int
	label, source, manual int
}

// fieldsOf returns every field of the process, its descriptors at the end.
func (s *scene) fieldsOf(p *probe.Process) []probe.Field {
	fields := slices.Clone(probe.Fields)
	// A descriptor that this step closed is listed too, to say what it was.
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

// detail is a value, what it was before this step, and its source.
func (s *scene) detail(d details, f probe.Field) []string {
	value, sign, look := s.detailValue(&d.row.Process, f), " ", s.text
	if from, ok := s.changedFrom(&d.row.Process, f.Key); ok {
		sign, look = s.changed.Render(signChanged), s.changed
		value += "  " + s.say("was %s", s.was(f, from))
	}
	// Of a memory there is nothing to read any more: /proc/PID is gone, or is
	// somebody else's.
	source := fit(f.Manual, d.manual)
	if d.source > 0 {
		source = fit(s.tell(f.Source(d.row.PID)), d.source) + "  " + source
	}
	head := fit(f.Label, d.label) + " " + sign
	beside := d.w - width(head) - 2 - width(source)
	if width(value) <= beside {
		return []string{head + look.Render(fit(value, beside)) + "  " + s.dim.Render(source)}
	}
	lines := indent(head, look.Render(value), d.w)
	return append(lines, s.dim.Render(fitRight(source, d.w)))
}

// detailValue is a field's value in full, and whose a PID is.
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

// was is a value of before, of a state also what the letter means.
func (s *scene) was(f probe.Field, value probe.Reading) string {
	if f.Key == "state" {
		return s.stateWord(value.Value)
	}
	return s.orNone(value)
}
