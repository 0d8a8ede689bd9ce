package say

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
)

// shout translates into capitals.
func shout(english string, args ...any) string {
	if loud, ok := map[string]string{
		"%s is %s": "%[2]s IS %[1]s", "good": "GOOD", "; ": " ; ", ", ": " , ", "100 % true": "TRUE",
	}[english]; ok {
		english = loud
	}
	return English(english, args...)
}

func TestIn(t *testing.T) {
	good := Textf("good")
	tests := []struct {
		text          Text
		english, loud string
	}{
		{Plain("as it is: 100 %"), "as it is: 100 %", "as it is: 100 %"},
		{Textf("100 % true"), "100 % true", "TRUE"},
		{Textf("%s is %s", good, "x"), "good is x", "x IS GOOD"},
		{Textf("%s is %s", Textf("%s is %s", good, good), "x"), "good is good is x", "x IS GOOD IS GOOD"},
		{Joined("; "), "", ""},
		{Joined("; ", good), "good", "GOOD"},
		{Joined("; ", good, Plain("x"), good), "good; x; good", "GOOD ; x ; GOOD"},
		{List([]string{"x", "y", "%d"}), "x, y, %d", "x , y , %d"},
	}
	for _, test := range tests {
		if got := test.text.String(); got != test.english {
			t.Errorf("English: %q, want %q", got, test.english)
		}
		if got := test.text.In(shout); got != test.loud {
			t.Errorf("translated: %q, want %q", got, test.loud)
		}
		if got, err := json.Marshal(test.text); err != nil || string(got) != fmt.Sprintf("%q", test.english) {
			t.Errorf("JSON: %s, %v, want %q", got, err, test.english)
		}
	}
}

func TestError(t *testing.T) {
	told := fmt.Errorf("open: %w", Textf("%s is %s", Textf("good"), "x"))
	if got, ok := Error(told, shout); got != "x IS GOOD" || !ok {
		t.Errorf("%q, %v", got, ok)
	}
	if got, ok := Error(errors.New("no such file"), shout); got != "no such file" || ok {
		t.Errorf("%q, %v", got, ok)
	}
}
