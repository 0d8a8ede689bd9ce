package stage

import (
	"slices"
	"sync"
	"time"

	"forklore/probe"

	"golang.org/x/sys/unix"
)

// zombies are what closed stages have left to the reaper. They have ended, and
// only their parent can remove them (wait(2), NOTES).
var zombies struct {
	sync.Mutex
	ids []probe.ID
}

// leave notes that the process is a zombie that is not forklore's to reap.
func leave(id probe.ID) {
	zombies.Lock()
	defer zombies.Unlock()
	zombies.ids = append(zombies.ids, id)
}

// AwaitReaper waits until the reaper has waited for everything that closed
// stages left to it, and reports whether it has. An init like systemd does at
// once; some containers' PID 1 takes seconds, or never does.
func AwaitReaper(patience time.Duration) bool {
	zombies.Lock()
	defer zombies.Unlock()
	for deadline := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		zombies.ids = slices.DeleteFunc(zombies.ids, func(id probe.ID) bool {
			if _, err := probe.ReadID(id); err != nil {
				return true
			}
			pid, _ := unix.Wait4(id.PID, nil, unix.WNOHANG, nil) // of somebody else's child it fails
			return pid == id.PID
		})
		if len(zombies.ids) == 0 {
			return true
		}
		if time.Now().After(deadline) {
			return false
		}
	}
}
