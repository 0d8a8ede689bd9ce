//go:build linux

package stage

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestBounds(t *testing.T) {
	s := open(t, Options{Spare: true})
	do(t, s, "shell fork() = child")
	outside := t.TempDir()
	for _, call := range []string{
		fmt.Sprintf("kill(%d, 0)", os.Getpid()),
		"kill(1, SIGTERM)", "kill(-1, SIGTERM)", fmt.Sprintf("kill(-%d, SIGCONT)", unix.Getpgrp()),
		`open("/etc/passwd", O_RDWR)`,
		`open("/etc/passwd", O_RDONLY|O_TRUNC)`,
		fmt.Sprintf("open(%q, O_RDONLY|O_CREAT, 0600)", outside+"/x"),
		fmt.Sprintf("open(%q, O_TMPFILE|O_RDWR, 0600)", outside),
		`open("$scratch/../x", O_WRONLY|O_CREAT, 0600)`,
		`openat(AT_FDCWD, "x", O_WRONLY|O_CREAT, 0600)`,
		`open("/dev/ptmx", O_RDWR)`, `open("/dev/urandom", O_RDONLY)`,
		fmt.Sprintf("creat(%q, 0600)", outside+"/x"),
		fmt.Sprintf("mkdir(%q, 0700)", outside+"/d"),
		fmt.Sprintf("rmdir(%q)", outside),
		`unlink("/etc/passwd")`,
		`rename("/etc/passwd", "$scratch/x")`,
		`link("/etc/passwd", "$scratch/x")`,
		`execve("/bin/true", ["true"], [])`,
	} {
		m, err := try(t, s, "child "+call)
		var refusal *Refusal
		if !errors.As(err, &refusal) {
			t.Errorf("%s: %v %q, want a refusal", call, err, m.Text)
		}
	}
	if entries, err := os.ReadDir(outside); err != nil || len(entries) != 0 {
		t.Errorf("outside the scratch directory: %v %v", entries, err)
	}
}

func TestWithinBounds(t *testing.T) {
	s := open(t, Options{Spare: true})
	do(t, s, "shell fork() = child")
	for _, c := range []struct{ call, result string }{
		{`open("$scratch/x", O_RDWR|O_CREAT, 0600)`, "3"},
		{`write(3, "$child\n", 6)`, ""},
		{`flock(3, LOCK_EX)`, "0"},
		{`ftruncate(3, 0)`, "0"},
		{`rename("$scratch/x", "$scratch/y")`, "0"},
		{`mkdir("$scratch/d", 0700)`, "0"},
		{`chdir("$scratch/d")`, "0"},
		{`openat(AT_FDCWD, "z", O_WRONLY|O_CREAT, 0600)`, "4"},
		{`unlink("$scratch/y")`, "0"},
		{`open("/etc/passwd", O_RDONLY)`, "5"},
		{`open("/nowhere", O_RDONLY)`, "-1 ENOENT (No such file or directory)"},
		{`open("/dev/null", O_RDWR)`, "6"},
		{`kill(child, 0)`, "0"},
		{`kill(0, 0)`, "0"},
		{`flock(99, LOCK_EX)`, "-1 EBADF (Bad file descriptor)"},
	} {
		m := do(t, s, "child "+c.call)
		if !strings.HasSuffix(m.Text, " = "+c.result) && c.result != "" {
			t.Errorf("%q, want it to return %s", m.Text, c.result)
		}
	}
}

func TestAtMost64Processes(t *testing.T) {
	s := open(t, Options{})
	for i := 1; i < maxProcesses; i++ {
		do(t, s, fmt.Sprintf("shell fork() = p%d", i))
	}
	var refusal *Refusal
	if _, err := try(t, s, "shell fork() = onemore"); !errors.As(err, &refusal) {
		t.Fatalf("process 65: %v, want a refusal", err)
	}
	do(t, s, "p1 exit_group(0)")
	do(t, s, "shell wait4(p1)")
	s.Look()
	do(t, s, "shell fork() = onemore")
}
