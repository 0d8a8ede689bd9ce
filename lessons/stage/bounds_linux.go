package stage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"forklore/probe"
	"forklore/probe/strace"

	"golang.org/x/sys/unix"
)

// harmless are the calls that can change nothing but the process that makes
// them, its children and what it has open.
var harmless = strings.Fields(`
	fork exit_group wait4 waitid getpid getppid getpgid getsid getpgrp getuid geteuid getgid getegid
	setsid setpgid umask chdir close close_range dup dup2 dup3 read write pipe2 lseek
	stat lstat fstat newfstatat rt_sigaction rt_sigprocmask rt_sigpending rt_sigtimedwait ioctl
	setuid setgid setgroups setresuid setresgid alarm pause ppoll nanosleep`)

// bounds refuses a call that a lesson may not make: a lesson may come from a
// stranger. It decides by the words that the kernel will get, not by the
// lesson's text.
//
//   - Signals go only to processes of this stage.
//   - Files are made, changed and locked only in the scratch directory.
//     Reading is allowed, but of regular files and directories alone: to open
//     a device or a FIFO is to do something to it. Below /proc it is allowed of
//     the stage's own processes, below /sys not at all.
//   - Only programs that the lesson's head lists are executed, with no
//     variable that would make them run other code.
//   - What the table of calls does not know can't be made at all.
//
// A stopped process makes its call only when it goes on. By then another process
// may have the PID, or another file the path. So it may make harmless calls alone.
func (s *Stage) bounds(a *actor, raw *strace.Raw) error {
	if slices.Contains(harmless, raw.Name) {
		return nil
	}
	if row, err := probe.ReadID(a.id); err != nil || row.State == probe.Stopped {
		return refuse("%s: %s (PID %d) is stopped", raw.Name, a.role, a.id.PID)
	}
	switch raw.Name {
	case "kill":
		return s.boundSignal(a, int(int32(raw.Args[0])))
	case "open":
		return s.boundOpen(a, raw, 0, raw.Args[1])
	case "openat":
		return s.boundOpen(a, raw, 1, raw.Args[2])
	case "creat", "mkdir", "rmdir", "unlink":
		return s.boundPaths(a, raw, 0)
	case "rename", "link":
		return s.boundPaths(a, raw, 0, 1)
	case "mkdirat", "unlinkat":
		return s.boundPaths(a, raw, 1)
	case "renameat", "linkat":
		return s.boundPaths(a, raw, 1, 3)
	case "flock", "ftruncate":
		return s.boundDescriptor(a, raw)
	case "fcntl":
		return s.boundControl(a, raw)
	case "prctl":
		if raw.Args[0] == unix.PR_SET_DUMPABLE {
			return refuse("prctl: PR_SET_DUMPABLE would hide the process from forklore")
		}
		return nil
	case "execve":
		return s.boundProgram(a, raw)
	}
	return refuse("%s is no call that a lesson may make", raw.Name)
}

// boundSignal allows kill(2) on processes and groups of the stage. One that is
// gone may be signalled too, and ESRCH be seen, while nobody else has its PID.
func (s *Stage) boundSignal(a *actor, pid int) error {
	s.find()
	switch {
	case pid == -1:
		return refuse("kill(-1, ...) would reach every process of this machine")
	case pid == 0:
		group, err := unix.Getpgid(a.id.PID)
		if err != nil {
			return refuse("kill: the group of %s can't be seen: %v", a.role, err)
		}
		return s.boundGroup(group)
	case !slices.ContainsFunc(s.actors, func(a *actor) bool { return a.id.PID == max(pid, -pid) }):
		return refuse("kill: process %d is not on this stage", max(pid, -pid))
	case pid < 0:
		return s.boundGroup(-pid)
	}
	return s.boundTarget(pid)
}

