package lessons

import "testing"

// Every lesson is there in every language, and plays the same in all.
func TestTranslations(t *testing.T) {
	for _, l := range Languages() {
		if _, err := l.Lessons(); err != nil {
			t.Error(err)
		}
		for _, name := range course() {
			if !l.has(name) {
				t.Errorf("%s/%s.md is missing: the lesson would be shown in English", l.Tag, name)
			}
		}
	}
}
