//go:build amd64 || arm64

package strace

import (
	"maps"
	"unsafe"

	"golang.org/x/sys/unix"
)

// sets are the constants of Linux. Each set is in strace's order; of two names
// for one value the first is printed.
var sets = map[string]set{
	"open flags": {"O_", unix.O_ACCMODE, append([]constant{
		{"O_RDONLY", unix.O_RDONLY}, {"O_WRONLY", unix.O_WRONLY}, {"O_RDWR", unix.O_RDWR}, {"O_ACCMODE", unix.O_ACCMODE}},
		openFlags...)},
	"open flags, alone": {"O_", 0, openFlags},
	"close_range flags": {"CLOSE_RANGE_", 0, []constant{
		{"CLOSE_RANGE_UNSHARE", unix.CLOSE_RANGE_UNSHARE}, {"CLOSE_RANGE_CLOEXEC", unix.CLOSE_RANGE_CLOEXEC}}},
	"descriptor flags": {"FD_", 0, []constant{{"FD_CLOEXEC", unix.FD_CLOEXEC}}},
	"directories":      {"AT_", 0, []constant{{"AT_FDCWD", unix.AT_FDCWD & (1<<64 - 1)}}},
	"at flags": {"AT_", 0, []constant{
		{"AT_SYMLINK_NOFOLLOW", unix.AT_SYMLINK_NOFOLLOW}, {"AT_REMOVEDIR", unix.AT_REMOVEDIR},
		{"AT_SYMLINK_FOLLOW", unix.AT_SYMLINK_FOLLOW}, {"AT_NO_AUTOMOUNT", unix.AT_NO_AUTOMOUNT},
		{"AT_EMPTY_PATH", unix.AT_EMPTY_PATH}, {"AT_RECURSIVE", unix.AT_RECURSIVE}}},
	"places to seek from": {"SEEK_", 0, []constant{
		{"SEEK_SET", unix.SEEK_SET}, {"SEEK_CUR", unix.SEEK_CUR}, {"SEEK_END", unix.SEEK_END},
		{"SEEK_DATA", unix.SEEK_DATA}, {"SEEK_HOLE", unix.SEEK_HOLE}}},
	"fcntl commands": {"F_", 0, []constant{
		{"F_DUPFD", unix.F_DUPFD}, {"F_DUPFD_CLOEXEC", unix.F_DUPFD_CLOEXEC},
		{"F_GETFD", unix.F_GETFD}, {"F_SETFD", unix.F_SETFD}, {"F_GETFL", unix.F_GETFL}, {"F_SETFL", unix.F_SETFL},
		{"F_GETLK", unix.F_GETLK}, {"F_SETLK", unix.F_SETLK}, {"F_SETLKW", unix.F_SETLKW},
		{"F_OFD_GETLK", unix.F_OFD_GETLK}, {"F_OFD_SETLK", unix.F_OFD_SETLK}, {"F_OFD_SETLKW", unix.F_OFD_SETLKW}}},
	"lock types": {"F_", 0, []constant{
		{"F_RDLCK", unix.F_RDLCK}, {"F_WRLCK", unix.F_WRLCK}, {"F_UNLCK", unix.F_UNLCK}}},
	"lock operations": {"LOCK_", 0, []constant{
		{"LOCK_SH", unix.LOCK_SH}, {"LOCK_EX", unix.LOCK_EX}, {"LOCK_NB", unix.LOCK_NB}, {"LOCK_UN", unix.LOCK_UN}}},
	"mode bits": {"S_", 0, []constant{
		{"S_ISUID", unix.S_ISUID}, {"S_ISGID", unix.S_ISGID}, {"S_ISVTX", unix.S_ISVTX},
		{"S_IRWXU", unix.S_IRWXU}, {"S_IRUSR", unix.S_IRUSR}, {"S_IWUSR", unix.S_IWUSR}, {"S_IXUSR", unix.S_IXUSR},
		{"S_IRWXG", unix.S_IRWXG}, {"S_IRGRP", unix.S_IRGRP}, {"S_IWGRP", unix.S_IWGRP}, {"S_IXGRP", unix.S_IXGRP},
		{"S_IRWXO", unix.S_IRWXO}, {"S_IROTH", unix.S_IROTH}, {"S_IWOTH", unix.S_IWOTH}, {"S_IXOTH", unix.S_IXOTH}}},
	"wait options": {"W", 0, []constant{
		{"WNOHANG", unix.WNOHANG}, {"WEXITED", unix.WEXITED}, {"WSTOPPED", unix.WSTOPPED}, {"WUNTRACED", unix.WUNTRACED},
		{"WCONTINUED", unix.WCONTINUED}, {"WNOWAIT", unix.WNOWAIT}, {"__WCLONE", unix.WCLONE}, {"__WALL", unix.WALL},
		{"__WNOTHREAD", unix.WNOTHREAD}}},
	"kinds of IDs": {"P_", 0, []constant{
		{"P_ALL", unix.P_ALL}, {"P_PID", unix.P_PID}, {"P_PGID", unix.P_PGID}, {"P_PIDFD", unix.P_PIDFD}}},
	"ways to change the mask": {"SIG_", 0, []constant{
		{"SIG_BLOCK", unix.SIG_BLOCK}, {"SIG_UNBLOCK", unix.SIG_UNBLOCK}, {"SIG_SETMASK", unix.SIG_SETMASK}}},
	"dispositions": {"SIG_", 0, []constant{{"SIG_DFL", 0}, {"SIG_IGN", 1}, {"SIG_ERR", 1<<64 - 1}}},
	// The flags of sigaction(2), from the kernel's asm/signal.h.
	"sigaction flags": {"SA_", 0, []constant{
		{"SA_RESTORER", saRestorer}, {"SA_ONSTACK", 0x08000000}, {"SA_RESTART", 0x10000000}, {"SA_INTERRUPT", 0x20000000},
		{"SA_NODEFER", 0x40000000}, {"SA_RESETHAND", 0x80000000}, {"SA_SIGINFO", 0x4},
		{"SA_NOCLDSTOP", 0x1}, {"SA_NOCLDWAIT", 0x2}}},
	"terminal requests": {"TIO", 0, []constant{
		{"TIOCSCTTY", unix.TIOCSCTTY}, {"TIOCNOTTY", unix.TIOCNOTTY}, {"TIOCGPGRP", unix.TIOCGPGRP},
		{"TIOCSPGRP", unix.TIOCSPGRP}, {"TIOCGSID", unix.TIOCGSID}}},
	"prctl operations": {"PR_", 0, []constant{
		{"PR_SET_NAME", unix.PR_SET_NAME}, {"PR_SET_CHILD_SUBREAPER", unix.PR_SET_CHILD_SUBREAPER},
		{"PR_GET_CHILD_SUBREAPER", unix.PR_GET_CHILD_SUBREAPER}, {"PR_SET_PDEATHSIG", unix.PR_SET_PDEATHSIG},
		{"PR_GET_PDEATHSIG", unix.PR_GET_PDEATHSIG}, {"PR_SET_DUMPABLE", unix.PR_SET_DUMPABLE},
		{"PR_GET_DUMPABLE", unix.PR_GET_DUMPABLE}, {"PR_SET_KEEPCAPS", unix.PR_SET_KEEPCAPS},
		{"PR_GET_KEEPCAPS", unix.PR_GET_KEEPCAPS}, {"PR_SET_NO_NEW_PRIVS", unix.PR_SET_NO_NEW_PRIVS},
		{"PR_GET_NO_NEW_PRIVS", unix.PR_GET_NO_NEW_PRIVS}}},
	"dump settings": {"SUID_DUMP_", 0, []constant{
		{"SUID_DUMP_DISABLE", 0}, {"SUID_DUMP_USER", 1}, {"SUID_DUMP_ROOT", 2}}},
}

