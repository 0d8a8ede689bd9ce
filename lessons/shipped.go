package lessons

import (
	"embed"
	"errors"
	"fmt"
	"os"
	"slices"

	"forklore/probe/say"
)

// A Part is a part of the course: lessons that belong together, in the order in
// which they are learnt.
type Part struct {
	Title   string // English; Language.Text translates it
	Lessons []string
}

// Course has the names of forklore's own lessons in their order.
var Course = []Part{
	{"Processes", []string{"fork", "wait", "orphan", "group", "session", "umask", "cwd", "redirect", "signals"}},
	{"Jobs and terminals", []string{"jobs", "sh", "nohup", "hangup", "survivors", "orphaned-group"}},
	{"Daemons", []string{"daemon", "double-fork", "pidfile", "daemon15", "compare"}},
}

// files are the folders of the languages.
//
//go:embed */*.md */*.po
var files embed.FS

// lessonNames returns the names of all lessons in the order of the course.
func lessonNames() (names []string) {
	for _, part := range Course {
		names = append(names, part.Lessons...)
	}
	return names
}

// Lessons returns forklore's own lessons in the order of the course. A lesson
// that is not translated is in English. They are parsed once and shared: do not
// change them.
func (l *Language) Lessons() ([]*Lesson, error) { return l.lessons() }

// readLessons reads all lessons and checks translations against the English ones.
func (l *Language) readLessons() ([]*Lesson, error) {
	var all []*Lesson
	for _, name := range lessonNames() {
		lesson, err := shipped("en", name)
		if err != nil {
			return nil, err
		}
		if l.Tag != "en" && l.has(name) {
			translation, err := shipped(l.Tag, name)
			if err != nil {
				return nil, err
			}
			if err := translation.checkTranslation(lesson); err != nil {
				return nil, fmt.Errorf("shipped lesson %s: %w", name, err)
			}
			lesson = translation
		}
		all = append(all, lesson)
	}
	return all, nil
}

// shipped parses the lesson of that name in the language tag.
func shipped(tag, name string) (*Lesson, error) {
	path := tag + "/" + name + ".md"
	source, err := files.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("shipped lesson %s: %w", name, err)
	}
	l, err := Parse(path, source)
	if err != nil {
		return nil, fmt.Errorf("shipped lesson %s: %w", name, err)
	}
	l.Shipped = true
	l.Part = slices.IndexFunc(Course, func(p Part) bool { return slices.Contains(p.Lessons, name) })
	return l, nil
}

// Find returns the lesson of that name: "daemon". The error lists the lessons.
func (l *Language) Find(name string) (*Lesson, error) {
	all, err := l.Lessons()
	if err != nil {
		return nil, err
	}
	for _, lesson := range all {
		if lesson.Name == name {
			return lesson, nil
		}
	}
	return nil, errors.New(l.Text("no lesson %q: there are %s", name, say.List(lessonNames()).In(l.Text)))
}

// ReadFile reads a lesson from a file of the user. The error is that of reading
// the file, or Faults.
func ReadFile(path string) (*Lesson, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("lesson: %w", err)
	}
	return Parse(path, source)
}
