package cli

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"forklore/lessons"
	"forklore/lessons/player"
	"forklore/probe"
	"forklore/tui"

	"github.com/leonelquinteros/gotext"
)

// translated maps the name of each function that takes an English text to
// translate to the index of that argument.
var translated = map[string]int{
	"Text": 0, "say": 0, "Textf": 0, "Joined": 0, "refuse": 0, "text": 0,
	"bind": 1, "renamed": 2, "escape": 0, "fault": 1,
	"arguments": 0, "choice": 0, "flags": 0, "flagsShown": 0, "member": 0, // of package strace
}

// englishTexts returns every text of the interface, with its place in the
// source.
func englishTexts(t *testing.T) map[string]string {
	texts := map[string]string{"English": "the language's own name"}
	err := filepath.WalkDir("../..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if text, ok := translatedBy(call); ok {
					texts[text] = files.Position(call.Pos()).String()
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for where, words := range map[string][]string{
		"tui.Words": tui.Words(), "player.Words": player.Words, "probe.Unseens": probe.Unseens,
		"lessons.Course": partsOfCourse(), "probe.State": statesInWords(),
	} {
		for _, word := range words {
			texts[word] = where
		}
	}
	return texts
}

// translatedBy returns the text that a call translates, if it is a literal.
func translatedBy(call *ast.CallExpr) (string, bool) {
	name := ""
	switch function := call.Fun.(type) {
	case *ast.Ident:
		name = function.Name
	case *ast.SelectorExpr:
		name = function.Sel.Name
	}
	if i, ok := translated[name]; ok && i < len(call.Args) {
		return literal(call.Args[i])
	}
	return "", false
}

// literal returns the value of a string literal, or of a sum of them.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, ok1 := literal(e.X)
		right, ok2 := literal(e.Y)
		return left + right, ok1 && ok2 && e.Op == token.ADD
	}
	return "", false
}

func partsOfCourse() (titles []string) {
	for _, part := range lessons.Course {
		titles = append(titles, part.Title)
	}
	return titles
}

func statesInWords() (words []string) {
	for _, letter := range "RSDTtZXI?" {
		words = append(words, probe.State(letter).Word())
	}
	return words
}

// TestInterface compares each language's translations with the texts of the
// program: every text has a translation, no translation is unused, and both
// take the same values.
func TestInterface(t *testing.T) {
	english := englishTexts(t)
	for _, l := range lessons.Languages()[1:] {
		t.Run(l.Tag, func(t *testing.T) {
			path := filepath.Join("..", l.Tag, "interface.po")
			words := translations(t, path)
			for _, text := range slices.Sorted(maps.Keys(english)) {
				if _, ok := words[text]; !ok && hasWords(text) {
					t.Errorf("%s: %q is not in %s", english[text], text, path)
				}
			}
			for _, text := range slices.Sorted(maps.Keys(words)) {
				if _, ok := english[text]; !ok {
					t.Errorf("%s: the program no longer has the text %q", path, text)
				}
				if a, b := verbs(text), verbs(words[text]); !maps.Equal(a, b) {
					t.Errorf("%s: %q takes %v, its translation %v", path, text, a, b)
				}
				if hasWords(text) && edges(text) != edges(words[text]) {
					t.Errorf("%s: %q begins or ends with other spaces than its translation", path, text)
				}
			}
		})
	}
}

// translations returns the translations in an interface.po, by English text.
// It fails the test where a text has no translation, or more than one.
func translations(t *testing.T, path string) map[string]string {
	t.Helper()
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	po := gotext.NewPo()
	po.Parse(source)
	words := map[string]string{}
	for text, translation := range po.GetDomain().GetTranslations() {
		if text == "" { // the head
			continue
		}
		words[text] = translation.Get()
		if translation.Trs[0] == "" {
			t.Errorf("%s: %q has no translation", path, text)
		}
	}
	if n := strings.Count("\n"+string(source), "\nmsgid ") - 1; n != len(words) {
		t.Errorf("%s has %d entries, but %d texts", path, n, len(words))
	}
	return words
}

var verb = regexp.MustCompile(`%(\[(\d+)\])?[-+# 0]*\d*(\.\d+)?([a-zA-Z%])`)

// verbs returns the verbs of a format, by the number of the argument that each
// formats.
func verbs(format string) map[int]string {
	all := map[int]string{}
	next := 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if n, err := strconv.Atoi(m[2]); err == nil {
			next = n
		}
		all[next] += m[4]
		next++
	}
	return all
}

// hasWords reports whether a format has any words to translate.
func hasWords(format string) bool {
	return regexp.MustCompile(`\pL`).MatchString(verb.ReplaceAllString(format, ""))
}

// edges returns the white space at both ends of a text.
func edges(text string) string {
	inside := strings.TrimSpace(text)
	before, after, _ := strings.Cut(text, inside)
	return fmt.Sprintf("%q…%q", before, after)
}
