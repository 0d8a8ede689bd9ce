package tui

import (
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"forklore/probe"

	"github.com/charmbracelet/lipgloss"
)

// A column of the table is a field of a process, or its file descriptors.
type column struct {
	key, label string
	right      bool // align right: it is a number
	least      int  // its smallest width, without the mark
	most       int  // its largest width
	rank       int  // the column with the lowest rank gets room first
}

// tableColumns are in the order of ps(1). A narrow window leaves out those with the
// highest ranks; the details of a process have all fields.
var tableColumns = []column{
	{"pid", "PID", true, 4, 7, 0},
	{"ppid", "PPID", true, 4, 7, 1},
	{"pgid", "PGID", true, 4, 7, 2},
	{"sid", "SID", true, 4, 7, 3},
	{"tty", "TTY", false, 6, 8, 4},
	{"tpgid", "TPGID", true, 5, 7, 8}, // -1 without a terminal
	{"umask", "UMASK", false, 5, 5, 6},
	{"cwd", "CWD", false, 5, 24, 7},
	{"state", "STATE", false, 8, 12, 5},
	{"fds", "FDS", false, 16, 60, 9},
}

const (
	nameLeast = 6
	nameMost  = 15 // the longest name that the kernel keeps (PR_SET_NAME, prctl(2))
	rowSigns  = 2  // the cursor, and the sign of the process
)

// tableContent draws the process table: a head, and a row for each process.
func tableContent(s *scene, w, _ int) content {
	name, shown := s.fitColumns(w)
	var c content
	head := strings.Repeat(" ", rowSigns) + fit("NAME", name)
	for _, col := range shown {
		label := fit(col.label, col.least)
		if col.right {
			label = fitRight(col.label, col.least)
		}
		head += "  " + label
	}
	c.head = []string{s.dim.Render(fit(head, w))}
	for i := range s.rows {
		c.lines = append(c.lines, s.tableRow(&s.rows[i], name, shown))
	}
	c.pinned, c.keep = true, s.rowsToSee()
	return c
}

// rowsToSee returns the rows to keep in view: the selected one, or else the rows
// that the question is about or that changed, the most important first.
func (s *scene) rowsToSee() (seen []span) {
	if i := s.selectedRow(); i >= 0 {
		return []span{{i, i + 1}}
	}
	about := ""
	if s.question() != nil {
		about = s.step().Ask.Role
	}
	var all span
	for weight := range weights {
		for i := range s.rows {
			r := &s.rows[i]
			if slices.ContainsFunc(s.changes, func(c probe.Change) bool { return c.ID == r.ID() && s.weight(c) == weight }) ||
				weight == weightFate && about != "" && r.Role == about {
				all = all.with(i)
			}
		}
		if all != (span{}) {
			seen = append(seen, all)
		}
	}
	return seen
}

// fitColumns chooses the columns that fit in w columns of the window, and their
// widths. PID columns are as wide as the longest PID of any row.
func (s *scene) fitColumns(w int) (name int, shown []column) {
	pid := 4
	for i := range s.rows { // ended processes keep their rows, so no column gets narrower
		r := &s.rows[i]
		name = max(name, width(cell(r.Label())))
		pid = max(pid, len(strconv.Itoa(r.PID)))
	}
	name = max(nameLeast, min(name, nameMost))
	room := w - rowSigns - name
	byRank := slices.Clone(tableColumns)
	slices.SortFunc(byRank, func(a, b column) int { return a.rank - b.rank })
	keep := map[string]int{}
	for _, c := range byRank {
		if c.right {
			c.least = max(c.least, pid)
		}
		if c.least+2 > room {
			break
		}
		keep[c.key], room = c.least, room-c.least-2
	}
	// The texts share the room that is left.
	for _, key := range []string{"cwd", "state", "tty", "fds"} {
		least, ok := keep[key]
		if !ok {
			continue
		}
		i := slices.IndexFunc(tableColumns, func(c column) bool { return c.key == key })
		more := min(room, tableColumns[i].most-least)
		if key == "cwd" {
			more = min(more, max(0, s.longestCWD()-least))
		}
		keep[key], room = least+more, room-more
	}
	for _, c := range tableColumns {
		if least, ok := keep[c.key]; ok {
			c.least = least
			shown = append(shown, c)
		}
	}
	return name, shown
}

// longestCWD returns the width of the longest working directory at the start of
// the lesson. A column that grew with each chdir(2) would move the others.
func (s *scene) longestCWD() (longest int) {
	for _, e := range s.state.Entries[:1] {
		for i := range e.Snapshot.Processes {
			longest = max(longest, width(cell(e.Snapshot.Processes[i].CWD.String())))
		}
	}
	return longest
}

