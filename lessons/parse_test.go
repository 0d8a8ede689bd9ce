package lessons

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// article is a lesson with all blocks but a table and a review.
var article = strings.ReplaceAll(`---
title: "A lesson: small"
summary: One of each.
minutes: 3
programs: [/bin/sleep, /bin/sh]
---
Hello.

~~~text
## no step, and no program
~~~

## The *parent* forks & ´exits´!
Before.
´´´c 1 0 2 1
if (fork() > 0)
    _exit(0);
´´´
Before too.
´´´ask
child.ppid after fork
Who is
its parent?
- shell: It *forked*
  the child.
- reaper: Not yet: no.
´´´
´´´calls
# who   does what
shell  fork() = child   # born
child  openat(AT_FDCWD, "$scratch/#1)", O_RDWR) = -1 ENOENT
shell  kill(-child, SIGHUP)
terminal  hangup
´´´
After.
´´´then
child ppid!=reaper alive name="a b" # all three
file "$scratch/a b" absent content="$child\n"
shell audit tty=spare
´´´

## What you have seen
´´´c
int i;
´´´
Done.
`, "´", "`")

// played is a lesson with events of the terminal and the stage, waits, a table,
// a hint and a review.
var played = strings.ReplaceAll(`---
title: Played
summary: One of each.
presumes: [fork, group]
# for authors
---
## One
´´´calls
shell  execve("/bin/sh", ["sh", "-i"], ["PS1=$$ "]) = 0
terminal  shows "$$ "
terminal  types "sleep 9 > $scratch/$shell\n"
job  appears argv="sleep 9" pgid!=shell
job  becomes tty=stage
terminal  types ^\
terminal  hangup
stage  anew
shell  fork() = job
´´´
´´´table
| what | is it? | parent |
| job | job is | job.ppid |
´´´
´´´ask
job is after fork
Is it?
hint: Look.
- alive: Yes.
- gone: No.
´´´
´´´then
job said!="$$5" alive
´´´
## End
´´´review
Why
so?
- Therefore,
  they say.
´´´
`, "´", "`")

func TestParsePlayed(t *testing.T) {
	l, err := Parse("played.md", []byte(played))
	if err != nil {
		t.Fatal(err)
	}
	s := l.Steps[0]
	if len(s.Calls) != 6 || len(s.Calls[0].Waits) != 1 || len(s.Calls[1].Waits) != 2 || !s.Calls[1].Waits[0].Born ||
		s.Calls[2].Input != "\x1c" || s.Calls[3].Event != Hangup || s.Calls[4].Event != Anew || s.Calls[5].Child != "job" {
		t.Errorf("calls %+v", s.Calls)
	}
	if want := (Table{[]string{"what", "is it?", "parent"}, [][]Cell{{{Text: "job"}, {Role: "job", Field: "is"}, {Role: "job", Field: "ppid"}}}}); !reflect.DeepEqual(*s.Table, want) {
		t.Errorf("table %+v", *s.Table)
	}
	if s.Ask.Hint != "Look." || s.Ask.Call != 5 || s.Ask.Field != "is" {
		t.Errorf("question %+v", s.Ask)
	}
	if want := []Review{{"Why so?", "Therefore, they say."}}; !reflect.DeepEqual(l.Review, want) {
		t.Errorf("review %+v", l.Review)
	}
	if !slices.Equal(l.Presumes, []string{"fork", "group"}) {
		t.Errorf("presumes %v", l.Presumes)
	}
}

