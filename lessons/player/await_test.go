//go:build linux

package player

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"forklore/lessons"
	"forklore/probe/say"
)

// shellLesson returns a lesson with one step. First the shell executes bash, then
// the calls are made; rest follows the block of calls.
func shellLesson(t *testing.T, calls, rest string) *lessons.Lesson {
	t.Helper()
	l := parseWith(t, "programs: [/bin/bash]", `
## A shell
'''calls
shell     execve("/bin/bash", ["bash", "--norc", "--noprofile", "-i"], ["PS1=bash$$ ", "TERM=dumb", "PATH=/usr/bin:/bin", "HOME=$scratch"]) = 0
terminal  shows "bash$$ "
`+calls+"'''\n"+rest)
	if err := l.Playable(); err != nil {
		t.Skip(err)
	}
	return l
}

// TestTypedJob has a shell start, stop and continue a job.
func TestTypedJob(t *testing.T) {
	s := play(t, shellLesson(t, `
terminal  types "sleep 1001\n"
job       appears argv="sleep 1001"
shell     becomes tpgid=job
terminal  types ^Z
job       becomes stopped
terminal  shows "bash$$ "
terminal  types "bg\n"
job       becomes alive
terminal  shows "bash$$ "
terminal  types "kill -9 $job\n"
job       becomes gone
`, "'''then\nshell alive name=bash\n'''\n"))
	wantAllTrue(t, s)
	var typed []string
	for _, e := range s.Entries {
		if strings.HasPrefix(e.Text, "--- typed") {
			typed = append(typed, e.Text)
		}
	}
	want := []string{`--- typed "sleep 1001\n" ---`, "--- typed ^Z ---", `--- typed "bg\n" ---`}
	if !slices.Equal(typed[:min(3, len(typed))], want) {
		t.Errorf("typed %q", typed)
	}
	last := s.Entries[len(s.Entries)-1].Screen
	if !slices.ContainsFunc(last, func(line string) bool { return line == "bash$ sleep 1001" }) {
		t.Errorf("the terminal shows %q", last)
	}
}

// TestUnmetWaits: a wait that is not met fails at its limit, the waits after it
// have a short one, and the lesson goes on.
func TestUnmetWaits(t *testing.T) {
	s := play(t, shellLesson(t, `
terminal  types "echo one\n"
terminal  shows "two"
job       appears argv="sleep 1001"
job       becomes stopped
`, "'''then\nshell alive\n'''\n"))
	want := []string{`terminal shows "two": wanted "two" within 3s`, `job appears argv="sleep 1001": wanted within 100ms, measured no such process`, "job becomes stopped: wanted within 100ms, measured not born"}
	texts := failed(s)
	if len(texts) != len(want) {
		t.Fatalf("%q", texts)
	}
	for i := range want {
		if !strings.HasPrefix(texts[i], want[i]) {
			t.Errorf("%q, want %q", texts[i], want[i])
		}
	}
}

// TestAnew: a new stage has no process of the old one, and every role is free.
func TestAnew(t *testing.T) {
	s := play(t, parse(t, `
## One
'''calls
shell  fork() = child
'''
## Two
'''calls
stage  anew
shell  fork() = child
'''
'''then
child  ppid=shell alive
'''
`))
	wantAllTrue(t, s)
	if n := len(s.Entries[len(s.Entries)-1].Snapshot.Processes); n != 2 {
		t.Errorf("%d processes on the new stage, want 2", n)
	}
}

// TestAnewIsLeftOut: if two processes have one role, calls and claims mean the
// later one.
func TestAnewIsLeftOut(t *testing.T) {
	s := play(t, parse(t, `
## One
'''calls
shell  fork() = child
'''
## Two
'''calls
stage  anew
'''
## Three
'''calls
shell  fork() = child
child  umask(0027)
'''
'''then
child  pid=child umask=0027
'''
`), "two")
	wantAllTrue(t, s)
}

// TestAnewAfterHangUp: a new stage can be opened after the hang-up of the old one.
func TestAnewAfterHangUp(t *testing.T) {
	s := play(t, parse(t, "## One\n'''calls\nterminal hangup\nstage anew\nshell getpid() = shell\n'''\n'''then\nshell alive tty=stage\n'''\n"))
	wantAllTrue(t, s)
}

// TestAppearsAlive: a process can be given a role by its fate too.
func TestAppearsAlive(t *testing.T) {
	s := play(t, shellLesson(t, `
terminal  types "sleep 1001 &\n"
job       appears argv="sleep 1001" alive
`, "'''then\njob alive\n'''\n"))
	wantAllTrue(t, s)
}

