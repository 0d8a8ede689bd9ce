package tui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"forklore/lessons"
	"forklore/probe"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// onTerminal is the environment variable that makes the test binary run the screen.
const onTerminal = "FORKLORE_TEST_SCREEN"

func TestMain(m *testing.M) {
	if os.Getenv(onTerminal) == "" {
		os.Exit(m.Run())
	}
	l, err := lessons.English.Find("daemon")
	if err == nil {
		err = Run(Options{Open: l})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// A window is a pseudoterminal in which the screen runs with the real player.
type window struct {
	t    *testing.T
	cmd  *exec.Cmd
	pty  *os.File
	seen bytes.Buffer
	mode unix.Termios // the terminal's settings before the screen started
}

func openWindow(t *testing.T) *window {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer slave.Close()
	if err := pty.Setsize(master, &pty.Winsize{Rows: 36, Cols: 120}); err != nil {
		t.Fatal(err)
	}
	w := &window{t: t, pty: master}
	w.mode = w.termios()
	// If the screen never shows what the test waits for, this ends it.
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	w.cmd = exec.CommandContext(ctx, os.Args[0])
	w.cmd.Env = append(os.Environ(), onTerminal+"=1", "TERM=xterm-256color", "COLORFGBG=15;0")
	w.cmd.Stdin, w.cmd.Stdout, w.cmd.Stderr = slave, slave, slave
	w.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { master.Close() })
	return w
}

func (w *window) termios() unix.Termios {
	w.t.Helper()
	mode, err := unix.IoctlGetTermios(int(w.pty.Fd()), unix.TCGETS)
	if err != nil {
		w.t.Fatal(err)
	}
	return *mode
}

// until reads from the screen until its text matches the pattern, and returns the
// submatches.
func (w *window) until(pattern string) []string {
	w.t.Helper()
	re := regexp.MustCompile(pattern)
	chunk := make([]byte, 4096)
	for {
		plain := escapes.ReplaceAllString(w.seen.String(), "")
		if m := re.FindStringSubmatch(plain); m != nil {
			return m
		}
		if strings.Contains(plain, "stage: ") {
			w.t.Fatalf("the stage failed:\n%s", plain)
		}
		n, err := w.pty.Read(chunk)
		w.seen.Write(chunk[:n])
		w.answer(chunk[:n])
		if err != nil {
			w.t.Fatalf("no %s in what was drawn: %v\n%s", pattern, err, plain)
		}
	}
}

var escapes = regexp.MustCompile(`\x1b(\[[0-9;?<>]*[a-zA-Z]|\][^\x07\x1b]*(\x07|\x1b\\))`)

// answer answers as a terminal does when asked for the position of the cursor
// (console_codes(4), ESC [ 6 n).
func (w *window) answer(asked []byte) {
	if bytes.Contains(asked, []byte("\x1b[6n")) {
		w.keys("\x1b[1;1R")
	}
}

func (w *window) keys(typed string) {
	w.t.Helper()
	if _, err := io.WriteString(w.pty, typed); err != nil {
		w.t.Fatal(err)
	}
}

// ended reads until the screen has ended, and returns its exit status.
func (w *window) ended() int {
	w.t.Helper()
	_, err := io.Copy(&w.seen, w.pty) // EIO is the end: no process has the slave open
	if err != nil && !errors.Is(err, syscall.EIO) {
		w.t.Error(err)
	}
	_ = w.cmd.Wait()
	return w.cmd.ProcessState.ExitCode()
}

// TestEveryEndRestoresTheTerminal ends the screen in every possible way. Each time
// the terminal must be restored and no process left on the stage.
func TestEveryEndRestoresTheTerminal(t *testing.T) {
	for _, c := range []struct {
		name   string
		end    func(*window)
		status int
	}{
		{"q", func(w *window) { w.keys("q") }, 0},
		{"ctrl+c", func(w *window) { w.keys("\x03") }, 0},
		{"SIGTERM", func(w *window) { w.signal(syscall.SIGTERM) }, 1},
		{"SIGHUP", func(w *window) { w.signal(syscall.SIGHUP) }, 1},
		{"SIGINT", func(w *window) { w.signal(syscall.SIGINT) }, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := openWindow(t)
			shell, err := strconv.Atoi(w.until(`session (\d+) ─ /dev/pts`)[1])
			if err != nil {
				t.Fatal(err)
			}
			process, err := probe.Read(shell)
			if err != nil {
				t.Fatal(err)
			}
			w.keys("  ")
			w.until(`fork\(\) = \d+`)
			c.end(w)
			if status := w.ended(); status != c.status {
				t.Errorf("exit status %d, want %d", status, c.status)
			}
			if mode := w.termios(); mode != w.mode {
				t.Errorf("terminal settings\n%+v, want\n%+v", mode, w.mode)
			}
			out := w.seen.String()
			for _, sequence := range []string{"\x1b[?1049l", "\x1b[?25h", "\x1b[?1002l"} {
				if !strings.Contains(out, sequence) {
					t.Errorf("the screen did not write %q", sequence)
				}
			}
			if _, err := probe.ReadID(process.ID()); err == nil {
				t.Errorf("process %d of the stage is still there", shell)
			}
		})
	}
}

func (w *window) signal(s syscall.Signal) {
	w.t.Helper()
	if err := w.cmd.Process.Signal(s); err != nil {
		w.t.Fatal(err)
	}
}

// TestRealLessons plays every lesson to its end through Update and View.
func TestRealLessons(t *testing.T) {
	all, err := lessons.English.Lessons()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		t.Run(l.Name, func(t *testing.T) {
			g := realRig(t, l.Name)
			for range 300 {
				g.press("right")
				g.fits(l.Name)
				if g.app.screen.scene.page().kind == summaryPage {
					return
				}
			}
			t.Errorf("no summary after 300 keys\n%s", g.view())
		})
	}
}
