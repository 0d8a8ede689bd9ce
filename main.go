// forklore shows the Unix process model with real processes: a learner presses
// a key, a real process makes one real system call, and the screen shows what
// the kernel changed.
//
// The command line is package cli; this file runs it and says how it went.
package main

import (
	"errors"
	"fmt"
	"os"

	"forklore/lessons/cli"
	"forklore/probe"
)

// The exit statuses, beside 0.
const (
	exitFalse  = 1 // a claim of a lesson does not hold, or something failed
	exitMisuse = 2 // the command line or a lesson file is wrong
)

func main() {
	err := run(os.Args[1:])
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, probe.Clean(err.Error())) // it may tell what a stranger's lesson says
	if errors.As(err, &cli.Misuse{}) {
		os.Exit(exitMisuse)
	}
	os.Exit(exitFalse)
}

func run(args []string) error { return cli.Run(args) }
