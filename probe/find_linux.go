package probe

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/shirou/gopsutil/v3/process"
)

// PIDs returns the PIDs of all processes, in ascending order.
func PIDs() ([]int, error) {
	list, err := process.PidsWithContext(procfs)
	if err != nil {
		return nil, fmt.Errorf("list the processes: %w", err)
	}
	pids := make([]int, len(list))
	for i, pid := range list {
		pids[i] = int(pid)
	}
	slices.Sort(pids)
	return pids, nil
}

// Newest returns the PID or thread ID that the kernel gave out last, from
// /proc/loadavg, field 5 (proc_loadavg(5)); 0 if that can't be read. While it
// stays the same no process was born, so one small read replaces a search
// through all processes with Children or Marked.
func Newest() int {
	text, err := readFile("/proc/loadavg")
	if err != nil {
		return 0
	}
	newest, _ := strconv.Atoi(strings.TrimSpace(text[strings.LastIndexByte(text, ' ')+1:]))
	return newest
}

// Children returns the children of the parents, including zombies, in ascending
// order of PID. Any thread of a process can fork, and each thread has its own
// list in /proc/PID/task/TID/children. A kernel built without
// CONFIG_PROC_CHILDREN has no such lists; Children then reads the PPID of every
// process.
func Children(parents ...int) []ID {
	var children []ID
	for _, parent := range parents {
		pids, ok := listedChildren(fmt.Sprintf("/proc/%d/task", parent))
		if !ok {
			return childrenByPPID(parents)
		}
		for _, pid := range pids {
			if s, err := readStat(pid); err == nil && s.ppid == parent {
				children = append(children, ID{s.pid, s.start})
			}
		}
	}
	slices.SortFunc(children, func(a, b ID) int { return a.PID - b.PID })
	return children
}

// listedChildren reads the children file of every thread in the directory
// task. It is not ok if a living thread has no such file. A process that is
// gone has no children.
func listedChildren(task string) (pids []int, ok bool) {
	threads, err := os.ReadDir(task)
	if err != nil {
		return nil, true
	}
	for _, thread := range threads {
		text, err := readFile(task + "/" + thread.Name() + "/children")
		if err != nil {
			_, err = os.Lstat(task + "/" + thread.Name())
			if err == nil {
				return nil, false
			}
			continue
		}
		for _, field := range strings.Fields(text) {
			if pid, err := strconv.Atoi(field); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	return pids, true
}

// childrenByPPID is Children without the kernel's lists.
func childrenByPPID(parents []int) (children []ID) {
	pids, _ := PIDs()
	for _, pid := range pids {
		s, err := readStat(pid)
		if err == nil && slices.Contains(parents, s.ppid) {
			children = append(children, ID{s.pid, s.start})
		}
	}
	return children
}

// Marked returns the processes, other than our own, that carry the mark: in
// their environment, as programs do, or in the name of a memory mapping, as
// puppets do. If known is not nil, Marked skips the processes for which it
// returns true, as the kernel takes long to print many mappings.
func Marked(mark string, known func(ID) bool) []ID {
	pids, _ := PIDs()
	var marked []ID
	for _, pid := range pids {
		if pid == os.Getpid() {
			continue
		}
		before, err := readStat(pid)
		if err != nil || known != nil && known(ID{pid, before.start}) || !carries(pid, mark) {
			continue
		}
		if after, err := readStat(pid); err == nil && after.start == before.start {
			marked = append(marked, ID{pid, after.start})
		}
	}
	return marked
}

// carries looks into the environment first: that is one small read, whereas the
// kernel walks through all mappings to print them.
func carries(pid int, mark string) bool {
	if InEnviron(pid, mark) {
		return true
	}
	maps, err := readFile(fmt.Sprintf("/proc/%d/maps", pid))
	return err == nil && strings.Contains(maps, mark)
}

// InEnviron reports whether the text occurs in the environment that the process
// got from execve(2) (proc_pid_environ(5)).
func InEnviron(pid int, text string) bool {
	environ, err := readFile(fmt.Sprintf("/proc/%d/environ", pid))
	return err == nil && strings.Contains(environ, text)
}
