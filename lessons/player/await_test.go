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

// shellLesson returns a lesson in whose first step the shell becomes a bash.
func shellLesson(t *testing.T, calls, rest string) *lessons.Lesson {
	t.Helper()
	l, err := lessons.Parse("test.md", []byte(`---
title: Test
summary: A test.
programs: [/bin/bash]
---
## A shell
`+"```calls"+`
shell     execve("/bin/bash", ["bash", "--norc", "--noprofile", "-i"], ["PS1=bash$$ ", "TERM=dumb", "PATH=/usr/bin:/bin", "HOME=$scratch"]) = 0
terminal  shows "bash$$ "
`+calls+"```\n"+rest))
	if err != nil {
		t.Fatal(err)
	}
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
`, "```then\nshell alive name=bash\n```\n"))
	if texts := failed(s); len(texts) != 0 {
		t.Errorf("%q", texts)
	}
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

// TestUnmetWaits come to their limit, each once, and the lesson goes on.
func TestUnmetWaits(t *testing.T) {
	s := play(t, shellLesson(t, `
terminal  types "echo one\n"
terminal  shows "two"
job       appears argv="sleep 1001"
job       becomes stopped
`, "```then\nshell alive\n```\n"))
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

// TestAnew sets the stage anew: nobody of before is there, and roles are free.
func TestAnew(t *testing.T) {
	s := play(t, parse(t, `
## One
`+"```calls"+`
shell  fork() = child
`+"```"+`
## Two
`+"```calls"+`
stage  anew
shell  fork() = child
`+"```\n```then"+`
child  ppid=shell alive
`+"```\n"))
	if texts := failed(s); len(texts) != 0 {
		t.Errorf("%q", texts)
	}
	if n := len(s.Entries[len(s.Entries)-1].Snapshot.Processes); n != 2 {
		t.Errorf("%d processes on the new stage, want 2", n)
	}
}

// TestAnewIsLeftOut has two processes with one role: it is the later one's, in
// calls and in claims.
func TestAnewIsLeftOut(t *testing.T) {
	s := play(t, parse(t, `
## One
`+"```calls"+`
shell  fork() = child
`+"```"+`
## Two
`+"```calls"+`
stage  anew
`+"```"+`
## Three
`+"```calls"+`
shell  fork() = child
child  umask(0027)
`+"```\n```then"+`
child  pid=child umask=0027
`+"```\n"), "two")
	if texts := failed(s); len(texts) != 0 {
		t.Errorf("%q", texts)
	}
}

// TestAnewAfterHangUp works, as it ends what is left.
func TestAnewAfterHangUp(t *testing.T) {
	s := play(t, parse(t, "## One\n```calls\nterminal hangup\nstage anew\nshell getpid() = shell\n```\n```then\nshell alive tty=stage\n```\n"))
	if texts := failed(s); len(texts) != 0 {
		t.Errorf("%q", texts)
	}
}

// TestAppearsAlive gives a role by what has become of a process, too.
func TestAppearsAlive(t *testing.T) {
	s := play(t, shellLesson(t, `
terminal  types "sleep 1001 &\n"
job       appears argv="sleep 1001" alive
`, "```then\njob alive\n```\n"))
	if texts := failed(s); len(texts) != 0 {
		t.Errorf("%q", texts)
	}
}

// TestDollar is one where two are written, in claims as in calls.
func TestDollar(t *testing.T) {
	s := play(t, parse(t, `
## One
`+"```calls"+`
shell  openat(AT_FDCWD, "$scratch/a$$b", O_RDWR|O_CREAT, 0600) = 3
shell  write(3, "$$5", 2) = 2
`+"```\n```then"+`
file   $scratch/a$$b exists
file   $scratch/a$$b content="$$5"
shell  fds.3=$scratch/a$$b said="\"$$5\"" said!="$$$$5"
`+"```\n"))
	if texts := failed(s); len(texts) != 0 {
		t.Errorf("%q", texts)
	}
}

// TestOutputWithoutEnd has a program write for ever, and looks on: an entry's
// output is bounded, and so is the number of those that tell of output alone.
func TestOutputWithoutEnd(t *testing.T) {
	p := openSkipping(t, shellLesson(t, `
terminal  types "while :; do echo yes; done\n"
terminal  shows "yes"
terminal  types ^C
terminal  shows "bash$$ "
`, ""))
	s := p.State()
	for s.Call < 2 {
		var err error
		if s, err = p.Next(); err != nil {
			t.Fatal(err)
		}
	}
	before := len(s.Entries)
	for range 3 * maxWritten {
		s = p.Look()
	}
	if n := len(s.Entries) - before; n > 2*maxWritten {
		t.Errorf("%d entries of output alone", n)
	}
	for _, e := range s.Entries {
		if len(e.Output) > maxOutput {
			t.Errorf("an entry with %d bytes of output", len(e.Output))
		}
	}
	s, err := p.Next()
	if texts := failed(s); err != nil || !s.Done || len(texts) != 0 {
		t.Errorf("done %v, %v, %q", s.Done, err, texts)
	}
}

// TestTypeAfterHangUp is refused.
func TestTypeAfterHangUp(t *testing.T) {
	s := play(t, parse(t, "## One\n```calls\nterminal hangup\nterminal types \"x\\n\"\n```\n"))
	if texts := failed(s); len(texts) != 1 || !strings.Contains(texts[0], "nobody can type there") {
		t.Errorf("%q", texts)
	}
}

// TestSaid looks into what a call filled in, and into one that returned later.
func TestSaid(t *testing.T) {
	s := play(t, parse(t, `
## One
`+"```calls"+`
shell  fork() = child
child  exit_group(7)
shell  wait4(child, status, 0, NULL) = child
`+"```\n```then"+`
shell  said="WEXITSTATUS(s) == 7" said!="WIFSIGNALED"
`+"```"+`
## Two
`+"```calls"+`
shell  fork() = reader
shell  rt_sigprocmask(SIG_BLOCK, [SIGHUP], NULL)
shell  rt_sigtimedwait([SIGHUP], info, NULL)
reader kill(shell, SIGHUP)
`+"```\n```then"+`
shell  said="si_code=SI_USER" said="si_pid=$reader"
shell  said="si_pid=1,"
`+"```\n"))
	if texts := failed(s); len(texts) != 1 || !strings.HasPrefix(texts[0], `shell said="si_pid=1,"`) {
		t.Errorf("%q", texts)
	}
}

// TestTable is measured when its step is over, and grows under the same head.
func TestTable(t *testing.T) {
	s := play(t, parse(t, `
## One
`+"```calls"+`
shell  fork() = child
`+"```\n```table"+`
| what | child |
| parent | child.ppid |
| is it there? | child is |
`+"```"+`
## Two
`+"```calls"+`
child  exit_group(0)
`+"```\n```table"+`
| what | child |
| and now? | child is |
`+"```\n"))
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
