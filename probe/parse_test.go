package probe

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// statText is a line of /proc/PID/stat in which the value of most fields is the
// number of the field.
func statText(name string) string {
	line := fmt.Sprintf("42 (%s) S 4 5 6 34816 8", name)
	for field := 9; field <= 52; field++ {
		line += fmt.Sprintf(" %d", field)
	}
	return line + "\n"
}

func TestParseStatEndsTheNameAtTheLastParenthesis(t *testing.T) {
	for _, name := range []string{
		"sh", "", "a b", ")", "(", "))((", "x) R 1 1 (y", "sh) S 1 1 1 0 -1", "tab\tnew\nline", "\x1b[31m", "\xff\xfe", "1234", "S 1 2",
	} {
		got, err := parseStat(statText(name))
		want := stat{pid: 42, name: name, state: Sleeping, ppid: 4, pgid: 5, sid: 6, tty: "/dev/pts/0", tpgid: 8, start: 22, exitCode: 52}
		if err != nil || got != want {
			t.Errorf("name %q: got %+v, %v\nwant %+v", name, got, err, want)
		}
	}
}

func TestParseStatRefusesWhatIsNoLine(t *testing.T) {
	whole := statText("sh")
	for _, line := range []string{
		"", "42", "42 sh S 1", "(", ")", ")(", "()", "42 (sh)", "42 (sh) ", "42 (sh) S 1 2 3",
		strings.Replace(whole, " S ", " SS ", 1),
		strings.Replace(whole, "42 (", "pid (", 1),
		strings.Replace(whole, " 4 5 ", " four 5 ", 1),
		strings.Replace(whole, " 22 ", " 99999999999999999999 ", 1),
		strings.Replace(whole, " 52\n", " 5x2\n", 1),
	} {
		if got, err := parseStat(line); err == nil {
			t.Errorf("%q: got %+v, want an error", line, got)
		}
	}
}

// Before Linux 3.5 there was no field 52.
func TestParseStatWithoutExitCode(t *testing.T) {
	line := strings.TrimSuffix(statText("sh"), " 52\n") + "\n"
	if got, err := parseStat(line); err != nil || got.exitCode != 0 || got.start != 22 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func FuzzParseStat(f *testing.F) {
	for _, name := range []string{"sh", "x) R 1 1 (y", "\n", ")"} {
		f.Add(statText(name), name)
	}
	f.Add("42 (sh) S", "")
	f.Fuzz(func(t *testing.T, line, name string) {
		parseStat(line) // must not panic
		if s, err := parseStat(statText(name)); err != nil || s.name != name || s.ppid != 4 {
			t.Errorf("name %q became %+v, %v", name, s, err)
		}
	})
}

func TestTTYPath(t *testing.T) {
	device := func(major, minor uint32) int {
		return int(int32(minor&0xff | major<<8 | minor&^0xff<<12)) // as new_encode_dev() of the kernel
	}
	for _, test := range []struct {
		device int
		want   string
	}{
		{0, ""},
		{34816, "/dev/pts/0"},
		{device(136, 7), "/dev/pts/7"},
		{device(136, 255), "/dev/pts/255"},
		{device(136, 256), "/dev/pts/256"},
		{device(136, 1<<20-1), "/dev/pts/1048575"},
		{device(137, 3), "/dev/pts/259"},
		{device(143, 255), "/dev/pts/2047"},
		{device(144, 0), "tty 144:0"},
		{device(4, 1), "/dev/tty1"},
		{device(4, 63), "/dev/tty63"},
		{device(4, 64), "/dev/ttyS0"},
		{device(4, 255), "/dev/ttyS191"},
		{device(5, 1), "/dev/console"},
		{device(5, 0), "tty 5:0"},
		{device(204, 64), "tty 204:64"},
	} {
		if got := ttyPath(test.device); got != test.want {
			t.Errorf("ttyPath(%d) = %q, want %q", test.device, got, test.want)
		}
	}
}

const statusText = `Name:	a\nUmask:	0777
Umask:	0022
State:	S (sleeping)
Pid:	42
Uid:	1000	1001	1002	1003
Gid:	2000	2001	2002	2003
SigQ:	0/96365
SigPnd:	0000000000000001
SigBlk:	0000000000010000
SigIgn:	8000000000000001
SigCgt:	0000000180000000
`

func TestParseStatus(t *testing.T) {
	want := status{umask: "0022", uid: 1001, gid: 2001, blocked: 1 << 16, ignored: 1<<63 | 1, caught: 3 << 31}
	if got, err := parseStatus(statusText); err != nil || got != want {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
	}
	want.umask = ""
	without := strings.Replace(statusText, "Umask:	0022\n", "", 1)
	if got, err := parseStatus(without); err != nil || got != want {
		t.Errorf("without a umask: got %+v, %v\nwant %+v", got, err, want)
	}
}

func TestParseStatusRefusesWhatIsNoStatus(t *testing.T) {
	for _, text := range []string{
		"", "\n", ":", "Uid", "Uid:\n",
		strings.Replace(statusText, "Uid:	1000", "Uid:", 1),
		strings.Replace(statusText, "1001", "-", 1),
		strings.Replace(statusText, "Gid", "Uid", 1) + "Gid:	0	0	0\n",
		strings.Replace(statusText, "8000000000000001", "18000000000000001", 1),
		strings.Replace(statusText, "SigBlk:", "SigXyz:", 1),
	} {
		if got, err := parseStatus(text); err == nil {
			t.Errorf("%q: got %+v, want an error", text, got)
		}
	}
}

func TestParseCmdline(t *testing.T) {
	for text, want := range map[string][]string{
		"":                         nil,
		"\x00":                     {""},
		"sleep\x0060\x00":          {"sleep", "60"},
		"sh\x00-c\x00\x00":         {"sh", "-c", ""},
		"\x00\x00":                 {"", ""},
		"nginx: master process":    {"nginx: master process"},
		"a b\x00\xff\n\x1b[0m\x00": {"a b", "\xff\n\x1b[0m"},
	} {
		if got := parseCmdline(text); !reflect.DeepEqual(got, want) {
			t.Errorf("parseCmdline(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestEndOf(t *testing.T) {
	for code, want := range map[int]string{
		0: "exited with 0", 3 << 8: "exited with 3", 255 << 8: "exited with 255",
		1: "killed by SIGHUP", 11 | 0x80: "killed by SIGSEGV (core dumped)",
	} {
		if got := EndOf(code).String(); got != want {
			t.Errorf("wait status %#x: %q, want %q", code, got, want)
		}
	}
}
