//go:build linux

package stage

import (
	"testing"

	"forklore/probe/strace"
)

// BenchmarkOpen opens a stage and closes it.
func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		s, err := Open(Options{Spare: true})
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCall makes one system call in a puppet and takes its result.
func BenchmarkCall(b *testing.B) {
	s, err := Open(Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for b.Loop() {
		if _, err := s.make(s.actors[0], strace.Call{Name: "getpid"}, ""); err != nil {
			b.Fatal(err)
		}
	}
}
