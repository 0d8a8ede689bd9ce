// Package stage is a pseudo-terminal and the real processes that play on it.
//
// # Puppets
//
// A puppet is a process made by fork(2), without execve, that makes one system
// call at a time when told to. It shares a slot of memory with forklore:
//
//	forklore                                puppet
//	writes call number and arguments        waits on the futex
//	turn = puppet, wake             ──▶     makes the call
//	reads result and errno          ◀──     turn = forklore, wake
//
// So a step of a lesson is a system call with real arguments and a real
// result. A new call is a line in the table of package strace, its number there
// (callNumbers, or ownNumbers where not every machine has it), and a word in
// bounds_linux.go: no code here.
//
// # What a lesson may do
//
// A lesson may come from a stranger. See bounds_linux.go: signals reach only
// processes of the stage, files are made and changed only in the stage's
// scratch directory, only the programs that the lesson lists are executed, and
// a stage has at most 64 processes. Bounds hold for puppets. A program that the
// lesson lists may do anything: a user who lets it run trusts it.
//
// # Nothing is left behind
//
// Close ends every process of the stage, reaps what is forklore's to reap,
// closes both terminals and removes the scratch directory. If forklore dies
// without closing, even by SIGKILL, its guard does it: a second forklore that
// holds one end of a pipe and waits for the end of file. See guard_linux.go.
// What a program starts is found by its environment. A process that empties its
// environment and forks twice between two looks is lost.
package stage
