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

// attempts limits how often Read starts over when a process changes while it is
// being read. A process changes its row only a few times in its life, so the
// second attempt nearly always succeeds.
const attempts = 8

// procfs makes gopsutil read the same /proc as this package, whatever HOST_PROC
// says.
var procfs = context.WithValue(context.Background(),
	common.EnvKey, common.EnvMap{common.HostProcEnvKey: "/proc"})

// Read reads the row of the process that has the PID now. The error is ErrGone
// if there is none, or if it goes away while it is being read.
//
// One read of stat is of one instant, but the umask, the directory and the rest
// come from other files. So Read reads the arguments and descriptors between two
// readings of all the rest. If the two agree, the row was true at the time
// between them; if not, Read starts over. A process that keeps changing is
// returned as it was in the last attempt.
func Read(pid int) (Process, error) {
	p, err := readStable("/proc/" + strconv.Itoa(pid))
	if err != nil && !errors.Is(err, ErrGone) {
		return Process{}, fmt.Errorf("read process %d: %w", pid, err)
	}
	return p, err
}

// readStable reads rows until one did not change while it was read.
func readStable(dir string) (p Process, err error) {
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

// cells are the part of a row that is read twice: all but the arguments and the
// descriptors.
type cells struct {
	stat
	status
	cwd Reading
}

// readCells reads stat, then status, then the working directory.
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

// sameRow reports whether s and t are equal in all that a row shows. Running and
// sleeping count as equal, as a process moves between them all the time.
func (s stat) sameRow(t stat) bool {
	if s.state.Awake() && t.state.Awake() {
		s.state = t.state
	}
	return s == t
}

// readRow makes a row from the cells, and reads the arguments and descriptors.
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

// A statFile is an open /proc/PID/stat. It stays with the process: once that is
// gone, reading fails, even if another process has the PID then.
type statFile int

func openStat(dir string) (statFile, error) {
	fd, err := open(dir+"/stat", 0)
	return statFile(fd), err
}

func (f statFile) close() { unix.Close(int(f)) }

// read reads the line as it is now, with one system call: the kernel makes the
// line anew for each read at offset 0, and it is never longer than a page.
func (f statFile) read() (stat, error) {
	var page [4096]byte
	n, err := unix.Pread(int(f), page[:], 0)
	if err != nil {
		return stat{}, goneError(fmt.Errorf("read stat: %w", err))
	}
	s, err := parseStat(string(page[:n]))
	if err != nil {
		return stat{}, err
	}
	// A process that was reaped but is still in /proc has the session -1.
	if s.state == Dead || s.sid < 0 {
		return stat{}, ErrGone
	}
	return s, nil
}

// readStat reads /proc/PID/stat once.
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
		return Unseen(reason(err))
	}
	return Seen(cwd)
}

// readFDs lists the descriptors in dir/fd.
func readFDs(dir string) FDs {
	fd, err := open(dir+"/fd", unix.O_DIRECTORY)
	if err != nil {
		return FDs{Unseen: reason(err)}
	}
	defer unix.Close(fd)
	targets := make(map[int]Reading)
	var entries [4096]byte
	var names []string
	for {
		n, err := unix.ReadDirent(fd, entries[:])
		if err != nil {
			return FDs{Unseen: reason(err)}
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

// readTarget reads the target of a link of /proc/PID, as fd/3. It is not open if
// the descriptor was closed in the meantime. A descriptor whose target may not
// be read is open.
func readTarget(dir int, link string) (target Reading, open bool) {
	var text [4096]byte
	switch n, err := unix.Readlinkat(dir, link, text[:]); err {
	case nil:
		return Seen(string(text[:n])), true
	case unix.ENOENT:
		return Reading{}, false
	default:
		return Unseen(reason(err)), true
	}
}

// readEnd returns how a zombie ended, from its wait status in field 52 of stat.
// The kernel prints 0 there for a reader without permission. The link dir/cwd
// needs the same permission: without it readlink(2) fails with EACCES, with it
// with ENOENT, as a zombie has no directory.
func readEnd(dir string, exitCode int) *End {
	if _, err := unix.Readlink(dir+"/cwd", make([]byte, 1)); err == unix.EACCES {
		return &End{Unseen: unseenDenied}
	}
	end := EndOf(exitCode)
	return &end
}

// reason returns why a reading failed. A process that is ending still has a row,
// but may have given up its directory and descriptors already.
func reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return unseenDenied
	case errors.Is(goneError(err), ErrGone):
		return unseenEnding
	}
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno.Error()
	}
	return err.Error()
}

// readFile returns the contents of a file below /proc. It makes the system calls
// itself, as os.ReadFile takes twice as long: most of that is preparation for
// files that can block.
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
			return "", goneError(&fs.PathError{Op: "read", Path: path, Err: err})
		case n == 0:
			return text.String(), nil
		default:
			text.Write(page[:n])
		}
	}
}

// open opens a file or directory below /proc for reading. The error is ErrGone
// if the process has ended.
func open(path string, flags int) (int, error) {
	for {
		fd, err := unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC|flags, 0)
		if err == nil {
			return fd, nil
		}
		if err != unix.EINTR {
			return -1, goneError(&fs.PathError{Op: "open", Path: path, Err: err})
		}
	}
}

// goneError returns ErrGone for the errors by which /proc shows that a process has
// ended: ENOENT from open(2), ESRCH from read(2). It returns others unchanged.
func goneError(err error) error {
	if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.ESRCH) {
		return ErrGone
	}
	return err
}
