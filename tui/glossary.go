package tui

import (
	"strings"

	"forklore/lessons"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// A glossary is the view of the terms: of those on the page, or of all.
type glossary struct {
	here []lessons.Term // the terms of the page; nil in the list of lessons
	all  bool           // show all terms
	view viewport
}

// openGlossary shows the terms of the page; if it has none, all terms.
func (a *app) openGlossary() {
	var here []lessons.Term
	if a.screen != nil {
		here = a.speech.TermsIn(a.screen.scene.sourceText())
	}
	a.glossary = &glossary{here: here, all: len(here) == 0}
}

// sourceText returns the page's texts as the lesson file has them.
func (s *scene) sourceText() string {
	var parts []string
	add := func(texts ...string) { parts = append(parts, texts...) }
	switch st := s.step(); {
	case s.page().kind == introPage:
		add(s.lesson.Title, s.lesson.Intro)
	case st == nil:
		add(s.lesson.Outro)
		for _, r := range s.lesson.Review {
			add(r.Question, r.Answer)
		}
	default:
		add(st.Title, st.Before, st.After)
		if st.Ask != nil {
			add(st.Ask.Text)
			for _, c := range st.Ask.Choices {
				add(c.Reason)
			}
		}
	}
	return strings.Join(parts, "\n\n")
}

// glossaryKey handles a key in the glossary: it scrolls, or changes between the
// page's terms and all. Any other key closes the glossary.
func (a *app) glossaryKey(msg tea.KeyMsg) {
	switch {
	case key.Matches(msg, keys.glossary) && len(a.glossary.here) > 0:
		a.glossary.all, a.glossary.view = !a.glossary.all, viewport{}
	case a.glossary.view.key(msg, a.layout.body.h/2):
	case key.Matches(msg, keys.next, keys.read):
		a.glossary.view.scroll(a.layout.body.h / 2)
	default:
		a.glossary = nil
	}
}

func (a *app) glossaryView() string {
	g := a.glossary
	terms, title, other := g.here, a.say("glossary: the words of this page"), a.say("all words")
	if len(terms) == 1 {
		title = a.say("glossary")
	}
	if g.all {
		all, err := a.speech.Glossary()
		if err != nil { // cannot happen: a test reads every glossary
			return a.faultOf(err)
		}
		terms, title, other = all, a.say("glossary"), a.say("the words of this page")
	}
	bindings := []key.Binding{renamed(keys.glossary, "w", other), keyScroll, renamed(keys.escape, "esc", "close")}
	if len(g.here) == 0 {
		bindings = bindings[1:]
	}
	lines := func(w int) (lines []string) {
		for _, t := range terms {
			lines = append(lines, a.term(t, w)...)
		}
		return lines
	}
	return a.fullWindow(title, lines, &g.view, bindings...)
}

// term draws a term and its explanation.
func (t *theme) term(term lessons.Term, w int) []string {
	head := t.active.Render(cell(term.Name))
	if term.English != term.Name {
		head += t.dim.Render("  " + cell(term.English))
	}
	lines := append([]string{fit(head, w)}, t.prose.lines(term.Text, w)...)
	return append(lines, "")
}
