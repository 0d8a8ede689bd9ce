package probe

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"forklore/probe/say"
)

// A Verdict says whether a property holds.
type Verdict int

// The verdicts.
const (
	No Verdict = iota
	Yes
	CannotSee
)

// String returns the verdict in words.
func (v Verdict) String() string {
	return [...]string{No: "no", Yes: "yes", CannotSee: "cannot be seen"}[v]
}

func verdictOf(holds bool) Verdict {
	if holds {
		return Yes
	}
	return No
}

// A Finding says whether a process has one property of a well-made daemon.
type Finding struct {
	Property say.Text // "leads no session"
	Verdict  Verdict
	Measured say.Text // what was read: "SID 4022, PID 4023"
	Reason   say.Text // why it matters: "a session leader that opens a terminal acquires it"
	Source   say.Text // where it was read: "/proc/4023/stat, field 6"
	Manual   string   // the manual page that explains it: "setsid(2)"
}

// Audit checks p for the properties of a well-made daemon, which daemon(7) lists
// under "SysV Daemons". The snapshot s must contain every process of p's
// session, as one property is about these. pidFile is the path of p's PID file;
// if it is empty, the property of the PID file is left out.
func Audit(p Process, s Snapshot, r Reaper, pidFile string) []Finding {
	findings := []Finding{
		adopted(p, r), leadsNoSession(p), ownSession(p, s), noTerminal(p),
		atRoot(p), umaskSet(p), standardOnNull(p), noOthers(p, pidFile),
		signalsDefault(p), noneBlocked(p),
	}
	if pidFile != "" {
		findings = append(findings, holdsPID(p, pidFile))
	}
	return findings
}

// source returns where the field of that key is read.
func source(p Process, key string) say.Text {
	f, _ := LookupField(key)
	return f.Source(p.PID)
}

// Each of the functions from here on checks one property.

func adopted(p Process, r Reaper) Finding {
	f := Finding{
		Property: say.Textf("adopted"),
		Verdict:  verdictOf(p.PPID == r.PID),
		Measured: say.Textf("PPID %d; orphans go to %s", p.PPID, r),
		Reason:   say.Textf("the process that started it has ended, so the kernel gave it to the process that adopts orphans"),
		Source:   source(p, "ppid"), Manual: "prctl(2)",
	}
	if r.PID == 0 {
		f.Verdict, f.Measured = CannotSee, say.Textf("PPID %d; which process adopts orphans here is not known", p.PPID)
	}
	return f
}

func leadsNoSession(p Process) Finding {
	return Finding{
		Property: say.Textf("leads no session"),
		Verdict:  verdictOf(p.SID != p.PID),
		Measured: say.Textf("SID %d, PID %d", p.SID, p.PID),
		Reason:   say.Textf("a session leader without a terminal acquires the first one that it opens without O_NOCTTY; the second fork rules that out"),
		Source:   source(p, "sid"), Manual: "tty(4)",
	}
}

// ownSession checks that p was put into a new session by setsid(2). The call
// makes a session and its first process group together, so SID and PGID are the
// same number. A job of a shell has a group of its own in the shell's session,
// so for a job they differ, even after the shell has ended. After the second
// fork there is nothing else to check, as the process that called setsid(2) has
// ended.
func ownSession(p Process, s Snapshot) Finding {
	f := Finding{
		Property: say.Textf("session and group of its own"),
		Reason:   say.Textf("a hang-up reaches the terminal's session, and the keyboard's signals its foreground group; setsid(2) leaves both for a new session and a new group, which have the same ID"),
		Source:   say.Textf("/proc/%d/stat, fields %d and %d", p.PID, 5, 6), Manual: "setsid(2)",
	}
	others := outsiders(p, s)
	switch {
	case len(others) > 0:
		f.Measured = say.Textf("SID %d, PGID %d, in a session with %s", p.SID, p.PGID, say.List(others))
	case p.SID == 0:
		f.Measured = say.Textf("SID %d, PGID %d: its session is of another PID namespace", p.SID, p.PGID)
	case p.SID != p.PGID:
		f.Measured = say.Textf("SID %d, PGID %d: setsid(2) would have made them equal", p.SID, p.PGID)
	default:
		f.Verdict, f.Measured = Yes, say.Textf("SID %d, PGID %d, and nobody else is in either", p.SID, p.PGID)
	}
	return f
}

// outsiders names the living processes of p's session that are neither p nor
// its descendants.
func outsiders(p Process, s Snapshot) (names []string) {
	for i := range s.Processes {
		q := &s.Processes[i]
		if q.SID == p.SID && q.State != Zombie && !descends(q, p, s) {
			names = append(names, fmt.Sprintf("%d %s", q.PID, q.Label()))
		}
	}
	return names
}

// descends reports whether q is p or a descendant of it. The rows of a snapshot
// are read one after another, so their PPIDs could form a cycle; no chain of
// parents is longer than the snapshot.
func descends(q *Process, p Process, s Snapshot) bool {
	for range s.Processes {
		if q == nil || q.PID == p.PID {
			break
		}
		q = s.Find(q.PPID)
	}
	return q != nil && q.PID == p.PID
}

func noTerminal(p Process) Finding {
	f := Finding{
		Property: say.Textf("no controlling terminal"),
		Verdict:  verdictOf(p.TTY == ""),
		Measured: say.Textf("TTY %s", p.TTY),
		Reason:   say.Textf("a terminal's hang-up and the signals of its keyboard reach the processes it controls"),
		Source:   source(p, "tty"), Manual: "tty(4)",
	}
	if p.TTY == "" {
		f.Measured = say.Textf("no TTY")
	}
	return f
}

