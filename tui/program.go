package tui

import (
	"slices"
	"strings"

	"forklore/lessons"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/charmbracelet/lipgloss"
)

// languagesOf returns the tags of the languages in which the lesson has a
// program text.
func languagesOf(l *lessons.Lesson) (tags []string) {
	for _, language := range lessons.CodeLanguages {
		if slices.ContainsFunc(l.Steps, func(st lessons.Step) bool { return st.Code[language.Tag].Text != "" }) {
			tags = append(tags, language.Tag)
		}
	}
	return tags
}

// languageName returns the name of a language for readers.
func languageName(tag string) string {
	for _, l := range lessons.CodeLanguages {
		if l.Tag == tag {
			return l.Name
		}
	}
	return ""
}

// programContent shows the whole program: the texts of all steps in order. A
// sign marks the line that makes the page's call.
func programContent(s *scene, w, _ int) content {
	var c content
	if s.language == "" {
		c.lines = wrap(s.dim.Render(s.say("This lesson has no program text.")), w)
		return c
	}
	c.title = s.titled(languageName(s.language))
	for i := range s.lesson.Steps {
		code, ok := s.lesson.Steps[i].Code[s.language]
		if !ok || code.Text == "" {
			continue
		}
		signs := s.lineSigns(i, code)
		if i <= s.page().step {
			c.focus = len(c.lines) // a step without text shows the text before it
		}
		lines := codeLines(code.Text)
		if i == s.page().step {
			lines = s.highlight(s.language, lines) // the others are grey
		}
		for n, text := range lines {
			if signs[n] == signMade || signs[n] == signAhead {
				c.focus = len(c.lines)
			}
			c.lines = append(c.lines, s.codeLine(signs[n], text, i, w)...)
		}
	}
	return c
}

// lineSigns returns the signs before the lines of a step's text, by line index.
func (s *scene) lineSigns(step int, code lessons.Code) map[int]string {
	signs := map[int]string{}
	at := s.page()
	if step != at.step {
		return signs
	}
	call, sign := at.call, signMade
	if at.kind == aheadPage {
		call, sign = 0, signAhead
	}
	if len(code.Lines) == 0 {
		// The lesson does not say which line makes which call: mark the whole text.
		signs[0] = sign
		for n := range strings.Count(code.Text, "\n") {
			signs[n+1] = signPart
		}
		return signs
	}
	if call >= 0 && call < len(code.Lines) && code.Lines[call] > 0 {
		signs[code.Lines[call]-1] = sign
	}
	return signs
}

// codeLine draws a line of a step's text after its sign. Only the text of the
// page's step has colours.
func (s *scene) codeLine(sign, text string, step, w int) []string {
	look := s.active
	if sign == signAhead {
		look = s.dim
	}
	gutter := "  "
	switch {
	case s.state.Skipped[step] && sign == "":
		gutter = s.dim.Render(signSkipped) + " "
	case sign != "":
		gutter = look.Render(sign) + " "
	}
	switch {
	case step != s.page().step:
		text = s.dim.Render(text)
	case sign == signMade:
		text = s.strong.Render(sgr.ReplaceAllString(text, ""))
	}
	return hang(gutter, strings.Repeat(" ", width(gutter)), wrapCode(text, w-width(gutter)))
}

// codeLines returns the lines of a text, with each tab as four spaces.
func codeLines(text string) []string {
	return strings.Split(strings.ReplaceAll(clean(text), "\t", "    "), "\n")
}

// highlight colours lines of a program. If that fails, it returns them plain.
func (t *theme) highlight(language string, plain []string) []string {
	lexer := lexers.Get(language)
	if lexer == nil {
		return plain
	}
	tokens, err := chroma.Coalesce(lexer).Tokenise(nil, strings.Join(plain, "\n"))
	if err != nil {
		return plain
	}
	var b strings.Builder
	for _, token := range tokens.Tokens() {
		look := t.code.look(token.Type)
		for i, part := range strings.Split(token.Value, "\n") {
			if i > 0 {
				b.WriteByte('\n')
			}
			if part != "" {
				b.WriteString(look.Render(part))
			}
		}
	}
	lines := strings.Split(b.String(), "\n")
	if len(lines) < len(plain) {
		return plain
	}
	return lines[:len(plain)]
}

// look returns the style of a token.
func (c *codeStyles) look(t chroma.TokenType) lipgloss.Style {
	switch {
	case t.InCategory(chroma.Comment) && !t.InSubCategory(chroma.CommentPreproc):
		return c.comment
	case t.InCategory(chroma.Keyword):
		return c.keyword
	case t.InSubCategory(chroma.LiteralString):
		return c.text
	}
	return c.number
}
