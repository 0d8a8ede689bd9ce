package tui

import (
	"slices"
	"strconv"
	"strings"

	"forklore/probe"
)

// A session is every process with one SID.
type session struct {
	sid        int
	terminal   string // path of its controlling terminal; empty for none
	foreground int    // PGID of the terminal's foreground process group; -1 for none
	groups     []group
}

// A group is a process group: every process with one PGID.
type group struct {
	pgid    int
	members []*probe.Process
}

// sessionsOf sorts processes into groups and sessions, each in the order of its
// first member. A process is in one group, and a group in one session:
// setpgid(2) fails with EPERM for a group of another session.
func sessionsOf(processes []probe.Process) []session {
	var all []session
	for i := range processes {
		p := &processes[i]
		at := slices.IndexFunc(all, func(s session) bool { return s.sid == p.SID })
		if at < 0 {
			at = len(all)
			all = append(all, session{sid: p.SID, foreground: -1})
		}
		all[at].add(p)
	}
	return all
}

// add puts a process into its group.
func (s *session) add(p *probe.Process) {
	// A zombie has no controlling terminal any more, and one member may have given
	// it up (TIOCNOTTY, ioctl_tty(2)). The session has it while any member does.
	if p.TTY != "" {
		s.terminal, s.foreground = p.TTY, p.TPGID
	}
	i := slices.IndexFunc(s.groups, func(g group) bool { return g.pgid == p.PGID })
	if i < 0 {
		i = len(s.groups)
		s.groups = append(s.groups, group{pgid: p.PGID})
	}
	s.groups[i].members = append(s.groups[i].members, p)
}

// led reports whether the session leader is alive. The session goes on without
// its leader, but then none of its processes can acquire a controlling terminal:
// only a leader can (credentials(7)).
func (s *session) led() bool {
	for _, g := range s.groups {
		for _, p := range g.members {
			if p.PID == s.sid && p.State != probe.Zombie {
				return true
			}
		}
	}
	return false
}

// sessionsContent draws a box for each session, inside it a box for each group,
// and inside that the processes.
func sessionsContent(s *scene, w, _ int) content {
	var c content
	for _, session := range sessionsOf(s.snapshot().Processes) {
		c.lines = append(c.lines, s.sessionBox(session, w)...)
	}
	if len(c.lines) == 0 {
		c.lines = wrap(s.dim.Render(s.say("No process is on the stage.")), w)
	}
	return c
}

// sessionBox draws a session, w columns wide.
func (s *scene) sessionBox(se session, w int) []string {
	title := s.strong.Render(s.say("session %d", se.sid)) + s.dim.Render(" ─ ")
	if se.terminal == "" {
		title += s.text.Render(s.say("no terminal"))
	} else {
		title += s.text.Render(cell(se.terminal))
	}
	if !se.led() {
		title += s.dim.Render(" ─ ") + s.text.Render(s.say("no leader"))
	}
	if s.sessionChanged(se) {
		title = s.changed.Render(signChanged) + title
	}
	// The foreground group may have no process left: then no process reads what is
	// typed (tcsetpgrp(3)).
	mark := ""
	if se.terminal != "" && !slices.ContainsFunc(se.groups, func(g group) bool { return g.pgid == se.foreground }) {
		mark = s.dim.Render(s.say("foreground: %d, empty", se.foreground))
	}
	room := max(0, w-s.box.GetHorizontalFrameSize())
	boxes := make([][]string, len(se.groups))
	for i, g := range se.groups {
		boxes[i] = s.groupBox(se, g, room)
	}
	return s.boxed(title, mark, flow(boxes, room), w)
}

// sessionChanged reports whether a member has changed its session or terminal.
func (s *scene) sessionChanged(se session) bool {
	for _, g := range se.groups {
		for _, p := range g.members {
			if _, ok := s.changedFrom(p, "sid"); ok {
				return true
			}
			if _, ok := s.changedFrom(p, "tty"); ok {
				return true
			}
		}
	}
	return false
}

// groupBox draws a group in at most room columns.
func (s *scene) groupBox(se session, g group, room int) []string {
	title := s.say("group %d", g.pgid)
	if se.terminal != "" && g.pgid == se.foreground {
		title = s.active.Render(title + " ─ " + s.say("foreground") + " " + signFront)
	} else {
		title = s.text.Render(title)
	}
	var lines []string
	for _, p := range g.members {
		lines = append(lines, s.member(se, p))
	}
	w := width(title) + 2 // a space at each end
	for _, l := range lines {
		w = max(w, width(l))
	}
	w = min(room, w+s.box.GetHorizontalFrameSize())
	return s.boxed(title, "", lines, w)
}

// member draws a process of a group; ★ marks the session leader.
func (s *scene) member(se session, p *probe.Process) string {
	look := s.text
	if p.State == probe.Zombie {
		look = s.dim
	}
	text := look.Render(cell(p.Label()) + " " + strconv.Itoa(p.PID))
	for _, field := range []string{probe.Born, "pgid", "sid"} {
		if _, ok := s.changedFrom(p, field); ok {
			text = s.changed.Render(signChanged + cell(p.Label()) + " " + strconv.Itoa(p.PID))
			break
		}
	}
	if p.ID() == s.selected {
		text = s.active.Render(signCursor) + text
	}
	if p.PID == p.SID && p.State != probe.Zombie {
		text += " " + s.active.Render(signLeader)
	}
	switch {
	case p.State == probe.Zombie:
		text += s.dim.Render(" " + s.say("zombie"))
	case p.State == probe.Stopped:
		text += s.bad.Render(" " + s.say("stopped"))
	case se.terminal != "" && p.TTY == "":
		text += s.dim.Render(" " + s.say("no terminal"))
	}
	return text
}

// boxed draws a box w columns wide around lines.
func (t *theme) boxed(title, mark string, lines []string, w int) []string {
	b := t.box.GetBorderStyle()
	room := max(0, w-t.box.GetHorizontalFrameSize())
	pad := strings.Repeat(" ", t.box.GetPaddingLeft())
	out := []string{edge(b.TopLeft, b.Top, b.TopRight, title, mark, w, t.border)}
	for _, l := range lines {
		out = append(out, t.border.Render(b.Left)+pad+fit(l, room)+pad+t.border.Render(b.Right))
	}
	return append(out, edge(b.BottomLeft, b.Bottom, b.BottomRight, "", "", w, t.border))
}

// flow places boxes side by side while they fit in w columns, then below.
func flow(boxes [][]string, w int) []string {
	const gap = " "
	var lines, current []string
	used := 0
	for _, box := range boxes {
		wide := width(box[0])
		if used > 0 && used+len(gap)+wide > w {
			lines, current, used = append(lines, current...), nil, 0
		}
		if used > 0 {
			current, used = beside(current, used, gap, box), used+len(gap)+wide
			continue
		}
		current, used = slices.Clone(box), wide
	}
	return append(lines, current...)
}

// beside joins two blocks of lines; left is filled to w columns.
func beside(left []string, w int, gap string, right []string) []string {
	out := make([]string, max(len(left), len(right)))
	for i := range out {
		if i < len(left) {
			out[i] = left[i]
		}
		out[i] = fit(out[i], w)
		if i < len(right) {
			out[i] += gap + right[i]
		}
	}
	return out
}
