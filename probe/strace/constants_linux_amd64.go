package strace

import "golang.org/x/sys/unix"

// largeFile is the kernel's O_LARGEFILE. In C's headers for 64 bits it is 0.
const largeFile = 0o100000

// fstatat is the number of newfstatat(2), which has another name on arm64.
const fstatat = unix.SYS_NEWFSTATAT

// legacyNumbers are the calls that newer machines do not have.
var legacyNumbers = map[string]uintptr{
	"open": unix.SYS_OPEN, "creat": unix.SYS_CREAT, "dup2": unix.SYS_DUP2, "stat": unix.SYS_STAT,
	"lstat": unix.SYS_LSTAT, "unlink": unix.SYS_UNLINK, "rename": unix.SYS_RENAME, "mkdir": unix.SYS_MKDIR,
	"rmdir": unix.SYS_RMDIR, "link": unix.SYS_LINK, "pause": unix.SYS_PAUSE, "alarm": unix.SYS_ALARM,
	"getpgrp": unix.SYS_GETPGRP,
}
