package probe

import (
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shirou/gopsutil/v3/process"
	"golang.org/x/sys/unix"
)

// sleepers starts n processes, the background jobs of one shell. They wait for
// the end of file of a pipe, which is closed when the benchmark ends.
func sleepers(b *testing.B, n int) []Member {
	b.Helper()
	script := fmt.Sprintf(`exec 3<&0
i=0
while [ $i -lt %d ]; do
	{ exec 0<&3 3<&-; echo ready; read line; } &
	i=$((i+1))
done`, n)
	parent := shell(script)
	output := launch(b, parent)
	for range n + 1 {
		if _, err := output.ReadString('\n'); err != nil {
			b.Fatal(err)
		}
	}
	var members []Member
	for _, id := range Children(parent.Process.Pid) {
		members = append(members, Member{ID: id})
	}
	if len(members) != n {
		b.Fatalf("%d processes, want %d", len(members), n)
	}
	return members
}

// BenchmarkSnapshot compares forklore with gopsutil and ps(1) on the same
// processes. Only forklore reads PGID, SID, TPGID, the umask and the signals.
func BenchmarkSnapshot(b *testing.B) {
	for _, n := range []int{10, 1000} {
		members := sleepers(b, n)
		b.Run(fmt.Sprintf("%d/forklore", n), func(b *testing.B) {
			for b.Loop() {
				if s := ReadMembers(members); len(s.Processes) != n {
					b.Fatalf("%d rows, want %d", len(s.Processes), n)
				}
			}
			perRow(b, n)
		})
		b.Run(fmt.Sprintf("%d/gopsutil", n), func(b *testing.B) {
			for b.Loop() {
				for _, m := range members {
					readByGetters(b, m.ID.PID)
				}
			}
			perRow(b, n)
		})
		b.Run(fmt.Sprintf("%d/ps", n), func(b *testing.B) {
			var pids []string
			for _, m := range members {
				pids = append(pids, strconv.Itoa(m.ID.PID))
			}
			args := []string{"-o", "pid,ppid,pgid,sid,tty,tpgid,stat,uid,gid,comm,args,ignored,caught,blocked", "-p", strings.Join(pids, ",")}
			if err := exec.Command("ps", args...).Run(); err != nil {
				b.Skip("ps(1) of procps is not installed: ", err)
			}
			for b.Loop() {
				if out, err := exec.Command("ps", args...).Output(); err != nil || strings.Count(string(out), "\n") != n+1 {
					b.Fatalf("ps: %v\n%s", err, out)
				}
			}
			perRow(b, n)
		})
	}
}

func perRow(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/process")
}

// readByGetters gets every cell of a row that gopsutil knows.
func readByGetters(b *testing.B, pid int) {
	p := &process.Process{Pid: int32(pid)}
	for _, get := range []func() error{
		func() error { _, err := p.Ppid(); return err },
		func() error { _, err := p.Name(); return err },
		func() error { _, err := p.CmdlineSlice(); return err },
		func() error { _, err := p.Cwd(); return err },
		func() error { _, err := p.Status(); return err },
		func() error { _, err := p.Uids(); return err },
		func() error { _, err := p.Gids(); return err },
		func() error { _, err := p.Terminal(); return err },
		func() error { _, err := p.CreateTime(); return err },
		func() error { _, err := p.OpenFiles(); return err },
	} {
		if err := get(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkIdle looks at ten processes while nothing happens. Its %core is the
// share of a core that one look every 150 ms takes; it must stay well below 1.
func BenchmarkIdle(b *testing.B) {
	members := sleepers(b, 10)
	before, newest := ReadMembers(members), Newest()
	began := processorTime()
	for b.Loop() {
		if now := Newest(); now != newest {
			newest = now
			Children(unix.Getpid())
		}
		if changes := Diff(before, ReadMembers(members)); len(changes) != 0 {
			b.Fatalf("nothing happened, yet %v", changes)
		}
	}
	look := (processorTime() - began) / time.Duration(b.N)
	b.ReportMetric(100*look.Seconds()/0.150, "%core")
}

// processorTime is the CPU time of this program, in user mode and in the kernel.
func processorTime() time.Duration {
	var usage unix.Rusage
	must(unix.Getrusage(unix.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func BenchmarkFind(b *testing.B) {
	b.Run("newest", func(b *testing.B) {
		for b.Loop() {
			Newest()
		}
	})
	b.Run("children", func(b *testing.B) {
		for b.Loop() {
			Children(unix.Getpid())
		}
	})
	b.Run("marked", func(b *testing.B) {
		for b.Loop() {
			Marked("forklore-no-such-mark", nil)
		}
	})
}
