package lessons

import (
	"strings"

	"forklore/probe/strace"
)

// A Lesson is a lesson file, parsed.
type Lesson struct {
	Name     string   // the file's name without .md: "daemon"
	File     string   // the file's name as in errors: "en/daemon.md"
	Title    string   // from the head
	Summary  string   // from the head, one sentence
	Minutes  int      // from the head
	Programs []string // from the head: absolute paths that its calls may execve
	Presumes []string // from the head: names of the lessons to learn before this one
	Spare    bool     // whether it names the spare terminal, so that the stage has to have one
	Shipped  bool     // whether it is one of forklore's own lessons
	Part     int      // if Shipped: index of its part in Course
	Intro    string   // Markdown before the first step
	Steps    []Step
	Outro    string // Markdown of the last section, if that is not a step
	Review   []Review
}

// A Step is a section of a lesson. It can be skipped, and can have a question.
type Step struct {
	Title  string
	Slug   string          // the English title in lower case, words joined by "-": "the-parent-exits"
	Line   int             // of its heading
	Before string          // Markdown before its calls: what will happen, and why
	After  string          // Markdown after its calls: what happened
	Code   map[string]Code // by Tag of CodeLanguages
	Calls  []Action
	Then   []Claim
	Table  *Table
	Ask    *Question
}

// A Table is measured when its step has been made. Steps whose tables have the
// same head fill one table together.
type Table struct {
	Head []string
	Rows [][]Cell
}

// A Cell of a table is a field of a process to be measured, or a text.
type Cell struct {
	Text  string // as written; empty if the cell is measured
	Role  string
	Field string // a key of probe.Fields, "fds.N" or "is"
}

// A CodeLanguage is a language of program text.
type CodeLanguage struct {
	Tag  string // the kind of its blocks: "c"
	Name string // for readers: "C"
}

// CodeLanguages are all languages of program text, in the order in which they
// are shown.
var CodeLanguages = []CodeLanguage{{"c", "C"}, {"python", "Python"}, {"go", "Go"}, {"sh", "sh"}}

// Code is the program text of a step in one language.
type Code struct {
	Text  string
	Lines []int // for each action of the step, the line of Text that makes it, from 1; 0 for none. Empty: all lines make all
}

// An Action is one line of a calls block.
type Action struct {
	Line   int    // in the file
	Role   string // the process that makes the call; "terminal" or "stage" for an event
	Text   string // as the lesson writes it: "parent  fork() = child"
	Call   strace.Call
	Event  Event        // of the terminal or the stage; empty for a call
	Input  string       // what is typed, with $names
	Child  string       // the role of the child that a fork makes
	Expect *Expectation // what the call has to return; nil if the lesson does not say
	Waits  []Wait       // for the effects of the action, before the next action
}

// Ahead returns the action as it is shown before it happens: without the result
// of its call, as that may be what the learner is asked. The role of a fork's
// child stays.
func (a *Action) Ahead() string {
	text := strings.Join(strings.Fields(a.Text), " ")
	if a.Expect != nil && a.Child == "" {
		text = strings.TrimSpace(text[:strings.LastIndexByte(text, '=')])
	}
	return text
}

// An Event is an action that is not a call.
type Event string

// The events.
const (
	Hangup Event = "hangup" // the window of the terminal is closed
	Types  Event = "types"  // the terminal's user types
	Anew   Event = "anew"   // the stage is set up again
)

// A Wait is for an effect that an action has in its own time. If the time limit
// is reached, the wait is a claim that does not hold.
type Wait struct {
	Line  int
	Text  string  // as the lesson writes it: "job becomes stopped"
	Shows string  // the text that the terminal has to show, with $names; empty for other waits
	Role  string  // the role that the claims are about
	Born  bool    // whether Role is given to the process of which the claims hold ("appears")
	Until []Claim // the claims that have to hold
}

// An Expectation is what a call has to return.
type Expectation struct {
	Text  string // "0", "-1 EPERM", "?"
	Value string // a number, a role or reaper for its PID, or "?"
	Errno string // "EPERM", with Value "-1"
}

// A Claim is about one cell of a process or one property of a file: "child
// ppid=reaper". A line of a then block has one or more.
type Claim struct {
	Line    int
	Text    string // "child ppid=reaper"
	Subject string // a role, or "file"
	Path    string // of a file, with $names
	Field   string // a key of probe.Fields, "fds.N", "is", "said" or "audit"; of a file "is", "content" or "mode"
	Not     bool   // whether it is written with !=
	Value   string // as written: "reaper", "none", "0022", "/"; with "is" one of isValues
}

// A Question asks the learner to predict a cell before the step is made.
type Question struct {
	Line    int
	Text    string // the question in words; if empty, one is made from the rest
	Hint    string // Markdown, shown when the learner asks for it
	Role    string
	Field   string // a key of probe.Fields, "fds.N" or "is"
	Call    int    // index of the action after which it is graded
	Choices []Choice
}

// A Choice is a possible answer. Which one is right is measured.
type Choice struct {
	Value  string // as the value of a claim: "reaper", "parent", "none", "0022"
	Reason string // Markdown: why it is right or wrong; shown once the answer was graded
}

// A Review is a question at the end of a lesson, to be answered from memory.
type Review struct {
	Question string // Markdown
	Answer   string // Markdown: the author's answer, which is not measured
}
