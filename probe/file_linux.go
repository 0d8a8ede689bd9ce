package probe

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// errIrregular is the error of FileStart for a file that is not a regular one.
var errIrregular = errors.New(unseenIrregular)

// FileMode returns the mode of the file as chmod(2) takes it, in four octal
// digits: "0644". It follows symbolic links.
func FileMode(path string) (string, error) {
	var file unix.Stat_t
	err := unix.Stat(path, &file)
	return fmt.Sprintf("%04o", file.Mode&0o7777), err
}

// FileStart returns the first bytes of a regular file, at most limit.
//
// The path may come from an untrusted lesson. So FileStart checks the type of
// the file before it opens it, as opening a device or a FIFO has effects. It
// reads once and does not block, as a file below /proc may block or never end.
func FileStart(path string, limit int) (string, error) {
	// O_PATH finds the file without opening it (open(2)). Opening it through
	// /proc/self/fd then opens that very file, even if the path has changed.
	found, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return "", err
	}
	defer unix.Close(found)
	var file unix.Stat_t
	if err := unix.Fstat(found, &file); err != nil {
		return "", err
	}
	if file.Mode&unix.S_IFMT != unix.S_IFREG {
		return "", errIrregular
	}
	fd, err := unix.Open(fmt.Sprintf("/proc/self/fd/%d", found), unix.O_RDONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return "", err
	}
	defer unix.Close(fd)
	text := make([]byte, limit)
	n, err := unix.Read(fd, text)
	return string(text[:max(n, 0)]), err
}
