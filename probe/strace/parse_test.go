package strace

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestParseErrors(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", "want a call, got nothing"},
		{"  (", `want a call, got "("`},
		{"setsit()", `unknown call "setsit" (did you mean setsid?)`},
		{"frobnicate(1, 2)", `unknown call "frobnicate"`},
		{"setsid", "setsid: want ( after the name of the call, got nothing"},
		{"setsid(", "setsid: no closing )"},
		{"setsid() = 4023", `setsid: "= 4023" after the call`},
		{"setsid(1)", "setsid takes no arguments, 1 given"},
		{"umask()", "umask wants 1 argument, 0 given"},
		{"umask(1, 2)", "umask takes 1 argument, 2 given"},
		{"kill(child)", "kill wants 2 arguments, 1 given"},
		{"wait4()", "wait4 wants at least 1 argument, 0 given"},
		{`openat(1, "x", 0, 0, 0)`, "openat takes at most 4 arguments, 5 given"},
		{`umask("022")`, "umask: argument 1: want a number, got a string"},
		{"umask([1])", "umask: argument 1: want a number, got an array"},
		{"umask(08)", `umask: argument 1: "08" is no number`},
		{"umask(1_0)", `umask: argument 1: "1_0" is no number`},
		{"umask(0x)", `umask: argument 1: "0x" is no number`},
		{"umask(0x10000000000000000)", "umask: argument 1: 0x10000000000000000 is out of range"},
		{"umask(-9223372036854775809)", "umask: argument 1: -9223372036854775809 is out of range"},
		{"close(4294967296)", "close: argument 1: 4294967296 does not fit in 32 bits"},
		{"chdir(/)", `chdir: argument 1: want an argument, got "/)"`},
		{"chdir(dir)", "chdir: argument 1: want a string, got a name"},
		{`chdir("/`, `chdir: argument 1: no closing "`},
		{`chdir("\q")`, `chdir: argument 1: unknown escape in "\\q"`},
		{`chdir("\xzz")`, `chdir: argument 1: unknown escape in "\\xzz"`},
		{`chdir("\`, `chdir: argument 1: no closing "`},
		{`chdir("$ ")`, "chdir: argument 1: $ without a name; $$ stands for a dollar"},
		{`chdir("a\000b")`, `chdir: argument 1: a NUL byte in the string`},
		{"chdir($)", "chdir: argument 1: $ without a name"},
		{`openat(AT_FDCWD, "x", O_RDRW)`, `openat: argument 3: unknown constant "O_RDRW" (did you mean O_RDWR?)`},
		{`openat(AT_FDCWD, "x", SIGHUP)`, "openat: argument 3: SIGHUP is not one of the open flags"},
		{`openat(AT_FDCWD, "x", O_RDWR|)`, `openat: argument 3: want an argument, got ")"`},
		{`openat(AT_FDCWD, "x", O_RDWR|"x")`, "openat: argument 3: a string can't be joined by |"},
		{`openat(AT_FDCWD, "x", -O_RDWR)`, `openat: argument 3: -O_RDWR is not one of the open flags`},
		{`openat(AT_FDCWD "x", O_RDWR)`, `openat: want , or ) after argument 1, got "\"x\", O_RDWR)"`},
		{"kill(child, SIGHUB)", `kill: argument 2: unknown signal "SIGHUB" (did you mean SIGHUP?)`},
		{"fcntl(1, F_GETFDD)", `fcntl: argument 2: unknown constant "F_GETFDD" (did you mean F_GETFD?)`},
		{"fcntl(1, 9999)", "fcntl: argument 2: 9999 is not for lessons"},
		{"fcntl(1, F_GETFD, 1)", "fcntl takes 2 arguments, 3 given"},
		{"fcntl(1, F_SETLK, {l_typ=F_WRLCK})", `fcntl: argument 3: unknown field "l_typ"`},
		{"fcntl(1, F_SETLK, {l_type=F_WRLK})", `fcntl: argument 3: l_type: unknown constant "F_WRLK" (did you mean F_WRLCK?)`},
		{"fcntl(1, F_SETLK, {l_type})", `fcntl: argument 3: want name=value in the structure, got "l_type})"`},
		{"fcntl(1, F_SETLK, {", `fcntl: argument 3: want name=value in the structure, got nothing`},
		{"ioctl(0, TIOCGWINSZ, w)", `ioctl: argument 2: unknown constant "TIOCGWINSZ"`},
		{"ioctl(0, TIOCSPGRP, parent)", "ioctl: argument 3: want an array of length 1, got a name"},
		{"ioctl(0, TIOCSPGRP, [1, 2])", "ioctl: argument 3: want an array of length 1, got an array"},
		{"read(0, buf)", "read wants 3 arguments, 2 given"},
		{"read(0, buf, 99999999999)", "read: argument 2: 99999999999 bytes are more than 1 MiB"},
		{"read(0, buf, -1)", "read: argument 2: 18446744073709551615 bytes are more than 1 MiB"},
		{`read(0, "x", 1)`, "read: argument 2: want a name for what the kernel fills, or NULL, got a string"},
		{"read(0, 4096, 1)", "read: argument 2: want a name for what the kernel fills, or NULL, got a number"},
		{`write(1, "abc", 4)`, "write: argument 3: 4 is more than the 3 bytes of the string"},
		{"pipe2([1, 2], 0)", "pipe2: argument 1: want a name for what the kernel fills, or NULL, got an array"},
		{"rt_sigaction(SIGHUP, {sa_handler=0x1000})", "rt_sigaction: argument 2: sa_handler: want SIG_DFL or SIG_IGN, got a number"},
		{"rt_sigprocmask(SIG_BLOCK, [HUB])", `rt_sigprocmask: argument 2: unknown signal "HUB" (did you mean SIGHUP?)`},
		{"rt_sigprocmask(SIG_BLOCK, [65])", "rt_sigprocmask: argument 2: there is no signal 65"},
		{"setgroups(3, [1, 2])", "setgroups: argument 2: the array has 2 groups, not the 3 of argument 1"},
		{"wait4(1, s, 0, usage)", "wait4: argument 4: want NULL, got a name"},
		{"setsid(" + strings.Repeat("[", 100000), "setsid: argument 1: brackets nested deeper than 4"},
		{"setsid(" + strings.Repeat("{a=", 100000), "setsid: argument 1: a: a: a: a: brackets nested deeper than 4"},
	} {
		_, err := Parse(test.text)
		if err == nil || err.Error() != test.want {
			t.Errorf("Parse(%.40s):\n got %v\nwant %s", test.text, err, test.want)
		}
	}
}