// openFlags are the flags of open(2) without the access mode. A flag comes before
// those that it includes: O_SYNC before O_DSYNC, O_TMPFILE before O_DIRECTORY.
var openFlags = []constant{
	{"O_CREAT", unix.O_CREAT}, {"O_EXCL", unix.O_EXCL}, {"O_NOCTTY", unix.O_NOCTTY}, {"O_TRUNC", unix.O_TRUNC},
	{"O_APPEND", unix.O_APPEND}, {"O_NONBLOCK", unix.O_NONBLOCK}, {"O_SYNC", unix.O_SYNC}, {"O_DSYNC", unix.O_DSYNC},
	{"O_DIRECT", unix.O_DIRECT}, {"O_LARGEFILE", largeFile}, {"O_NOFOLLOW", unix.O_NOFOLLOW},
	{"O_NOATIME", unix.O_NOATIME}, {"O_CLOEXEC", unix.O_CLOEXEC}, {"O_PATH", unix.O_PATH},
	{"O_TMPFILE", unix.O_TMPFILE}, {"__O_TMPFILE", unix.O_TMPFILE &^ unix.O_DIRECTORY},
	{"O_DIRECTORY", unix.O_DIRECTORY}, {"FASYNC", unix.O_ASYNC}, {"O_ASYNC", unix.O_ASYNC},
}

