package probe

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"syscall"

	"github.com/shirou/gopsutil/v3/common"
	"github.com/shirou/gopsutil/v3/process"
	"golang.org/x/sys/unix"

	"forklore/probe/strace"
)

// attempts is how often a row that changes while it is read is begun anew. A
// process makes a handful of such changes in its life, so the second attempt
// is nearly always the last.
const attempts = 8

// procfs makes gopsutil read the /proc that we read, whatever HOST_PROC says.
var procfs = context.WithValue(context.Background(),
	common.EnvKey, common.EnvMap{common.HostProcEnvKey: "/proc"})

// Read reads the row of the process that has the PID now. The error is ErrGone
// if there is none, or if it went away while it was being read.
//
// One read of stat is of one instant. The umask, the directory and the rest
// come from other files. So all but the descriptors and the arguments is read
// before those and again after them, and once more where anything has changed:
// the row is then one that was true while the descriptors were listed. A
// process that keeps changing is shown as it was last.
func Read(pid int) (Process, error) {
	p, err := readThroughout("/proc/" + strconv.Itoa(pid))
	if err != nil && !errors.Is(err, ErrGone) {
		return Process{}, fmt.Errorf("read process %d: %w", pid, err)
	}
	return p, err
}

func readThroughout(dir string) (p Process, err error) {
	file, err := openStat(dir)
	if err != nil {
		return Process{}, err
	}
	defer file.close()
	before, err := readCells(dir, file)
	if err != nil {
		return Process{}, err
	}
	for range attempts {
		if p, err = readRow(dir, before); err != nil {
			return Process{}, err
		}
		after, err := readCells(dir, file)
		if err != nil {
			return Process{}, err
		}
		if after.sameRow(before) && p.Umask.Unseen != unseenEnding {
			break
		}
		before = after
	}
	return p, nil
}

// cells are what little files tell of a process.
type cells struct {
	stat
	status
	cwd Reading
}

func readCells(dir string, file statFile) (c cells, err error) {
	if c.stat, err = file.read(); err != nil {
		return cells{}, err
	}
	text, err := readFile(dir + "/status")
	if err != nil {
		return cells{}, err
	}
	if c.status, err = parseStatus(text); err != nil {
		return cells{}, err
	}
	if c.state != Zombie {
		c.cwd = readCWD(c.pid)
	}
	return c, nil
}

func (c cells) sameRow(d cells) bool {
	return c.stat.sameRow(d.stat) && c.status == d.status && c.cwd == d.cwd
}

// sameRow reports whether s and t agree in all that a row shows. Running or
// sleeping is no difference: it changes a hundred times a second.
func (s stat) sameRow(t stat) bool {
	if s.state.Awake() && t.state.Awake() {
		s.state = t.state
	}
	return s == t
}

// readRow makes a row of the cells, and reads the rest.
func readRow(dir string, c cells) (Process, error) {
	p := Process{
		PID: c.pid, PPID: c.ppid, PGID: c.pgid, SID: c.sid, TTY: c.tty, TPGID: c.tpgid,
		State: c.state, Name: c.name, Start: c.start, CWD: c.cwd, Umask: Seen(c.umask),
		UID: c.uid, GID: c.gid,
		Ignored: c.ignored, Caught: c.caught, Blocked: c.blocked,
		read: c.stat,
	}
	if c.state == Zombie {
		p.CWD, p.Umask, p.FDs.Unseen = Unseen(unseenZombie), Unseen(unseenZombie), unseenZombie
		p.End = readEnd(dir, c.exitCode)
		return p, nil
	}
	if c.state == Stopped && c.exitCode != 0 {
		p.Stopper = strace.SignalName(c.exitCode)
	}
	if c.umask == "" {
		p.Umask = Unseen(unseenEnding)
	}
	text, err := readFile(dir + "/cmdline")
	if err != nil {
		return Process{}, err
	}
	p.Argv = parseCmdline(text)
	p.FDs = readFDs(dir)
	return p, nil
}

// A statFile is an open /proc/PID/stat. It belongs to the process, not to the
// PID: once the process is gone it can't be read, whoever has the PID then.
type statFile int

func openStat(dir string) (statFile, error) {
	fd, err := open(dir+"/stat", 0)
	return statFile(fd), err
}

func (f statFile) close() { unix.Close(int(f)) }

