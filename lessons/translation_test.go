package lessons

import (
	"strings"
	"testing"
)

// A translation may differ in what is not played, but not in what is played.
func TestCheckTranslation(t *testing.T) {
	original, err := Parse("en/played.md", []byte(played))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ old, new, want string }{
		{"title: Played", "title: 运行", ""},
		{"Is it?", "在吗？", ""},
		{"- alive: Yes.", "- alive: 在。", ""},
		{"| what |", "| 什么 |", ""},
		{"presumes: [fork, group]", "presumes: [fork]", "minutes, programs or presumes are not those of en/played.md"},
		{"types ^\\", "types ^C", "not the calls of the step in en/played.md"},
		{"becomes tty=stage", "becomes tty=none", "not the calls of the step in en/played.md"},
		{"job said!=", "job said=", "not the claims of the step in en/played.md"},
		{"job.ppid", "job.pgid", "not the table of the step in en/played.md"},
		{"hint: Look.", "", "not the choices of the step in en/played.md"},
		{"- gone:", "- zombie:", "not the choices of the step in en/played.md"},
		{"## End", "## One more\n```calls\nshell getpid()\n```\n## End", "not as many steps as in en/played.md"},
	} {
		source := strings.Replace(played, test.old, test.new, 1)
		l, err := Parse("zh/played.md", []byte(source))
		if err != nil || source == played {
			t.Fatalf("%s: %v", test.new, err)
		}
		what := ""
		if err := l.checkTranslation(original); err != nil {
			what = err.(Faults)[0].What.String()
		}
		if what != test.want {
			t.Errorf("%q for %q: %q, want %q", test.new, test.old, what, test.want)
		}
	}
}

// Every lesson exists in every language, and plays the same in all.
func TestTranslations(t *testing.T) {
	for _, l := range Languages() {
		if _, err := l.Lessons(); err != nil {
			t.Error(err)
		}
		for _, name := range lessonNames() {
			if !l.has(name) {
				t.Errorf("%s/%s.md is missing: the lesson would be shown in English", l.Tag, name)
			}
		}
	}
}