// callNumbers are the numbers of the calls on this machine.
var callNumbers = map[string]uintptr{
	"fork":   unix.SYS_CLONE, // as in the C library; arm64 has no call fork
	"execve": unix.SYS_EXECVE, "exit_group": unix.SYS_EXIT_GROUP, "wait4": unix.SYS_WAIT4, "waitid": unix.SYS_WAITID,
	"getpid": unix.SYS_GETPID, "getppid": unix.SYS_GETPPID, "prctl": unix.SYS_PRCTL, "umask": unix.SYS_UMASK,
	"chdir": unix.SYS_CHDIR, "ppoll": unix.SYS_PPOLL, "nanosleep": unix.SYS_NANOSLEEP,
	"getuid": unix.SYS_GETUID, "geteuid": unix.SYS_GETEUID, "getgid": unix.SYS_GETGID, "getegid": unix.SYS_GETEGID,
	"setuid": unix.SYS_SETUID, "setgid": unix.SYS_SETGID, "setresuid": unix.SYS_SETRESUID,
	"setresgid": unix.SYS_SETRESGID, "setgroups": unix.SYS_SETGROUPS,
	"setsid": unix.SYS_SETSID, "getsid": unix.SYS_GETSID, "setpgid": unix.SYS_SETPGID, "getpgid": unix.SYS_GETPGID,
	"ioctl": unix.SYS_IOCTL, "kill": unix.SYS_KILL, "rt_sigaction": unix.SYS_RT_SIGACTION,
	"rt_sigprocmask": unix.SYS_RT_SIGPROCMASK, "rt_sigpending": unix.SYS_RT_SIGPENDING,
	"rt_sigtimedwait": unix.SYS_RT_SIGTIMEDWAIT,
	"openat":          unix.SYS_OPENAT, "close": unix.SYS_CLOSE, "close_range": unix.SYS_CLOSE_RANGE,
	"dup": unix.SYS_DUP, "dup3": unix.SYS_DUP3, "pipe2": unix.SYS_PIPE2, "read": unix.SYS_READ,
	"write": unix.SYS_WRITE, "lseek": unix.SYS_LSEEK, "ftruncate": unix.SYS_FTRUNCATE, "fcntl": unix.SYS_FCNTL,
	"flock": unix.SYS_FLOCK, "fstat": unix.SYS_FSTAT, "newfstatat": fstatat,
	"unlinkat": unix.SYS_UNLINKAT, "renameat": unix.SYS_RENAMEAT, "mkdirat": unix.SYS_MKDIRAT,
	"linkat": unix.SYS_LINKAT,
}

func init() { maps.Copy(callNumbers, legacyNumbers) }

// Size and offsets, in bytes, of the fields of the structure stat that strace
// prints.
const (
	statSize  = int(unsafe.Sizeof(unix.Stat_t{}))
	statMode  = int(unsafe.Offsetof(unix.Stat_t{}.Mode))
	statRdev  = int(unsafe.Offsetof(unix.Stat_t{}.Rdev))
	statBytes = int(unsafe.Offsetof(unix.Stat_t{}.Size))
)
