package strace

import "strconv"

// standardSignals are the standard signals and the first real-time signal, by
// their numbers on x86 and ARM (signal(7)).
var standardSignals = []string{"", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE",
	"SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD",
	"SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM",
	"SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS", "SIGRTMIN"}

// signalAliases are other names of standard signals (signal(7)).
var signalAliases = map[string]string{"SIGIOT": "SIGABRT", "SIGCLD": "SIGCHLD", "SIGPOLL": "SIGIO"}

// SignalName returns the name of signal n as strace prints it: "SIGHUP",
// "SIGRT_2"; the number in digits if there is no such signal. SIGRTMIN is 32, as
// in the kernel; the C library's is 34, as it uses the first two itself.
func SignalName(n int) string {
	switch {
	case 1 <= n && n < len(standardSignals):
		return standardSignals[n]
	case len(standardSignals) <= n && n <= 64:
		return "SIGRT_" + strconv.Itoa(n-32)
	}
	return strconv.Itoa(n)
}

// SignalNumber returns the number of a signal: 1 for "SIGHUP". It knows aliases
// too: "SIGCLD" is "SIGCHLD".
func SignalNumber(name string) (n int, ok bool) {
	if other, ok := signalAliases[name]; ok {
		name = other
	}
	for n := 1; n <= 64; n++ {
		if SignalName(n) == name {
			return n, true
		}
	}
	return 0, false
}
