//go:build linux

package player

import (
	"slices"
	"strings"
	"testing"

	"forklore/lessons"
)

// A whatIf is an alternative that a lesson offers: a step to leave out, and the
// claims that then no longer hold.
type whatIf struct {
	lesson, skip string
	broken       []string // "TEXT: MEASURED"; MEASURED may be only its beginning
}

var whatIfs = []whatIf{
	{"fork", "the-call-that-returns-twice", []string{"parent umask=0027: 0000", "parent cwd=/: /dev"}},
	{"fork", "a-mark-on-a-descriptor", []string{"child fds.4=none: /"}},
	{"cwd", "to-the-root", []string{"daemon openat(AT_FDCWD, \"daemon.conf\", O_RDONLY) = -1 ENOENT: 4", "daemon cwd=/: /"}},
	{"wait", "who-takes-orphans", []string{"shell wait4(forgotten, status, 0, NULL) = forgotten: -1 ECHILD"}},
	{"wait", "sigchld-is-ignored", []string{"quiet gone: zombie"}},
	{"orphan", "it-asks-for-the-orphans", []string{"manager wait4(service, status, 0, NULL) = service: -1 ECHILD"}},
	{"orphan", "a-child-that-goes-with-its-parent", []string{"helper dead: alive"}},
	{"redirect", "first-the-output-then-the-errors", []string{`file $scratch/out.txt content="done\noops\n": ""`}},
	{"redirect", "the-last-end-is-closed", []string{"shell wait4(reader, status, 0, NULL) = reader: unfinished", "reader gone: alive"}},
	{"group", "one-group-for-both", []string{"shell kill(-left, SIGTERM) = 0: -1 ESRCH", "right zombie: alive"}},
	{"group", "a-program-begins", []string{"shell setpgid(sleeper, left) = -1 EACCES: 0", "sleeper alive: zombie"}},
	{"signals", "to-ignore", []string{"child alive: zombie", "child ignored=SIGHUP: none", "late ignored=SIGHUP: none"}},
	{"session", "a-session-of-its-own", []string{"child tty=spare: /dev/pts/", `child openat(AT_FDCWD, "/dev/tty", O_RDWR) = -1 ENXIO: 3`, "rival tty=none: /dev/pts/"}},
	{"jobs", "to-the-foreground", []string{"job becomes gone: alive", "job gone: alive"}},
	{"jobs", "the-terminal-is-told", []string{"worker stopped: alive"}},
	{"sh", "switched-off", []string{"loose ignored=SIGINT: none", "loose fds.0=/dev/null: /dev/pts/"}},
	{"nohup", "by-hand-the-signal", []string{"own ignored=SIGHUP: none", "own alive: "}},
	{"nohup", "what-changes", []string{"hand alive: "}},
	{"survivors", "it-is-told-to-hang-up", []string{"plain becomes dead: alive", "plain dead: alive"}},
	{"orphaned-group", "one-member-is-stopped", []string{"left dead: alive"}},
	{"orphaned-group", "the-link-breaks", []string{"right is!=stopped: stopped"}},
	{"umask", "a-mask-for-secrets", []string{"file $scratch/f077 mode=0600: 0644", "file $scratch/d077 mode=0700: 0744"}},
	{"hangup", "two-who-listen", []string{"shell alive: gone", "front alive: "}},
	{"hangup", "the-terminal-is-hung-up", []string{"witness rt_sigtimedwait([CONT], info, {tv_sec=0, tv_nsec=0}) = 18: -1 EAGAIN"}},
	{"hangup", "one-job-is-disowned", []string{"kept alive: "}},
	{"daemon", "setsid", []string{"daemon tty=none: /dev/pts/", "daemon audit: lacks "}},
	{"daemon", "the-second-fork", []string{"daemon tty=none: /dev/pts/"}},
	{"double-fork", "the-second-fork", []string{"daemon tty=none: /dev/pts/", "one tty=spare: none", "daemon setsid() = daemon: -1 EPERM"}},
	{"double-fork", "a-session-for-each", []string{"one sid=one: ", "one tty=spare: /dev/pts/"}},
	{"pidfile", "lock-then-write", []string{"second fcntl(3, F_SETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=0}) = -1 EAGAIN: 0"}},
	{"pidfile", "the-daemon-is-killed", []string{"third fcntl(3, F_SETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=0}) = 0: -1 EAGAIN"}},
	{"daemon15", "close-what-is-open-1", []string{"shell flock(3, LOCK_EX|LOCK_NB) = 0: -1 EAGAIN"}},
	{"daemon15", "the-mask-and-the-environment-3-4", []string{"daemon blocked=none: SIGTERM", "daemon dead: alive"}},
	{"daemon15", "ready-14", []string{"first gone: alive", `shell said="WEXITSTATUS(s) == 0": `}},
	{"compare", "two-forks-and-a-session", []string{"daemon alive: ", "daemon tty=none: /dev/pts/"}},
	{"compare", "what-it-has-inherited", []string{"daemon cwd=/: /"}},
}

// TestWhatIf plays each alternative and wants its different outcome.
func TestWhatIf(t *testing.T) {
	for _, w := range whatIfs {
		t.Run(w.lesson+"/"+w.skip, func(t *testing.T) {
			t.Parallel() // some have long waits that are not met
			l, err := lessons.English.Find(w.lesson)
			if err != nil {
				t.Fatal(err)
			}
			var failed []string
			for _, e := range play(t, l, w.skip).Entries {
				for _, c := range e.Then {
					if !c.OK {
						failed = append(failed, c.Text+": "+c.Measured.String())
					}
				}
			}
			for _, want := range w.broken {
				if !slices.ContainsFunc(failed, func(f string) bool { return strings.HasPrefix(f, want) }) {
					t.Errorf("%q does not fail; what fails is:\n%s", want, strings.Join(failed, "\n"))
				}
			}
		})
	}
}

// TestEveryLessonHasAWhatIf wants an alternative for each lesson.
func TestEveryLessonHasAWhatIf(t *testing.T) {
	all, err := lessons.English.Lessons()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		if !slices.ContainsFunc(whatIfs, func(w whatIf) bool { return w.lesson == l.Name }) {
			t.Errorf("%s has no what-if", l.Name)
		}
	}
}
