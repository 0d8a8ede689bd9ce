package tui

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

const readme = "../README.md"

// TestREADMEHasTheKeys holds the README's table of keys against the bindings.
// With -update the table is written.
func TestREADMEHasTheKeys(t *testing.T) {
	var table strings.Builder
	table.WriteString("| key | does |\n|---|---|\n")
	for _, c := range keys.chapters() {
		fmt.Fprintf(&table, "| **%s** | |\n", c.title)
		for _, b := range c.bindings {
			fmt.Fprintf(&table, "| %s | %s |\n", b.Help().Key, b.Help().Desc)
		}
	}
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok1 := strings.Cut(string(text), "## Keys\n\n")
	_, after, ok2 := strings.Cut(rest, "\n## ")
	if !ok1 || !ok2 {
		t.Fatal("the README has no section Keys")
	}
	want := before + "## Keys\n\n" + table.String() + "\n## " + after
	if want == string(text) {
		return
	}
	if !*update {
		t.Fatalf("the README's keys are not those of the screen; go test ./tui -run README -update writes them:\n%s", table.String())
	}
	if err := os.WriteFile(readme, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}
