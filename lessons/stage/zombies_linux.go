package stage

import (
	"slices"
	"sync"
	"time"

	"forklore/probe"

	"golang.org/x/sys/unix"
)

// zombies are the processes of closed stages that the reaper has adopted. They
// have ended, and only their parent can remove them (wait(2), NOTES).
var zombies struct {
	sync.Mutex
	ids []probe.ID
}

// leaveToReaper notes a process that forklore can't reap, because it is not
// forklore's child.
func leaveToReaper(id probe.ID) {
	zombies.Lock()
	defer zombies.Unlock()
	zombies.ids = append(zombies.ids, id)
}

// AwaitReaper waits until the reaper has waited for all zombies of closed stages,
// and reports whether it has. An init such as systemd does so at once. The PID 1
// of some containers takes seconds, or never does.
func AwaitReaper(patience time.Duration) bool {
	zombies.Lock()
	defer zombies.Unlock()
	for deadline := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		zombies.ids = slices.DeleteFunc(zombies.ids, func(id probe.ID) bool {
			if _, err := probe.ReadID(id); err != nil {
				return true
			}
			pid, _ := unix.Wait4(id.PID, nil, unix.WNOHANG, nil) // fails with ECHILD unless forklore itself is the reaper
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
