// Package probe says what is: the processes of a stage, at one instant, as the
// kernel describes them, and what differs between two such instants.
//
// The words are those of ps(1) and the same everywhere: PID, PPID, PGID, SID,
// TTY, TPGID, CWD, UMASK, STATE. [Fields] is the one table of them: the
// differences, the checks of a lesson, the columns on screen and the sources
// named beside a value are all made from it.
//
// Rules:
//   - Every value was read from the kernel. What could not be read is a
//     [Reading] with the reason, never an empty guess.
//   - A [Process] is of one instant: no row mixes a PPID from before a change
//     with a PGID from after it.
//   - A process is its PID together with its start time; a PID alone is used
//     again by the kernel.
//   - A process that ended while it was being read is a process that ended,
//     not an error.
//
// # Where a row comes from
//
// gopsutil answers for the list of PIDs, the working directory and the
// environment. The rest is read from /proc here, because gopsutil
//
//   - has no PGID, SID, TPGID, umask or signal sets at all;
//   - opens stat and status anew for each cell, so that two cells of a row can
//     be of two instants;
//   - looks for the terminal among the files of /dev/pts at each call, and knows
//     no other terminals;
//   - drops empty arguments at the end of ARGV, and descriptors whose target
//     is denied.
//
// [Read] takes stat, then status, cmdline, cwd and fd, then stat again, and
// begins anew if the process changed in the meantime.
//
// Package probe knows nothing of lessons, stages or screens.
package probe
