package probe

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

func TestFileModeAndStart(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	must(os.WriteFile(in("file"), []byte("4021\n"), 0o640))
	must(os.Symlink("file", in("link")))
	must(os.Mkdir(in("sticky"), 0o700))
	must(unix.Chmod(in("sticky"), 0o1777))
	must(unix.Mkfifo(in("fifo"), 0o600))
	tests := []struct {
		path, mode, start string
		modeErr, startErr error
	}{
		{path: in("file"), mode: "0640", start: "402"},
		{path: in("link"), mode: "0640", start: "402"},
		{path: in("sticky"), mode: "1777", startErr: errIrregular},
		{path: in("fifo"), mode: "0600", startErr: errIrregular},
		{path: os.DevNull, mode: "0666", startErr: errIrregular},
		{path: in("none"), mode: "0000", modeErr: fs.ErrNotExist, startErr: fs.ErrNotExist},
	}
	for _, test := range tests {
		if mode, err := FileMode(test.path); mode != test.mode || !errors.Is(err, test.modeErr) {
			t.Errorf("%s: mode %s, %v", test.path, mode, err)
		}
		if start, err := FileStart(test.path, 3); start != test.start || !errors.Is(err, test.startErr) {
			t.Errorf("%s: starts with %q, %v", test.path, start, err)
		}
	}
}
