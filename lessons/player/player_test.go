//go:build linux

package player

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"forklore/lessons"
	"forklore/probe"

	"golang.org/x/sys/unix"
)

// play opens a lesson, without the steps that skip names, and plays it to its
// end.
func play(t *testing.T, l *lessons.Lesson, skip ...string) State {
	t.Helper()
	p := openSkipping(t, l, skip...)
	s := p.State()
	for !s.Done {
		s = next(t, p)
	}
	return s
}

// next makes the next call.
func next(t *testing.T, p *Player) State {
	t.Helper()
	s, err := p.Next()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// openSkipping opens a lesson, without the steps that skip names, and closes it
// at the end of the test. It skips the test if this machine lacks a program of
// the lesson.
func openSkipping(t *testing.T, l *lessons.Lesson, skip ...string) *Player {
	t.Helper()
	marks := make([]bool, len(l.Steps))
	for _, name := range skip {
		i, err := l.FindStep(name)
		if err != nil {
			t.Fatal(err)
		}
		marks[i] = true
	}
	p, err := Open(l, marks)
	var missing *lessons.MissingPrograms
	if errors.As(err, &missing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// parse returns the lesson test.md with that body. In the body, ”' stands for
// the backquotes of a block, which a raw string can't contain.
func parse(t *testing.T, body string) *lessons.Lesson { return parseWith(t, "minutes: 1", body) }

// parseWith is parse for a lesson with another line in its head.
func parseWith(t *testing.T, head, body string) *lessons.Lesson {
	t.Helper()
	source := "---\ntitle: Test\nsummary: A test.\n" + head + "\n---\n" + strings.ReplaceAll(body, "'''", "```")
	l, err := lessons.Parse("test.md", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// wantAllTrue wants every check of a playing to hold.
func wantAllTrue(t *testing.T, s State) {
	t.Helper()
	for _, text := range failed(s) {
		t.Error(text)
	}
}

// failed describes each check of a playing that does not hold.
func failed(s State) (texts []string) {
	for _, e := range s.Entries {
		for _, c := range e.Then {
			if !c.OK {
				texts = append(texts, fmt.Sprintf("%s: wanted %s, measured %s", c.Text, c.Wanted, c.Measured))
			}
		}
	}
	return texts
}

// TestShippedLessonsAreTrue plays every lesson that forklore ships, and wants each
// claim to hold and each question to have a right choice.
func TestShippedLessonsAreTrue(t *testing.T) {
	all, err := lessons.English.Lessons()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			s := play(t, l)
			wantAllTrue(t, s)
			for _, g := range s.Grades {
				if !g.Graded || g.Right < 0 {
					t.Errorf("%s: measured %q, which is none of the choices", g.Text, g.Measured)
				}
			}
		})
	}
}

func TestSeqAndBeats(t *testing.T) {
	l, err := lessons.English.Find("daemon")
	if err != nil {
		t.Fatal(err)
	}
	s := play(t, l)
	for i, e := range s.Entries {
		if e.Seq != i+1 {
			t.Errorf("moment %d has seq %d", i+1, e.Seq)
		}
		if i > 0 && e.Beat < s.Entries[i-1].Beat {
			t.Errorf("moment %d has beat %d, the one before has %d", i+1, e.Beat, s.Entries[i-1].Beat)
		}
	}
}

const twoSteps = `
## Fork
'''calls
shell  fork() = parent
parent fork() = child
parent exit_group(0)
'''
'''ask
child.ppid after exit_group
- reaper: It is an orphan.
- shell: No grandparent inherits.
- parent: The parent is dead.
'''
'''then
child ppid=reaper
parent zombie
'''
## Session
'''calls
child setsid() = child
'''
'''then
child sid=child tty=none
'''
`

func TestPrediction(t *testing.T) {
	l := parse(t, twoSteps)
	for choice, ok := range []bool{true, false, false} {
		p := openSkipping(t, l)
		if q := p.State().Question; q == nil || len(q.Choices) != 3 {
			t.Fatalf("question %+v", q)
		}
		s := p.Answer(choice)
		for s.Step == 0 {
			s = next(t, p)
		}
		if len(s.Grades) != 1 || (s.Grades[0].Verdict() == Right) != ok || s.Grades[0].Right != 0 {
			t.Errorf("choice %d: %+v, want OK to be %v", choice, s.Grades, ok)
		}
	}
}

func TestNextPassesTheQuestion(t *testing.T) {
	s := play(t, parse(t, twoSteps))
	if len(s.Grades) != 1 || s.Grades[0].Chosen != -1 || !s.Grades[0].Graded || s.Grades[0].Verdict() != Passed {
		t.Errorf("%+v", s.Grades)
	}
}

func TestParentPlaysTheRoleOfASkippedFork(t *testing.T) {
	l := parse(t, `
## Start
'''calls
shell  fork() = parent
'''
## Fork
'''calls
parent fork() = child
parent exit_group(0)
'''
## Session
'''calls
child setsid() = child
'''
`)
	s := play(t, l, "fork")
	last := s.Entries[len(s.Entries)-1]
	if last.Role != "shell" && last.Role != "parent" {
		t.Errorf("setsid was called by %s", last.Role)
	}
}

// TestSkippingBreaks leaves out each of the steps that make a daemon, and wants
// claims that depend on it to fail.
func TestSkippingBreaks(t *testing.T) {
	l, err := lessons.English.Find("daemon")
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []string{"setsid", "umask", "chdir", "dup2"} {
		t.Run(step, func(t *testing.T) {
			s := play(t, l, step)
			if len(failed(s)) == 0 {
				t.Error("no claim fails")
			}
		})
	}
}

func TestRestartPlaysAnew(t *testing.T) {
	p := openSkipping(t, parse(t, twoSteps))
	before, err := p.Restart(nil, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	after, err := p.Restart([]bool{false, true}, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	pid := func(s State) int { return s.Entries[len(s.Entries)-1].Snapshot.Role("child").PID }
	if !before.Done || !after.Done || pid(before) == pid(after) {
		t.Errorf("done %v, %v; child %d, then %d", before.Done, after.Done, pid(before), pid(after))
	}
	if !slices.Equal(after.Skipped, []bool{false, true}) {
		t.Errorf("skipped %v", after.Skipped)
	}
}

// TestRestartKeepsGrades: the first answer to a question counts, and no question
// with a grade is asked again.
func TestRestartKeepsGrades(t *testing.T) {
	p := openSkipping(t, parse(t, twoSteps))
	p.Answer(1)
	s, err := p.Restart(nil, -1, nil)
	if err != nil || s.Question == nil {
		t.Fatalf("a new attempt asks nothing: %v", err)
	}
	before := p.Answer(1)
	if s, err = p.Restart(nil, -1, before.Earlier()); err != nil || s.Question == nil || len(s.Grades) != 0 {
		t.Fatalf("a question without a verdict is not asked again: %+v, %v", s.Grades, err)
	}
	passed := p.Answer(-1)
	if s, err = p.Restart(nil, -1, passed.Earlier()); err != nil || s.Question == nil || passed.Count(Passed) != 0 {
		t.Fatalf("a question that was passed before its call is not asked again: %+v, %v", s.Grades, err)
	}
	p.Answer(1)
	for s.Step == 0 {
		s = next(t, p)
	}
	if s, err = p.Restart(nil, 0, s.Earlier()); err != nil || len(s.Grades) != 1 || s.Grades[0].Chosen != 1 || s.Count(Wrong) != 1 {
		t.Errorf("%+v, %v", s.Grades, err)
	}
	if s, err = p.Restart(nil, 0, nil); err != nil || len(s.Grades) != 0 {
		t.Errorf("a new attempt has the grades %+v, %v", s.Grades, err)
	}
}

func TestRefusalNamesTheLine(t *testing.T) {
	s := play(t, parse(t, "## Kill\n'''calls\nshell kill(1, SIGKILL)\n'''\n"))
	last := s.Entries[len(s.Entries)-1]
	if want := "test.md:8: kill: process 1 is not on this stage"; last.Refused.String() != want {
		t.Errorf("refused %q, want %q", last.Refused, want)
	}
	if len(failed(s)) != 1 {
		t.Errorf("a refused call fails %d checks, want 1", len(failed(s)))
	}
}

func TestLookSeesSignalsFromOutside(t *testing.T) {
	p := openSkipping(t, parse(t, twoSteps))
	s := next(t, p)
	if again := p.Look(); len(again.Entries) != len(s.Entries) {
		t.Fatalf("nothing has happened, but Look returns %+v", again.Entries[len(s.Entries):])
	}
	stopFromOutside(t, s.Entries[len(s.Entries)-1].Snapshot.Role("parent"))
	after := p.Look()
	if len(after.Entries) != len(s.Entries)+1 {
		t.Fatalf("%d new moments, want 1", len(after.Entries)-len(s.Entries))
	}
	e := after.Entries[len(after.Entries)-1]
	if e.Kind != probe.KindStopped || e.Role != "parent" || e.Signal != "SIGSTOP" {
		t.Errorf("%+v", e.Moment)
	}
}

// TestContinuedThenReturned: a call that a stopped process was told to make
// returns after SIGCONT, in the order in which strace prints them, even if one
// look sees both.
func TestContinuedThenReturned(t *testing.T) {
	p := openSkipping(t, parse(t, twoSteps))
	s := next(t, p)
	parent := s.Entries[len(s.Entries)-1].Snapshot.Role("parent")
	stopFromOutside(t, parent)
	s = next(t, p)
	if err := unix.Kill(parent.PID, unix.SIGCONT); err != nil {
		t.Fatal(err)
	}
	seen := len(s.Entries)
	for n := seen; n < seen+2; {
		s = p.Look()
		n = len(s.Entries)
	}
	first, then := &s.Entries[seen], &s.Entries[seen+1]
	if first.Kind != probe.KindContinued || !strings.Contains(then.Text, "fork resumed") {
		t.Errorf("%q, then %q", first.Text, then.Text)
	}
}

// stopFromOutside stops a process as `kill -STOP` in another window would, and
// returns once it is stopped.
func stopFromOutside(t *testing.T, p *probe.Process) {
	t.Helper()
	if err := unix.Kill(p.PID, unix.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	for {
		row, err := probe.ReadID(p.ID())
		if err != nil {
			t.Fatal(err)
		}
		if row.State == probe.Stopped {
			return
		}
	}
}
