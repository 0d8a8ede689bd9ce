package lessons

import (
	"bytes"
	"strings"

	"forklore/probe/say"
)

// A Term is a word of the glossary, and what it means.
type Term struct {
	Name    string   // in its language: "进程组"
	English string   // in English: "process group"
	Also    []string // other words for it: "PGID"
	Text    string   // Markdown
	See     []string // names of related terms, in its language

	line int // of its heading
}

// Definition returns the first sentence of the text.
func (t Term) Definition() string {
	text := strings.Join(strings.Fields(t.Text), " ")
	for i, r := range text {
		if r == '。' || r == '.' && strings.HasPrefix(text[i:], ". ") {
			return text[:i+len(string(r))]
		}
	}
	return text
}

// words returns all words for the term in its language, and its English name.
func (t Term) words() []string {
	words := append([]string{t.Name}, t.Also...)
	if t.English != t.Name {
		words = append(words, t.English)
	}
	return words
}

// Glossary returns the terms of the language in the order of its file, or the
// English terms if it has no glossary. They are parsed once and shared: do not
// change them.
func (l *Language) Glossary() ([]Term, error) { return l.glossary() }

// readGlossary reads the glossary and checks it against the English one.
func (l *Language) readGlossary() ([]Term, error) {
	original, err := shippedGlossary("en")
	if err != nil || l.Tag == "en" || !l.has("glossary") {
		return original, err
	}
	terms, err := shippedGlossary(l.Tag)
	if err == nil {
		err = checkGlossary(l.Tag+"/glossary.md", terms, original)
	}
	if err != nil {
		return nil, err
	}
	return terms, nil
}

func shippedGlossary(tag string) ([]Term, error) {
	path := tag + "/glossary.md"
	source, err := files.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return parseGlossary(path, source)
}

// checkGlossary returns Faults unless a glossary has the same terms as the
// English one, in the same order. The Faults are in English, as only translators
// see them.
func checkGlossary(file string, terms, original []Term) error {
	for i, t := range terms {
		if i == len(original) {
			return Faults{{file, t.line, say.Plain("one term more than there are in English: " + t.Name)}}
		}
		if t.English != original[i].English {
			return Faults{{file, t.line, say.Plain("the English term in this place is " + original[i].English + ", not " + t.English)}}
		}
	}
	if len(terms) < len(original) {
		return Faults{{file, terms[len(terms)-1].line, say.Plain("after it a term is missing: " + original[len(terms)].English)}}
	}
	return nil
}

// parseGlossary reads a glossary. Each heading ## is a term; in languages other
// than English, the English term follows in parentheses. A line "also:" below
// the heading has other words for the term, a line "see:" at the end related
// terms. Text before the first heading is skipped. The error, of type Faults,
// has every fault of the file.
func parseGlossary(file string, source []byte) ([]Term, error) {
	p := &parser{file: file}
	source = bytes.ReplaceAll(source, []byte("\r\n"), []byte("\n"))
	if line, ok := firstInvalid(source); !ok {
		p.fault(line, "not UTF-8")
		return nil, p.faults
	}
	lines := strings.Split(string(source), "\n")
	var headings []int
	for i, l := range lines {
		if l == "##" || strings.HasPrefix(l, "## ") {
			headings = append(headings, i)
		}
	}
	var terms []Term
	for n, i := range headings {
		end := len(lines)
		if n+1 < len(headings) {
			end = headings[n+1]
		}
		terms = append(terms, p.term(i+1, lines[i][len("##"):], lines[i+1:end]))
	}
	if len(terms) == 0 {
		p.fault(1, "no term: a heading that begins with ##")
	}
	p.meanings(terms)
	if len(p.faults) > 0 {
		p.faults.sort()
		return nil, p.faults
	}
	return terms, nil
}

// term reads the term of a heading and the lines below it.
func (p *parser) term(line int, heading string, body []string) Term {
	t := Term{Name: strings.TrimSpace(heading), line: line}
	t.English = t.Name
	if name, english, ok := strings.Cut(t.Name, " ("); ok && strings.HasSuffix(english, ")") {
		t.Name, t.English = name, strings.TrimSuffix(english, ")")
	}
	for i, l := range body {
		key, value, _ := strings.Cut(l, ":")
		switch at := line + 1 + i; {
		case key == "also" && t.Text == "" && t.Also == nil:
			t.Also = p.commas(at, key, value)
		case key == "also":
			p.fault(at, "also belongs right below the heading, and only once")
		case key == "see" && t.See == nil:
			t.See = p.commas(at, key, value)
		case t.See != nil && strings.TrimSpace(l) != "":
			p.fault(at, "nothing may follow see")
		default:
			t.Text = strings.TrimLeft(t.Text+l+"\n", "\n")
		}
	}
	t.Text = strings.TrimSpace(t.Text)
	switch {
	case t.Name == "" || t.English == "":
		p.fault(line, "a term's heading has no words")
	case t.Text == "":
		p.fault(line, "the term %q has no text", t.Name)
	}
	return t
}

// commas reads words separated by commas. A word may be in backquotes, which
// Markdown needs for a backslash.
func (p *parser) commas(line int, key, value string) []string {
	words := strings.Split(value, ",")
	for i, w := range words {
		if words[i] = strings.Trim(w, " `"); words[i] == "" {
			p.fault(line, "a word is missing in %s", key)
		}
	}
	return words
}

// meanings adds a fault for each word that means two terms, and for each related
// term that does not exist.
func (p *parser) meanings(terms []Term) {
	known := map[string]int{} // by word, the line of the term
	for _, t := range terms {
		for _, w := range t.words() {
			if first, taken := known[fold(w)]; taken && w != "" {
				p.fault(t.line, "%q already means the term on line %d", w, first)
			}
			known[fold(w)] = t.line
		}
	}
	for _, t := range terms {
		for _, w := range t.See {
			if line, ok := known[fold(w)]; w != "" && (!ok || line == t.line) {
				p.fault(t.line, "see names %q, which is no other term", w)
			}
		}
	}
}
