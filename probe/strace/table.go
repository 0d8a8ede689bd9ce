package strace

import (
	"maps"
	"slices"

	"forklore/probe/say"
)

// An entry describes a call. Its kinds are used to check, lay out and print the
// arguments.
type entry struct {
	need   int // how many arguments a lesson has to give
	params []kind
	// For a call such as fcntl(2), where one argument is a command that decides
	// which arguments follow: its index in params, and what follows each command.
	command  int
	commands map[string][]kind
	late     bool // strace prints the comma before what the kernel fills only when the call returns
}

// takes returns the entry of a call without commands.
func takes(need int, params ...kind) entry { return entry{need: need, params: params} }

// calls are the calls that a lesson can make: section 2 of the manual.
var calls = map[string]entry{
	// Processes.
	"fork":       takes(0),
	"execve":     takes(2, path, argv, envp),
	"exit_group": takes(1, num),
	"wait4":      takes(1, pid, waitStatus, flags("wait options"), usage),
	"waitid":     takes(2, choice("kinds of IDs"), pid, always(siginfo), flags("wait options"), usage),
	"getpid":     takes(0),
	"getppid":    takes(0),
	"prctl":      {need: 1, params: []kind{choice("prctl operations")}, commands: prctls},
	"umask":      takes(1, mode),
	"chdir":      takes(1, path),
	"pause":      takes(0),
	"ppoll":      takes(5, mustBeNull, unsigned, mustBeNull, mustBeNull, unsigned),
	"nanosleep":  takes(1, points(timespec), remaining),
	"alarm":      takes(1, unsigned),
	"getuid":     takes(0),
	"geteuid":    takes(0),
	"getgid":     takes(0),
	"getegid":    takes(0),
	"setuid":     takes(1, num),
	"setgid":     takes(1, num),
	"setresuid":  takes(3, num, num, num),
	"setresgid":  takes(3, num, num, num),
	"setgroups":  takes(2, num, groups),
	"setsid":     takes(0),
	"getsid":     takes(1, pid),
	"setpgid":    takes(2, pid, pid),
	"getpgid":    takes(1, pid),
	"getpgrp":    takes(0),
	"ioctl":      {need: 2, params: []kind{fd, choice("terminal requests")}, command: 1, commands: ioctls, late: true},

	// Signals.
	"kill":            takes(2, pid, signal),
	"rt_sigaction":    takes(1, signal, points(action), fills(action), sigsetsize),
	"rt_sigprocmask":  takes(2, choice("ways to change the mask"), sized(points(signalSet), 2), fills(signalSet), sigsetsize),
	"rt_sigpending":   takes(0, always(signalSet), sigsetsize),
	"rt_sigtimedwait": takes(1, sized(points(signalSet), 3), fills(siginfo), points(timespec), sigsetsize),

	// Files.
	"open":        takes(2, path, flags("open flags"), createMode),
	"openat":      takes(3, dirfd, path, flags("open flags"), createMode),
	"creat":       takes(2, path, mode),
	"close":       takes(1, fd),
	"close_range": takes(2, unsigned, unsigned, flags("close_range flags")),
	"dup":         takes(1, fd),
	"dup2":        takes(2, fd, fd),
	"dup3":        takes(2, fd, fd, flags("open flags, alone")),
	"pipe2":       takes(1, fills(numbers(2)), flags("open flags, alone")),
	"read":        takes(3, fd, buffer, size),
	"write":       takes(2, fd, data, writeCount),
	"lseek":       takes(3, fd, offset, choice("places to seek from")),
	"ftruncate":   takes(2, fd, size),
	"fcntl":       {need: 2, params: []kind{fd, choice("fcntl commands")}, command: 1, commands: fcntls, late: true},
	"flock":       takes(2, fd, flags("lock operations")),
	"stat":        takes(1, path, always(stat)),
	"lstat":       takes(1, path, always(stat)),
	"fstat":       takes(1, fd, always(stat)),
	"newfstatat":  takes(2, dirfd, path, always(stat), flags("at flags")),
	"unlink":      takes(1, path),
	"unlinkat":    takes(2, dirfd, path, flags("at flags")),
	"rename":      takes(2, path, path),
	"renameat":    takes(4, dirfd, path, dirfd, path),
	"mkdir":       takes(2, path, mode),
	"mkdirat":     takes(3, dirfd, path, mode),
	"rmdir":       takes(1, path),
	"link":        takes(2, path, path),
	"linkat":      takes(4, dirfd, path, dirfd, path, flags("at flags")),
}

// usage is the structure rusage that wait4 and waitid could fill with what the
// child used. No lesson needs it.
var usage = mustBeNull

// mustBeNull is a pointer that has to be NULL.
var mustBeNull = kind{
	encode: func(_ *encoder, a Arg) (uint64, error) {
		if !null(a) {
			return 0, wanted(say.Textf("NULL"), a)
		}
		return 0, nil
	},
	print: printAddress,
}

// fcntls are the arguments that follow the commands of fcntl(2).
var fcntls = map[string][]kind{
	"F_DUPFD":         {fd},
	"F_DUPFD_CLOEXEC": {fd},
	"F_GETFD":         {},
	"F_SETFD":         {flags("descriptor flags")},
	"F_GETFL":         {},
	"F_SETFL":         {flags("open flags")},
	"F_GETLK":         {updates(lockHolder)},
	"F_SETLK":         {points(lock)},
	"F_SETLKW":        {points(lock)},
	"F_OFD_GETLK":     {updates(lockHolder)},
	"F_OFD_SETLK":     {points(lock)},
	"F_OFD_SETLKW":    {points(lock)},
}

// ioctls are the arguments that follow the requests of ioctl_tty(2).
var ioctls = map[string][]kind{
	"TIOCSCTTY": {num},
	"TIOCNOTTY": {},
	"TIOCGPGRP": {always(numbers(1))},
	"TIOCSPGRP": {points(numbers(1))},
	"TIOCGSID":  {always(numbers(1))},
}

// prctls are the arguments that follow the operations of prctl(2). The C library
// always passes five arguments; the kernel ignores those called unused here.
var prctls = map[string][]kind{
	"PR_SET_NAME":            {comm, unused, unused, unused},
	"PR_SET_CHILD_SUBREAPER": {size, unused, unused, unused},
	"PR_GET_CHILD_SUBREAPER": {always(numbers(1)), unused, unused, unused},
	"PR_SET_PDEATHSIG":       {signal, unused, unused, unused},
	"PR_GET_PDEATHSIG":       {always(signalPlace), unused, unused, unused},
	"PR_SET_DUMPABLE":        {choice("dump settings"), unused, unused, unused},
	"PR_GET_DUMPABLE":        {unused, unused, unused, unused},
	"PR_SET_KEEPCAPS":        {size, unused, unused, unused},
	"PR_GET_KEEPCAPS":        {unused, unused, unused, unused},
	"PR_SET_NO_NEW_PRIVS":    {size, word64, word64, word64},
	"PR_GET_NO_NEW_PRIVS":    {word64, word64, word64, word64},
}

// callNames returns the names of all calls in alphabetical order.
func callNames() []string { return slices.Sorted(maps.Keys(calls)) }
