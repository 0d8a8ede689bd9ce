package lessons

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"unicode"

	"forklore/probe/say"
)

// A Term is a word of the glossary, and what it means.
type Term struct {
	Name    string   // in its language: "进程组"
	English string   // "process group"; the same in every language
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

// words returns all that the term is called in its language.
func (t Term) words() []string {
	words := append([]string{t.Name}, t.Also...)
	if t.English != t.Name {
		words = append(words, t.English)
	}
	return words
}

// Glossary returns the terms of the language in the order of its file; those
// in English where it has no glossary. They are parsed once and shared: do not
// change them.
func (l *Language) Glossary() ([]Term, error) { return l.glossary() }

func (l *Language) readGlossary() ([]Term, error) {
	original, err := shippedGlossary("en")
	if err != nil || l.Tag == "en" || !l.has("glossary") {
		return original, err
	}
	terms, err := shippedGlossary(l.Tag)
	if err == nil {
		err = translates(l.Tag+"/glossary.md", terms, original)
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

// translates holds a glossary against the English one: the same terms, in the
// same order. The error is Faults, in English: only translators meet it.
func translates(file string, terms, original []Term) error {
	for i, t := range terms {
		if i == len(original) {
			return Faults{{file, t.line, say.Plain("one term more than there are in English: " + t.Name)}}
		}
		if t.English != original[i].English {
			return Faults{{file, t.line, say.Plain("the English term in this place is " + original[i].English + ", not " + t.English)}}
		}
	}
	if len(terms) < len(original) {
		return Faults{{file, terms[len(terms)-1].line, say.Plain("behind it the term is missing: " + original[len(terms)].English)}}
	}
	return nil
}

// parseGlossary reads a glossary. Each heading ## is a term, in another
// language than English with the English one in brackets; the line "also:"
// below it has other words for it, the line "see:" at its end related terms.
// What stands before the first heading is not read. The error, of type Faults,
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

// term reads what stands under a heading.
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
			p.fault(at, "also stands right below the heading, and once")
		case key == "see" && t.See == nil:
			t.See = p.commas(at, key, value)
		case t.See != nil && strings.TrimSpace(l) != "":
			p.fault(at, "nothing may stand after see")
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

// commas reads words that are parted by commas. One with a backslash stands in
// backquotes, as Markdown wants.
func (p *parser) commas(line int, key, value string) []string {
	words := strings.Split(value, ",")
	for i, w := range words {
		if words[i] = strings.Trim(w, " `"); words[i] == "" {
			p.fault(line, "a word is missing in %s", key)
		}
	}
	return words
}

// meanings faults words that mean two terms, and terms to see that are none.
func (p *parser) meanings(terms []Term) {
	known := map[string]int{} // the line of the term
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

// vocabulary is every word for every term in every language, folded, and the
// place of the term in each glossary. Of two languages the first has a word.
var vocabulary = sync.OnceValue(func() map[string]int {
	places := map[string]int{}
	for _, l := range Languages() {
		terms, err := l.Glossary()
		if err != nil {
			continue // whoever asks for this glossary is told
		}
		for i, t := range terms {
			for _, w := range t.words() {
				if _, taken := places[fold(w)]; !taken {
					places[fold(w)] = i
				}
			}
		}
	}
	return places
})

// Term returns the term that a word means, be it the term's name or another
// word for it, in any language, in capitals or not.
func (l *Language) Term(word string) (Term, bool) {
	terms, err := l.Glossary()
	i, ok := vocabulary()[fold(word)]
	if err != nil || !ok {
		return Term{}, false
	}
	return terms[i], true
}

// fold returns the text as words are compared: in lower case, with one space
// for spaces, line breaks and hyphens, and none beside a Chinese character.
func fold(text string) string {
	folded := make([]rune, 0, len(text))
	for _, r := range strings.TrimSpace(text) {
		last := ' '
		if n := len(folded); n > 0 {
			last = folded[n-1]
		}
		switch {
		case unicode.IsSpace(r) || r == '-':
			if last != ' ' && !unicode.Is(unicode.Han, last) {
				folded = append(folded, ' ')
			}
			continue
		case unicode.Is(unicode.Han, r) && last == ' ' && len(folded) > 0:
			folded = folded[:len(folded)-1]
		}
		folded = append(folded, unicode.ToLower(r))
	}
	return string(folded)
}

// TermsNear returns the names of at most three terms that somebody may have
// meant by a word that means none, the likeliest first.
func (l *Language) TermsNear(word string) []string {
	terms, err := l.Glossary()
	word = fold(word)
	if err != nil || word == "" {
		return nil
	}
	most := max(1, (len([]rune(word))+1)/3)
	slips := map[int]int{} // by place
	for w, i := range vocabulary() {
		n := distance([]rune(word), []rune(w))
		if len([]rune(word)) > 1 && strings.Contains(w, word) {
			n = 0
		}
		if least, ok := slips[i]; n <= most && (!ok || n < least) {
			slips[i] = n
		}
	}
	var names []string
	for n := 0; n <= most; n++ {
		for i, t := range terms {
			if least, ok := slips[i]; ok && least == n {
				names = append(names, t.Name)
			}
		}
	}
	return slices.Clip(names[:min(3, len(names))])
}

// distance counts the letters to put in, take out or change to make b of a.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			changed := diagonal
			if x != y {
				changed++
			}
			diagonal = row[j+1]
			row[j+1] = min(changed, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