func atRoot(p Process) Finding {
	return Finding{
		Property: say.Textf("CWD is /"),
		Verdict:  equals(p.CWD, "/"),
		Measured: say.Textf("CWD %s", p.CWD.Text()),
		Reason:   say.Textf("a file system can't be unmounted while it holds the directory of a process"),
		Source:   source(p, "cwd"), Manual: "chdir(2)",
	}
}

func umaskSet(p Process) Finding {
	return Finding{
		Property: say.Textf("UMASK is 0000"),
		Verdict:  equals(p.Umask, "0000"),
		Measured: say.Textf("UMASK %s", p.Umask.Text()),
		Reason:   say.Textf("an inherited mask takes away permissions that the daemon means to give; with 0 each open(2) alone decides, and has to"),
		Source:   source(p, "umask"), Manual: "umask(2)",
	}
}

// equals returns whether the value is the wanted one, if it can be seen.
func equals(r Reading, want string) Verdict {
	if !r.OK() {
		return CannotSee
	}
	return verdictOf(r.Value == want)
}

func standardOnNull(p Process) Finding {
	f := Finding{
		Property: say.Textf("0, 1, 2 on /dev/null"),
		Reason:   say.Textf("printing must not fail, nor end up in a file that was opened later and got the descriptor's number"),
		Source:   say.Textf("/proc/%d/fd/0 to 2", p.PID), Manual: "dup2(2)",
	}
	if p.FDs.Unseen != "" {
		f.Verdict, f.Measured = CannotSee, Unseen(p.FDs.Unseen).Text()
		return f
	}
	f.Verdict = Yes
	var measured []say.Text
	for n := range 3 {
		target, open := p.FDs.Open[n]
		if v := equals(target, os.DevNull); v == No || f.Verdict == Yes {
			f.Verdict = v
		}
		if open {
			measured = append(measured, descriptor(n, target))
		} else {
			measured = append(measured, say.Textf("%d closed", n))
		}
	}
	f.Measured = say.Joined(", ", measured...)
	return f
}

func descriptor(n int, target Reading) say.Text { return say.Textf("%d %s", n, target.Text()) }

// noOthers allows the descriptor of the PID file: by keeping the file open and
// locked, a daemon prevents a second one from starting.
func noOthers(p Process, pidFile string) Finding {
	f := Finding{
		Property: say.Textf("no other descriptors"),
		Reason:   say.Textf("an inherited descriptor keeps a file from being freed, or a pipe's reader from its end of file"),
		Source:   say.Plain(fmt.Sprintf("/proc/%d/fd", p.PID)), Manual: "close_range(2)",
	}
	if p.FDs.Unseen != "" {
		f.Verdict, f.Measured = CannotSee, Unseen(p.FDs.Unseen).Text()
		return f
	}
	held, err := filepath.EvalSymlinks(pidFile)
	if err != nil {
		held = pidFile
	}
	f.Verdict = Yes
	var measured []say.Text
	for _, n := range slices.Sorted(maps.Keys(p.FDs.Open)) {
		target := p.FDs.Open[n]
		switch {
		case n < 3:
		case pidFile != "" && target == Seen(held):
			measured = append(measured, say.Textf("%d %s, its PID file", n, held))
		default:
			f.Verdict = No
			measured = append(measured, descriptor(n, target))
		}
	}
	if measured == nil {
		measured = []say.Text{say.Textf("none")}
	}
	f.Measured = say.Joined(", ", measured...)
	return f
}

// signalsDefault answers no for a handler too, but its reason then says that a
// handler need not be a fault.
func signalsDefault(p Process) Finding {
	f := Finding{
		Property: say.Textf("signals all default"),
		Verdict:  verdictOf(p.Ignored == 0 && p.Caught == 0),
		Measured: say.Textf("ignored %s, caught %s", orNone(p.Ignored), orNone(p.Caught)),
		Reason:   say.Textf("an ignored signal stays ignored across fork(2) and execve(2), so it may come from the process that started it"),
		Source:   say.Textf("%s and %s", source(p, "ignored"), "SigCgt"), Manual: "signal(7)",
	}
	if p.Ignored == 0 && p.Caught != 0 {
		f.Reason = say.Textf("handlers are the program's own, as execve(2) resets them: fine in a daemon at work; inherited ignored signals would not be")
	}
	return f
}

func noneBlocked(p Process) Finding {
	return Finding{
		Property: say.Textf("no signal blocked"),
		Verdict:  verdictOf(p.Blocked == 0),
		Measured: say.Textf("blocked %s", orNone(p.Blocked)),
		Reason:   say.Textf("the mask is inherited across fork(2) and execve(2), and a blocked SIGTERM does not end the daemon"),
		Source:   source(p, "blocked"), Manual: "sigprocmask(2)",
	}
}

// orNone lists the signals of a set.
func orNone(set Signals) say.Text {
	if set == 0 {
		return say.Textf("none")
	}
	return say.Plain(set.String())
}

// holdsPID reads only as much of the PID file as shows whether it is right.
func holdsPID(p Process, path string) Finding {
	f := Finding{
		Property: say.Textf("PID file holds its PID"),
		Reason:   say.Textf("others read there which PID to signal; after SIGKILL the file stays, and only a lock on it proves that the daemon runs"),
		Source:   say.Plain(path), Manual: "daemon(7)",
	}
	want := fmt.Sprintf("%d\n", p.PID)
	text, err := FileStart(path, len(want)+16)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.Measured = say.Textf("no such file")
	case err != nil:
		f.Verdict, f.Measured = CannotSee, Unseen(err.Error()).Text()
	default:
		f.Verdict, f.Measured = verdictOf(text == want), say.Plain(strconv.Quote(text))
	}
	return f
}
