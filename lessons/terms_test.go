package lessons

import (
	"slices"
	"strings"
	"testing"
)

func TestTermsIn(t *testing.T) {
	tests := []struct{ tag, text, want string }{
		{"en", "", ""},
		{"en", "Nothing of it.", ""},
		// The longest word counts, and each term once, where it first occurs.
		{"en", "A session leader leads a session; sessions have SIDs.", "session leader, session"},
		{"en", "The process\n  group, the process-group leader, the group.", "process group, group leader"},
		{"en", "orphaned group", "orphaned process group"},
		// Words count as a whole, in any case, and inside Markdown's markup.
		{"en", "forky unfork fork_x 4fork", ""},
		{"en", "`fork(2)`, **Zombies**, *EOF*: ctrl-c!", "fork, zombie, end of file, SIGINT"},
		{"en", "exit_group, si_pid, rt_sigaction", "exit status, signal provenance"},
		{"en", "setsid(1) is not setsid(2)", "setsid(1), setsid"},
		{"en", "`>out 2>&1` and `/dev/null`, not /dev/nullx", "redirection, /dev/null"},
		{"en", "`Ctrl-\\`", "SIGQUIT"},
		// Everyday words that are terms of forklore.
		{"en", "A moment ago nothing changed: no change.", ""},
		// Words of the other language count too.
		{"en", "进程组", "process group"},
		{"zh", "会话首进程结束时，前台进程组收到SIGHUP信号。", "会话首进程, 前台进程组, SIGHUP, 信号"},
		{"zh", "它的PID不变，PGID也不变：PID命名空间、PID 命名空间。", "PID, 进程组, PID 命名空间"},
		{"zh", "两次fork之后是孤儿", "两次 fork, 孤儿进程"},
		{"zh", "这一课里没有什么变化", ""},
		{"zh", "Two processes.", "进程"},
	}
	for _, test := range tests {
		l, _ := LanguageOf(test.tag)
		if got := strings.Join(names(l.TermsIn(test.text)), ", "); got != test.want {
			t.Errorf("%s: TermsIn(%q)\n got %s\nwant %s", test.tag, test.text, got, test.want)
		}
	}
}

// Each term is found by its name, except the everyday ones.
func TestTermsAreFound(t *testing.T) {
	for _, l := range Languages() {
		for _, term := range glossary(t, l) {
			found := slices.ContainsFunc(l.TermsIn("("+term.Name+")"), func(f Term) bool { return f.Name == term.Name })
			if plain := slices.Contains(everyday, term.English); found == plain {
				t.Errorf("%s: TermsIn finds %s: %v", l.Tag, term.Name, found)
			}
		}
	}
}

func TestTermAt(t *testing.T) {
	for _, test := range []struct {
		language *Language
		text     string
		at       string // the place is where this begins
		want     string // the English name; empty for no term
	}{
		{English, "it leads a process group of its own", "group", "process group"},
		{English, "it leads a process group of its own", "leads", ""},
		{English, "Sessions have leaders.", "Sessions", "session"},
		{English, "an undaemonlike end", "daemon", ""},
		{byTag(t, "zh"), "它离开进程组，成为守护进程。", "护进", "daemon"},
		{byTag(t, "zh"), "它离开进程组，成为守护进程。", "离开", ""},
	} {
		place := len([]rune(test.text[:strings.Index(test.text, test.at)]))
		term, ok := test.language.TermAt(test.text, place)
		if ok != (test.want != "") || term.English != test.want {
			t.Errorf("at %q of %q: %q, want %q", test.at, test.text, term.English, test.want)
		}
	}
	if _, ok := English.TermAt("fork", 9); ok {
		t.Error("a term after the end of the text")
	}
}

// byTag returns a language that forklore has to have.
func byTag(t *testing.T, tag string) *Language {
	t.Helper()
	l, ok := LanguageOf(tag)
	if !ok {
		t.Fatalf("no language %s", tag)
	}
	return l
}
