package strace

import (
	"slices"
	"strconv"
)

// standard are the signals below the real-time ones, signal n at index n: the
// numbers of x86 and ARM (signal(7)).
var standard = []string{"", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE",
	"SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD",
	"SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM",
	"SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS", "SIGRTMIN"}

// aliases are other names of standard signals.
var aliases = map[string]string{"SIGIOT": "SIGABRT", "SIGCLD": "SIGCHLD", "SIGPOLL": "SIGIO"}

// SignalName returns the name of signal n as strace prints it: "SIGHUP",
// "SIGRT_2"; the number where there is no such signal. As for the kernel,
// SIGRTMIN is 32; the C library keeps the first two for itself.
func SignalName(n int) string {
	switch {
	case 1 <= n && n < len(standard):
		return standard[n]
	case len(standard) <= n && n <= 64:
		return "SIGRT_" + strconv.Itoa(n-32)
	}
	return strconv.Itoa(n)
}

// SignalNumber returns the number of a signal: 1 for "SIGHUP".
func SignalNumber(name string) (n int, ok bool) {
	if other, ok := aliases[name]; ok {
		name = other
	}
	for n := 1; n <= 64; n++ {
		if SignalName(n) == name {
			return n, true
		}
	}
	return 0, false
}

func signalNames() []string { return slices.Clone(standard[1:]) }
