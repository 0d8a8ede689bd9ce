// forklore shows the Unix process model with real processes: a learner presses
// a key, a real process makes one real system call, and the screen shows what
// the kernel changed.
//
// Package cli has the command line; this file runs it and turns its error into
// an exit status.
package main

import (
	"errors"
	"fmt"
	"os"

	"forklore/lessons/cli"
	"forklore/probe"
)

// The exit statuses for failures.
const (
	exitFailure = 1 // a lesson's claim is false, or an operation failed
	exitMisuse  = 2 // the command line or a lesson file is wrong
)

func main() {
	err := run(os.Args[1:])
	if err == nil {
		return
	}
	// The text may quote a lesson file: without Clean it could hold terminal commands.
	fmt.Fprintln(os.Stderr, probe.Clean(err.Error()))
	if errors.As(err, &cli.Misuse{}) {
		os.Exit(exitMisuse)
	}
	os.Exit(exitFailure)
}

func run(args []string) error { return cli.Run(args) }
