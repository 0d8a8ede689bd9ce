package cli

import (
	"path/filepath"
	"testing"

	"forklore/lessons"
	"forklore/lessons/progress"
)

func TestProgressTable(t *testing.T) {
	store, err := progress.Open(filepath.Join(t.TempDir(), "progress.json"))
	if err != nil {
		t.Fatal(err)
	}
	right := progress.Predictions{Right: 6, Wrong: 1}
	for name, e := range map[string]progress.Entry{
		"done":    {Done: true, Predictions: right},
		"again":   {Done: true, Next: "b", Predictions: right},
		"left":    {Next: "c"},
		"changed": {Next: "d"},
		"own":     {Next: "e"},
	} {
		if err := store.Save(name, e); err != nil {
			t.Fatal(err)
		}
	}
	var all []*lessons.Lesson
	for _, name := range []string{"new", "done", "again", "left", "changed"} {
		all = append(all, &lessons.Lesson{Name: name, Steps: []lessons.Step{{Slug: "a"}, {Slug: "b"}, {Slug: "c"}}})
	}
	chinese, _ := lessons.LanguageOf("zh")
	for language, want := range map[*lessons.Language]string{lessons.English: `new      not begun
done     done, 6 of 7 predictions right
again    done, and again at step 2 of 3, 6 of 7 predictions right
left     at step 3 of 3
changed  begun
own      begun
`, chinese: `new      未开始
done     已学完，预测对 6/7
again    已学完，重学到第 2 步，共 3 步，预测对 6/7
left     学到第 3 步，共 3 步
changed  已开始
own      已开始
`} {
		p := &program{language: language}
		if got := p.progressTable(store, all); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", language.Tag, got, want)
		}
	}
}
