package lessons

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// own are forklore's own terms; all others name a manual page.
var own = []string{"call", "snapshot", "change", "moment", "stage", "puppet", "role", "lesson", "claim", "prediction", "audit"}

func glossary(t *testing.T, l *Language) []Term {
	t.Helper()
	terms, err := l.Glossary()
	if err != nil {
		t.Fatal(err)
	}
	return terms
}

// names returns the names of terms.
func names(terms []Term) (all []string) {
	for _, t := range terms {
		all = append(all, t.Name)
	}
	return all
}

func TestGlossaries(t *testing.T) {
	original := glossary(t, English)
	for _, l := range Languages() {
		if !l.has("glossary") {
			t.Errorf("%s/glossary.md is missing: the glossary would be shown in English", l.Tag)
			continue
		}
		for i, term := range glossary(t, l) {
			if of := original[i]; term.English != of.English || len(term.See) != len(of.See) {
				t.Errorf("%s: %s differs from the English term %s", l.Tag, term.Name, of.English)
			}
			for n, see := range term.See {
				if to, ok := l.Term(see); !ok || to.Name != see || !strings.EqualFold(to.English, original[i].See[n]) {
					t.Errorf("%s: %s: see %s, in English %s", l.Tag, term.Name, see, original[i].See[n])
				}
			}
		}
	}
}

// No word means different terms in different languages.
func TestGlossaryWordsAreUnique(t *testing.T) {
	meaning := map[string]string{}
	for _, l := range Languages() {
		for _, term := range glossary(t, l) {
			for _, w := range term.words() {
				if other, taken := meaning[fold(w)]; taken && other != term.English {
					t.Errorf("%s: %q means %s and %s", l.Tag, w, term.English, other)
				}
				meaning[fold(w)] = term.English
				if found, ok := l.Term(strings.ToUpper(w)); !ok || found.Name != term.Name {
					t.Errorf("%s: Term(%q) = %q", l.Tag, w, found.Name)
				}
			}
		}
	}
}

var manualPage = regexp.MustCompile(`\w\([1-8]\)`)

func TestGlossaryIsShort(t *testing.T) {
	for _, l := range Languages() {
		for _, term := range glossary(t, l) {
			if n := len(strings.Fields(term.Text)); n > 70 {
				t.Errorf("%s: %s: %d words, of at most 70", l.Tag, term.Name, n)
			}
			if n := utf8.RuneCountInString(term.Definition()); n > 100 {
				t.Errorf("%s: %s: its first sentence has %d letters, of at most 100: %s", l.Tag, term.Name, n, term.Definition())
			}
			if !slices.Contains(own, term.English) && !manualPage.MatchString(term.Text) {
				t.Errorf("%s: %s names no manual page", l.Tag, term.Name)
			}
		}
	}
}

// The glossary has the words that rows, the screen and lessons are made of.
func TestGlossaryIsComplete(t *testing.T) {
	words := append([]string{"process", "shell", "parent", "child", "daemon", "reaper",
		"PID", "PPID", "PGID", "SID", "TTY", "TPGID", "CWD", "umask", "FDS",
		"ignored", "caught", "blocked", "stopped", "zombie", "orphan"}, own...)
	for _, w := range words {
		for _, l := range Languages() {
			if _, ok := l.Term(w); !ok {
				t.Errorf("%s: no term %q", l.Tag, w)
			}
		}
	}
}