// read reads the line as it is now, in one call: the kernel makes it anew for
// each read at offset 0, and it is never longer than a page.
func (f statFile) read() (stat, error) {
	var page [4096]byte
	n, err := unix.Pread(int(f), page[:], 0)
	if err != nil {
		return stat{}, gone(fmt.Errorf("read stat: %w", err))
	}
	s, err := parseStat(string(page[:n]))
	if err != nil {
		return stat{}, err
	}
	// Between its reaping and its vanishing from /proc a process has no session (-1).
	if s.state == Dead || s.sid < 0 {
		return stat{}, ErrGone
	}
	return s, nil
}

func readStat(pid int) (stat, error) {
	file, err := openStat("/proc/" + strconv.Itoa(pid))
	if err != nil {
		return stat{}, err
	}
	defer file.close()
	return file.read()
}

// readCWD reads the working directory of a living process.
func readCWD(pid int) Reading {
	cwd, err := (&process.Process{Pid: int32(pid)}).CwdWithContext(procfs)
	if err != nil {
		return Unseen(why(err))
	}
	return Seen(cwd)
}

// readFDs lists the descriptors in dir/fd.
func readFDs(dir string) FDs {
	fd, err := open(dir+"/fd", unix.O_DIRECTORY)
	if err != nil {
		return FDs{Unseen: why(err)}
	}
	defer unix.Close(fd)
	targets := make(map[int]Reading)
	var entries [4096]byte
	var names []string
	for {
		n, err := unix.ReadDirent(fd, entries[:])
		if err != nil {
			return FDs{Unseen: why(err)}
		}
		if n == 0 {
			return FDs{Open: targets}
		}
		_, _, names = unix.ParseDirent(entries[:n], -1, names[:0])
		for _, name := range names {
			number, err := strconv.Atoi(name)
			if err != nil {
				continue
			}
			if target, ok := readTarget(fd, name); ok {
				targets[number] = target
			}
		}
	}
}

// readTarget reads where a descriptor leads, and whether it is open: one that
// was closed in the meantime is a closed one, one whose target is denied is
// open all the same.
func readTarget(dir int, link string) (target Reading, open bool) {
	var text [4096]byte
	switch n, err := unix.Readlinkat(dir, link, text[:]); err {
	case nil:
		return Seen(string(text[:n])), true
	case unix.ENOENT:
		return Reading{}, false
	default:
		return Unseen(why(err)), true
	}
}

// readEnd tells how a zombie ended, from its wait status in field 52 of stat.
// The kernel shows 0 there to those who may not know; whether we may, the link
// dir/cwd tells, which is guarded by the same check: it is denied, or else
// missing.
func readEnd(dir string, exitCode int) *End {
	if _, err := unix.Readlink(dir+"/cwd", make([]byte, 1)); err == unix.EACCES {
		return &End{Unseen: unseenDenied}
	}
	end := EndOf(exitCode)
	return &end
}

// why gives the reason for a reading that failed. A process that still has a
// row may have given up its directory and descriptors already.
func why(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return unseenDenied
	case errors.Is(gone(err), ErrGone):
		return unseenEnding
	}
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno.Error()
	}
	return err.Error()
}

// readFile returns the whole of a file below /proc. It makes the system calls
// itself: os.ReadFile takes twice the time, most of it to prepare for files
// that can block.
func readFile(path string) (string, error) {
	fd, err := open(path, 0)
	if err != nil {
		return "", err
	}
	defer unix.Close(fd)
	var text strings.Builder
	var page [4096]byte
	for {
		n, err := unix.Read(fd, page[:])
		switch {
		case err == unix.EINTR:
		case err != nil:
			return "", gone(&fs.PathError{Op: "read", Path: path, Err: err})
		case n == 0:
			return text.String(), nil
		default:
			text.Write(page[:n])
		}
	}
}

func open(path string, flags int) (int, error) {
	for {
		fd, err := unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC|flags, 0)
		if err == nil {
			return fd, nil
		}
		if err != unix.EINTR {
			return -1, gone(&fs.PathError{Op: "open", Path: path, Err: err})
		}
	}
}

// gone returns ErrGone for the errors with which /proc tells that a process
// has ended: no such file when it is opened, no such process when it is read.
func gone(err error) error {
	if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.ESRCH) {
		return ErrGone
	}
	return err
}
