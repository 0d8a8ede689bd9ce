// Package strace is the notation of system calls that strace(1) made standard:
//
//	4023 setsid() = 4023
//	4022 setsid() = -1 EPERM (Operation not permitted)
//	4021 wait4(4022,  <unfinished ...>
//	4021 <... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 4022
//	4022 +++ exited with 0 +++
//
// It goes both ways. A lesson writes a call as text; [Parse] makes a [Call] of
// it and [Encode] the six words and the memory that the kernel takes. [Raw.Decode]
// reads the words and the memory back after the kernel had them, and prints
// what was really passed and returned. Nothing is printed from the lesson's
// text: what stands on screen is what the kernel saw.
//
// What strace is told by ptrace(2), forklore can't see. Where a call ends its own
// caller, as kill(self, SIGSEGV) does, strace prints the 0 that the kernel
// returned before the process died, and forklore "= ?": nothing came back. A call
// that a stop interrupts has a line "= ? ERESTARTSYS (To be restarted if
// SA_RESTART is set)" in strace, and another when the kernel begins it anew; here
// it is unfinished, and resumed when it returns.
//
// # Writing a call
//
// A call is a name, and arguments in parentheses. An argument is
//
//	42  0644  0xff  -1  ~0U      a number
//	"/dev/null"  "4023\n"        a string, with C's escapes; $name in it is replaced
//	O_RDWR|O_NOCTTY  SIGHUP      constants, and numbers, joined by |
//	child  -child                a role: the PID of that process
//	[parent]  [HUP TERM]         an array; a signal set, ~ before it: all others
//	{l_type=F_WRLCK, l_start=0}  a structure
//	NULL                         no pointer
//	buf  status  fds             in a place that the kernel fills, any name
//
// Arguments left out at the end are 0 or NULL, or what the C library would
// pass there (the size of a signal set); read(2)'s count has to be given.
//
// Package strace makes no system call, and imports nothing of forklore but the
// texts in which it says what is wrong.
package strace
