//go:build linux

package stage

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestKilledWithItsScratch kills a forklore as soon as its scratch directory
// exists.
func TestKilledWithItsScratch(t *testing.T) {
	for range 20 {
		temporary := t.TempDir()
		entries := func() []os.DirEntry {
			list, err := os.ReadDir(temporary)
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		c := exec.Command("/proc/self/exe")
		c.Env = append(os.Environ(), playVariable+"=1", "TMPDIR="+temporary)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		for len(entries()) == 0 {
			runtime.Gosched()
		}
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for killed := time.Now(); len(entries()) > 0; runtime.Gosched() {
			if time.Since(killed) > 2*time.Second {
				t.Fatalf("left two seconds after the end: %v", entries())
			}
		}
		c.Wait()
	}
}

// TestRemoveScratch: only a directory that a stage may have made is removed.
func TestRemoveScratch(t *testing.T) {
	dir := t.TempDir()
	mine, link, file, scratch := dir+"/mine", dir+"/forklore-link", dir+"/forklore-file", dir+"/forklore-1"
	if err := errors.Join(os.Mkdir(mine, 0o700), os.Symlink(mine, link), os.WriteFile(file, nil, 0o600), os.Mkdir(scratch, 0o700)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{mine, link, file} {
		if err := removeScratch(path); err == nil {
			t.Errorf("%s was removed", path)
		}
		if _, err := os.Lstat(path); err != nil {
			t.Error(err)
		}
	}
	if err := removeScratch(dir + "/forklore-nowhere"); err != nil {
		t.Error(err)
	}
	if err := removeScratch(scratch); err != nil {
		t.Error(err)
	}
}

// TestScratchOfItsOwner removes, as an ordinary user, directories that their
// owner may neither read nor change.
func TestScratchOfItsOwner(t *testing.T) {
	const nobody = 65534
	t.Chdir(t.TempDir()) // the user nobody may not search the parents of this directory
	const scratch, inner = "forklore-1", "forklore-1/d/e"
	faults := []error{os.MkdirAll(inner, 0o700), os.WriteFile(inner+"/x", nil, 0o600)}
	for _, dir := range []string{inner, "forklore-1/d", scratch, "."} {
		if os.Geteuid() == 0 {
			faults = append(faults, os.Chown(dir, nobody, -1))
		}
	}
	faults = append(faults, os.Chmod(inner, 0), os.Chmod("forklore-1/d", 0o200))
	if err := errors.Join(faults...); err != nil {
		t.Fatal(err)
	}
	removed := make(chan error)
	go func() {
		if os.Geteuid() == 0 {
			runtime.LockOSThread() // never unlocked: the thread ends with this goroutine
			if _, _, errno := unix.RawSyscall(unix.SYS_SETRESUID, ^uintptr(0), nobody, ^uintptr(0)); errno != 0 {
				removed <- errno
				return
			}
		}
		removed <- removeScratch(scratch)
	}()
	if err := <-removed; err != nil {
		t.Error(err)
	}
}
