//go:build !linux

package strace

import "strconv"

// ErrnoName returns the number: without Linux's calls there are no errors to name.
func ErrnoName(errno int) string { return "errno " + strconv.Itoa(errno) }

// ErrnoMessage returns the number too.
func ErrnoMessage(errno int) string { return "Unknown error " + strconv.Itoa(errno) }