// TestDollar: $$ stands for one dollar sign, in claims as in calls.
func TestDollar(t *testing.T) {
	s := play(t, parse(t, `
## One
'''calls
shell  openat(AT_FDCWD, "$scratch/a$$b", O_RDWR|O_CREAT, 0600) = 3
shell  write(3, "$$5", 2) = 2
'''
'''then
file   $scratch/a$$b exists
file   $scratch/a$$b content="$$5"
shell  fds.3=$scratch/a$$b said="\"$$5\"" said!="$$$$5"
'''
`))
	wantAllTrue(t, s)
}

// TestOutputWithoutEnd has a program write for ever: the output of an entry is
// bounded, and so is the number of entries that report only output.
func TestOutputWithoutEnd(t *testing.T) {
	p := openSkipping(t, shellLesson(t, `
terminal  types "while :; do echo yes; done\n"
terminal  shows "yes"
terminal  types ^C
terminal  shows "bash$$ "
`, ""))
	s := p.State()
	for s.Call < 2 {
		s = next(t, p)
	}
	before := len(s.Entries)
	for range 3 * maxOutputEntries {
		s = p.Look()
	}
	if n := len(s.Entries) - before; n > 2*maxOutputEntries {
		t.Errorf("%d entries that report only output", n)
	}
	for _, e := range s.Entries {
		if len(e.Output) > maxOutput {
			t.Errorf("an entry with %d bytes of output", len(e.Output))
		}
	}
	s = next(t, p)
	wantAllTrue(t, s)
	if !s.Done {
		t.Error("the lesson is not done")
	}
}

// TestTypeAfterHangUp: typing into a terminal that is hung up is refused.
func TestTypeAfterHangUp(t *testing.T) {
	s := play(t, parse(t, "## One\n'''calls\nterminal hangup\nterminal types \"x\\n\"\n'''\n"))
	if texts := failed(s); len(texts) != 1 || !strings.Contains(texts[0], "nobody can type there") {
		t.Errorf("%q", texts)
	}
}

// TestSaid: a claim can look at what a call has filled in, also if the call
// returned later.
func TestSaid(t *testing.T) {
	s := play(t, parse(t, `
## One
'''calls
shell  fork() = child
child  exit_group(7)
shell  wait4(child, status, 0, NULL) = child
'''
'''then
shell  said="WEXITSTATUS(s) == 7" said!="WIFSIGNALED"
'''
## Two
'''calls
shell  fork() = reader
shell  rt_sigprocmask(SIG_BLOCK, [SIGHUP], NULL)
shell  rt_sigtimedwait([SIGHUP], info, NULL)
reader kill(shell, SIGHUP)
'''
'''then
shell  said="si_code=SI_USER" said="si_pid=$reader"
shell  said="si_pid=1,"
'''
`))
	if texts := failed(s); len(texts) != 1 || !strings.HasPrefix(texts[0], `shell said="si_pid=1,"`) {
		t.Errorf("%q", texts)
	}
}

// TestTable: a table is measured at the end of its step, and blocks with the same
// head make one table.
func TestTable(t *testing.T) {
	s := play(t, parse(t, `
## One
'''calls
shell  fork() = child
'''
'''table
| what | child |
| parent | child.ppid |
| is it there? | child is |
'''
## Two
'''calls
child  exit_group(0)
'''
'''table
| what | child |
| and now? | child is |
'''
`))
	if len(s.Tables) != 1 || len(s.Tables[0].Rows) != 3 {
		t.Fatalf("%+v", s.Tables)
	}
	var cells []string
	for _, r := range s.Tables[0].Rows {
		cells = append(cells, r.Cells[1].String())
	}
	shell := s.Entries[0].Snapshot.Role("shell")
	if want := []string{say.Textf("%d (%s)", shell.PID, "shell").String(), "alive", "dead"}; !slices.Equal(cells, want) {
		t.Errorf("measured %q, want %q", cells, want)
	}
}

func TestMissingProgram(t *testing.T) {
	l := parse(t, twoSteps)
	missing := *l
	missing.Programs = []string{"/bin/sh", "/nowhere/setsid"}
	_, err := Open(&missing, nil)
	var lacks *lessons.MissingPrograms
	if !errors.As(err, &lacks) || !slices.Equal(lacks.Paths, []string{"/nowhere/setsid"}) || !slices.Equal(lacks.Packages(), []string{"util-linux"}) {
		t.Errorf("%v", err)
	}
}
