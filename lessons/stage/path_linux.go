package stage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// maxLinks is how many symbolic links the kernel follows in one path
// (path_resolution(7)).
const maxLinks = 40

// errMagic says that a path leads through a magic link, such as /proc/PID/fd/3
// or /proc/PID/root. The kernel does not follow the text of such a link. It goes
// directly to the file that the process has open (symlink(7), "Magic links"), so
// the text does not tell where that is.
var errMagic = errors.New("it leads through what a process has open")

// resolve follows a path as the kernel will for the process pid, and returns it
// without links, "." and "..". It needs the PID because /proc/self leads each
// process to its own directory. After the first name that does not exist,
// only "." and ".." are resolved: the kernel makes at most the last name of a
// path, so it follows nothing there either.
func resolve(pid int, path string) (string, error) {
	done, rest := "/", path
	for links := 0; rest != ""; {
		var name string
		name, rest, _ = strings.Cut(rest, "/")
		switch {
		case done == "/proc" && name == "self":
			name = strconv.Itoa(pid)
		case done == "/proc" && name == "thread-self":
			name = fmt.Sprintf("%d/task/%d", pid, pid) // a puppet has one thread
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

// absent reports whether the error says that no file has the path.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, unix.ENOTDIR)
}