func TestEncodeErrors(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"kill(chlid, SIGTERM)", `kill: argument 1: no process is called "chlid"`},
		{`chdir("$scrach/x")`, "chdir: argument 1: unknown name $scrach"},
	} {
		c, err := Parse(test.text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Encode(c, stage{}, &scratchMemory{}); err == nil || err.Error() != test.want {
			t.Errorf("Encode(%s): got %v, want %s", test.text, err, test.want)
		}
	}
}

func TestNamesOfCall(t *testing.T) {
	c, err := Parse(`fcntl(fd, F_GETLK, {l_type=F_WRLCK, l_pid=child})`)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.Roles(), []string{"fd", "child"}; !slices.Equal(got, want) {
		t.Errorf("roles %q, want %q", got, want)
	}
}

func TestTextsOfCall(t *testing.T) {
	c, err := Parse(`rename("$scratch/a$$b", "$scratch/$child")`)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.Texts(), []string{"scratch", "scratch", "child"}; !slices.Equal(got, want) {
		t.Errorf("texts %q, want %q", got, want)
	}
}

// A call is written back as a lesson writes it.
func TestCallString(t *testing.T) {
	for _, text := range []string{
		`openat(AT_FDCWD, "/dev/null", O_RDWR|O_NOCTTY)`,
		`kill(-child, SIGTERM)`,
		`rt_sigprocmask(SIG_SETMASK, ~[KILL STOP], NULL)`,
		`write(1, "a\n$child\0011", 5)`,
		`fcntl(3, F_SETLK, {l_type=F_WRLCK, l_start=-1})`,
		`execve("/bin/sh", ["sh", "-c", "exit"], NULL)`,
	} {
		c, err := Parse(text)
		if err != nil || c.String() != text {
			t.Errorf("Parse(%s): %s, %v", text, c, err)
		}
	}
}

// No text makes Parse, Encode or Decode panic, and the string of a parsed call
// parses to the same call.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`openat(AT_FDCWD, "/dev/null", O_RDWR)`, `wait4(parent)`, `read(0, buf, 100)`, `kill(-child, SIGTERM)`,
		`fcntl(3, F_SETLK, {l_type=F_WRLCK, l_start=0})`, `rt_sigprocmask(SIG_BLOCK, ~[HUP TERM])`,
		`execve($spare, ["a", "\x01\19"], [])`, `setgroups(2, [1 2])`, `prctl(PR_SET_NAME, "$child$$")`,
		`ioctl(0, TIOCSPGRP, [parent])`, `close_range(3, ~0U)`, `rt_sigaction(SIGHUP, SIG_IGN)`, `umask(-0x`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse(text)
		if err != nil {
			return
		}
		if again, err := Parse(c.String()); err != nil || again.String() != c.String() {
			t.Fatalf("%q became %q, then %q: %v", text, c, again, err)
		}
		mem := &scratchMemory{}
		r, err := Encode(c, &recorder{}, mem)
		if err != nil {
			return // a machine without the call
		}
		for _, result := range []int64{0, 1, -1, 1 << 40} {
			_ = fmt.Sprint(r.Begin(1, mem), r.Decode(1, result, 0, mem), r.Resume(1, -1, 1, mem), r.Last(1, mem))
		}
	})
}

// No arguments and no memory make Decode panic.
func FuzzDecode(f *testing.F) {
	f.Add(uint8(3), uint64(8), uint64(8), uint64(8), int64(7), []byte("hostile"))
	f.Fuzz(func(t *testing.T, name uint8, a, b, c uint64, result int64, memory []byte) {
		names := append(callNames(), "unheard of")
		mem := &scratchMemory{memory}
		for errno := range 3 {
			r := Raw{Name: names[int(name)%len(names)], Args: [6]uint64{a, b, c, a, b, c}}
			_ = fmt.Sprint(r.Begin(1, mem), r.Decode(1, result, errno, mem), r.Resume(1, result, errno, mem), r.Last(1, mem))
			r.Path(0, mem)
		}
	})
}
