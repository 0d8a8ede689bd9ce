// Package lessons reads lessons. A lesson is a Markdown file: any viewer shows
// it as an article, and forklore plays it with real processes. It has prose,
// program text, system calls in strace(1)'s notation, and claims about what is
// true after these calls.
//
// Goals: a lesson reads well without being played; it can claim nothing about
// the kernel that the kernel does not confirm; everybody who can write Markdown
// and read strace can write one; all faults of a file are found at once, each
// with its line.
//
// Non-goals: a lesson is not a program (it has no variables, branches or loops),
// it has no clock, and it does not lay out a screen. Package lessons plays
// nothing: package player does.
//
// # The file
//
//	---
//	title: The classic daemon
//	summary: Two forks, a new session, and the reason for each.
//	minutes: 10
//	presumes: [fork, group]
//	programs: [/bin/sleep, /usr/bin/nohup]
//	---
//	Prose before the first step introduces the lesson.
//
//	## The parent forks and exits
//	Prose, and the fenced blocks of the step.
//
//	## What you have seen
//	A last section with neither calls, then, table nor ask closes the lesson.
//
// The head is enclosed by two lines "---". Each of its lines is a key, a colon
// and a value; a value may be quoted as in Go. Empty lines and lines that begin
// with # are skipped. The keys are:
//
//   - title and summary, which are required;
//   - minutes: how long the lesson takes;
//   - presumes: the lessons to learn before this one;
//   - programs: the absolute paths that the lesson's calls may execve. If one is
//     missing on a machine, the lesson can't be played there, and says so.
//
// Each heading that begins with ## starts a step. A step is what can be skipped,
// and what a question is about. Its slug is its title in lower case, with the
// words joined by "-". No two steps may have the same slug.
//
// The first word after the fence tells what a fenced block is: program text (c,
// python, go, sh), calls, ask, then or table. A step has at most one block of
// each. The blocks come after the first heading, and not inside a list or a
// quotation. Any other fenced block is prose, and so is program text in the last
// section. Prose before the calls is shown before they are made, prose after
// them once they were made. In a step without calls all prose comes before. In
// calls and then, a # outside of quotes begins a comment.
//
// # Roles
//
// Lessons never contain PIDs. A process is known by its role: a word of lower
// case letters, digits and _, which begins with a letter and has at most 15
// characters, as PR_SET_NAME takes no more. The words terminal, file, reaper,
// none, stage, spare and scratch can't be roles.
//
// The role shell exists from the start: it is the leader of the stage's session.
// Every other role is given once: to the child of a fork, or to a process that
// a program has started ("appears"). If the learner skips the step with the
// fork, the process that would have forked plays the child's role too.
//
// # Values
//
// In calls, claims and choices
//
//	child   is the PID of that role
//	reaper  is the PID of the process that adopts orphans; it is not always 1
//
// In claims and choices
//
//	stage spare  are the paths of the stage's terminal and of the spare terminal
//	none         is no terminal, no open file, no signal, no process group
//
// In strings and paths, $child is the PID of that role in digits, $stage and
// $spare are the paths of the terminals, $scratch is the path of the stage's own
// directory, the only one in which a lesson may make files, and $$ is a dollar.
// A lesson that names the spare terminal gets one. At first it is not the
// controlling terminal of any session.
//
// # Program text
//
//	```c 1 1 0
//	if ((pid = fork()) > 0) _exit(0);
//	```
//
// After the language there may be one number for each line of the calls block:
// the line of the program text, counted from 1, that makes the call, or 0 if none
// does. Without numbers each call marks the whole text.
//
// # Calls
//
//	```calls
//	# who   does what                 and what it must return
//	parent  setsid()                  = -1 EPERM
//	parent  fork()                    = child
//	parent  exit_group(0)
//	shell   wait4(parent, status, 0)  = parent
//	terminal  hangup
//	```
//
// Each line is an action: a role, and a call as [strace.Parse] reads it. After
// fork() comes the role of the child. After another call there may be a claim
// about its result, which is checked: a number, a role, -1 and the name of the
// error, or ? for a call that never returns.
//
// # Programs and the terminal
//
//	```calls
//	shell     execve("/bin/bash", ["bash", "--norc", "-i"], ["PS1=$$ ", "TERM=dumb"])
//	terminal  shows "$$ "
//	terminal  types "sleep 1001 &\n"
//	job       appears argv="sleep 1001"
//	job       becomes pgid=job
//	terminal  types ^Z
//	terminal  hangup
//	stage     anew
//	```
//
// Events of the terminal are actions too. "types" types a text in quotes, with
// Go's escapes, or one of the control characters ^C, ^D, ^Z and ^\. "hangup"
// closes forklore's side of the terminal, as closing a terminal window does.
// "stage anew" ends all processes of the stage and sets it up again, with a new
// terminal and a new shell. After it, roles may be given again.
//
// A program that was executed makes its own calls, so a lesson waits for their
// effect. A wait belongs to the action above it:
//
//   - shows waits until the terminal has shown the text since the last action;
//   - becomes waits until all its claims hold, which are those of a then block;
//   - appears waits until all its claims hold of a process without a role, and
//     gives the role to that process.
//
// The claims audit and said can't be waited for. Waits are no actions: the
// learner plays them with their action, and program text has no line numbers for
// them. A wait that takes longer than three seconds is a claim that does not
// hold. The waits after it then have a tenth of a second each, until one of them
// is met.
//
// # Then
//
//	```then
//	child   ppid=reaper pgid=parent sid!=child tty=none umask=0000 cwd=/
//	child   fds.0=/dev/null fds.3=none ignored=SIGHUP alive
//	parent  gone
//	daemon  audit
//	file    $scratch/daemon.pid exists mode=0644 content="$daemon\n"
//	```
//
// Each line claims something that must be true after the step: a subject, and one
// claim or more.
//
// A claim about a role can compare a cell, by = or !=. A cell is a key of
// [probe.Fields] or fds.N. A value with spaces is quoted. For a set of signals
// (ignored, caught, blocked), =SIGHUP claims that the signal is in the set,
// !=SIGHUP that it is not, and =none that the set is empty. If a cell can't be
// seen, as the directory of a zombie, neither = nor != is true.
//
// These words claim what has become of a process; alive is short for is=alive,
// and so on:
//
//   - alive: it has not ended (a stopped process is alive);
//   - stopped;
//   - zombie: it has ended, and its parent has not waited for it yet;
//   - gone: it has ended, and its parent has waited for it;
//   - dead: it is a zombie or gone. This is the word for an orphan that ends, as
//     the reaper waits for it at a time of its own.
//
// audit claims that the process has all properties of a well-made daemon.
// said="TEXT" claims that TEXT is part of the line that strace prints for the
// last call of the process that has returned, and so of what wait4 or
// rt_sigtimedwait filled in.
//
// The claims about a file are exists, absent, its mode as four octal digits, and
// its content, quoted, with Go's escapes.
//
// # Ask
//
//	```ask
//	child.ppid after exit_group
//	The parent is dead. Who is the child's parent now?
//	hint: Who adopts orphans here?
//	- reaper: An orphan goes to the nearest subreaper above it, else to init.
//	- shell: A grandparent inherits nothing.
//	- parent: A dead process is nobody's parent.
//	```
//
// The learner predicts a cell, or what has become of a process ("daemon is after
// hangup"), before the step is played. "after" names the call or event of the
// step after which it is measured: the last one of that name, or without "after"
// the last one of the step. The next lines may ask the question in words. A line
// "hint:" may follow; the hint is shown when the learner asks for it.
//
// Then come two choices or more: a value, and a reason in Markdown, which is
// shown once the answer was graded. A line that does not begin with "- " continues
// the choice above it. Nothing marks the right choice, not even its place: the
// right one is the one that was measured.
//
// # Table
//
//	```table
//	| after the hang-up | cmd & | nohup cmd & |
//	| is it alive?      | job is | kept is    |
//	| parent            | job.ppid | kept.ppid |
//	```
//
// A table has a head and rows, which are measured when the step has been made.
// ROLE.FIELD is a cell of a process, "ROLE is" what has become of it; anything
// else is text. Steps whose tables have the same head fill one table together,
// which is shown as it grows. A table claims nothing; a then block does.
//
// # Review
//
//	```review
//	What does a zombie still have?
//	- A PID and how it ended.
//	```
//
// The last section may ask questions to be answered from memory, each with the
// author's answer. An indented line continues the line above it.
//
// # Languages
//
// A translation is the same lesson in the folder of another language. It
// translates the title, the summary, prose, headings, questions, hints, reasons,
// the texts of tables, and the program text. It must have the same minutes,
// presumes, programs, calls, claims, measured cells, choices and line numbers as
// the English lesson, and as many steps, hints and review questions; otherwise it
// is not loaded. Its steps keep the English slugs.
package lessons
