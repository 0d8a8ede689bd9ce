// Package probe reads processes from the kernel: the processes of a stage at
// one instant, and what changed between two such instants.
//
// The names are those of ps(1), the same everywhere: PID, PPID, PGID, SID, TTY,
// TPGID, CWD, UMASK, STATE. [Fields] is the one table of them. The changes, the
// claims of a lesson, the columns on screen and the sources named beside a
// value are all made from it.
//
// Rules:
//   - Every value was read from the kernel. What could not be read is a
//     [Reading] with the reason, never an empty guess.
//   - A [Process] is of one instant: no row mixes a PPID from before a change
//     with a PGID from after it.
//   - A process is identified by its PID together with its start time. The
//     kernel gives the PID alone to another process later.
//   - A process that ends while it is being read has ended; that is not an
//     error.
//
// # Where a row comes from
//
// gopsutil supplies the list of PIDs and the working directory. The rest is
// read from /proc here, because gopsutil
//
//   - has no PGID, SID, TPGID, umask or signal sets at all;
//   - opens stat and status anew for each cell, so that two cells of a row can
//     be of two instants;
//   - searches the files of /dev/pts for the terminal at each call, and knows
//     no other terminals;
//   - drops empty arguments at the end of ARGV, and descriptors whose target
//     it may not read.
//
// [Read] reads stat, status and cwd, then cmdline and fd, then stat, status and
// cwd again. If anything changed in the meantime, it starts over.
//
// Package probe only looks: it sends no signal, traces nothing, and writes
// nowhere. It knows nothing of lessons, stages or screens.
package probe
