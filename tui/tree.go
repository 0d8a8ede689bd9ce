package tui

import (
	"slices"
	"strconv"

	"forklore/probe"
)

// A node is a process and its children. The roots are those whose parents are
// not on the stage.
type node struct {
	pid      int
	process  *probe.Process // nil for a root that is not on the stage
	children []*node
}

// forestOf makes trees of processes by their PPIDs. The outsiders, forklore and
// the reaper, are there even without a child: whose child an orphan becomes
// is seen before it happens.
func forestOf(processes []probe.Process, outsiders ...int) []*node {
	nodes := make(map[int]*node, len(processes))
	for i := range processes {
		nodes[processes[i].PID] = &node{pid: processes[i].PID, process: &processes[i]}
	}
	var roots []*node
	root := func(pid int) *node {
		if i := slices.IndexFunc(roots, func(n *node) bool { return n.pid == pid }); i >= 0 {
			return roots[i]
		}
		n := &node{pid: pid}
		roots = append(roots, n)
		return n
	}
	for _, pid := range outsiders {
		if nodes[pid] == nil {
			root(pid)
		}
	}
	for i := range processes {
		p := &processes[i]
		parent := nodes[p.PPID]
		if parent == nil || p.PPID == p.PID {
			parent = root(p.PPID)
		}
		parent.children = append(parent.children, nodes[p.PID])
	}
	return roots
}

// treeContent draws who is whose parent.
func treeContent(s *scene, w, _ int) content {
	var c content
	for _, root := range forestOf(s.snapshot().Processes, s.pid, s.state.Reaper.PID) {
		text := s.strong.Render(s.who(root.pid))
		// Not always PID 1: a subreaper may be nearer (prctl(2), PR_SET_CHILD_SUBREAPER).
		if root.pid == s.state.Reaper.PID {
			text += s.dim.Render("  " + s.say("adopts orphans"))
		}
		c.lines = append(c.lines, text)
		s.branches(&c.lines, root.children, "")
	}
	return c
}

// branches draws children under their parent. A zombie has none: its children
// were given away when it exited, before anybody waited for it.
func (s *scene) branches(lines *[]string, children []*node, stem string) {
	for i, n := range children {
		branch, under := "├─ ", "│  "
		if i == len(children)-1 {
			branch, under = "└─ ", "   "
		}
		*lines = append(*lines, s.dim.Render(stem+branch)+s.treeLine(n.process))
		s.branches(lines, n.children, stem+under)
	}
}

// treeLine is a process in the tree; one that was adopted says by whom it was
// left.
func (s *scene) treeLine(p *probe.Process) string {
	text := strconv.Itoa(p.PID) + " " + cell(p.Label())
	look := s.text
	switch p.State {
	case probe.Zombie:
		look = s.dim
		text += "  " + s.say("zombie")
	case probe.Stopped:
		text += "  " + s.say("stopped")
	}
	if _, ok := s.changedFrom(p, probe.Born); ok {
		return s.changed.Render(signChanged + text)
	}
	if from, ok := s.changedFrom(p, "ppid"); ok {
		return s.changed.Render(signChanged+text) + s.dim.Render("  "+s.say("from %s", from.Value))
	}
	if p.ID() == s.selected {
		return s.active.Render(signCursor + text)
	}
	return look.Render(text)
}