func (s *Stage) boundGroup(group int) error {
	pids, err := probe.PIDs()
	if err != nil {
		return refuse("kill: can't see who is in group %d: %v", group, err)
	}
	for _, member := range pids {
		if pgid, err := unix.Getpgid(member); err == nil && pgid == group {
			if err := s.boundTarget(member); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Stage) boundTarget(pid int) error {
	row, err := probe.Read(pid)
	switch {
	case errors.Is(err, probe.ErrGone):
		return nil
	case err == nil && s.knows(row.ID()):
		return nil
	case err == nil && row.State == probe.Zombie && threads(pid) == 1:
		return nil // no signal reaches it; with other threads the process would live on (pthread_exit(3))
	}
	return refuse("kill: process %d is not on this stage", pid)
}

func threads(pid int) int {
	list, _ := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	return len(list)
}

// boundOpen allows to open the stage's terminals and the harmless devices in
// any way, files of the scratch directory in any way, others for reading.
func (s *Stage) boundOpen(a *actor, raw *strace.Raw, index int, flags uint64) error {
	path, err := s.path(a, raw, index)
	if err != nil {
		return err
	}
	if s.terminal.leads(path) || s.spare.leads(path) ||
		slices.Contains([]string{"/dev/null", "/dev/zero", "/dev/full", "/dev/tty"}, path) {
		return nil
	}
	const makes = unix.O_CREAT | unix.O_TRUNC | unix.O_TMPFILE&^unix.O_DIRECTORY
	if flags&unix.O_ACCMODE != unix.O_RDONLY || flags&makes != 0 {
		return s.boundInside(raw, path)
	}
	info, err := os.Lstat(path)
	switch {
	case !s.mayRead(path):
		return refuse("%s: to read %q may do something to this machine", raw.Name, path)
	case absent(err), err == nil && (info.Mode().IsRegular() || info.IsDir()):
		return nil
	case err != nil:
		return refuse("%s: can't tell what kind of file %q is: %v", raw.Name, path, err)
	}
	return refuse("%s: %q is a device or a FIFO, and no lesson's to open", raw.Name, path)
}

// MayRead reports whether a lesson may read the file of that path, looked at
// from forklore. What kind of file it is, is not asked.
func (s *Stage) MayRead(path string) bool {
	real, err := resolve(os.Getpid(), path)
	return err == nil && s.mayRead(real)
}

// mayRead is MayRead of a path without links. Some files of the kernel's look
// regular, and what is read there is taken from others (/proc/kmsg) or costs
// much. Those of the stage's own processes are harmless.
func (s *Stage) mayRead(path string) bool {
	if rest, ok := strings.CutPrefix(path, "/proc/"); ok {
		pid, _, _ := strings.Cut(rest, "/")
		return slices.ContainsFunc(s.actors, func(a *actor) bool { return strconv.Itoa(a.id.PID) == pid && !a.reaped() })
	}
	return !strings.HasPrefix(path, "/sys/")
}

func (s *Stage) boundPaths(a *actor, raw *strace.Raw, indices ...int) error {
	for _, i := range indices {
		path, err := s.path(a, raw, i)
		if err != nil {
			return err
		}
		if err := s.boundInside(raw, path); err != nil {
			return err
		}
	}
	return nil
}

// boundInside refuses a path, without links, that is not below the scratch
// directory.
func (s *Stage) boundInside(raw *strace.Raw, path string) error {
	if !strings.HasPrefix(path, s.scratch+"/") {
		return refuse("%s: %q is outside the scratch directory %s ($scratch)", raw.Name, path, s.scratch)
	}
	return nil
}

// boundDescriptor allows to change and lock what is open in the scratch
// directory.
func (s *Stage) boundDescriptor(a *actor, raw *strace.Raw) error {
	fd := int32(raw.Args[0])
	path, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", a.id.PID, fd))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil // the kernel will say EBADF
	case err != nil:
		return refuse("%s: what descriptor %d leads to can't be seen: %v", raw.Name, fd, err)
	}
	return s.boundInside(raw, strings.TrimSuffix(path, " (deleted)"))
}

// boundControl allows the commands of fcntl(2) that concern the caller alone,
// and locks on what is in the scratch directory. F_SETOWN would have the kernel
// send signals.
func (s *Stage) boundControl(a *actor, raw *strace.Raw) error {
	switch raw.Args[1] {
	case unix.F_SETLK, unix.F_SETLKW, unix.F_OFD_SETLK, unix.F_OFD_SETLKW:
		return s.boundDescriptor(a, raw)
	case unix.F_DUPFD, unix.F_DUPFD_CLOEXEC, unix.F_GETFD, unix.F_SETFD, unix.F_GETFL, unix.F_SETFL,
		unix.F_GETLK, unix.F_OFD_GETLK:
		return nil
	}
	return refuse("fcntl: a lesson may not use command %d", raw.Args[1])
}

// path returns where the path of an argument leads, without links.
func (s *Stage) path(a *actor, raw *strace.Raw, index int) (string, error) {
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
