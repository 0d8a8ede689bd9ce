//go:build !linux || !(amd64 || arm64)

package strace

// On other machines there is nothing to look up, and Encode says so.
var (
	sets        map[string]set
	callNumbers map[string]uintptr
)

const statSize, statMode, statRdev, statBytes = 144, 24, 40, 48
