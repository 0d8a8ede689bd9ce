package lessons

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The template has each part of a lesson, the same in every language.
func TestTemplates(t *testing.T) {
	english, err := English.template()
	if err != nil {
		t.Fatal(err)
	}
	original, err := Parse("en/new.template", english)
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range Languages() {
		file := language.Tag + "/new.template"
		source, err := templates.ReadFile(file)
		if err != nil {
			t.Errorf("%s is missing: forklore new would write English", file)
			continue
		}
		l, err := Parse(file, source)
		if err != nil {
			t.Error(err)
			continue
		}
		if err := l.checkTranslation(original); err != nil {
			t.Error(err)
		}
		step := l.Steps[0]
		for part, there := range map[string]bool{
			"title": l.Title != "", "summary": l.Summary != "", "minutes": l.Minutes > 0, "intro": l.Intro != "",
			"prose before": step.Before != "", "prose after": step.After != "", "code": len(step.Code) > 1,
			"line numbers": len(step.Code["c"].Lines) > 0, "then": len(step.Then) > 0,
			"ask":   step.Ask != nil && step.Ask.Text != "" && step.Ask.Hint != "",
			"outro": l.Outro != "", "review": len(l.Review) > 0,
		} {
			if !there {
				t.Errorf("%s has no %s", file, part)
			}
		}
	}
}

func TestNewLesson(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mine.md")
	if err := English.NewLesson(strings.TrimSuffix(path, ".md")); err == nil || !strings.HasSuffix(err.Error(), "has to end in .md: "+path) {
		t.Errorf("NewLesson without .md: %v", err)
	}
	if err := English.NewLesson(path); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadFile(path); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := English.NewLesson(path); err == nil || !strings.Contains(err.Error(), path+" is there already") {
		t.Errorf("NewLesson of a file that is there: %v", err)
	}
	if source, _ := os.ReadFile(path); string(source) != "mine" {
		t.Errorf("NewLesson wrote over a file: %q", source)
	}
	if err := English.NewLesson(filepath.Join(t.TempDir(), "nosuch", "mine.md")); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("NewLesson in no folder: %v", err)
	}
}
