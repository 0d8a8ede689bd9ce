// Package lessons reads lessons. A lesson is a Markdown file that any viewer
// shows as an article and that forklore plays with real processes: prose,
// program text, system calls in strace(1)'s notation, and what must be true
// once they were made.
//
// Goals: a lesson reads well unplayed; it can say nothing of the kernel that
// the kernel does not confirm; whoever can write Markdown and read strace can
// write one; every fault in a file is found at once and named with its line.
//
// Non-goals: it is no programming language (no variables, no branches, no
// loops), it sets no clock, and it does not lay out a screen.
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
// The head stands between two lines "---". Each line of it is a key, a colon
// and a value; a value may be quoted as in Go. A line that is empty or begins
// with # says nothing. title and summary are needed. minutes is how long the
// lesson takes. presumes lists the lessons to have learnt before. programs lists
// the absolute paths that the lesson's calls may execve; where one is not there,
// the lesson can't be played, and says so. There are no other keys.
//
// Each heading that begins with ## starts a step. A step can be skipped and
// asked about as one. Its slug is its title in lower case, the words joined by
// "-"; no two steps have the same.
//
// A step's fenced blocks are known by the first word after the fence: program
// text (c, python, go, sh), calls, ask, then and table, at most one of each. They
// stand by themselves, behind the first heading, not in a list or a quotation.
// Any other fence is prose, and so is program text in the last section. Prose
// before the calls is shown while they are still to be made, prose behind them
// once they were; without calls all of it comes before. What follows a # in
// calls and then, outside of quotes, is a comment.
//
// # Roles
//
// Lessons never contain PIDs; a process is known by its role, a word of lower
// case letters, digits and _, at most 15 long, as PR_SET_NAME takes no more.
// terminal, file, reaper, none, stage, spare and scratch are no roles.
// The role shell is there from the start: the leader of the stage's session.
// Every other role is born of a fork, or given to a process that a program has
// started ("appears"), and is given once. Where the learner skips the step with
// the fork, the process that would have forked plays the unborn role on.
//
// # Values
//
// In calls, claims and choices
//
//	child   is a role's PID
//	reaper  is the PID of whoever adopts orphans here; not always 1
//
// in claims and choices
//
//	stage spare  are the paths of the stage's terminal and of the spare one
//	none         is no terminal, no open file, no signal, no group
//
// and within strings and paths $child is a role's PID in digits, $stage and
// $spare are the terminals' paths, $scratch is the stage's own directory, the
// only place where a lesson may make files, and $$ is a dollar. A lesson that
// names the spare terminal gets one that is no session's controlling terminal.
//
// # Program text
//
//	```c 1 1 0
//	if ((pid = fork()) > 0) _exit(0);
//	```
//
// After the language may stand a number for each line of the calls block: the
// line of the text, from 1, that makes the call; 0 for none. Without numbers
// each call marks the whole text.
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
// An action a line: a role and a call as [strace.Parse] reads it. fork() needs
// a role to give to the child. What else may follow a call is a claim, and it
// is checked: a number, a role, -1 and the error, or ? for a call that never
// returns. Without it a lesson says nothing of the result.
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
// What happens to the terminal is an action too. It types a text in quotes,
// with Go's escapes, or one of the control characters ^C, ^D, ^Z and ^\. Hangup
// closes forklore's side of it, as closing a window does. "stage anew" ends all
// that is on the stage and sets it again, with a new terminal and a new shell;
// roles may then be given anew.
//
// A program that a puppet executes makes its own calls. What comes of it is
// waited for: "shows" until the terminal has shown the text since the action
// before, "becomes" until all the claims, as in a then block, hold, "appears"
// until there is a process without a role of which they hold, and the role is
// given to it. audit and said can't be waited for. Waits belong to the action
// above them and are no key of their own; a line number of program text is one of
// an action's. Waits have a limit of three seconds, and a wait that reaches it is
// a claim that does not hold; those behind it then have a tenth of a second each,
// until one is met.
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
// What must hold after the step: a subject a line, and one claim or more.
//
// A role's claims are its cells, each a key of [probe.Fields] or fds.N, with =
// or !=. A value with spaces is quoted. Of a set of signals (ignored, caught,
// blocked), =SIGHUP says that the signal is in it and !=SIGHUP that it is not;
// =none says that the set is empty. Of a cell that is not there to be seen, as
// the directory of a zombie, neither = nor != is true. The words say what has
// become of the process: alive (not ended; a stopped process is alive), stopped,
// zombie (ended, not yet waited for), gone (ended and waited for), dead (a zombie
// or gone); they are short for is=alive and so on. An orphan that ends is a
// zombie until the reaper has waited for it, so of such a one dead is the claim
// to make. audit says
// that every property of a well-made daemon holds of the process. said="TEXT"
// holds where TEXT is in the line that strace prints for the process's last
// call that has returned: what wait4 or rt_sigtimedwait filled in stands there.
//
// A file's claims are exists, absent, its mode as four octal digits, and its
// content, quoted, with Go's escapes.
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
// A prediction to make before the step is played: a cell, or what has become
// of a process ("daemon is after hangup"), and the call or event of the step
// after which it is measured: the last of that name, or without "after" the last
// of the step. Then the question in words, which may be left out, and a hint, a
// line that may be left out too and is shown when it is asked for. Then two
// choices or more: a value and the reason that is shown once it was graded, in
// Markdown; lines that are not a choice go on with the one above. Nothing marks the right choice, not even its
// place: it is the one that was measured.
//
// # Table
//
//	```table
//	| after the hang-up | cmd & | nohup cmd & |
//	| is it alive?      | job is | kept is    |
//	| parent            | job.ppid | kept.ppid |
//	```
//
// A head, and rows that are measured when the step has been made: ROLE.FIELD is
// a cell of a process, "ROLE is" what has become of it, all else is text. Steps
// whose tables have the same head fill one table together, which is shown as
// it grows. A table claims nothing; a then block does.
//
// # Review
//
//	```review
//	What does a zombie still have?
//	- A PID and how it ended.
//	```
//
// In the last section: questions to answer from memory, each with the author's
// answer. Lines that are indented go on with the one above.
//
// # Languages
//
// A translation is the same lesson in the folder of another language. Title,
// summary, prose, headings, questions, hints, reasons, texts of tables and the
// program text are its own; minutes, presumes, programs, calls, claims, measured
// cells, choices and line numbers must be those of the English lesson, and there
// must be as many steps, hints and review questions, or it is not loaded. Its
// steps keep the English slugs.
package lessons
