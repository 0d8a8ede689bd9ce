package lessons

import (
	"os"
	"path/filepath"
)

// packages are where Debian and its kin keep the programs that lessons play
// with, where the package's name is another than the program's.
var packages = map[string]string{
	"cat": "coreutils", "nohup": "coreutils", "sleep": "coreutils", "stty": "coreutils", "setsid": "util-linux",
}

// A Missing is a program that a lesson plays with and this machine lacks.
type Missing struct {
	Path    string // "/usr/bin/setsid"
	Package string // the package of Debian and its kin that has it: "util-linux"
}

// Missing returns the programs of the lesson that can't be executed here.
func (l *Lesson) Missing() (all []Missing) {
	for _, path := range l.Programs {
		info, err := os.Stat(path)
		if err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			continue
		}
		m := Missing{path, filepath.Base(path)}
		if name, ok := packages[m.Package]; ok {
			m.Package = name
		}
		all = append(all, m)
	}
	return all
}
