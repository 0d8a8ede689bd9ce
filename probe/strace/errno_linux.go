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
	// Some numbers have two names; strace prints the kernel's.
	case "ENOTSUP":
		return "EOPNOTSUPP"
	case "EFSCORRUPTED":
		return "EUCLEAN"
	}
	return name
}

// ErrnoMessage returns what strerror(3) says of an error number: "Operation
// not permitted".
func ErrnoMessage(errno int) string {
	switch unix.ErrnoName(syscall.Errno(errno)) {
	case "":
		return "Unknown error " + strconv.Itoa(errno)
	case "EHWPOISON":
		return "Memory page has hardware error" // Go's table ends before it
	}
	// Go's table is the C library's with the first letter made small.
	message := syscall.Errno(errno).Error()
	return strings.ToUpper(message[:1]) + message[1:]
}
