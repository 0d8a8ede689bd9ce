//go:build !linux

package probe

import (
	"errors"
	"runtime"
)

var errNoProc = errors.New("forklore reads processes from Linux's /proc; on " + runtime.GOOS + " there is none")

// Read fails: it needs Linux.
func Read(pid int) (Process, error) { return Process{}, errNoProc }

// PIDs fails: it needs Linux.
func PIDs() ([]int, error) { return nil, errNoProc }

// Newest returns 0: it needs Linux.
func Newest() int { return 0 }

// Children returns none: it needs Linux.
func Children(parents ...int) []ID { return nil }

// Marked returns none: it needs Linux.
func Marked(mark string, known func(ID) bool) []ID { return nil }

// FileMode fails: it needs Linux.
func FileMode(path string) (string, error) { return "", errNoProc }

// FileStart fails: it needs Linux.
func FileStart(path string, limit int) (string, error) { return "", errNoProc }

// InEnviron returns false: it needs Linux.
func InEnviron(pid int, text string) bool { return false }

// A Watch can't be made: it needs Linux.
type Watch struct{}

// Still returns false: it needs Linux.
func (*Watch) Still(*Process) bool { return false }