func TestParse(t *testing.T) {
	got, err := Parse("dir/small.md", []byte(strings.ReplaceAll(article, "\n", "\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	for i := range got.Steps[0].Calls {
		got.Steps[0].Calls[i].Call.Args = nil // package strace's to test
	}
	want := &Lesson{
		Name: "small", File: "dir/small.md", Title: "A lesson: small", Summary: "One of each.", Minutes: 3,
		Programs: []string{"/bin/sleep", "/bin/sh"}, Spare: true,
		Intro: "Hello.\n\n~~~text\n## no step, and no program\n~~~",
		Outro: "## What you have seen\n\n```c\nint i;\n```\nDone.",
		Steps: []Step{{
			Title: "The parent forks & exits!", Slug: "the-parent-forks-exits", Line: 13,
			Before: "Before.\n\nBefore too.", After: "After.",
			Code: map[string]Code{"c": {Text: "if (fork() > 0)\n    _exit(0);", Lines: []int{1, 0, 2, 1}}},
			Calls: []Action{
				{Line: 30, Role: "shell", Text: "shell  fork() = child", Child: "child"},
				{Line: 31, Role: "child", Text: `child  openat(AT_FDCWD, "$scratch/#1)", O_RDWR) = -1 ENOENT`,
					Expect: &Expectation{Text: "-1 ENOENT", Value: "-1", Errno: "ENOENT"}},
				{Line: 32, Role: "shell", Text: "shell  kill(-child, SIGHUP)"},
				{Line: 33, Role: "terminal", Text: "terminal  hangup", Event: "hangup"},
			},
			Then: []Claim{
				{Line: 37, Text: "child ppid!=reaper", Subject: "child", Field: "ppid", Not: true, Value: "reaper"},
				{Line: 37, Text: "child alive", Subject: "child", Field: "is", Value: "alive"},
				{Line: 37, Text: `child name="a b"`, Subject: "child", Field: "name", Value: "a b"},
				{Line: 38, Text: `file "$scratch/a b" absent`, Subject: "file", Path: "$scratch/a b", Field: "is", Value: "absent"},
				{Line: 38, Text: `file "$scratch/a b" content="$child\n"`, Subject: "file", Path: "$scratch/a b", Field: "content", Value: "$child\n"},
				{Line: 39, Text: "shell audit", Subject: "shell", Field: "audit"},
				{Line: 39, Text: "shell tty=spare", Subject: "shell", Field: "tty", Value: "spare"},
			},
			Ask: &Question{Line: 21, Text: "Who is its parent?", Role: "child", Field: "ppid", Call: 0, Choices: []Choice{
				{Value: "shell", Reason: "It *forked* the child."},
				{Value: "reaper", Reason: "Not yet: no."},
			}},
		}},
	}
	for i, name := range []string{"fork", "openat", "kill"} {
		want.Steps[0].Calls[i].Call.Name = name
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("Parse:\n got %+v\nwant %+v", got, want)
	}
}

func TestExpectations(t *testing.T) {
	source := inStep("calls", "shell fork() = child", "shell getpid() = shell", "shell getppid() = reaper",
		"shell umask(0) = 022", "shell pause() = ?", "shell fork() = -1 EAGAIN", "shell getpid()")
	l, err := Parse("x.md", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range l.Steps[0].Calls {
		e := Expectation{Value: "none"}
		if a.Expect != nil {
			e = *a.Expect
		}
		got = append(got, strings.TrimSpace(a.Child+" "+e.Value+" "+e.Errno))
	}
	want := []string{"child none", "shell", "reaper", "022", "?", "-1 EAGAIN", "none"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestQuestionsWithoutAfter(t *testing.T) {
	source := "---\ntitle: T\nsummary: S\n---\n## A\n```calls\nshell fork() = child\nshell getpid()\nshell getpid()\nterminal hangup\n```\n" +
		"```ask\n%\n- alive: x\n- gone: y\n```\n"
	for ask, want := range map[string]int{
		"child is": 3, "child is after hangup": 3, "child is after getpid": 2, "child is after fork": 0,
	} {
		l, err := Parse("x.md", []byte(strings.Replace(source, "%", ask, 1)))
		if err != nil {
			t.Errorf("%s: %v", ask, err)
		} else if got := l.Steps[0].Ask.Call; got != want {
			t.Errorf("%s: asks after call %d, want %d", ask, got, want)
		}
	}
}

func TestSlug(t *testing.T) {
	for title, want := range map[string]string{
		"The parent exits":      "the-parent-exits",
		"Why not setsid, then?": "why-not-setsid-then",
		"2>&1 – and back":       "2-1-and-back",
		"第二次 fork":              "第二次-fork",
		"?!":                    "",
	} {
		if got := slug(title); got != want {
			t.Errorf("slug(%q) = %q, want %q", title, got, want)
		}
	}
}

func TestFaultsAreErrors(t *testing.T) {
	_, err := Parse("x.md", []byte("---\ntitle: T\n---\n"))
	var faults Faults
	if !errors.As(err, &faults) || len(faults) != 2 {
		t.Fatalf("Parse: %v, want two Faults", err)
	}
	var fault Fault
	if !errors.As(err, &fault) || fault.Line != 1 || fault.What.String() != "the head has no summary" {
		t.Errorf("first fault: %+v", fault)
	}
}

// A lesson that names the spare terminal anywhere gets one.
func TestSpare(t *testing.T) {
	for source, want := range map[string]bool{
		inStep("calls", "shell getpid()"):                                         false,
		inStep("calls", `shell open($spare, O_RDWR)`):                             true,
		inStep("calls", "shell getpid()", "shell becomes tty=spare"):              true,
		inStep("calls", `terminal types "$spare"`):                                true,
		inStep("calls", "shell getpid()", `shell becomes fds.0!="$spare"`):        true,
		inStep("then", "child tty=spare"):                                         true,
		inStep("then", "file $spare exists"):                                      true,
		inStep("ask", "child.tty after fork", "- none: No.", "- spare: Perhaps."): true,
	} {
		if l, err := Parse("x.md", []byte(source)); err != nil || l.Spare != want {
			t.Errorf("want %v of\n%s%v", want, source, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(article))
	f.Add([]byte(played))
	for _, name := range lessonNames() {
		source, err := files.ReadFile("en/" + name + ".md")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(source)
	}
	for _, test := range faultTests {
		f.Add([]byte(test.source))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		l, err := Parse("fuzz.md", source)
		if (l == nil) == (err == nil) {
			t.Fatalf("lesson %v and error %v", l, err)
		}
		var faults Faults
		if err != nil && !errors.As(err, &faults) {
			t.Fatalf("not Faults: %v", err)
		}
		lines := strings.Count(string(source), "\n") + 1
		for _, fault := range faults {
			if fault.Line < 1 || fault.Line > lines {
				t.Errorf("%v: the file has %d lines", fault, lines)
			}
		}
	})
}

// BenchmarkParse reads the classic daemon.
func BenchmarkParse(b *testing.B) {
	source, err := files.ReadFile("en/daemon.md")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Parse("daemon.md", source); err != nil {
			b.Fatal(err)
		}
	}
}

// Ahead does not say what a call will return.
func TestAhead(t *testing.T) {
	l, err := Parse("ahead.md", []byte("---\ntitle: Ahead\nsummary: What is ahead.\nminutes: 1\n---\n## One\n```calls\n"+
		"shell   fork() = child\n"+
		"child   rt_sigaction(SIGHUP, {sa_handler=SIG_IGN, sa_mask=[], sa_flags=0}, NULL)\n"+
		"child   setsid()=child\n"+
		"shell   wait4(child,  status, 0, NULL) = child\n"+
		"terminal types \"x = y\\n\"\n```\n"))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		"shell fork() = child",
		"child rt_sigaction(SIGHUP, {sa_handler=SIG_IGN, sa_mask=[], sa_flags=0}, NULL)",
		"child setsid()",
		"shell wait4(child, status, 0, NULL)",
		`terminal types "x = y\n"`,
	} {
		if got := l.Steps[0].Calls[i].Ahead(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
