//go:build !linux

package strace

import "strconv"

// ErrnoName returns the name of an error number of Linux; here, where none
// can come up, the number.
func ErrnoName(errno int) string { return "errno " + strconv.Itoa(errno) }

// ErrnoMessage returns what strerror(3) says of an error number.
func ErrnoMessage(errno int) string { return "Unknown error " + strconv.Itoa(errno) }
