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

// A terminal is a pseudo-terminal whose master forklore holds: forklore is the
// terminal emulator.
type terminal struct {
	path   string // of the slave: "/dev/pts/4"
	master *os.File
	hungUp bool

	mu     sync.Mutex
	output []byte // what was written there and not taken yet
}

func openTerminal() (*terminal, error) {
	// Non-blocking, so that Go's poller waits for what is written there, and
	// closing the master need not wait for a read to return.
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("stage: open a pseudo-terminal: %w", err)
	}
	t := &terminal{master: master}
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

// maxOutput is how much output waits to be taken; what is older is lost.
const maxOutput = 1 << 20

// drain takes off what is written to the terminal until it is hung up: writers
// would block once its buffer is full.
func (t *terminal) drain() { go io.Copy(t, t.master) }

// Write keeps what drain read.
func (t *terminal) Write(text []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.output = append(t.output, text...)
	t.output = t.output[max(0, len(t.output)-maxOutput):]
	return len(text), nil
}

// take returns what was written there since it was last taken.
func (t *terminal) take() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	output := string(t.output)
	t.output = nil
	return output
}

// typePatience is how long the kernel has to take what is typed. It takes 4096
// bytes of a line that nobody reads (termios(3)).
const typePatience = time.Second

// types writes as the terminal's keyboard does.
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
// leader of the terminal's session, and reads from the slave see the end
// (tty_ioctl(4), "hangup").
func (t *terminal) hangUp() error {
	if t.hungUp {
		return nil
	}
	t.hungUp = true
	if err := t.master.Close(); err != nil {
		return fmt.Errorf("stage: hang up %s: %w", t.path, err)
	}
	return nil
}

// leads reports whether the path leads to this terminal. Once it was hung up
// its path is gone, and if there is one again it is somebody else's terminal:
// the kernel uses the numbers again.
func (t *terminal) leads(path string) bool {
	if t == nil || path != t.path {
		return false
	}
	_, err := os.Lstat(path)
	return !t.hungUp || os.IsNotExist(err)
}
