package cli

import (
	"runtime/debug"
	"testing"

	"forklore/lessons"
)

func TestVersion(t *testing.T) {
	revision := debug.BuildSetting{Key: "vcs.revision", Value: "4407907"}
	clean := debug.BuildSetting{Key: "vcs.modified", Value: "false"}
	modified := debug.BuildSetting{Key: "vcs.modified", Value: "true"}
	p := &program{language: lessons.English}
	for _, test := range []struct {
		version  string
		settings []debug.BuildSetting
		want     string
	}{
		{"", nil, "(devel)"},
		{"v1.2.0", nil, "v1.2.0"},
		{"v1.2.0", []debug.BuildSetting{revision, clean}, "v1.2.0 (revision 4407907)"},
		{"(devel)", []debug.BuildSetting{revision, modified}, "(devel) (revision 4407907, with changes that are not committed)"},
	} {
		info := &debug.BuildInfo{Main: debug.Module{Version: test.version}, Settings: test.settings}
		if got := p.version(info); got != test.want {
			t.Errorf("version %q, %v: %q, want %q", test.version, test.settings, got, test.want)
		}
	}
}
