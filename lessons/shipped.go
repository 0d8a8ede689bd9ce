package lessons

import (
	"embed"
	"errors"
	"fmt"
	"os"
	"slices"

	"forklore/probe/say"
)

// A Part is a part of the course: lessons that belong together, in the order
// in which to learn them.
type Part struct {
	Title   string // English; Language.Text translates it
	Lessons []string
}

// Course is the order of forklore's own lessons, by name.
var Course = []Part{
	{"Processes", []string{"fork", "wait", "orphan", "group", "session", "umask", "cwd", "redirect", "signals"}},
	{"Jobs and terminals", []string{"jobs", "sh", "nohup", "hangup", "survivors", "orphaned-group"}},
	{"Daemons", []string{"daemon", "double-fork", "pidfile", "daemon15", "compare"}},
}

// files are the folders of the languages.
//
//go:embed */*.md */*.po
var files embed.FS

// course returns the names of all lessons in the order of the course.
func course() (names []string) {
	for _, part := range Course {
		names = append(names, part.Lessons...)
	}
	return names
}

// Lessons returns forklore's own lessons in the order of the course. What is
// not translated is English. They are parsed once and shared: do not change
// them.
func (l *Language) Lessons() ([]*Lesson, error) { return l.lessons() }

func (l *Language) parse() ([]*Lesson, error) {
	var all []*Lesson
	for _, name := range course() {
		lesson, err := shipped("en", name)
		if err != nil {
			return nil, err
		}
		if l.Tag != "en" && l.has(name) {
			translation, err := shipped(l.Tag, name)
			if err != nil {
				return nil, err
			}
			if err := translation.follow(lesson); err != nil {
				return nil, fmt.Errorf("shipped lesson %s: %w", name, err)
			}
			lesson = translation
		}
		all = append(all, lesson)
	}
	return all, nil
}

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

// Find returns forklore's own lesson of that name: "daemon".
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
	return nil, errors.New(l.Text("no lesson %q: there are %s", name, say.List(course()).In(l.Text)))
}

// ReadFile reads a lesson of the user's own. The error is that of reading the
// file, or Faults, which name the file as path does.
func ReadFile(path string) (*Lesson, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("lesson: %w", err)
	}
	return Parse(path, source)
}
