// Package stage makes a pseudo-terminal and real processes, and has them make
// system calls on demand.
//
// It does not know what a lesson teaches or checks: that is package player. It
// reads processes through package probe, and encodes calls with package strace.
//
// # Puppets
//
// A puppet is a process made by fork(2), without execve(2), that makes one
// system call at a time when forklore tells it to. It shares a slot of memory
// with forklore:
//
//	forklore                                puppet
//	writes call number and arguments        waits on the futex
//	turn = puppet, wake             ──▶     makes the call
//	reads result and errno          ◀──     turn = forklore, wake
//
// So each call of a lesson is a real system call with real arguments and a real
// result. To add a call, add a line to the table of package strace, its number
// there (callNumbers, or ownNumbers if not every architecture has it), and its
// name in bounds_linux.go.
//
// # What a lesson may do
//
// A lesson may come from a stranger. See bounds_linux.go: signals reach only
// processes of the stage, files are made and changed only in the stage's
// scratch directory, only the programs that the lesson lists are executed, and
// a stage has at most 64 processes. These bounds hold for puppets. A program
// that the lesson lists may do anything: a user who lets it run trusts it.
//
// # Nothing is left running
//
// Close ends every process of the stage, reaps forklore's own children, closes
// both terminals and removes the scratch directory. If forklore dies without
// closing the stage, even by SIGKILL, its guard does all this: the guard is a
// second process of forklore that reads from a pipe and waits for the end of
// file. See guard_linux.go. The processes that a program starts are found by a
// variable in their environment. A process that clears its environment and forks
// twice between two looks is not found.
package stage
