package lessons

import (
	"embed"
	"fmt"
	"os"
	"strings"
	"sync"
)

// course names forklore's own lessons in the order in which to learn them.
var course = []string{
	"fork", "wait", "orphan", "group", "session", "umask", "cwd",
	"redirect", "signals", "orphaned-group", "daemon", "double-fork", "pidfile",
}

//go:embed *.md
var files embed.FS

var shipped = sync.OnceValues(func() ([]*Lesson, error) {
	var all []*Lesson
	for _, name := range course {
		source, err := files.ReadFile(name + ".md")
		if err != nil {
			return nil, fmt.Errorf("shipped lesson %s: %w", name, err)
		}
		l, err := Parse(name+".md", source)
		if err != nil {
			return nil, fmt.Errorf("shipped lesson %s: %w", name, err)
		}
		l.Shipped = true
		all = append(all, l)
	}
	return all, nil
})

// Shipped returns forklore's own lessons in the order of the course. They are
// parsed once and shared: do not change them.
func Shipped() ([]*Lesson, error) { return shipped() }

// Find returns forklore's own lesson of that name: "daemon".
func Find(name string) (*Lesson, error) {
	all, err := Shipped()
	if err != nil {
		return nil, err
	}
	for _, l := range all {
		if l.Name == name {
			return l, nil
		}
	}
	return nil, fmt.Errorf("no lesson %q: there are %s", name, strings.Join(course, ", "))
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
