package stage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"forklore/probe"
	"forklore/probe/strace"

	"golang.org/x/sys/unix"
)

// harmless are the calls that can change only the calling process, its children
// and the files that it has open.
var harmless = strings.Fields(`
	fork exit_group wait4 waitid getpid getppid getpgid getsid getpgrp getuid geteuid getgid getegid
	setsid setpgid umask chdir close close_range dup dup2 dup3 read write pipe2 lseek
	stat lstat fstat newfstatat rt_sigaction rt_sigprocmask rt_sigpending rt_sigtimedwait ioctl
	setuid setgid setgroups setresuid setresgid alarm pause ppoll nanosleep`)

// allow returns nil if a lesson may make the call, and a *Refusal if it may not:
// a lesson may come from a stranger. It decides by the arguments that the kernel
// will get, not by the lesson's text.
//
//   - Signals go only to processes of this stage.
//   - Files are made, changed and locked only in the scratch directory.
//     Elsewhere a lesson may only read, and only regular files and directories,
//     because opening a device or a FIFO can have effects. Below /proc it may
//     read only about the stage's own processes, and below /sys nothing.
//   - Only programs that the lesson's head lists are executed, and with no
//     environment variable that makes the C library run other code.
//   - A call that is not named here can't be made at all.
//
// A stopped process makes the call only after it is continued. By then the PID
// may belong to another process, or the path lead to another file. So a stopped
// process may make only harmless calls.
func (s *Stage) allow(a *actor, raw *strace.Raw) error {
	if slices.Contains(harmless, raw.Name) {
		return nil
	}
	if row, err := probe.ReadID(a.id); err != nil || row.State == probe.Stopped {
		return refuse("%s: %s (PID %d) is stopped", raw.Name, a.role, a.id.PID)
	}
	switch raw.Name {
	case "kill":
		return s.allowSignal(a, int(int32(raw.Args[0])))
	case "open":
		return s.allowOpen(a, raw, 0, raw.Args[1])
	case "openat":
		return s.allowOpen(a, raw, 1, raw.Args[2])
	case "creat", "mkdir", "rmdir", "unlink":
		return s.allowPaths(a, raw, 0)
	case "rename", "link":
		return s.allowPaths(a, raw, 0, 1)
	case "mkdirat", "unlinkat":
		return s.allowPaths(a, raw, 1)
	case "renameat", "linkat":
		return s.allowPaths(a, raw, 1, 3)
	case "flock", "ftruncate":
		return s.allowDescriptor(a, raw)
	case "fcntl":
		return s.allowFcntl(a, raw)
	case "prctl":
		if raw.Args[0] == unix.PR_SET_DUMPABLE {
			return refuse("prctl: PR_SET_DUMPABLE would hide the process from forklore")
		}
		return nil
	case "execve":
		return s.allowProgram(a, raw)
	}
	return refuse("%s is no call that a lesson may make", raw.Name)
}

// allowSignal allows kill(2) on processes and process groups of the stage. A
// lesson may also signal a process of the stage that is gone, to show ESRCH, as
// long as no other process has its PID.
func (s *Stage) allowSignal(a *actor, pid int) error {
	s.findStarted()
	switch {
	case pid == -1:
		return refuse("kill(-1, ...) would reach every process of this machine")
	case pid == 0:
		group, err := unix.Getpgid(a.id.PID)
		if err != nil {
			return refuse("kill: the group of %s can't be seen: %v", a.role, err)
		}
		return s.allowGroup(group)
	case !slices.ContainsFunc(s.actors, func(a *actor) bool { return a.id.PID == max(pid, -pid) }):
		return refuse("kill: process %d is not on this stage", max(pid, -pid))
	case pid < 0:
		return s.allowGroup(-pid)
	}
	return s.allowTarget(pid)
}

// allowGroup allows a signal to a process group whose members are all on the
// stage.
func (s *Stage) allowGroup(group int) error {
	pids, err := probe.PIDs()
	if err != nil {
		return refuse("kill: can't see who is in group %d: %v", group, err)
	}
	for _, member := range pids {
		if pgid, err := unix.Getpgid(member); err == nil && pgid == group {
			if err := s.allowTarget(member); err != nil {
				return err
			}
		}
	}
	return nil
}

// allowTarget allows a signal to a process of the stage, or to one that no signal
// can affect.
func (s *Stage) allowTarget(pid int) error {
	row, err := probe.Read(pid)
	switch {
	case errors.Is(err, probe.ErrGone):
		return nil
	case err == nil && s.knows(row.ID()):
		return nil
	case err == nil && row.State == probe.Zombie && threads(pid) == 1:
		return nil // signals have no effect on a zombie; other threads would mean that the process lives on (pthread_exit(3))
	}
	return refuse("kill: process %d is not on this stage", pid)
}

// threads returns the number of threads of a process, 0 if it is gone.
func threads(pid int) int {
	list, _ := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	return len(list)
}

