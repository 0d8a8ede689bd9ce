//go:build linux

package player

import (
	"slices"
	"strings"
	"testing"

	"forklore/probe/say"
)

// loud translates into a language in which forklore's own words are in capitals.
func loud(english string, args ...any) string {
	if english == "none" || slices.Contains(Words, english) {
		english = strings.ToUpper(english)
	}
	return say.English(english, args...)
}

// TestWhatIsTranslated: forklore's words are translated, and the kernel's texts
// are not. A process may have one of forklore's words as its name.
func TestWhatIsTranslated(t *testing.T) {
	tests := []struct{ calls, claim, wanted, measured string }{
		{"shell fork() = zombie", `zombie name=x`, "x", "zombie"},
		{"shell fork() = gone", `gone name=zombie`, "zombie", "gone"},
		{"shell fork() = zombie", `zombie is=gone`, "GONE", "ALIVE"},
		{"shell fork() = child\nchild prctl(PR_SET_NAME, \"(stopped)\")", `child name=x`, "x", "(stopped)"},
		{"shell fork() = child\nchild prctl(PR_SET_NAME, \"\")", `child name=none`, "NONE", "NONE"},
		{"shell fork() = child\nchild exit_group(0)", `child alive`, "ALIVE", "ZOMBIE"},
		{"shell fork() = child\nchild exit_group(0)\nshell wait4(child)", `child name=gone`, "gone", "GONE"},
		{"shell getpid()", `file $scratch/x exists`, "EXISTS", "ABSENT"},
		{"shell creat(\"$scratch/x\", 0600)", `file $scratch/x absent`, "ABSENT", "EXISTS"},
	}
	for _, test := range tests {
		s := play(t, parse(t, "## One\n'''calls\n"+test.calls+"\n'''\n'''then\n"+test.claim+"\n'''\n"))
		checks := s.Entries[len(s.Entries)-1].Then
		c := checks[len(checks)-1]
		if wanted, measured := c.Wanted.In(loud), c.Measured.In(loud); wanted != test.wanted || measured != test.measured {
			t.Errorf("%s: wanted %s, measured %s; want %s, %s", test.claim, wanted, measured, test.wanted, test.measured)
		}
	}
}

// TestChoicesAreTranslated: forklore's words are translated among the choices of
// a question, and a role with such a name is not.
func TestChoicesAreTranslated(t *testing.T) {
	labels := func(role, question string, choices ...string) (labels []string) {
		p := openSkipping(t, parse(t, "## One\n'''calls\nshell fork() = "+role+"\n'''\n'''ask\n"+question+"\n- "+
			strings.Join(choices, ": why\n- ")+": why\n'''\n"))
		for _, c := range p.State().Question.Choices {
			labels = append(labels, c.Label.In(loud))
		}
		return labels
	}
	if got := labels("child", "child is after fork", "alive", "gone"); !slices.Equal(got, []string{"ALIVE", "GONE"}) {
		t.Errorf("of a fate: %q", got)
	}
	if got := labels("child", "child.tty after fork", "none", "/dev/tty1"); !slices.Equal(got, []string{"NONE", "/dev/tty1"}) {
		t.Errorf("of a terminal: %q", got)
	}
	if got := labels("gone", "shell.pgid after fork", "gone", "7"); !slices.Equal(got, []string{"gone", "7"}) {
		t.Errorf("of a role that is not born yet: %q", got)
	}
}

// TestResultsAreMeasuredAsPrinted: a check shows a result in the notation of the
// call's line, a mode in octal for example.
func TestResultsAreMeasuredAsPrinted(t *testing.T) {
	for call, want := range map[string]string{
		"umask(0) = 077":        "wanted 077, measured 033",
		"fcntl(0, F_GETFD) = 1": "wanted 1, measured 0",
		"close(9) = 0":          "wanted 0, measured -1 EBADF",
	} {
		s := play(t, parse(t, "## One\n'''calls\nshell umask(033)\nshell "+call+"\n'''\n"))
		if got := failed(s); len(got) != 1 || !strings.HasSuffix(got[0], want) {
			t.Errorf("%s: %q, want %q", call, got, want)
		}
	}
}

// TestNoClaimHoldsOfTheUnseen: no claim holds about a value that can't be seen,
// not even one with !=.
func TestNoClaimHoldsOfTheUnseen(t *testing.T) {
	s := play(t, parse(t, "## One\n'''calls\nshell fork() = child\nchild exit_group(0)\n'''\n'''then\n"+
		"child cwd!=/ fds.0!=stage tty=stage\nfile /proc/$child/x/y content!=\"x\"\n'''\n"))
	if got := failed(s); len(got) != 3 {
		t.Errorf("%d claims fail, want all but tty=stage: %q", len(got), got)
	}
}
