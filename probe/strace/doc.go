// Package strace parses and prints system calls in the notation of strace(1):
//
//	4023 setsid() = 4023
//	4022 setsid() = -1 EPERM (Operation not permitted)
//	4021 wait4(4022,  <unfinished ...>
//	4021 <... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 4022
//	4022 +++ exited with 0 +++
//
// A lesson writes a call as text. [Parse] makes a [Call] from it, and [Encode]
// makes the six arguments and the memory that the kernel gets. After the call
// [Raw.Decode] reads these back, and prints what was really passed and returned.
// Nothing is printed from the lesson's text: the screen shows what the kernel
// saw.
//
// strace uses ptrace(2) and sees more than forklore can. Where a call ends its
// own caller, as kill(self, SIGSEGV) does, strace prints the 0 that the kernel
// returned before the process died; forklore prints "= ?", as nothing came back.
// For a call that a stop interrupts, strace prints a line "= ? ERESTARTSYS (To
// be restarted if SA_RESTART is set)", and another line when the kernel restarts
// the call; here the call is unfinished, and resumed when it returns.
//
// # Writing a call
//
// A call is a name, and arguments in parentheses. An argument is
//
//	42  0644  0xff  -1  ~0U      a number
//	"/dev/null"  "4023\n"        a string, with C's escapes; a $name in it is replaced
//	O_RDWR|O_NOCTTY  SIGHUP      constants and numbers, joined by |
//	child  -child                a role: the PID of that process
//	[parent]  [HUP TERM]         an array; a set of signals, with ~ before it all others
//	{l_type=F_WRLCK, l_start=0}  a structure
//	NULL                         the null pointer
//	buf  status  fds             any name, where the kernel fills something in
//
// Arguments left out at the end are 0 or NULL, or what the C library passes
// there, such as the size of a signal set. The count of read(2) has to be given.
//
// Package strace makes no system call. Of forklore it imports only package say,
// for its errors.
package strace
