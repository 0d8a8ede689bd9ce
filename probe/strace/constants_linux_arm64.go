package strace

import "golang.org/x/sys/unix"

// largeFile is the kernel's O_LARGEFILE. In C's headers for 64 bits it is 0.
const largeFile = 0o400000

// fstatat is the number of newfstatat(2), which is called fstatat here.
const fstatat = unix.SYS_FSTATAT

// legacyNumbers are the calls that newer machines do not have: none here.
var legacyNumbers map[string]uintptr
