package lessons

import (
	"strings"
	"testing"
)

const head = "---\ntitle: T\nsummary: S\n---\n"

// inStep returns a lesson whose one step has a block of that kind. Unless the
// kind is calls, a calls block with a fork comes before it. The text of the block
// begins on line 7, or else on line 10.
func inStep(kind string, lines ...string) string {
	s := head + "## A step\n"
	if kind != "calls" {
		s += fenced("calls", "shell fork() = child")
	}
	return s + fenced(kind, lines...)
}

// fenced returns a fenced block.
func fenced(kind string, lines ...string) string {
	return "```" + kind + "\n" + strings.Join(lines, "\n") + "\n```\n"
}

const fields = "pid, ppid, pgid, sid, tty, tpgid, state, umask, cwd, uid, gid, name, argv, ignored, caught, blocked, fds.N and is"

var faultTests = []struct{ name, source, want string }{
	// The head.
	{"empty", "", "x.md:1: a lesson begins with a head between two lines ---\n" +
		"x.md:1: no step: a heading that begins with ##, and a calls block under it"},
	{"no head", inStep("calls", "shell getpid()")[len(head):], "x.md:1: a lesson begins with a head between two lines ---"},
	{"open head", "---\ntitle: T\n", "x.md:1: the head is not closed by a line ---"},
	{"nothing in it", "---\n---\n" + inStep("calls", "shell getpid()")[len(head):],
		"x.md:1: the head has no title\nx.md:1: the head has no summary"},
	{"bad entries", "---\ntitle:\nsummary: \"S\ntitle: T\nminutes: ten\nauthor: me\nnonsense\nprograms: /bin/sh\n---\n" + inStep("calls", "shell getpid()")[len(head):],
		"x.md:2: title is empty\n" +
			"x.md:3: summary is not quoted well: \"S\n" +
			"x.md:4: title was already given on line 2\n" +
			"x.md:5: minutes is not a number above 0: \"ten\"\n" +
			"x.md:6: unknown key \"author\": a head has title, summary, minutes, presumes, programs\n" +
			"x.md:7: not a line of a head, which is KEY: VALUE: \"nonsense\"\n" +
			"x.md:8: programs is not a list in brackets: \"/bin/sh\""},
	{"bad programs", strings.Replace(inStep("calls", "shell getpid()"), "summary: S", "summary: S\nprograms: [sleep, /bin/../bin/sh, /bin/sh, /bin/\x1b[2K\rsh]", 1),
		"x.md:4: not the absolute path of a program: \"sleep\"\n" +
			"x.md:4: not the absolute path of a program: \"/bin/../bin/sh\"\n" +
			"x.md:4: not the absolute path of a program: \"/bin/\\x1b[2K\\rsh\""},
	{"bytes", head + "## A\n\xff\n", "x.md:6: not UTF-8"},

	// Sections and blocks.
	{"no step", head + "# Title\ntext\n\n## No calls\n", "x.md:1: no step: a heading that begins with ##, and a calls block under it"},
	{"heading without words", head + "##\n" + fenced("calls", "shell getpid()"), "x.md:5: a step's heading has no words"},
	{"same slug", inStep("calls", "shell getpid()") + "## a STEP!\n" + fenced("calls", "shell getpid()"),
		"x.md:9: the step on line 5 is called \"a-step\" too"},
	{"block before the steps", head + fenced("calls", "shell getpid()") + inStep("calls", "shell getpid()")[len(head):],
		"x.md:5: a calls block before the first step"},
	{"two of a kind", inStep("calls", "shell getpid()") + fenced("calls", "shell getppid()"),
		"x.md:9: the step has a calls block already, on line 6"},
	{"fence not closed", inStep("calls", "shell getpid()") + "```text\nabc\n", "x.md:9: the fence is not closed"},
	{"calls not closed", head + "## A step\n```calls\nshell getpid()", "x.md:6: the fence is not closed"},
	{"text not closed at the end", inStep("calls", "shell getpid()") + "## End\n```c\nint i;", "x.md:10: the fence is not closed"},
	{"calls in a list", inStep("calls", "shell getpid()") + "- a\n\n  ```then\n  shell alive\n  ```\n",
		"x.md:11: a then block stands by itself, not in a list or a quotation"},
	{"words after calls", strings.Replace(inStep("calls", "shell getpid()"), "```calls", "```calls 1", 1),
		"x.md:6: nothing may follow calls"},

	// Program text.
	{"too few numbers", inStep("calls", "shell getpid()", "shell getppid()") + fenced("c 1", "getpid();"),
		"x.md:10: the c block gives 1 line numbers, but the step makes 2 calls"},
	{"no such line", inStep("calls", "shell getpid()") + fenced("python 2", "os.getpid()"),
		"x.md:9: the python text has no line 2: it has 1"},
	{"no number", inStep("calls", "shell getpid()") + fenced("go main", "os.Getpid()"),
		"x.md:9: not the number of a line: \"main\""},

	// Calls.
	{"no call", inStep("calls", "# nothing"), "x.md:6: a calls block without a call"},
	{"unknown call", inStep("calls", "shell setsit()"), "x.md:7: unknown call \"setsit\" (did you mean setsid?)"},
	{"unbound role", inStep("calls", "child getpid()"), "x.md:7: no role \"child\" yet: a fork() = child has to come before, or child appears"},
	{"role of a later step", inStep("calls", "child getpid()") + "## B\n" + fenced("calls", "shell fork() = child"),
		"x.md:7: no role \"child\" yet: a fork() = child has to come before, or child appears"},
	{"fork without a role", inStep("calls", "shell fork()"), "x.md:7: fork() needs a role for the child: fork() = child"},
	{"bad roles", inStep("calls", "shell fork() = Child", "shell fork() = 17", "shell fork() = reaper", "shell fork() = shell",
		"shell fork() = a", "shell fork() = a"),
		"x.md:7: not a role: \"Child\"; a role is a word of at most 15 lower case letters, digits and _\n" +
			"x.md:8: not a role: \"17\"; a role is a word of at most 15 lower case letters, digits and _\n" +
			"x.md:9: reaper can't be a role: the word has a meaning of its own\n" +
			"x.md:10: the role shell is there from the start\n" +
			"x.md:12: the role a was already given on line 11"},
	{"bad results", inStep("calls", "shell getpid() 7", "shell getpid() =", "shell getpid() = -1", "shell getpid() = child", "shell getpid() = 7 EPERM"),
		"x.md:7: after a call comes = and what it returns, or nothing\n" +
			"x.md:8: after a call comes = and what it returns, or nothing\n" +
			"x.md:9: a call that fails returns -1 and the error's name: = -1 EPERM\n" +
			"x.md:10: a call returns a number, a role, -1 and an error, or ?, not \"child\"\n" +
			"x.md:11: a call returns a number, a role, -1 and an error, or ?, not \"7 EPERM\""},
	{"unbound role in a call", inStep("calls", "shell kill(-job, SIGHUP)"), "x.md:7: no role \"job\" yet: a fork() = job has to come before, or job appears"},
	{"unknown constant", inStep("calls", `shell open("/", O_READ)`), "x.md:7: open: argument 2: unknown constant \"O_READ\""},
	{"unknown $name", inStep("calls", `shell chdir("$home")`),
		"x.md:7: $home means nothing here: there are $scratch, $spare, $stage and the roles so far"},
	{"unknown event", inStep("calls", "terminal explode"), "x.md:7: unknown event of the terminal: \"explode\"; there are hangup, types and shows"},

	{"bad events", inStep("calls", "terminal types sleep", "terminal types ^X", `terminal types "$nobody"`, `terminal types "5 $"`, "stage explode", "terminal hangup now"),
		"x.md:7: what is typed is a text in quotes or ^C, ^D, ^Z or ^\\, not sleep\n" +
			"x.md:8: what is typed is a text in quotes or ^C, ^D, ^Z or ^\\, not ^X\n" +
			"x.md:9: $nobody means nothing here: there are $scratch, $spare, $stage and the roles so far\n" +
			"x.md:10: $ without a name; $$ stands for a dollar\n" +
			"x.md:11: unknown event of the stage: \"explode\"; there is anew\n" +
			"x.md:12: unknown event of the terminal: \"hangup now\"; there are hangup, types and shows"},
	{"a wait for nothing", inStep("calls", "shell becomes stopped"), "x.md:6: a calls block without a call\nx.md:7: becomes waits for what an action brings about: put it on a line after the action"},
	{"bad waits", inStep("calls", "terminal hangup", "shell shows \"x\"", "terminal shows x", "terminal shows \"\"", "shell becomes", "job becomes stopped",
		"shell appears argv=x", "shell becomes audit", "shell becomes frozen"),
		"x.md:8: only the terminal shows something\n" +
			"x.md:9: a text in quotes is wanted, not \"x\"\n" +
			"x.md:10: shows nothing: a text in quotes is wanted\n" +
			"x.md:11: nothing is waited for: a claim is wanted, as in a then block\n" +
			"x.md:12: no role \"job\" yet: a fork() = job has to come before, or job appears\n" +
			"x.md:13: the role shell is there from the start\n" +
			"x.md:14: audit can't be waited for\n" +
			"x.md:15: unknown claim \"frozen\": there are " + roleClaimForms.String()},
	{"role of the stage before", inStep("calls", "shell fork() = a", "stage anew", "a getpid()"), "x.md:9: no role \"a\" yet: a fork() = a has to come before, or a appears"},

	{"a dollar alone", inStep("then", `child cwd=/$`, `child said="$nobody"`, `child said="$$nobody"`),
		"x.md:10: $ without a name; $$ stands for a dollar\n" +
			"x.md:11: $nobody means nothing here: there are $scratch, $spare, $stage and the roles so far"},

	// Table and review.
	{"bad table", inStep("calls", "shell getpid()") + fenced("table", "| a | b |", "| shell is |", "a | b", "| x | shell.pgrp |"),
		"x.md:11: the row has 1 cells, the head has 2\n" +
			"x.md:12: a row of a table begins and ends with |\n" +
			"x.md:13: unknown field \"pgrp\": there are " + fields},
	{"empty table", inStep("calls", "shell getpid()") + fenced("table", "| a |"),
		"x.md:9: a table block is a head and rows of as many cells, each a line | CELL | CELL |"},
	{"review in a step", inStep("calls", "shell getpid()") + fenced("review", "Why?", "- So."),
		"x.md:9: a review block belongs to the last section, which makes no calls"},
	{"bad review", inStep("calls", "shell getpid()") + "## End\n" + fenced("review", "- So.", "Why?"),
		"x.md:10: a review block is questions, each with a line \"- answer\" below it\n" +
			"x.md:11: an answer without a question of its own: \"- So.\""},

	// Then.
	{"no claim", inStep("then", ""), "x.md:9: a then block without a claim"},
	{"nothing claimed", inStep("then", "child"), "x.md:10: nothing is claimed of child"},
	{"unbound subject", inStep("then", "daemon alive"), "x.md:10: no role \"daemon\" yet: a fork() = daemon has to come before, or daemon appears"},
	{"unknown word", inStep("then", "child alife"), "x.md:10: unknown claim \"alife\": there are " + roleClaimForms.String()},
	{"unknown field", inStep("then", "child pgrp=child"), "x.md:10: unknown field \"pgrp\": there are " + fields},
	{"bad descriptor", inStep("then", "child fds.x=none"), "x.md:10: unknown field \"fds.x\": there are " + fields},
	{"no value", inStep("then", "child tty="), "x.md:10: tty= has no value: none says that there is none"},
	{"open quote", inStep("then", `child name="a b`), "x.md:10: a quote is not closed"},
	{"bad quote", inStep("then", `child name="a\q"`), `x.md:10: not quoted well: "a\q"`},
	{"bad values", inStep("then", "child ppid=dad sid=none", "child uid=-1", "child umask=22", "child state=SS", "child cwd=tmp",
		"child ignored=HUP", "child tty=pts/1", "child fds.0=$home/x", "child is=late"),
		"x.md:10: ppid is a role, reaper or a number, not \"dad\"\n" +
			"x.md:10: sid is a role, reaper or a number, not \"none\"\n" +
			"x.md:11: uid is a number, not \"-1\"\n" +
			"x.md:12: umask is four octal digits, not \"22\"\n" +
			"x.md:13: unknown state \"SS\": a state is a letter of proc_pid_stat(5)\n" +
			"x.md:14: not an absolute path: \"tmp\"\n" +
			"x.md:15: ignored is a signal (SIGHUP) or none, not \"HUP\"\n" +
			"x.md:16: tty is a path, stage, spare or none: not an absolute path: \"pts/1\"\n" +
			"x.md:17: fds.0 is a path, stage, spare or none: $home means nothing here: there are $scratch, $spare, $stage and the roles so far\n" +
			"x.md:18: a process is alive, stopped, zombie, gone, dead, not \"late\""},
	{"bad files", inStep("then", "file", "file tmp exists", "file /tmp/x size=3", "file /tmp/x mode=644", "file /tmp/x gone"),
		"x.md:10: file needs a path\n" +
			"x.md:11: not an absolute path: \"tmp\"\n" +
			"x.md:12: unknown claim \"size=3\": there are " + fileClaimForms.String() + "\n" +
			"x.md:13: mode is four octal digits, not \"644\"\n" +
			"x.md:14: unknown claim \"gone\": there are " + fileClaimForms.String()},

	// Ask.
	{"empty ask", inStep("ask", ""), "x.md:9: an ask block without a question: ROLE.FIELD after CALL"},
	{"no choices", inStep("ask", "child.ppid after fork", "Who?"), "x.md:10: a question needs two choices or more, each a line \"- VALUE: reason\""},
	{"not a question", inStep("ask", "Who is it?", "- shell: a", "- child: b"),
		"x.md:10: not a question: \"Who is it?\"; it is ROLE.FIELD after CALL or ROLE is after CALL"},
	{"no such call", inStep("ask", "child.ppid after setsid", "- shell: a", "- child: b"), "x.md:10: the step makes no call \"setsid\" to ask after"},
	{"no calls at all", head + "## A\n" + fenced("ask", "shell.ppid", "- shell: a", "- reaper: b"), "x.md:7: the step makes no call to ask after"},
	{"asks an unbound role", inStep("ask", "daemon is after fork", "- alive: a", "- gone: b"), "x.md:10: no role \"daemon\" yet: a fork() = daemon has to come before, or daemon appears"},
	{"asks before the birth", head + "## A\n" + fenced("calls", "shell getpid()", "shell fork() = child") +
		fenced("ask", "child.ppid after getpid", "- shell: a", "- reaper: b"),
		"x.md:11: the role child is born only after that call, on line 8"},
	{"asks an unknown field", inStep("ask", "child.pgrp", "- shell: a", "- child: b"), "x.md:10: unknown field \"pgrp\": there are " + fields},
	{"bad choices", inStep("ask", "child.ppid after fork", "- shell", "- shell:", "- dad: a", "- shell: a", "- shell: b", "- child: c"),
		"x.md:11: a choice is a value, a colon and the reason: \"shell\"\n" +
			"x.md:12: a choice is a value, a colon and the reason: \"shell:\"\n" +
			"x.md:13: ppid is a role, reaper or a number, not \"dad\"\n" +
			"x.md:15: the choice shell is given twice"},

	// A fault causes no others, and faults are in the order of their lines.
	{"all at once", "---\nsummary: S\n---\n## A\n```calls\nshell setsit()\nchild fork() = grandchild\ngrandchild getpid()\n```\n" +
		"```then\ngrandchild alife\n```\n```c 1 2 3\na\nb\nc\n```\n```ask\nshell.ppid after setsit\n- shell: a\n- reaper: b\n```\n",
		"x.md:1: the head has no title\n" +
			"x.md:6: unknown call \"setsit\" (did you mean setsid?)\n" +
			"x.md:7: no role \"child\" yet: a fork() = child has to come before, or child appears\n" +
			"x.md:11: unknown claim \"alife\": there are " + roleClaimForms.String()},
}

func TestFaults(t *testing.T) {
	for _, test := range faultTests {
		t.Run(test.name, func(t *testing.T) {
			l, err := Parse("x.md", []byte(test.source))
			if err == nil {
				t.Fatalf("no fault in\n%s", test.source)
			}
			if l != nil {
				t.Error("a lesson in spite of the faults")
			}
			if got := err.Error(); got != test.want {
				t.Errorf("faults of\n%s\n got\n%s\nwant\n%s", test.source, got, test.want)
			}
		})
	}
}

// Every fault is translated into every language, with the same place in all.
func TestFaultsAreTranslated(t *testing.T) {
	for _, l := range Languages()[1:] {
		for _, test := range faultTests {
			_, err := Parse("x.md", []byte(test.source))
			for _, fault := range err.(Faults) {
				got, english := fault.In(l.Text), fault.Error()
				if place := fault.place(); got == english || !strings.HasPrefix(got, place) || strings.Contains(got, "%!") {
					t.Errorf("%s: %s, in English %s", l.Tag, got, english)
				}
			}
		}
	}
}
