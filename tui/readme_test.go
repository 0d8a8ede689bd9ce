package tui

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"forklore/lessons"
)

const readme = "../README.md"

// TestREADMEHasTheKeys compares the README's table of keys with the bindings.
func TestREADMEHasTheKeys(t *testing.T) {
	var table strings.Builder
	table.WriteString("| key | does |\n|---|---|\n")
	for _, c := range keys.chapters() {
		fmt.Fprintf(&table, "| **%s** | |\n", c.title)
		for _, b := range c.bindings {
			fmt.Fprintf(&table, "| %s | %s |\n", b.Help().Key, b.Help().Desc)
		}
	}
	readmeTable(t, "Keys", table.String())
}

// TestREADMEHasTheLessons compares the README's table of lessons with the lessons.
func TestREADMEHasTheLessons(t *testing.T) {
	all, err := lessons.English.Lessons()
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	table.WriteString("| name | lesson | minutes | what it shows |\n|---|---|---|---|\n")
	for _, l := range all {
		fmt.Fprintf(&table, "| `%s` | %s | %d | %s |\n", l.Name, l.Title, l.Minutes, l.Summary)
	}
	readmeTable(t, "Lessons", table.String())
}

// readmeTable wants the table right below the heading of that section, up to
// an empty line. With -update it writes the table there.
func readmeTable(t *testing.T, section, table string) {
	t.Helper()
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	heading := "## " + section + "\n\n"
	before, rest, found := strings.Cut(string(text), heading)
	_, after, ends := strings.Cut(rest, "\n\n")
	if !found || !ends {
		t.Fatalf("the README has no section %s", section)
	}
	want := before + heading + table + "\n" + after
	switch {
	case want == string(text):
	case *update:
		if err := os.WriteFile(readme, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("the README has another table in %s; go test ./tui -run README -update writes it:\n%s", section, table)
	}
}
