package probe

import (
	"slices"
	"strconv"

	"golang.org/x/sys/unix"
)

// A Watch checks one process again and again. A check takes a fifth of the time
// of reading a row, as the watch keeps open what Read has to open each time.
type Watch struct {
	dir  int // /proc/PID
	stat statFile
}

// NewWatch watches the process that has the PID now. Close has to be called.
func NewWatch(pid int) (*Watch, error) {
	path := "/proc/" + strconv.Itoa(pid)
	file, err := openStat(path)
	if err != nil {
		return nil, err
	}
	dir, err := open(path, unix.O_PATH|unix.O_DIRECTORY)
	if err != nil {
		file.close()
		return nil, err
	}
	return &Watch{dir, file}, nil
}

// Close ends the watch.
func (w *Watch) Close() {
	w.stat.close()
	unix.Close(w.dir)
}

// Still reports whether the row p is still true, for a process that has made no
// system call since p was read. What others can change then shows in stat (the
// process is stopped, killed or adopted; the terminal's foreground group) or in
// the targets of its directory and descriptors (a file is renamed or removed).
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
