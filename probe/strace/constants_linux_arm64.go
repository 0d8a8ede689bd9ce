package strace

import "golang.org/x/sys/unix"

// largeFile is the kernel's O_LARGEFILE. Headers for 64 bits say 0.
const largeFile = 0o400000

const fstatat = unix.SYS_FSTATAT

// ownNumbers are the calls that not every machine has: none of these.
var ownNumbers map[string]uintptr
