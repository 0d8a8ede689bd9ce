package strace

import (
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// ErrnoName returns the name of an error number: "EPERM" (errno(3)).
func ErrnoName(errno int) string {
	name := unix.ErrnoName(syscall.Errno(errno))
	switch name {
	case "":
		return "errno " + strconv.Itoa(errno)
	// Of two names for one number, strace prints the kernel's.
	case "ENOTSUP":
		return "EOPNOTSUPP"
	case "EFSCORRUPTED":
		return "EUCLEAN"
	}
	return name
}

// ErrnoMessage returns the message of an error number as strerror(3) does:
// "Operation not permitted".
func ErrnoMessage(errno int) string {
	switch unix.ErrnoName(syscall.Errno(errno)) {
	case "":
		return "Unknown error " + strconv.Itoa(errno)
	case "EHWPOISON":
		return "Memory page has hardware error" // missing from Go's table
	}
	// Go has the messages of the C library with a lower case first letter.
	message := syscall.Errno(errno).Error()
	return strings.ToUpper(message[:1]) + message[1:]
}
