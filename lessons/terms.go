package lessons

import (
	"slices"
	"sync"
	"unicode"
)

// everyday are the terms, in English, whose words mostly have their everyday
// meaning in prose: "a moment ago", "nothing changes".
var everyday = []string{"change", "moment"}

// A termWord is a word that TermsIn looks for.
type termWord struct {
	letters []rune
	term    int // index of its term in the glossary
}

// termWords has the words that TermsIn looks for, by their first letter, the
// longest first. A single Chinese character is left out, as it is part of many
// words.
var termWords = sync.OnceValue(func() map[rune][]termWord {
	terms, err := English.Glossary()
	if err != nil {
		return nil
	}
	words := map[rune][]termWord{}
	for word, term := range vocabulary() {
		letters := []rune(word)
		if len(letters) == 1 && unicode.Is(unicode.Han, letters[0]) || slices.Contains(everyday, terms[term].English) {
			continue
		}
		words[letters[0]] = append(words[letters[0]], termWord{letters, term})
	}
	for _, w := range words {
		slices.SortFunc(w, func(a, b termWord) int { return len(b.letters) - len(a.letters) })
	}
	return words
})

// TermsIn returns the terms whose words occur in a text, in the order in which
// they first occur. Of words that begin at the same place, the longest counts.
// Words in Latin letters count only as a whole.
func (l *Language) TermsIn(markdown string) []Term {
	terms, err := l.Glossary()
	if err != nil {
		return nil
	}
	var found []Term
	seen := map[int]bool{}
	text := []rune(fold(markdown))
	for at := 0; at < len(text); {
		word, ok := wordAt(text, at)
		if !ok {
			at++
			continue
		}
		if !seen[word.term] {
			seen[word.term] = true
			found = append(found, terms[word.term])
		}
		at += len(word.letters)
	}
	return found
}

// TermAt returns the term whose word is at a place in the text, counted in
// characters from 0. If several words are there, the longest counts.
func (l *Language) TermAt(text string, place int) (term Term, ok bool) {
	const reach = 40 // longer than any word of the glossary
	letters := []rune(text)
	longest := 0
	for from := max(0, place-reach); from <= place; from++ {
		for end := min(len(letters), place+reach); end > place && end-from > longest; end-- {
			if from > 0 && sameWord(letters[from-1], letters[from]) || end < len(letters) && sameWord(letters[end-1], letters[end]) {
				continue
			}
			if t, found := l.Term(string(letters[from:end])); found {
				term, ok, longest = t, true, end-from
			}
		}
	}
	return term, ok
}

// wordAt returns the longest word that begins at a place in the folded text.
func wordAt(text []rune, at int) (termWord, bool) {
	if at > 0 && sameWord(text[at-1], text[at]) {
		return termWord{}, false
	}
	for _, w := range termWords()[text[at]] {
		end := at + len(w.letters)
		if end <= len(text) && slices.Equal(text[at:end], w.letters) && (end == len(text) || !sameWord(text[end-1], text[end])) {
			return w, true
		}
	}
	return termWord{}, false
}

// sameWord reports whether two adjacent characters belong to one word, in a
// script that has spaces between words. Chinese has none.
func sameWord(a, b rune) bool { return isWordRune(a) && isWordRune(b) }

func isWordRune(r rune) bool {
	return r == '_' || (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.Is(unicode.Han, r)
}
