package probe

import (
	"encoding/json"
	"testing"
)

// Programs read this JSON, so its keys and forms must not change.
func TestProcessJSON(t *testing.T) {
	p := Process{
		Role: "child", PID: 4023, PPID: 1, PGID: 4023, SID: 4023, TPGID: -1, CWD: Seen("/"), Umask: Seen("0000"), State: Sleeping,
		Name: "child", FDs: FDs{Open: map[int]Reading{0: Seen("/dev/null")}}, Ignored: 1, Start: 7,
	}
	for _, test := range []struct {
		edit func(*Process)
		want string
	}{
		{func(p *Process) {}, `{"role":"child","pid":4023,"ppid":1,"pgid":4023,"sid":4023,"tty":"","tpgid":-1,"cwd":"/","umask":"0000","state":"S",` +
			`"uid":0,"gid":0,"name":"child","argv":null,"fds":{"0":"/dev/null"},"ignored":["SIGHUP"],"caught":[],"blocked":[],"start":7}`},
		{func(p *Process) { p.CWD, p.FDs.Open = Unseen(unseenDenied), map[int]Reading{3: Unseen(unseenDenied)} },
			`{"role":"child","pid":4023,"ppid":1,"pgid":4023,"sid":4023,"tty":"","tpgid":-1,"cwd":null,"umask":"0000","state":"S",` +
				`"uid":0,"gid":0,"name":"child","argv":null,"fds":{"3":null},"ignored":["SIGHUP"],"caught":[],"blocked":[],"start":7}`},
		{func(p *Process) {
			p.State, p.CWD, p.Umask, p.FDs = Zombie, Unseen(unseenZombie), Unseen(unseenZombie), FDs{Unseen: unseenZombie}
			p.Ignored, p.Blocked, p.End = 0, 1<<33, &End{Code: 3}
		}, `{"role":"child","pid":4023,"ppid":1,"pgid":4023,"sid":4023,"tty":"","tpgid":-1,"cwd":null,"umask":null,"state":"Z",` +
			`"uid":0,"gid":0,"name":"child","argv":null,"fds":null,"ignored":[],"caught":[],"blocked":["SIGRT_2"],"start":7,"end":{"code":3}}`},
	} {
		p := p
		test.edit(&p)
		got, err := json.Marshal(p)
		if err != nil || string(got) != test.want {
			t.Errorf("%s, %v\nwant %s", got, err, test.want)
		}
	}
}

func TestLookupField(t *testing.T) {
	p := row(41)
	for key, want := range map[string]string{
		"pid": "41", "tty": "/dev/pts/4", "state": "S", "umask": "0022", "argv": "puppet", "ignored": "", "fds.0": "/dev/pts/4", "fds.7": "",
	} {
		f, ok := LookupField(key)
		if got := f.Value(&p).String(); !ok || got != want || f.Key != key {
			t.Errorf("%s: %q, %v; want %q", key, got, ok, want)
		}
	}
	for _, key := range []string{"", "PID", "fds", "fds.", "fds.-1", "fds.x", "born"} {
		if f, ok := LookupField(key); ok {
			t.Errorf("%q is the field %+v", key, f.Key)
		}
	}
	if f, _ := LookupField("fds.3"); f.Source(41).String() != "/proc/41/fd/3" {
		t.Errorf("descriptor 3 is read from %s", f.Source(41))
	}
}

func TestStates(t *testing.T) {
	for letter, awake := range map[State]bool{
		Running: true, Sleeping: true, Waiting: true, Idle: true, Stopped: false, Traced: false, Zombie: false, Dead: false,
	} {
		if letter.Awake() != awake || letter.Word() == "unknown" {
			t.Errorf("%v: awake %v, %s", letter, letter.Awake(), letter.Word())
		}
	}
	if got := State('K').Word(); got != "unknown" {
		t.Errorf("a state of other kernels: %q", got)
	}
}

func TestReaperString(t *testing.T) {
	for want, r := range map[string]Reaper{
		"1 init": {PID: 1, Name: "init"}, "812 systemd --user": {PID: 812, Name: "systemd --user"}, "9": {PID: 9},
	} {
		if got := r.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
