package lessons

import (
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/leonelquinteros/gotext"
)

// A Language is a language of forklore. All of it is in one folder of this
// package: the lessons, the glossary, and interface.po with the texts of the
// screen and the command line. A new folder is a new language.
type Language struct {
	Tag      string // the folder's name, as in BCP 47: "en", "zh"
	words    *gotext.Po
	lessons  func() ([]*Lesson, error)
	glossary func() ([]Term, error)
}

// English is the language from which the others are translated. What is not
// translated is shown in English.
var English = newLanguage("en")

// Languages returns all languages, English first.
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

// newLanguage reads the texts of the interface now, and lessons and glossary when
// they are first asked for.
func newLanguage(tag string) *Language {
	l := &Language{Tag: tag, words: gotext.NewPo()}
	if source, err := files.ReadFile(tag + "/interface.po"); err == nil {
		l.words.Parse(source)
	}
	l.lessons = sync.OnceValues(l.readLessons)
	l.glossary = sync.OnceValues(l.readGlossary)
	return l
}

// LanguageOf returns the language of a tag or of the name of a locale: "zh",
// "zh-CN", "zh_CN.UTF-8" (locale(7)). "C", "POSIX" and "" mean English. It is not
// ok if forklore does not have the language.
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

// LanguageOfLocale returns the language of the first of the environment variables
// LC_ALL, LC_MESSAGES and LANG that is set (locale(7)), or English if forklore
// does not have that language.
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

// Text translates an English text of the interface, which may be a format of
// package fmt for the args. It is a say.Func. A text without a translation stays
// English.
func (l *Language) Text(english string, args ...any) string {
	return l.words.Get(english, args...)
}

// Word translates an English text that is not a format.
func (l *Language) Word(english string) string { return l.words.Get(english, []any(nil)...) }

// has reports whether the language has a lesson of that name, or the "glossary".
func (l *Language) has(name string) bool {
	_, err := fs.Stat(files, path.Join(l.Tag, name+".md"))
	return err == nil
}
