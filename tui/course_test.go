package tui

import (
	"errors"
	"path/filepath"
	"reflect"
	"testing"

	"forklore/lessons"
	"forklore/lessons/progress"

	"github.com/muesli/termenv"
)

// courseRig lists the two test lessons as if they were shipped, and keeps the
// progress in path.
func courseRig(t *testing.T, path string, with func(*Options)) *rig {
	t.Helper()
	small, other := *readLesson(t, "small.md"), *readLesson(t, "chinese.md")
	small.Shipped, other.Shipped = true, true
	other.Part, other.Presumes = 1, []string{"small"}
	store, err := progress.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Lessons: []*lessons.Lesson{&small, &other}, Ask: true, Progress: store}
	if with != nil {
		with(&o)
	}
	return newRig(t, 80, 24, o, plainTheme(termenv.Ascii, false))
}

func TestResume(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	g := courseRig(t, path, nil)
	g.wants("Part 1: Processes", "Part 2: Jobs and terminals")
	g.wantsNot("at step")
	g.press("enter")
	g.toStep(2)
	g.press("esc")
	g.wants("at step 3 of 6", "◉")

	g = courseRig(t, path, nil)
	g.wants("at step 3 of 6")
	g.press("enter")
	g.wants("c goes on at step 3 of 6")
	g.press("c")
	g.wants("step 3 of 6", "Predict:")
	if g.fake.state.Step != 2 {
		t.Errorf("resumed at step %d", g.fake.state.Step)
	}
}

func TestProgressOfAWholePlaying(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	g := courseRig(t, path, nil)
	g.press("enter")
	g.toStep(2)
	g.press("2 right") // wrong
	g.toStep(4)
	g.press("1 right") // right
	g.toStep(6)
	g.wants("o next lesson")
	e := g.app.options.Progress.Lesson("small")
	if !e.Done || e.Next != "" || e.Predictions.Right != 1 || e.Predictions.Wrong != 1 || len(e.Predictions.Mistaken) != 1 {
		t.Errorf("kept %+v", e)
	}
	g.press("o")
	g.wants("守护进程的诞生", "→ begin")
	g.press("esc")
	g.wants("✓", "1 of 2 predicted")
	if g = courseRig(t, path, nil); g.app.menu.at != 1 {
		t.Errorf("the list begins at lesson %d, want the one that was not played yet", g.app.menu.at+1)
	}
}

// TestAnswersStay leaves a lesson and resumes it. The first answers count, and
// their questions are not asked again.
func TestAnswersStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	g := courseRig(t, path, nil)
	g.press("enter")
	g.toStep(2)
	g.press("2 right right") // wrong
	g.press("esc enter c")
	g.wants("step 4 of 6")
	g.toStep(4)
	g.press("1 right esc") // right, but its step has more calls

	g = courseRig(t, path, nil)
	e := g.app.options.Progress.Lesson("small")
	if len(e.Answers.Wrong) != 1 || len(e.Answers.Right) != 1 || e.Predictions.Asked() != 0 {
		t.Errorf("left: kept %+v", e)
	}
	g.press("enter c")
	g.wantsNot("Predict:")
	g.toStep(6)
	g.wants("1 right, 1 wrong, 0 passed", "“The parent exits”: predicted wrongly before you left.")
	want := progress.Predictions{Right: 1, Wrong: 1, Mistaken: []string{"the-parent-exits"}}
	if e = g.app.options.Progress.Lesson("small"); !reflect.DeepEqual(e.Predictions, want) || len(e.Answers.Wrong) != 0 {
		t.Errorf("ended: kept %+v", e)
	}
}

