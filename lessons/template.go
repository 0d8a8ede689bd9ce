package lessons

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
)

// templates are small lessons for authors to begin with; they run, and explain
// themselves. Their names do not end in .md, as they are not in the course.
//
//go:embed */new.template
var templates embed.FS

// template returns the template of the language, or else the English one.
func (l *Language) template() ([]byte, error) {
	source, err := templates.ReadFile(path.Join(l.Tag, "new.template"))
	if errors.Is(err, fs.ErrNotExist) {
		return templates.ReadFile("en/new.template")
	}
	return source, err
}

// NewLesson writes the template to a new file, whose name has to end in .md. It
// does not overwrite a file.
func (l *Language) NewLesson(file string) error {
	if !strings.HasSuffix(file, ".md") {
		return errors.New(l.Text("new lesson: the name of %s has to end in .md: %s.md", file, file))
	}
	source, err := l.template()
	if err != nil {
		return err
	}
	// With O_EXCL open(2) fails if the file exists.
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return errors.New(l.Text("new lesson: %s is there already: choose another name, or remove it", file))
	}
	if err != nil {
		return fmt.Errorf("new lesson: %w", err)
	}
	_, err = f.Write(source)
	return errors.Join(err, f.Close())
}