// tableRow draws the row of a process.
func (s *scene) tableRow(r *row, name int, shown []column) string {
	// What has ended is grey. Of a zombie the kernel keeps only how it ended, until
	// its parent waits for it (wait(2)).
	base := s.text
	if r.ended != nil || r.State == probe.Zombie {
		base = s.dim
	}
	var b strings.Builder
	if r.ID() == s.selected {
		b.WriteString(s.active.Render(signCursor))
		base = base.Bold(true)
	} else {
		b.WriteByte(' ')
	}
	b.WriteString(s.rowSign(r, shown))
	label := base
	if _, born := s.changedFrom(&r.Process, probe.Born); born {
		label = s.changed
	}
	b.WriteString(label.Render(fit(cell(r.Label()), name)))
	for _, col := range shown {
		b.WriteByte(' ')
		b.WriteString(s.tableCell(r, col, base))
	}
	return b.String()
}

// rowSign is the sign before the name: the process was reaped, or it changed in
// a way that no column shows.
func (s *scene) rowSign(r *row, shown []column) string {
	if r.ended != nil {
		if _, ok := s.changedFrom(&r.Process, probe.Gone); ok {
			return s.changed.Render(signGone)
		}
		return s.dim.Render(signGone)
	}
	for _, c := range s.changes {
		if c.ID == r.ID() && !slices.ContainsFunc(shown, func(col column) bool { return col.shows(c.Field) }) {
			return s.changed.Render(signChanged)
		}
	}
	return " "
}

// shows reports whether a change of the field is marked in the column.
func (c column) shows(field string) bool {
	switch {
	case c.key == "fds":
		return strings.HasPrefix(field, "fds.")
	case c.key == "state":
		return field == "state" || field == probe.Exited
	}
	return c.key == field
}

// tableCell draws a cell, with a mark before it if it changed.
func (s *scene) tableCell(r *row, col column, base lipgloss.Style) string {
	text := s.cellText(r, col.key)
	sign, look := " ", base
	for _, c := range s.changes {
		if c.ID == r.ID() && col.shows(c.Field) {
			sign, look = signChanged, s.changed
			break
		}
	}
	switch {
	case col.right:
		// The mark is directly before the number.
		if pad := col.least - width(text); pad > 0 {
			return strings.Repeat(" ", pad) + look.Render(sign+text)
		}
		return look.Render(sign + fit(text, col.least))
	case col.key == "cwd":
		return look.Render(sign + fitEnd(text, col.least))
	}
	return look.Render(sign + fit(text, col.least))
}

// cellText returns a value as the table shows it.
func (s *scene) cellText(r *row, key string) string {
	switch key {
	case "tty":
		return s.short(s.orNone(probe.Seen(r.TTY)))
	case "fds":
		return s.descriptors(r.FDs)
	case "state":
		if r.ended != nil {
			return s.shortEnd(*r.ended)
		}
		return s.word(r.State.Word())
	}
	f, _ := probe.LookupField(key)
	value := f.Value(&r.Process)
	if !value.OK() {
		return notSeen
	}
	return s.short(cell(value.Value))
}

// notSeen is shown for a value that could not be read; the details say why.
const notSeen = "-"

// short shortens a path for the table: a terminal as in ps(1), and the scratch
// directory as "$scratch", as in the lessons. The details have whole paths.
func (s *scene) short(text string) string {
	if text == s.state.Scratch {
		return "$scratch"
	}
	if strings.HasPrefix(text, "/dev/pts/") {
		return strings.TrimPrefix(text, "/dev/")
	}
	return strings.ReplaceAll(text, s.state.Scratch+"/", "$scratch/")
}

// shortEnd describes how a process ended in one or two words.
func (t *theme) shortEnd(e probe.End) string {
	switch {
	case e.Unseen != "":
		return t.say("ended")
	case e.Signal != "":
		return e.Signal
	}
	return t.say("exited %d", e.Code)
}

// descriptors lists file descriptors; neighbours that are open on the same file
// are one item: "0-2 pts/4  3 daemon.pid".
func (s *scene) descriptors(f probe.FDs) string {
	if f.Unseen != "" {
		return notSeen
	}
	if len(f.Open) == 0 {
		return s.say("none")
	}
	numbers := slices.Sorted(maps.Keys(f.Open))
	var parts []string
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 && f.Open[numbers[j+1]] == f.Open[numbers[i]] {
			j++
		}
		span := strconv.Itoa(numbers[i])
		if j > i {
			span += "-" + strconv.Itoa(numbers[j])
		}
		reading := f.Open[numbers[i]]
		target := s.short(cell(reading.Value))
		switch {
		case !reading.OK():
			target = notSeen
		case !strings.HasPrefix(reading.Value, "/dev/"):
			target = path.Base(target)
		}
		parts = append(parts, span+" "+target)
		i = j + 1
	}
	return strings.Join(parts, "  ")
}
