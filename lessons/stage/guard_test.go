//go:build linux

package stage

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"forklore/probe"
	"forklore/probe/strace"
)

// playing is what the stages of these tests play: forks, sessions, a blocked
// call that will never return, files.
var playing = []string{
	"shell fork() = parent",
	"parent setpgid(0, 0)",
	"parent fork() = child",
	"parent fork() = sibling",
	"sibling rt_sigaction(SIGHUP, SIG_IGN)",
	"sibling pause()",
	"parent exit_group(0)",
	"child setsid()",
	"child fork() = daemon",
	`daemon open("$scratch/daemon.pid", O_RDWR|O_CREAT, 0644)`,
	"child exit_group(0)",
	"shell wait4(parent)",
	"daemon pause()",
}

// playVariable makes this test binary a forklore that sets a stage and plays.
const playVariable = "FORKLORE_TEST_PLAY"

func TestMain(m *testing.M) {
	if os.Getenv(playVariable) == "" {
		os.Exit(m.Run())
	}
	s, err := Open(Options{Spare: true})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(s.Scratch())
	for _, text := range playing {
		role, text, _ := strings.Cut(text, " ")
		text, child, _ := strings.Cut(text, " = ")
		call, err := strace.Parse(text)
		if err == nil {
			_, err = s.Do(role, call, child)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(text)
	}
	select {}
}

// TestKilledAtAnyCall kills a forklore with SIGKILL after a random call, and
// wants everything of its stage to be gone within two seconds.
func TestKilledAtAnyCall(t *testing.T) {
	for i := range 100 {
		calls := rand.IntN(len(playing) + 1)
		t.Run(fmt.Sprintf("%d/after%d", i, calls), func(t *testing.T) {
			command := exec.Command("/proc/self/exe")
			command.Env = append(os.Environ(), playVariable+"=1")
			command.Stderr = os.Stderr
			out, err := command.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			lines.Scan()
			scratch := lines.Text()
			for range calls {
				lines.Scan()
			}
			mark := scratch[strings.LastIndexByte(scratch, '/')+1:]
			ids := probe.Marked(mark)
			if err := command.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			killed := time.Now()
			for left := []string{"?"}; len(left) > 0; {
				left = remains(mark, scratch, ids)
				if time.Since(killed) > 2*time.Second {
					t.Fatalf("two seconds after SIGKILL there is left: %s", left)
				}
			}
			command.Wait()
		})
	}
}

// remains says what there is still of a stage whose forklore is dead.
func remains(mark, scratch string, ids []probe.ID) (left []string) {
	for _, id := range slices.Concat(ids, probe.Marked(mark)) {
		if row, err := probe.ReadID(id); err == nil && row.State != probe.Zombie {
			left = append(left, strconv.Itoa(id.PID)+" "+row.Name)
		}
	}
	if _, err := os.Stat(scratch); err == nil {
		left = append(left, scratch)
	}
	return left
}

// TestClosedAtAnyCall closes stages after a random call, one of their puppets
// killed before.
func TestClosedAtAnyCall(t *testing.T) {
	for i := range 100 {
		calls := rand.IntN(len(playing) + 1)
		t.Run(fmt.Sprintf("%d/after%d", i, calls), func(t *testing.T) {
			s := open(t, Options{Spare: true})
			for _, text := range playing[:calls] {
				do(t, s, text)
			}
			s.actors[rand.IntN(len(s.actors))].kill()
		})
	}
}
