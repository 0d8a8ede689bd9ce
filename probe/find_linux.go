package probe

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/shirou/gopsutil/v3/process"
)

// PIDs returns the PIDs of all processes, in rising order.
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

// Newest returns the PID, or thread ID, that the kernel gave out last, from
// /proc/loadavg, field 5 (proc_loadavg(5)); 0 where that can't be read. While
// it stays the same no process was born: one small read saves looking through
// them all with Children or Marked.
func Newest() int {
	text, err := readFile("/proc/loadavg")
	if err != nil {
		return 0
	}
	newest, _ := strconv.Atoi(strings.TrimSpace(text[strings.LastIndexByte(text, ' ')+1:]))
	return newest
}

// Children returns the children of the parents, zombies too, in rising order
// of PID. Any thread can fork, and is then the parent's thread that the list
// /proc/PID/task/TID/children belongs to; a kernel built without
// CONFIG_PROC_CHILDREN has no such lists, and the PPID of every process is
// read.
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
// task. It is not ok where a thread has none; where the process is gone, it
// has no children.
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

// Marked returns the living processes, other than our own, that bear the mark:
// in their environment, as programs do, or in the name of something they have
// mapped, as puppets do. It leaves out those that known names, if it is not nil,
// without a look into them: a look costs much where there are many mappings.
func Marked(mark string, known func(ID) bool) []ID {
	pids, _ := PIDs()
	var marked []ID
	for _, pid := range pids {
		if pid == os.Getpid() {
			continue
		}
		before, err := readStat(pid)
		if err != nil || known != nil && known(ID{pid, before.start}) || !bears(pid, mark) {
			continue
		}
		if after, err := readStat(pid); err == nil && after.start == before.start {
			marked = append(marked, ID{pid, after.start})
		}
	}
	return marked
}

// bears looks into the environment first: it is a single small read, where the
// kernel walks all mappings to print them.
func bears(pid int, mark string) bool {
	if InEnviron(pid, mark) {
		return true
	}
	maps, err := readFile(fmt.Sprintf("/proc/%d/maps", pid))
	return err == nil && strings.Contains(maps, mark)
}

// InEnviron reports whether a process was given the text in its environment,
// when it was executed (proc_pid_environ(5)).
func InEnviron(pid int, text string) bool {
	environ, err := readFile(fmt.Sprintf("/proc/%d/environ", pid))
	return err == nil && strings.Contains(environ, text)
}
