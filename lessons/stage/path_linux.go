package stage

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// maxLinks is how many links the kernel follows in one path
// (path_resolution(7)).
const maxLinks = 40

// errMagic says that a path leads through a link like /proc/PID/fd/3 or
// /proc/PID/root. The kernel does not follow the link's text, but goes where
// the process has it (proc_pid_fd(5)): nobody else can tell where that is.
var errMagic = errors.New("it leads through what a process has open")

// resolve follows a path as the kernel will for the process pid, and returns it
// without links, "." and "..": below /proc/self everybody finds what is its own.
// From the first name that is not there on, the path stays as it is. The kernel
// makes the last name of a path at most, so it goes nowhere else either.
func resolve(pid int, path string) (string, error) {
	done, rest := "/", path
	for links := 0; rest != ""; {
		var name string
		name, rest, _ = strings.Cut(rest, "/")
		switch {
		case done == "/proc" && name == "self":
			name = strconv.Itoa(pid)
		case done == "/proc" && name == "thread-self":
			name = strconv.Itoa(pid) // it has one thread
		}
		next := filepath.Join(done, name) // Join knows "", "." and ".."
		info, err := os.Lstat(next)
		switch {
		case absent(err):
			return filepath.Join(next, rest), nil
		case err != nil:
			return "", err
		case info.Mode()&fs.ModeSymlink == 0:
			done = next
			continue
		case strings.HasPrefix(done, "/proc/"):
			return "", errMagic
		case links == maxLinks:
			return "", unix.ELOOP
		}
		links++
		target, err := os.Readlink(next)
		if err != nil {
			return "", err
		}
		if strings.HasPrefix(target, "/") {
			done = "/"
		}
		rest = target + "/" + rest
	}
	return done, nil
}

// absent reports whether the error says that a path leads to nothing.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, unix.ENOTDIR)
}
