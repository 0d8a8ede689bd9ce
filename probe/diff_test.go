package probe

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// row is a sleeping process, changed by edits.
func row(pid int, edits ...func(*Process)) Process {
	p := Process{
		Role: fmt.Sprintf("r%d", pid), PID: pid, PPID: 1, PGID: pid, SID: pid, TTY: "/dev/pts/4", TPGID: pid,
		CWD: Seen("/src"), Umask: Seen("0022"), State: Sleeping, Name: "puppet", Argv: []string{"puppet"}, Start: 100,
		FDs: FDs{Open: map[int]Reading{0: Seen("/dev/pts/4"), 1: Seen("/dev/pts/4")}},
	}
	for _, edit := range edits {
		edit(&p)
	}
	return p
}

func asZombie(p *Process) {
	p.State, p.CWD, p.Umask, p.Argv = Zombie, Unseen(unseenZombie), Unseen(unseenZombie), nil
	p.FDs = FDs{Unseen: unseenZombie}
	p.End = &End{Code: 3}
}

func TestDiff(t *testing.T) {
	recycled := func(p *Process) { p.Start = 200 }
	orphan := func(p *Process) { p.PPID = 7 }
	state := func(s State) func(*Process) { return func(p *Process) { p.State = s } }
	fds := func(open map[int]string) func(*Process) {
		return func(p *Process) {
			p.FDs.Open = map[int]Reading{}
			for n, target := range open {
				p.FDs.Open[n] = Seen(target)
			}
		}
	}
	denied := func(p *Process) { p.CWD, p.FDs = Unseen("permission denied"), FDs{Unseen: "permission denied"} }
	remember := func(p Process, end End) []Memory { return []Memory{{Last: p, End: end}} }

	for _, test := range []struct {
		name          string
		before, after []Process
		memories      []Memory
		want          string // a change a line: PID field: from -> to
	}{
		{name: "nothing", before: []Process{row(1)}, after: []Process{row(1)}},
		{name: "sleeping to running", before: []Process{row(1)}, after: []Process{row(1, state(Running))}},
		{name: "disk sleep to idle", before: []Process{row(1, state(Waiting))}, after: []Process{row(1, state(Idle))}},
		{name: "stopped", before: []Process{row(1)}, after: []Process{row(1, state(Stopped))}, want: "1 state: S -> T"},
		{name: "continued", before: []Process{row(1, state(Stopped))}, after: []Process{row(1, state(Running))}, want: "1 state: T -> R"},
		{name: "born", after: []Process{row(1), row(2, orphan)}, want: "1 born:  -> 1\n2 born:  -> 7"},
		{
			name: "born and ended between", after: []Process{row(1, asZombie)},
			want: "1 born:  -> 1\n1 exited:  -> exited with 3",
		},
		{
			name: "setsid", before: []Process{row(2, func(p *Process) { p.PGID, p.SID = 1, 1 })},
			after: []Process{row(2, func(p *Process) { p.TTY, p.TPGID = "", -1 })},
			want:  "2 pgid: 1 -> 2\n2 sid: 1 -> 2\n2 tty: /dev/pts/4 -> \n2 tpgid: 2 -> -1",
		},
		{
			name: "order of the new, then the gone", before: []Process{row(1), row(3), row(2)}, after: []Process{row(4), row(2, orphan)},
			want: "4 born:  -> 1\n2 ppid: 1 -> 7\n1 gone:  -> \n3 gone:  -> ",
		},
		{
			name: "a zombie keeps what it has", before: []Process{row(1)}, after: []Process{row(1, asZombie, orphan)},
			want: "1 exited:  -> exited with 3\n1 ppid: 1 -> 7\n1 state: S -> Z",
		},
		{name: "a zombie is adopted", before: []Process{row(1, asZombie)}, after: []Process{row(1, asZombie, orphan)}, want: "1 ppid: 1 -> 7"},
		{name: "a zombie is reaped", before: []Process{row(1, asZombie)}, want: "1 gone:  -> exited with 3"},
		{
			name: "killed", before: []Process{row(1)}, memories: remember(row(1), End{Signal: "SIGHUP"}),
			want: "1 gone:  -> killed by SIGHUP",
		},
		{
			name: "dumped core", before: []Process{row(1)}, memories: remember(row(1), End{Signal: "SIGSEGV", Core: true}),
			want: "1 gone:  -> killed by SIGSEGV (core dumped)",
		},
		{
			name: "nobody saw how", before: []Process{row(1)}, memories: remember(row(1), End{Unseen: "not our child"}),
			want: "1 gone:  -> (not our child)",
		},
		{
			name: "a PID used again", before: []Process{row(1)}, after: []Process{row(1, recycled)}, memories: remember(row(1), End{}),
			want: "1 born:  -> 1\n1 gone:  -> exited with 0",
		},
		{
			name: "descriptors", before: []Process{row(1)},
			after: []Process{row(1, fds(map[int]string{0: "/dev/null", 10: "/a", 9: "/b"}))},
			want:  "1 fds.0: /dev/pts/4 -> /dev/null\n1 fds.1: /dev/pts/4 -> \n1 fds.9:  -> /b\n1 fds.10:  -> /a",
		},
		{
			name: "seen no more", before: []Process{row(1)}, after: []Process{row(1, denied)},
			want: "1 cwd: /src -> (permission denied)\n1 fds.0: /dev/pts/4 -> (permission denied)\n1 fds.1: /dev/pts/4 -> (permission denied)",
		},
		{
			name: "seen again", before: []Process{row(1, denied)}, after: []Process{row(1)},
			want: "1 cwd: (permission denied) -> /src\n1 fds.0: (permission denied) -> /dev/pts/4\n1 fds.1: (permission denied) -> /dev/pts/4",
		},
		{name: "never seen", before: []Process{row(1, denied)}, after: []Process{row(1, denied)}},
		{
			name: "execve", before: []Process{row(1)},
			after: []Process{row(1, func(p *Process) { p.Name, p.Argv, p.Caught = "sleep", []string{"sleep", "9"}, 1<<14 })},
			want:  "1 name: puppet -> sleep\n1 argv: puppet -> sleep 9\n1 caught:  -> SIGTERM",
		},
	} {
		changes := Diff(Snapshot{Processes: test.before}, Snapshot{Processes: test.after, Memories: test.memories})
		var lines []string
		for _, c := range changes {
			lines = append(lines, fmt.Sprintf("%d %s: %s -> %s", c.PID, c.Field, c.From, c.To))
		}
		if got := strings.Join(lines, "\n"); got != test.want {
			t.Errorf("%s:\n%s\nwant:\n%s", test.name, got, test.want)
		}
	}
}

func TestDiffNamesTheProcess(t *testing.T) {
	before := row(1, func(p *Process) { p.Role = "old" })
	got := Diff(Snapshot{Processes: []Process{before}}, Snapshot{Processes: []Process{row(1, func(p *Process) { p.UID = 5 })}})
	want := []Change{{ID: ID{1, 100}, PID: 1, Role: "r1", Field: "uid", From: Seen("0"), To: Seen("5")}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// Diff must not write into the table of fields, nor into the rows.
func TestDiffChangesNothing(t *testing.T) {
	fields := len(Fields)
	before, after := row(1), row(1, func(p *Process) { p.FDs.Open = map[int]Reading{5: Seen("/x")} })
	for range 2 {
		Diff(Snapshot{Processes: []Process{before}}, Snapshot{Processes: []Process{after}})
	}
	if len(Fields) != fields || len(before.FDs.Open) != 2 || len(after.FDs.Open) != 1 {
		t.Errorf("%d fields, descriptors %v and %v", len(Fields), before.FDs, after.FDs)
	}
}
