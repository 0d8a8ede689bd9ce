package transcript

import (
	"encoding/json"
	"io"

	"forklore/lessons/player"
	"forklore/probe"
)

// A JSONWriter writes a playing as JSON Lines: each moment is an object on a
// line of its own, written at once. The keys are those of [probe.Moment], and
// the snapshot as "processes" and "memories". Lists are never null. What a
// zombie has no more, or the kernel withholds, is.
type JSONWriter struct{ encoder *json.Encoder }

// NewJSONWriter returns a writer of JSON Lines to w.
func NewJSONWriter(w io.Writer) *JSONWriter {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return &JSONWriter{encoder}
}

type line struct {
	probe.Moment
	Processes []probe.Process `json:"processes"`
	Memories  []probe.Memory  `json:"memories"`
}

// Write implements Writer.
func (j *JSONWriter) Write(entries []player.Entry, _ player.State) error {
	for _, e := range entries {
		m := e.Moment
		m.Args, m.Changes, m.Then = list(m.Args), list(m.Changes), list(m.Then)
		if err := j.encoder.Encode(line{m, list(m.Snapshot.Processes), list(m.Snapshot.Memories)}); err != nil {
			return err
		}
	}
	return nil
}

// list returns s, empty where it is nil: JSON writes a nil slice as null.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
