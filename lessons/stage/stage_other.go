//go:build !linux

package stage

import (
	"time"

	"forklore/probe"
	"forklore/probe/say"
	"forklore/probe/strace"
)

var errSystem = say.Textf("forklore needs Linux: it makes and reads processes as the Linux kernel has them")

// Open fails: only Linux has stages.
func Open(Options) (*Stage, error) { return nil, errSystem }

// AwaitReaper returns true: there are no zombies to wait for.
func AwaitReaper(time.Duration) bool { return true }

// A Stage has the same methods as on Linux, so that forklore compiles on other
// systems. Open never returns one.
type Stage struct{}

func (*Stage) Do(string, strace.Call, string) (probe.Moment, error) { return probe.Moment{}, errSystem }
func (*Stage) HangUp() (probe.Moment, error)                        { return probe.Moment{}, errSystem }
func (*Stage) Type(string) (probe.Moment, error)                    { return probe.Moment{}, errSystem }
func (*Stage) Output() string                                       { return "" }
func (*Stage) Name(probe.ID, string) bool                           { return false }
func (*Stage) Settle()                                              {}
func (*Stage) Look() ([]probe.Moment, probe.Snapshot)               { return nil, probe.Snapshot{} }
func (*Stage) PID(string) (int, bool)                               { return 0, false }
func (*Stage) Text(string) (string, bool)                           { return "", false }
func (*Stage) Has(string) bool                                      { return false }
func (*Stage) MayRead(string) bool                                  { return false }
func (*Stage) PlayedBy(role string) string                          { return role }
func (*Stage) StandIn(string, string)                               {}
func (*Stage) Terminal() string                                     { return "" }
func (*Stage) Spare() string                                        { return "" }
func (*Stage) Scratch() string                                      { return "" }
func (*Stage) Reaper() probe.Reaper                                 { return probe.Reaper{} }
func (*Stage) Close() error                                         { return nil }
