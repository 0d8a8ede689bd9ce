package probe

import (
	"slices"
	"strconv"

	"golang.org/x/sys/unix"
)

// A Watch looks at one process again and again, at a fifth of the price of a
// row: it keeps open what a row opens anew.
type Watch struct {
	dir  int // /proc/PID
	stat statFile
}

// NewWatch watches the process that has the PID now.
func NewWatch(pid int) (*Watch, error) {
	path := "/proc/" + strconv.Itoa(pid)
	stat, err := openStat(path)
	if err != nil {
		return nil, err
	}
	dir, err := open(path, unix.O_PATH|unix.O_DIRECTORY)
	if err != nil {
		stat.close()
		return nil, err
	}
	return &Watch{dir, stat}, nil
}

// Close ends the watch.
func (w *Watch) Close() {
	w.stat.close()
	unix.Close(w.dir)
}

// Still reports whether p is true now, of a process that has made no system
// call since p was read. What others can do to it then shows in stat (a stop, a
// death, an adoption, the terminal's foreground group) or in where its
// directory and its descriptors lead (a file that was renamed or removed).
func (w *Watch) Still(p *Process) bool {
	now, err := w.stat.read()
	if err != nil || !now.sameRow(p.read) {
		return false
	}
	if p.State == Zombie {
		return true
	}
	var seen []Reading // descriptors 0, 1 and 2 mostly lead to the same file
	for fd, target := range p.FDs.Open {
		if slices.Contains(seen, target) {
			continue
		}
		if now, ok := readTarget(w.dir, "fd/"+strconv.Itoa(fd)); !ok || now != target {
			return false
		}
		seen = append(seen, target)
	}
	cwd, ok := readTarget(w.dir, "cwd")
	return ok && cwd == p.CWD
}
