package tui

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"forklore/lessons"
	"forklore/lessons/player"
	"forklore/probe"
	"forklore/probe/say"
)

// A fake plays a lesson without a stage. It models a few system calls, and its
// PIDs are always the same.
type fake struct {
	lesson *lessons.Lesson
	state  player.State
	rows   []probe.Process
	gone   []probe.Memory
	pids   map[string]int
	beat   int
	ticks  int64
	audits int
	closed bool
}

const (
	fakeTerminal = "/dev/pts/4"
	fakeForklore = 3990
	firstPID     = 4021
)

func newFake(l *lessons.Lesson) *fake {
	f := &fake{lesson: l}
	f.set(nil, nil)
	return f
}

func (f *fake) set(skip []bool, earlier []player.Grade) {
	f.rows, f.gone, f.beat = nil, nil, 0
	f.pids = map[string]int{"reaper": 1}
	f.state = player.State{
		Skipped: make([]bool, len(f.lesson.Steps)), Grades: slices.Clone(earlier), Terminal: fakeTerminal, Scratch: "/tmp/forklore-1",
		Reaper: probe.Reaper{PID: 1, Name: "init"},
	}
	copy(f.state.Skipped, skip)
	f.born("shell", probe.Process{
		PPID: fakeForklore, PGID: firstPID, SID: firstPID, TTY: fakeTerminal, TPGID: firstPID,
		CWD: probe.Seen("/home/ada/src"), Umask: probe.Seen("0022"), State: probe.Sleeping,
		FDs: probe.FDs{Open: map[int]probe.Reading{0: probe.Seen(fakeTerminal), 1: probe.Seen(fakeTerminal), 2: probe.Seen(fakeTerminal)}},
	})
	f.record(-1, -1, probe.Moment{Kind: probe.KindTerminal, Role: "terminal", Text: "--- /dev/pts/4 opened: shell leads its session ---"})
	f.arrive()
}

func (f *fake) born(role string, p probe.Process) {
	p.PID = firstPID + len(f.rows) + len(f.gone)
	p.Role, p.Name, p.Start = role, role, uint64(p.PID)
	p.Argv = []string{"forklore"}
	f.pids[role] = p.PID
	f.rows = append(f.rows, p)
}

func (f *fake) row(role string) *probe.Process {
	for i := range f.rows {
		if f.rows[i].Role == role {
			return &f.rows[i]
		}
	}
	return nil
}

func (f *fake) snapshot() probe.Snapshot {
	f.ticks++
	s := probe.Snapshot{Time: time.Unix(f.ticks, 0), Processes: slices.Clone(f.rows), Memories: slices.Clone(f.gone)}
	for i := range s.Processes {
		s.Processes[i].FDs.Open = maps.Clone(s.Processes[i].FDs.Open)
	}
	return s
}

func (f *fake) record(step, call int, moments ...probe.Moment) {
	snapshot := f.snapshot()
	for i, m := range moments {
		m.Seq, m.Snapshot = len(f.state.Entries)+1, snapshot
		e := player.Entry{Moment: m, StepIndex: step, CallIndex: call, Beat: f.beat}
		if i > 0 {
			e.CallIndex = -1
		}
		f.state.Entries = append(f.state.Entries, e)
	}
}