// allowOpen allows any kind of open for the stage's terminals, the harmless
// devices and the files of the scratch directory, and reading for other files.
func (s *Stage) allowOpen(a *actor, raw *strace.Raw, index int, flags uint64) error {
	path, err := a.path(raw, index)
	if err != nil {
		return err
	}
	if s.terminal.hasPath(path) || s.spare.hasPath(path) ||
		slices.Contains([]string{"/dev/null", "/dev/zero", "/dev/full", "/dev/tty"}, path) {
		return nil
	}
	const makes = unix.O_CREAT | unix.O_TRUNC | unix.O_TMPFILE&^unix.O_DIRECTORY
	if flags&unix.O_ACCMODE != unix.O_RDONLY || flags&makes != 0 {
		return s.allowInside(raw, path)
	}
	info, err := os.Lstat(path)
	switch {
	case !s.readAllowed(path):
		return refuse("%s: to read %q may do something to this machine", raw.Name, path)
	case absent(err), err == nil && (info.Mode().IsRegular() || info.IsDir()):
		return nil
	case err != nil:
		return refuse("%s: can't tell what kind of file %q is: %v", raw.Name, path, err)
	}
	return refuse("%s: %q is a device or a FIFO, and no lesson's to open", raw.Name, path)
}

// MayRead reports whether a claim of a lesson may read the file of that path. A
// link such as /proc/self is followed as it is in forklore, not in a puppet.
// MayRead does not check what type the file has.
func (s *Stage) MayRead(path string) bool {
	real, err := resolve(os.Getpid(), path)
	return filepath.IsAbs(path) && err == nil && s.readAllowed(real)
}

// readAllowed is MayRead for a path without links. Some files below /proc and
// /sys look regular, but reading them has effects: what was read from /proc/kmsg
// is lost to other readers, and some others cost much time. The files of the
// stage's own processes are harmless.
func (s *Stage) readAllowed(path string) bool {
	if rest, ok := strings.CutPrefix(path, "/proc/"); ok {
		pid, _, _ := strings.Cut(rest, "/")
		return slices.ContainsFunc(s.actors, func(a *actor) bool { return strconv.Itoa(a.id.PID) == pid && !a.reaped() })
	}
	return !strings.HasPrefix(path, "/sys/")
}

// allowPaths allows calls whose path arguments, given by index, all lead into
// the scratch directory.
func (s *Stage) allowPaths(a *actor, raw *strace.Raw, indices ...int) error {
	for _, i := range indices {
		path, err := a.path(raw, i)
		if err != nil {
			return err
		}
		if err := s.allowInside(raw, path); err != nil {
			return err
		}
	}
	return nil
}

// allowInside allows a path, without links, that is below the scratch
// directory.
func (s *Stage) allowInside(raw *strace.Raw, path string) error {
	if !strings.HasPrefix(path, s.scratch+"/") {
		return refuse("%s: %q is outside the scratch directory %s ($scratch)", raw.Name, path, s.scratch)
	}
	return nil
}

// allowDescriptor allows a call that changes or locks an open file, if that file
// is in the scratch directory.
func (s *Stage) allowDescriptor(a *actor, raw *strace.Raw) error {
	fd := int32(raw.Args[0])
	path, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", a.id.PID, fd))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil // the kernel will say EBADF
	case err != nil:
		return refuse("%s: what descriptor %d leads to can't be seen: %v", raw.Name, fd, err)
	}
	return s.allowInside(raw, strings.TrimSuffix(path, " (deleted)"))
}

// allowFcntl allows the commands of fcntl(2) that affect only the caller, and
// locks on files in the scratch directory. It refuses F_SETOWN, which would make
// the kernel send signals to another process.
func (s *Stage) allowFcntl(a *actor, raw *strace.Raw) error {
	switch raw.Args[1] {
	case unix.F_SETLK, unix.F_SETLKW, unix.F_OFD_SETLK, unix.F_OFD_SETLKW:
		return s.allowDescriptor(a, raw)
	case unix.F_DUPFD, unix.F_DUPFD_CLOEXEC, unix.F_GETFD, unix.F_SETFD, unix.F_GETFL, unix.F_SETFL,
		unix.F_GETLK, unix.F_OFD_GETLK:
		return nil
	}
	return refuse("fcntl: a lesson may not use command %d", raw.Args[1])
}

// path returns the path in the argument of that index, absolute and without
// links, as the kernel will resolve it for the process of a.
func (a *actor) path(raw *strace.Raw, index int) (string, error) {
	path, err := raw.Path(index, &a.memory)
	if err != nil {
		return "", refuse("%s: %v", raw.Name, err)
	}
	if !strings.HasPrefix(path, "/") {
		if strings.HasSuffix(raw.Name, "at") && raw.Name != "creat" && int32(raw.Args[index-1]) != unix.AT_FDCWD {
			return "", refuse("%s: a relative path counts from AT_FDCWD only", raw.Name)
		}
		directory, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", a.id.PID))
		if err != nil {
			return "", refuse("%s: can't tell where %q leads: %v", raw.Name, path, err)
		}
		path = directory + "/" + path
	}
	real, err := resolve(a.id.PID, path)
	switch {
	case err == errMagic:
		return "", refuse("%s: %q leads through what a process has open", raw.Name, path)
	case err != nil:
		return "", refuse("%s: can't tell where %q leads: %v", raw.Name, path, err)
	}
	return real, nil
}
