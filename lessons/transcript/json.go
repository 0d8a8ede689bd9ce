package transcript

import (
	"encoding/json"
	"io"

	"forklore/lessons/player"
	"forklore/probe"
)

// A JSONWriter writes a playing as JSON Lines: one object per moment, on a line
// of its own, as soon as the moment has come. The keys are those of
// [probe.Moment], and "processes" and "memories" for its snapshot. Lists are
// never null. A value is null if a zombie no longer has it, or the kernel does
// not show it.
type JSONWriter struct{ encoder *json.Encoder }

// NewJSONWriter returns a writer of JSON Lines to w.
func NewJSONWriter(w io.Writer) *JSONWriter {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return &JSONWriter{encoder}
}

// A line is the JSON object of a moment.
type line struct {
	probe.Moment
	Processes []probe.Process `json:"processes"`
	Memories  []probe.Memory  `json:"memories"`
}

// Write implements Writer.
func (j *JSONWriter) Write(entries []player.Entry, _ player.State) error {
	for _, e := range entries {
		m := e.Moment
		m.Args, m.Changes, m.Then = notNil(m.Args), notNil(m.Changes), notNil(m.Then)
		if err := j.encoder.Encode(line{m, notNil(m.Snapshot.Processes), notNil(m.Snapshot.Memories)}); err != nil {
			return err
		}
	}
	return nil
}

// notNil returns s, or an empty slice if s is nil: package json writes a nil
// slice as null.
func notNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