// TestSkippingKeepsTheAnswers skips a step in the middle of a lesson and at its
// end. Only a restart is a new attempt.
func TestSkippingKeepsTheAnswers(t *testing.T) {
	g := courseRig(t, filepath.Join(t.TempDir(), "progress.json"), nil)
	kept := func() progress.Predictions { return g.app.options.Progress.Lesson("small").Predictions }
	g.press("enter")
	g.toStep(2)
	g.press("2 right right")
	g.toStep(4)
	g.press("left left left left x") // a step that was made
	g.toStep(4)
	g.press("1 right")
	g.toStep(6)
	g.wants("1 right, 1 wrong, 0 passed", "You predicted 4021")
	first := kept()
	if first.Right != 1 || first.Wrong != 1 {
		t.Errorf("kept %+v", first)
	}
	g.press("left left left left x")
	g.toStep(6)
	g.wants("1 right, 1 wrong, 0 passed")
	if !reflect.DeepEqual(kept(), first) {
		t.Errorf("kept %+v", kept())
	}
	g.press("r")
	g.toStep(2)
	g.wants("Predict:")
	g.toStep(6)
	if kept().Passed != 2 {
		t.Errorf("a new attempt: kept %+v", kept())
	}
}

// TestNoAskKeepsTheScore: a demonstration without questions counts none as passed.
func TestNoAskKeepsTheScore(t *testing.T) {
	g := courseRig(t, filepath.Join(t.TempDir(), "progress.json"), func(o *Options) { o.Ask = false })
	g.press("enter")
	g.toStep(6)
	if e := g.app.options.Progress.Lesson("small"); !e.Done || e.Predictions.Asked() != 0 {
		t.Errorf("kept %+v", e)
	}
}

func TestHint(t *testing.T) {
	g := openRig(t, "small.md", 80, 24)
	g.toStep(2)
	g.wantsNot("Who adopts")
	g.press("i")
	g.wants("Hint: Who adopts orphans here?")
	g.press("1")
	g.toStep(4)
	g.press("i")
	g.wants("there is no hint for this one")
}

func TestReviewShowsItsAnswersOneByOne(t *testing.T) {
	g := openRig(t, "small.md", 120, 36)
	g.toStep(6)
	g.press("1 z")
	g.wants("1. What is an orphan?", "2. Who waits for it?", "v shows the answer to question 1")
	g.wantsNot("A process whose parent has ended.")
	g.press("v")
	g.wants("A process whose parent has ended.")
	g.wantsNot("The reaper.")
	g.press("v")
	g.wants("The reaper.", "v hides the answers")
	g.press("v")
	g.wantsNot("A process whose parent has ended.", "The reaper.")
}

func TestGlossary(t *testing.T) {
	g := openRig(t, "small.md", 120, 36)
	g.press("right w")
	g.wants("glossary: the words of this page", "fork")
	g.press("w")
	g.wants("the words of this page", "glossary")
	g.press("esc")
	g.wantsNot("glossary")
	g.wants("▷ next")
	g.press("esc w")
	g.wants("glossary")
	g.press("q")
	if !g.quit {
		t.Error("q does not quit from the glossary")
	}
}

// TestPresent: for an audience the result of a call is hidden until v, and one
// pane is shown.
func TestPresent(t *testing.T) {
	g := presentRig(t, readLesson(t, "small.md"), 80, 24)
	g.press("right")
	g.wants("in another window: ps j 4021")
	g.wantsNot("3 processes")
	g.press("right right")
	g.wants("v shows what came of it")
	g.wantsNot("▸PGID")
	g.press("v")
	g.wants("▸PGID")
	g.press("3")
	g.wants("3 processes", "▸4022")
	g.wantsNot("1 narration")
	g.press("3 z 1")
	g.wants("1 narration")
	g.toStep(2)
	g.wants("Predict:")
	g.press("right") // the audience has predicted
	g.wantsNot("first predict")
	g.press("right")
	g.wants("Predict:", "v shows what came of it")
	g.wantsNot("Measured:")
	g.press("v")
	g.wants("Measured:")
}

// TestALateSaveIsDropped runs two saves in the wrong order, as goroutines may.
func TestALateSaveIsDropped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	g := courseRig(t, path, nil)
	g.press("enter")
	g.toStep(1)
	early := g.app.save()
	g.toStep(3)
	if err := errors.Join(g.app.save()(), early()); err != nil {
		t.Fatal(err)
	}
	if e := g.app.options.Progress.Lesson("small"); e.Next != "the-shell-waits" {
		t.Errorf("the older progress was saved last: next is %s", e.Next)
	}
}