func TestGlossaryFaults(t *testing.T) {
	const good = "## a\ntext\n"
	tests := []struct{ name, source, want string }{
		{"nothing", "", "g.md:1: no term: a heading that begins with ##"},
		{"bytes", "## a\n\xff\n", "g.md:2: not UTF-8"},
		{"no name", "##\ntext\n" + good, "g.md:1: a term's heading has no words"},
		{"no English name", "## 甲 ()\ntext\n", "g.md:1: a term's heading has no words"},
		{"no text", "## b\nalso: c\n\nsee: a\n" + good, "g.md:1: the term \"b\" has no text"},
		{"late also", "## a\ntext\nalso: b\n", "g.md:3: also belongs right below the heading, and only once"},
		{"also twice", "## a\nalso: b\nalso: c\ntext\n", "g.md:3: also belongs right below the heading, and only once"},
		{"empty word", "## a\nalso: b, , c\ntext\n", "g.md:2: a word is missing in also"},
		{"after see", good + "## b\ntext\nsee: a\nmore\n", "g.md:6: nothing may follow see"},
		{"two meanings", good + "## b\nalso: A\ntext\n", "g.md:3: \"A\" already means the term on line 1"},
		{"said twice", "## a\nalso: B, b\ntext\n", "g.md:1: \"b\" already means the term on line 1"},
		{"see nothing", "## a\ntext\nsee: b\n", "g.md:1: see names \"b\", which is no other term"},
		{"see itself", "## a\ntext\nsee: a\n", "g.md:1: see names \"a\", which is no other term"},
		{"all at once", "## a\n## b\ntext\nsee: c\n", "g.md:1: the term \"a\" has no text\ng.md:2: see names \"c\", which is no other term"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			terms, err := parseGlossary("g.md", []byte(test.source))
			if err == nil || err.Error() != test.want || terms != nil {
				t.Errorf("got %v, %v\nwant %s", terms, err, test.want)
			}
			if !errors.As(err, &Faults{}) {
				t.Errorf("%T, not Faults", err)
			}
		})
	}
}

func TestParseGlossary(t *testing.T) {
	terms, err := parseGlossary("g.md", []byte("# Title\nprose\n\n## 甲 (a(1))\r\nalso: `\\`, x y\r\n\r\none.\r\n\r\ntwo\n\nsee: b\n## b\nB. C.\n"))
	if err != nil || len(terms) != 2 {
		t.Fatalf("%v, %v", terms, err)
	}
	a, b := terms[0], terms[1]
	if a.Name != "甲" || a.English != "a(1)" || !slices.Equal(a.Also, []string{`\`, "x y"}) ||
		a.Text != "one.\n\ntwo" || !slices.Equal(a.See, []string{"b"}) || a.line != 4 {
		t.Errorf("%+v", a)
	}
	if b.Name != "b" || b.English != "b" || b.Also != nil || b.See != nil || b.Definition() != "B." {
		t.Errorf("%+v", b)
	}
}

func TestTranslatedGlossary(t *testing.T) {
	a, b := Term{Name: "a", English: "a", line: 1}, Term{Name: "乙", English: "b", line: 3}
	tests := []struct {
		terms []Term
		want  string
	}{
		{[]Term{a, b}, ""},
		{[]Term{b, a}, "g.md:3: the English term in this place is a, not b"},
		{[]Term{a}, "g.md:1: after it a term is missing: b"},
		{[]Term{a, b, {Name: "丙", line: 5}}, "g.md:5: one term more than there are in English: 丙"},
	}
	for _, test := range tests {
		got := ""
		if err := checkGlossary("g.md", test.terms, []Term{a, b}); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%v: %q, want %q", names(test.terms), got, test.want)
		}
	}
}

func TestTermsNear(t *testing.T) {
	tests := []struct {
		tag, word string
		want      string // among them
	}{
		{"en", "sesion", "session"}, {"en", "Zomby", "zombie"}, {"en", "SIGTIN", "SIGTTIN"}, {"en", "namespace", "PID namespace"},
		{"en", "xyzzyx", ""}, {"en", "", ""}, {"zh", "zomby", "僵尸进程"}, {"zh", "进程族", "进程组"},
	}
	for _, test := range tests {
		l, _ := LanguageOf(test.tag)
		got := l.TermsNear(test.word)
		if len(got) > 3 || !slices.Contains(append(got, ""), test.want) || test.want == "" && len(got) > 0 {
			t.Errorf("%s: TermsNear(%q) = %q, want %q", test.tag, test.word, got, test.want)
		}
	}
}
