package lessons

import (
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/leonelquinteros/gotext"
)

// A Language is one that forklore speaks. A folder beside this file is all of
// it: the lessons, the glossary, and interface.po with the words of the screen
// and the command line. Another folder is another language.
type Language struct {
	Tag      string // BCP 47: "en", "zh"
	words    *gotext.Po
	lessons  func() ([]*Lesson, error)
	glossary func() ([]Term, error)
}

// English is the language that the others are translated from, and that they
// fall back to.
var English = newLanguage("en")

// Languages returns all there are, English first.
var Languages = sync.OnceValue(func() []*Language {
	languages := []*Language{English}
	folders, _ := fs.Glob(files, "*")
	for _, folder := range folders {
		if folder != English.Tag {
			languages = append(languages, newLanguage(folder))
		}
	}
	return languages
})

func newLanguage(tag string) *Language {
	l := &Language{Tag: tag, words: gotext.NewPo()}
	if source, err := files.ReadFile(tag + "/interface.po"); err == nil {
		l.words.Parse(source)
	}
	l.lessons = sync.OnceValues(l.parse)
	l.glossary = sync.OnceValues(l.readGlossary)
	return l
}

// LanguageOf returns the language that a tag or the name of a locale means:
// "zh", "zh-CN", "zh_CN.UTF-8" (locale(7)). "C", "POSIX" and nothing at all mean
// English. It is false where forklore does not speak it.
func LanguageOf(name string) (l *Language, ok bool) {
	main := strings.ToLower(name)
	if i := strings.IndexAny(main, "_-.@"); i >= 0 {
		main = main[:i]
	}
	if main == "" || main == "c" || main == "posix" {
		return English, true
	}
	for _, l := range Languages() {
		if l.Tag == main {
			return l, true
		}
	}
	return nil, false
}

// LanguageOfLocale returns the language of the first of the variables LC_ALL,
// LC_MESSAGES and LANG that is set (locale(7)); English where forklore does not
// speak it.
func LanguageOfLocale(getenv func(string) string) *Language {
	for _, variable := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if name := getenv(variable); name != "" {
			if l, ok := LanguageOf(name); ok {
				return l
			}
			break
		}
	}
	return English
}

// Text returns what the interface says for an English text, which may be a
// format of package fmt: the args then fill it. What is not translated stays
// English.
func (l *Language) Text(english string, args ...any) string {
	return l.words.Get(english, args...)
}

// Word is Text of an English text that is data: it is no format.
func (l *Language) Word(english string) string { return l.words.Get(english, nothing...) }

var nothing []any

// has reports whether the language has a lesson of that name.
func (l *Language) has(name string) bool {
	_, err := fs.Stat(files, path.Join(l.Tag, name+".md"))
	return err == nil
}
