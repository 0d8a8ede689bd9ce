package probe

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestPIDs(t *testing.T) {
	pids, err := PIDs()
	if err != nil || !slices.IsSorted(pids) || !slices.Contains(pids, os.Getpid()) || slices.Contains(pids, 0) {
		t.Errorf("%v, %v", pids, err)
	}
}

// HOST_PROC makes gopsutil read another /proc; a row must not come from two.
func TestHostProcIsNotHeeded(t *testing.T) {
	t.Setenv("HOST_PROC", t.TempDir())
	if p := mustRead(t, os.Getpid()); !p.CWD.OK() {
		t.Errorf("CWD %v", p.CWD)
	}
	if pids, err := PIDs(); err != nil || len(pids) == 0 {
		t.Errorf("%v, %v", pids, err)
	}
}

func TestChildren(t *testing.T) {
	// The background job is a grandchild of ours. It ends when the shell ends,
	// as that closes the pipe that it reads.
	parent, _ := start(t, shell("exec 3<&0; cat <&3 >/dev/null &"))
	other, _ := start(t, shell(""))
	dead := zombie(t, "exit 0")

	ours := Children(os.Getpid())
	for _, pid := range []int{parent, other, dead} {
		if !slices.Contains(ours, ID{pid, mustRead(t, pid).Start}) {
			t.Errorf("child %d is not among %v", pid, ours)
		}
	}
	theirs := Children(parent, other)
	if len(theirs) != 1 || mustRead(t, theirs[0].PID).PPID != parent {
		t.Errorf("children of %d and %d: %v, want one, of the first", parent, other, theirs)
	}
	if got := Children(1 << 30); len(got) != 0 {
		t.Errorf("children of nobody: %v", got)
	}
	if byPPID := childrenByPPID([]int{parent}); !reflect.DeepEqual(byPPID, theirs) {
		t.Errorf("by PPID %v, want %v", byPPID, theirs)
	}
}

func TestListedChildren(t *testing.T) {
	task := t.TempDir()
	list := func(thread, children string) {
		must(os.MkdirAll(filepath.Join(task, thread), 0o755))
		must(os.WriteFile(filepath.Join(task, thread, "children"), []byte(children), 0o644))
	}
	list("42", "43 45 ")
	list("44", "")
	list("46", "47 ")
	if pids, ok := listedChildren(task); !ok || !reflect.DeepEqual(pids, []int{43, 45, 47}) {
		t.Errorf("%v, %v", pids, ok)
	}
	must(os.Mkdir(filepath.Join(task, "48"), 0o755))
	if pids, ok := listedChildren(task); ok {
		t.Errorf("a kernel without lists: %v", pids)
	}
	if pids, ok := listedChildren(filepath.Join(task, "none")); !ok || pids != nil {
		t.Errorf("a process that is gone: %v, %v", pids, ok)
	}
}

func TestNewest(t *testing.T) {
	before := Newest()
	pid, _ := start(t, shell(""))
	if after := Newest(); before <= 0 || after == before {
		t.Errorf("newest %d, and %d after process %d was born", before, after, pid)
	}
}

func TestMarked(t *testing.T) {
	mark := fmt.Sprintf("forklore-probe-test-%d", os.Getpid())
	cmd := shell("")
	cmd.Env = append(os.Environ(), "MARK="+mark)
	program, _ := start(t, cmd)
	mapped, _ := start(t, play("map", mark))
	start(t, shell(""))

	// We carry the mark too, and must not be found.
	fd, err := unix.MemfdCreate(mark, 0)
	must(err)
	defer unix.Close(fd)
	must(unix.Ftruncate(fd, 4096))
	page, err := unix.Mmap(fd, 0, 4096, unix.PROT_READ, unix.MAP_SHARED)
	must(err)
	defer unix.Munmap(page)
	if maps, _ := os.ReadFile("/proc/self/maps"); !strings.Contains(string(maps), mark) {
		t.Fatal("our own mapping does not show")
	}

	want := []ID{{program, mustRead(t, program).Start}, {mapped, mustRead(t, mapped).Start}}
	if got := Marked(mark, nil); !reflect.DeepEqual(got, want) {
		t.Errorf("marked %v, want %v", got, want)
	}
	if got := Marked(mark+"-other", nil); got != nil {
		t.Errorf("another mark: %v", got)
	}
}
