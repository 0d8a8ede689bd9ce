package lessons

import (
	"strings"

	"forklore/probe/strace"
)

// A Lesson is a lesson file, parsed.
type Lesson struct {
	Name     string   // the file's name without .md: "daemon"
	File     string   // as errors name it: "daemon.md"
	Title    string   // from the head
	Summary  string   // from the head, one sentence
	Minutes  int      // from the head
	Programs []string // from the head: absolute paths that its calls may execve
	Presumes []string // from the head: names of the lessons to have learnt before
	Spare    bool     // whether it speaks of the spare terminal: the stage then offers one
	Shipped  bool     // whether it is one of forklore's own
	Part     int      // of one of forklore's own: index of its part in Course
	Intro    string   // Markdown before the first step
	Steps    []Step
	Outro    string // Markdown of the last section, where that one makes no calls
	Review   []Review
}

// A Step is a section of a lesson: what is skipped, or asked about, as one.
type Step struct {
	Title  string
	Slug   string          // Title in lower case, words joined by "-": "the-parent-exits"
	Line   int             // of its heading
	Before string          // Markdown up to its calls: what will happen, and why
	After  string          // Markdown behind them: what happened
	Code   map[string]Code // by the Tag of a language of CodeLanguages
	Calls  []Action
	Then   []Claim
	Table  *Table
	Ask    *Question
}

// A Table is filled in with what is measured once its step was made. Steps
// whose tables have the same head fill one table together.
type Table struct {
	Head []string
	Rows [][]Cell
}

// A Cell is a field of a process to be measured, or a text.
type Cell struct {
	Text  string // as written; empty where the cell is measured
	Role  string
	Field string // a key of probe.Fields, "fds.N" or "is"
}

// A CodeLanguage is one that a step may have program text in.
type CodeLanguage struct {
	Tag  string // of its blocks: "c"
	Name string // for a reader: "C"
}

// CodeLanguages are all, in the order in which they are shown.
var CodeLanguages = []CodeLanguage{{"c", "C"}, {"python", "Python"}, {"go", "Go"}, {"sh", "sh"}}

// Code is the program text of a step in one language.
type Code struct {
	Text  string
	Lines []int // for each call of the step the line of Text that makes it, from 1; 0 for none
}

// An Action is one line of a calls block.
type Action struct {
	Line   int    // in the file
	Role   string // who makes the call; "terminal" or "stage" for what happens to these
	Text   string // as the lesson writes it: "parent  fork() = child"
	Call   strace.Call
	Event  Event  // what happens to the terminal or the stage; empty for a call
	Input  string // what is typed, with $names
	Child  string // the role that a fork gives its child
	Expect *Expectation
	Waits  []Wait // for what the action brings about, before the next action
}

// Ahead is the action as it is told before it happens. What its call returns is
// left out: it may be what the learner is asked. The role of a fork's child stays.
func (a *Action) Ahead() string {
	text := strings.Join(strings.Fields(a.Text), " ")
	if a.Expect != nil && a.Child == "" {
		text = strings.TrimSpace(text[:strings.LastIndexByte(text, '=')])
	}
	return text
}

// An Event is what a lesson lets happen that is no call.
type Event string

// The events.
const (
	Hangup Event = "hangup" // the terminal's window is closed
	Types  Event = "types"  // its user types
	Anew   Event = "anew"   // the stage is cleared, and set anew
)

// A Wait is for something that an action brings about in its own time. It has
// a limit, and where that is reached the wait is a claim that does not hold.
type Wait struct {
	Line  int
	Text  string  // as the lesson writes it: "job becomes stopped"
	Shows string  // what the terminal shall show, with $names; empty for the others
	Role  string  // whose claims they are
	Born  bool    // Role is given to the process of which the claims hold
	Until []Claim // what shall hold
}

// An Expectation is what a lesson says that a call returns.
type Expectation struct {
	Text  string // "0", "-1 EPERM", "?"
	Value string // a number, or a role that stands for its PID
	Errno string // "EPERM", with Value "-1"
}

// A Claim is one line of a then block, or one of its words: "child ppid=reaper".
type Claim struct {
	Line    int
	Text    string // "child ppid=reaper"
	Subject string // a role, or "file"
	Path    string // of a file, with $names
	Field   string // a key of probe.Fields, "fds.N", "is" (becomes lists its values), "said" or "audit"; of a file "is", "content" or "mode"
	Not     bool   // written with != for =
	Value   string // as written: "reaper", "none", "0022", "/"
}

// A Question asks the learner to predict a cell before the step is made.
type Question struct {
	Line    int
	Text    string // the question in words; empty: one is made from the rest
	Hint    string // Markdown: what to think of; shown when it is asked for
	Role    string
	Field   string // a key of probe.Fields, "fds.N" or "is"
	Call    int    // index of the call after which it is graded
	Choices []Choice
}

// A Choice is an answer to choose. Whether it is right is measured.
type Choice struct {
	Value  string // as a claim's value: "reaper", "parent", "none", "0022"
	Reason string // Markdown: what speaks for it, or why it is a mistake; shown once it was graded
}

// A Review is a question at the end of a lesson, to be answered from memory.
type Review struct {
	Question string // Markdown
	Answer   string // Markdown: what the lesson's author says, measured by nobody
}
