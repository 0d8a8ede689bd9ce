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

// A document is the file, parsed. What this version does not know stands in
// the raw maps and is written back as it was.
type document struct {
	top     map[string]json.RawMessage
	lessons map[string]json.RawMessage
	entries map[string]Entry // what is known of each of the lessons
}

// read returns an empty document, beside the error, where there is no file.
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

func parse(source []byte) (document, error) {
	doc := document{
		top:     map[string]json.RawMessage{},
		lessons: map[string]json.RawMessage{},
		entries: map[string]Entry{},
	}
	if err := json.Unmarshal(source, &doc.top); err != nil {
		return doc, inLine(source, inPlace("", err))
	}
	if raw, ok := doc.top["lessons"]; ok {
		if err := json.Unmarshal(raw, &doc.lessons); err != nil {
			return doc, inPlace("lessons: ", err)
		}
	}
	if doc.top == nil || doc.lessons == nil { // null empties a map
		return doc, errors.New("null is no progress")
	}
	for name, raw := range doc.lessons {
		var e Entry
		if err := json.Unmarshal(raw, &e); err != nil {
			return doc, inPlace(fmt.Sprintf("lesson %q: ", name), err)
		}
		doc.entries[name] = e
	}
	return doc, nil
}

// inLine adds the line of the file to a fault of its syntax.
func inLine(source []byte, err error) error {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return err
	}
	before := source[:min(int(syntax.Offset), len(source))]
	return fmt.Errorf("line %d: %w", 1+bytes.Count(before, []byte("\n")), err)
}

// inPlace says where a value is of the wrong kind.
func inPlace(place string, err error) error {
	var kind *json.UnmarshalTypeError
	if !errors.As(err, &kind) {
		return fmt.Errorf("%s%w", place, err)
	}
	if kind.Field != "" {
		place += kind.Field + ": "
	}
	wanted := "object"
	switch kind.Type.Kind() {
	case reflect.Bool, reflect.String:
		wanted = kind.Type.String()
	case reflect.Int:
		wanted = "number"
	case reflect.Slice:
		wanted = "array"
	}
	return fmt.Errorf("%swanted JSON's %s, not %s", place, wanted, kind.Value)
}

// set replaces what this version knows of an entry.
func (d *document) set(name string, e Entry) error {
	// A list is written as a list even where it is empty, for people to see.
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

func (d *document) forget(name string) {
	delete(d.lessons, name)
	delete(d.entries, name)
}

// merge returns now, with the keys that was has and now has not.
func merge(was, now json.RawMessage) (json.RawMessage, error) {
	var before, after map[string]json.RawMessage
	if json.Unmarshal(was, &before) != nil || json.Unmarshal(now, &after) != nil || before == nil {
		return now, nil // no two objects: there is nothing to keep
	}
	for key, value := range after {
		merged, err := merge(before[key], value)
		if err != nil {
			return nil, err
		}
		before[key] = merged
	}
	return encode(before, "")
}

// write replaces the file at once: whoever reads it sees the old one or the
// new one, after a crash too (rename(2)). The caller holds the lock.
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
	// The lock lets one forklore write, so one name does, and one that was
	// killed leaves no more than one file behind.
	beside := path + ".new"
	if err := os.Remove(beside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := fill(beside, text); err != nil {
		return err
	}
	return os.Rename(beside, path)
}

// fill makes a file that is on the disk when fill returns: a rename may get
// there before what was written (fsync(2)). Where it fails it leaves no file.
func fill(path string, text []byte) error {
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

// encode leaves <, > and & as they are: the file is for people too.
func encode(value any, indent string) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	err := encoder.Encode(value)
	return text.Bytes(), err
}

// lock waits until no other forklore holds the lock, and returns what gives it
// back. The kernel does so where a forklore dies (flock(2)). A file of its own
// is locked, not progress.json, which each write replaces, and not the folder:
// over NFS only what is open for writing can be locked. It stays, empty.
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
