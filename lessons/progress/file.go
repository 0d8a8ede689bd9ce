package progress

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"syscall"

	"forklore/probe/say"
)

// A document is the parsed file. Keys that this version does not know are in the
// raw maps, and are written back as they were.
type document struct {
	top     map[string]json.RawMessage // the keys of the file
	lessons map[string]json.RawMessage // the value of "lessons", by name
	entries map[string]Entry           // the same, parsed
}

// read reads and parses the file. If there is no file, it returns an empty
// document together with the error.
func read(path string) (document, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		doc, _ := parse([]byte("{}"))
		return doc, fmt.Errorf("read progress: %w", err)
	}
	doc, err := parse(source)
	if err != nil {
		return doc, say.Textf("progress file %s can't be understood: %s; mend it, or move it away to begin anew", path, err)
	}
	return doc, nil
}

// parse parses the file. Its errors say where in the file the fault is.
func parse(source []byte) (document, error) {
	doc := document{
		top:     map[string]json.RawMessage{},
		lessons: map[string]json.RawMessage{},
		entries: map[string]Entry{},
	}
	if err := json.Unmarshal(source, &doc.top); err != nil {
		return doc, withLine(source, withPlace("", err))
	}
	if raw, ok := doc.top["lessons"]; ok {
		if err := json.Unmarshal(raw, &doc.lessons); err != nil {
			return doc, withPlace("lessons: ", err)
		}
	}
	if doc.top == nil || doc.lessons == nil { // Unmarshal sets a map to nil for JSON's null
		return doc, errors.New("null is no progress")
	}
	for name, raw := range doc.lessons {
		var e Entry
		if err := json.Unmarshal(raw, &e); err != nil {
			return doc, withPlace(fmt.Sprintf("lesson %q: ", name), err)
		}
		doc.entries[name] = e
	}
	return doc, nil
}

// withLine adds the line of the file to a syntax error.
func withLine(source []byte, err error) error {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return err
	}
	before := source[:min(int(syntax.Offset), len(source))]
	return fmt.Errorf("line %d: %w", 1+bytes.Count(before, []byte("\n")), err)
}

// withPlace adds the place in the document to an error. For a value of the wrong
// type it says which JSON type is wanted.
func withPlace(place string, err error) error {
	var mistyped *json.UnmarshalTypeError
	if !errors.As(err, &mistyped) {
		return fmt.Errorf("%s%w", place, err)
	}
	if mistyped.Field != "" {
		place += mistyped.Field + ": "
	}
	wanted := "object"
	switch mistyped.Type.Kind() {
	case reflect.Bool, reflect.String:
		wanted = mistyped.Type.String()
	case reflect.Int:
		wanted = "number"
	case reflect.Slice:
		wanted = "array"
	}
	return fmt.Errorf("%swanted JSON's %s, not %s", place, wanted, mistyped.Value)
}

// set replaces the known keys of a lesson, and keeps the unknown ones.
func (d *document) set(name string, e Entry) error {
	// An empty list is written as [] and not as null, for people who read the file.
	for _, list := range e.lists() {
		*list = append([]string{}, *list...)
	}
	raw, err := encode(e, "")
	if err == nil {
		raw, err = merge(d.lessons[name], raw)
	}
	if err != nil {
		return fmt.Errorf("progress of lesson %s: %w", name, err)
	}
	d.lessons[name], d.entries[name] = raw, e
	return nil
}

// forget deletes the progress in a lesson, with its unknown keys.
func (d *document) forget(name string) {
	delete(d.lessons, name)
	delete(d.entries, name)
}

// merge returns the object newer, together with the keys that only the object
// older has. It does the same for the objects in them.
func merge(older, newer json.RawMessage) (json.RawMessage, error) {
	var keys, replaced map[string]json.RawMessage
	if json.Unmarshal(older, &keys) != nil || json.Unmarshal(newer, &replaced) != nil || keys == nil {
		return newer, nil // they are not two objects: there is nothing to keep
	}
	for key, value := range replaced {
		merged, err := merge(keys[key], value)
		if err != nil {
			return nil, err
		}
		keys[key] = merged
	}
	return encode(keys, "")
}

// write replaces the file atomically: a reader sees the old file or the new one,
// also after a crash (rename(2)). The caller holds the lock.
func write(path string, doc document) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write progress: %w", err)
		}
	}()
	if doc.top["lessons"], err = encode(doc.lessons, ""); err != nil {
		return err
	}
	text, err := encode(doc.top, "  ")
	if err != nil {
		return err
	}
	// The lock lets only one forklore write, so all of them can use the same
	// temporary name. A killed one leaves at most one such file.
	temporary := path + ".new"
	if err := os.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := writeSynced(temporary, text); err != nil {
		return err
	}
	return os.Rename(temporary, path)
}

// writeSynced makes a file that is on the disk when writeSynced returns. Without
// fsync(2), a rename could reach the disk before the text does, and after a crash
// the file would be empty. If it fails, it removes the file.
func writeSynced(path string, text []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// encode returns the JSON of a value. It does not escape <, > and &, for people
// who read the file.
func encode(value any, indent string) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	err := encoder.Encode(value)
	return text.Bytes(), err
}

// lock waits until no other forklore holds the lock, takes it, and returns the
// function that releases it. If forklore dies, the kernel releases it (flock(2)).
//
// The lock is on a file of its own. It can't be on progress.json, which every
// write replaces, nor on the directory: over NFS, only a file that is open for
// writing can be locked exclusively.
func lock(path string) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make a folder for progress: %w", err)
	}
	file, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock progress: %w", err)
	}
	for {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("lock progress: %s: %w", file.Name(), err)
	}
	return func() { file.Close() }, nil
}