// call makes one call of the lesson on the model.
func (f *fake) call(a *lessons.Action) []probe.Moment {
	p := f.row(a.Role)
	if p == nil {
		return []probe.Moment{{Kind: probe.KindCall, Role: a.Role, Text: a.Text, Refused: &probe.Refusal{Place: fmt.Sprintf("small.md:%d", a.Line), Reason: say.Textf("there is no process %s on the stage", a.Role)}}}
	}
	m := probe.Moment{Kind: probe.KindCall, Role: a.Role, PID: p.PID, Call: a.Call.Name, Line: a.Line}
	result, args, errno := 0, "", ""
	moments := []probe.Moment{{}}
	switch a.Call.Name {
	case "fork":
		child := *p
		child.PPID, child.FDs.Open = p.PID, maps.Clone(p.FDs.Open)
		f.born(a.Child, child)
		result = f.pids[a.Child]
	case "setpgid":
		group := f.row("parent")
		group.PGID = group.PID
		args = fmt.Sprintf("%d, %d", group.PID, group.PID)
	case "setsid":
		if p.PGID == p.PID {
			result, errno = -1, "EPERM"
			break
		}
		p.SID, p.PGID, p.TTY, p.TPGID, result = p.PID, p.PID, "", -1, p.PID
	case "exit_group":
		f.exit(p)
		args = "0"
		moments = append(moments, probe.Moment{Kind: probe.KindExit, Role: a.Role, PID: m.PID, Text: fmt.Sprintf("%d +++ exited with 0 +++", m.PID)})
	case "wait4":
		i := slices.IndexFunc(f.rows, func(q probe.Process) bool { return q.State == probe.Zombie })
		if i >= 0 {
			f.gone = append(f.gone, probe.Memory{Last: f.rows[i], End: probe.End{}})
			args = strconv.Itoa(f.rows[i].PID) + ", [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL"
			f.rows = slices.Delete(f.rows, i, i+1)
		}
	case "chdir":
		p.CWD, args = probe.Seen("/"), `"/"`
	case "umask":
		p.Umask, args, result = probe.Seen("0000"), "0", 0o22
	case "dup2":
		p.FDs.Open[0], args = probe.Seen("/dev/null"), "1, 0"
	}
	m.Text = fmt.Sprintf("%d %s(%s) = %d", m.PID, m.Call, args, result)
	if errno != "" {
		m.Text += " EPERM (Operation not permitted)"
	}
	value := int64(result)
	m.Result, m.Errno = &value, errno
	moments[0] = m
	return moments
}

func (f *fake) exit(p *probe.Process) {
	p.State, p.End = probe.Zombie, &probe.End{}
	p.CWD, p.Umask, p.FDs, p.Argv = probe.Unseen("a zombie has none"), probe.Unseen("a zombie has none"), probe.FDs{Unseen: "a zombie has none"}, nil
	for i := range f.rows {
		if f.rows[i].PPID == p.PID {
			f.rows[i].PPID = 1
		}
	}
}

func (f *fake) State() player.State {
	s := f.state
	s.Entries, s.Skipped, s.Grades = slices.Clip(s.Entries), slices.Clone(s.Skipped), slices.Clone(s.Grades)
	return s
}

func (f *fake) Next() (player.State, error) {
	if f.state.Done {
		return f.State(), nil
	}
	if f.state.Question != nil {
		f.Answer(-1)
	}
	step := &f.lesson.Steps[f.state.Step]
	f.beat++
	f.record(f.state.Step, f.state.Call, f.call(&step.Calls[f.state.Call])...)
	f.grade(step)
	f.state.Call++
	if f.state.Call == len(step.Calls) {
		f.leave(step)
	}
	return f.State(), nil
}

func (f *fake) grade(step *lessons.Step) {
	if g := f.state.Grade(f.state.Step); step.Ask != nil && step.Ask.Call == f.state.Call && g != nil && g.Earlier == player.Pending {
		g.Graded, g.Right, g.Measured = true, 0, g.Choices[0].Label
	}
}

// leave ends a step and checks its claims. A claim about a SID fails if an
// earlier step was skipped.
func (f *fake) leave(step *lessons.Step) {
	skipped := slices.Contains(f.state.Skipped[:f.state.Step], true)
	last := &f.state.Entries[len(f.state.Entries)-1]
	for _, c := range step.Then {
		check := probe.Check{Text: c.Text, OK: true, Wanted: say.Plain(c.Value), Measured: say.Plain(c.Value), Line: c.Line}
		if skipped && c.Field == "sid" {
			check.OK, check.Measured = false, say.Plain("4021 (shell)")
		}
		last.Then = append(last.Then, check)
	}
	f.state.Step++
	f.arrive()
}

