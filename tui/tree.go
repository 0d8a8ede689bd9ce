package tui

import (
	"slices"
	"strconv"

	"forklore/probe"
)

// A node is a process and its children. A root is not on the stage, but is the
// parent of a process that is.
type node struct {
	pid      int
	process  *probe.Process // nil for a root
	children []*node
}

// forestOf builds trees from the PPIDs of processes. The outsiders, forklore and
// the reaper, are roots even without children: the learner sees which process
// will adopt an orphan before that happens.
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

// treeContent draws the trees of parents and children.
func treeContent(s *scene, _, _ int) content {
	var c content
	for _, root := range forestOf(s.snapshot().Processes, s.pid, s.state.Reaper.PID) {
		text := s.strong.Render(s.who(root.pid))
		// It need not be PID 1: a subreaper may be nearer (PR_SET_CHILD_SUBREAPER, prctl(2)).
		if root.pid == s.state.Reaper.PID {
			text += s.dim.Render("  " + s.say("adopts orphans"))
		}
		c.lines = append(c.lines, text)
		s.branches(&c.lines, root.children, "")
	}
	return c
}

// branches draws children under their parent. A zombie has none: the kernel gives
// the children to the reaper when their parent exits, not when it is reaped.
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

// treeLine draws a process of the tree; if it was adopted, with its parent before.
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
