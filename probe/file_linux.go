package probe

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// errIrregular is the error of FileStart for what is no regular file.
var errIrregular = errors.New(unseenIrregular)

// FileMode returns the permission bits of the file as chmod(2) takes them:
// "0644".
func FileMode(path string) (string, error) {
	var file unix.Stat_t
	err := unix.Stat(path, &file)
	return fmt.Sprintf("%04o", file.Mode&0o7777), err
}

// FileStart returns the first bytes of a regular file, limit at most. A
// stranger may have made the file, or named it. So it is opened only once it
// is known for what it is: to open a device or a FIFO is to do something to it.
// It is read once and without waiting: files below /proc can be without an end,
// and block.
func FileStart(path string, limit int) (string, error) {
	// With O_PATH a file is found and not opened (open(2)). What was found is
	// then what is opened, whatever stands at that path by now.
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
