package lessons

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"forklore/probe/say"
)

// packages are the Debian packages of programs, where the package has another
// name than the program.
var packages = map[string]string{
	"cat": "coreutils", "nohup": "coreutils", "sleep": "coreutils", "stty": "coreutils",
	"setsid": "util-linux", "sh": "dash",
}

// MissingPrograms is the error that a lesson can't be played on this machine, as
// programs that it executes are missing.
type MissingPrograms struct {
	lesson *Lesson
	Paths  []string // "/usr/bin/setsid"
}

// Playable returns a *MissingPrograms if a program of the lesson is not an
// executable file here, or else nil.
func (l *Lesson) Playable() error {
	var missing []string
	for _, path := range l.Programs {
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() || info.Mode()&0o111 == 0 {
			missing = append(missing, path)
		}
	}
	if missing == nil {
		return nil
	}
	return &MissingPrograms{l, missing}
}

// Error says which programs are missing and how to get them.
func (e *MissingPrograms) Error() string { return e.In(English.Text) }

// In is Error in another language.
func (e *MissingPrograms) In(translate say.Func) string {
	return say.Textf("the lesson %s needs %s, not to be found here; on Debian and Ubuntu: apt-get install %s",
		e.lesson.Name, say.List(e.Paths), strings.Join(e.Packages(), " ")).In(translate)
}

// Packages returns the Debian packages that have the missing programs.
func (e *MissingPrograms) Packages() (names []string) {
	for _, path := range e.Paths {
		name := filepath.Base(path)
		if other, ok := packages[name]; ok {
			name = other
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