func (f *fake) arrive() {
	f.state.Call, f.state.Question = 0, nil
	for f.state.Step < len(f.lesson.Steps) && f.state.Skipped[f.state.Step] {
		f.state.Step++
	}
	if f.state.Done = f.state.Step == len(f.lesson.Steps); f.state.Done {
		return
	}
	ask := f.lesson.Steps[f.state.Step].Ask
	if ask == nil || f.state.Grade(f.state.Step) != nil {
		return
	}
	q := &player.Question{Step: f.state.Step, Text: say.Plain(ask.Text), Hint: ask.Hint}
	if field, ok := probe.LookupField(ask.Field); ok && ask.Text == "" {
		q.Text = say.Plain("What is " + ask.Role + "'s " + field.Label + "?")
	}
	for _, c := range ask.Choices {
		label := c.Value
		if pid, ok := f.pids[c.Value]; ok {
			label = strconv.Itoa(pid) + "  " + c.Value
		}
		q.Choices = append(q.Choices, player.Choice{Label: say.Plain(label), Reason: c.Reason})
	}
	f.state.Question = q
}

func (f *fake) Skip() (player.State, error) {
	if !f.state.Done {
		f.state.Skipped[f.state.Step] = true
		f.arrive()
	}
	return f.State(), nil
}

func (f *fake) Answer(choice int) player.State {
	if q := f.state.Question; q != nil && choice < len(q.Choices) {
		f.state.Grades = append(f.state.Grades, player.Grade{Question: *q, Chosen: choice, Right: -1})
		f.state.Question = nil
	}
	return f.State()
}

func (f *fake) Look() player.State { return f.State() }

// stop stops a process like `kill -STOP` in another window.
func (f *fake) stop(role string) {
	p := f.row(role)
	p.State = probe.Stopped
	f.record(f.state.Entries[len(f.state.Entries)-1].StepIndex, -1, probe.Moment{
		Kind: probe.KindStopped, Role: role, PID: p.PID, Signal: "SIGSTOP", Text: fmt.Sprintf("%d --- stopped by SIGSTOP ---", p.PID),
	})
}

func (f *fake) Restart(skip []bool, upto int, earlier []player.Grade) (player.State, error) {
	f.set(skip, earlier)
	for !f.state.Done && f.state.Step <= upto {
		f.state.Question = nil
		if _, err := f.Next(); err != nil {
			return f.State(), err
		}
	}
	return f.State(), nil
}

func (f *fake) Audit(role string) []probe.Finding {
	f.audits++
	if f.row(role) == nil {
		return nil
	}
	return []probe.Finding{
		{Property: say.Textf("adopted"), Verdict: probe.Yes, Measured: say.Textf("PPID %d; orphans go to %s", 1, "1 init"), Reason: say.Textf("the process that started it has ended, so the kernel gave it to the process that adopts orphans"), Source: say.Textf("%s, field %d", "/proc/4023/stat", 4), Manual: "prctl(2)"},
		{Property: say.Textf("leads no session"), Verdict: probe.No, Measured: say.Textf("SID %d, PID %d", 4023, 4023), Reason: say.Textf("a session leader without a terminal acquires the first one that it opens without O_NOCTTY; the second fork rules that out"), Source: say.Textf("%s, field %d", "/proc/4023/stat", 6), Manual: "setsid(2)"},
		{Property: say.Textf("no other descriptors"), Verdict: probe.CannotSee, Measured: say.Textf("permission denied"), Reason: say.Textf("an inherited descriptor keeps a file from being freed, or a pipe's reader from its end of file"), Source: say.Plain("/proc/4023/fd"), Manual: "close_range(2)"},
	}
}

func (f *fake) Close() error {
	f.closed = true
	return nil
}

func readLesson(t testing.TB, name string) *lessons.Lesson {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	l, err := lessons.Parse(name, source)
	if err != nil {
		t.Fatal(err)
	}
	return l
}
