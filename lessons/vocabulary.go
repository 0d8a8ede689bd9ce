package lessons

import (
	"slices"
	"strings"
	"sync"
	"unicode"
)

// vocabulary has every word for every term in every language, folded, with the
// index of the term, which is the same in each glossary. A word that two
// languages use means the term of the first.
var vocabulary = sync.OnceValue(func() map[string]int {
	places := map[string]int{}
	for _, l := range Languages() {
		terms, err := l.Glossary()
		if err != nil {
			continue // Glossary returns the error
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

// Term returns the term that a word means. The word may be the term's name or
// another word for it, in any language; case does not matter.
func (l *Language) Term(word string) (Term, bool) {
	terms, err := l.Glossary()
	i, ok := vocabulary()[fold(word)]
	if err != nil || !ok {
		return Term{}, false
	}
	return terms[i], true
}

// fold prepares a text for comparison: in lower case, with one space for spaces,
// line breaks and hyphens, and no space next to a Chinese character.
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

// TermsNear returns the names of at most three terms that may have been meant by
// a word that means none, the likeliest first.
func (l *Language) TermsNear(word string) []string {
	terms, err := l.Glossary()
	word = fold(word)
	if err != nil || word == "" {
		return nil
	}
	most := max(1, (len([]rune(word))+1)/3)
	least := map[int]int{} // by index of the term, the least distance of its words
	for w, i := range vocabulary() {
		n := distance([]rune(word), []rune(w))
		if len([]rune(word)) > 1 && strings.Contains(w, word) {
			n = 0
		}
		if d, ok := least[i]; n <= most && (!ok || n < d) {
			least[i] = n
		}
	}
	var names []string
	for n := 0; n <= most; n++ {
		for i, t := range terms {
			if d, ok := least[i]; ok && d == n {
				names = append(names, t.Name)
			}
		}
	}
	return slices.Clip(names[:min(3, len(names))])
}

// distance returns the Levenshtein distance: how many letters to insert, delete
// or change to turn a into b.
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
