package stage

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// A terminal is a pseudo-terminal (pty(7)) whose master forklore has open, as a
// terminal emulator does.
type terminal struct {
	path   string // of the slave: "/dev/pts/4"
	master *os.File
	hungUp bool // changed under mu

	mu     sync.Mutex
	output []byte    // what was written to the terminal and not taken yet
	room   sync.Cond // signalled when there may be room for output again
}

// openTerminal opens a new pseudo-terminal. drain must be called for one whose
// output is to be read.
func openTerminal() (*terminal, error) {
	// O_NONBLOCK lets Go's poller wait for output, so that closing the master
	// need not wait for a read to return.
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("stage: open a pseudo-terminal (is devpts mounted on /dev/pts?): %w", err)
	}
	t := &terminal{master: master}
	t.room.L = &t.mu
	if err := t.unlock(); err != nil {
		master.Close()
		return nil, fmt.Errorf("stage: unlock the pseudo-terminal: %w", err)
	}
	return t, nil
}

// unlock lets the slave be opened, and finds its path (ptmx(4), pts(4)).
func (t *terminal) unlock() error {
	raw, err := t.master.SyscallConn()
	if err != nil {
		return err
	}
	var fault error
	err = raw.Control(func(fd uintptr) {
		var number int
		if number, fault = unix.IoctlGetInt(int(fd), unix.TIOCGPTN); fault != nil {
			return
		}
		t.path = fmt.Sprintf("/dev/pts/%d", number)
		if fault = unix.IoctlSetPointerInt(int(fd), unix.TIOCSPTLCK, 0); fault != nil {
			return
		}
		fault = unix.IoctlSetWinsize(int(fd), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80})
	})
	return errors.Join(err, fault)
}

// maxOutput is how many bytes of output wait to be taken. While there are more,
// the terminal is not read. Once the kernel's buffer is full too, a process that
// writes to the terminal blocks. So a program that writes for ever costs neither
// memory nor time.
const maxOutput = 32 << 10

// drain starts a goroutine that reads what is written to the terminal, until the
// terminal is hung up.
//
// While no process has the slave open, a read of the master fails with EIO. That
// is not the end: a process may open the slave again and write. So drain waits,
// as it does when there is nothing to read.
func (t *terminal) drain() error {
	raw, err := t.master.SyscallConn()
	if err != nil {
		return fmt.Errorf("stage: read %s: %w", t.path, err)
	}
	go func() {
		var text [4096]byte
		for {
			var n int
			if raw.Read(func(fd uintptr) (done bool) {
				n = readAvailable(int(fd), text[:])
				return n > 0
			}) != nil {
				return // the master is closed
			}
			t.keep(text[:n])
		}
	}()
	return nil
}

// readAvailable reads what is there now. It returns the number of bytes, 0 if
// there are none or the read fails.
func readAvailable(fd int, text []byte) int {
	for {
		n, err := unix.Read(fd, text)
		if err != unix.EINTR {
			return max(n, 0)
		}
	}
}

// keep stores a text until it is taken. It blocks until there is room.
func (t *terminal) keep(text []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(t.output) >= maxOutput && !t.hungUp {
		t.room.Wait()
	}
	t.output = append(t.output, text...)
}

// take returns what was written to the terminal since the last take.
func (t *terminal) take() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	output := string(t.output)
	t.output = t.output[:0]
	t.room.Signal()
	return output
}

// typePatience is how long the kernel has to accept what is typed. It stops
// when lines that no process reads fill its buffer of 4096 bytes.
const typePatience = time.Second

// types writes a text to the master, as a terminal emulator does with what its
// user types.
func (t *terminal) types(text string) error {
	if err := t.master.SetWriteDeadline(time.Now().Add(typePatience)); err != nil {
		return fmt.Errorf("stage: type into %s: %w", t.path, err)
	}
	if _, err := io.WriteString(t.master, text); err != nil {
		return fmt.Errorf("stage: type into %s: %w", t.path, err)
	}
	return nil
}

// hangUp closes the master. The kernel then sends SIGHUP and SIGCONT to the
// leader of the terminal's session, and reads from the slave return the end of
// file (POSIX, General Terminal Interface, "Modem Disconnect").
func (t *terminal) hangUp() error {
	if t.hungUp {
		return nil
	}
	t.mu.Lock()
	t.hungUp = true
	t.room.Signal()
	t.mu.Unlock()
	if err := t.master.Close(); err != nil {
		return fmt.Errorf("stage: hang up %s: %w", t.path, err)
	}
	return nil
}

// hasPath reports whether the path, which has no links, is that of this terminal.
// After the hang-up the path is gone. If it exists again, it belongs to another
// terminal: the kernel uses the numbers again.
func (t *terminal) hasPath(path string) bool {
	if t == nil || path != t.path {
		return false
	}
	_, err := os.Lstat(path)
	return !t.hungUp || os.IsNotExist(err)
}
