package lessons

import (
	"slices"
	"sync"
	"unicode"
)

// everyday are the terms, in English, whose names mean something plainer nearly
// wherever prose uses them: "a moment ago", "nothing changes".
var everyday = []string{"change", "moment"}

// A spoken word is one that TermsIn looks for.
type spoken struct {
	letters []rune
	place   int // of its term in the glossary
}

// lexicon has the words to look for by their first letter, the longest first.
// One Chinese character alone is too little to know a word by.
var lexicon = sync.OnceValue(func() map[rune][]spoken {
	terms, err := English.Glossary()
	if err != nil {
		return nil
	}
	words := map[rune][]spoken{}
	for word, place := range vocabulary() {
		letters := []rune(word)
		if len(letters) == 1 && unicode.Is(unicode.Han, letters[0]) || slices.Contains(everyday, terms[place].English) {
			continue
		}
		words[letters[0]] = append(words[letters[0]], spoken{letters, place})
	}
	for _, w := range words {
		slices.SortFunc(w, func(a, b spoken) int { return len(b.letters) - len(a.letters) })
	}
	return words
})

// TermsIn returns the terms that a text speaks of, in the order in which they
// first occur. Where one word begins with another the longest counts; words in
// Latin letters count only as a whole.
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
		if !seen[word.place] {
			seen[word.place] = true
			found = append(found, terms[word.place])
		}
		at += len(word.letters)
	}
	return found
}

// TermAt returns the term that the text speaks of at a place, counted in
// characters from 0: of several words around it the longest counts.
func (l *Language) TermAt(text string, place int) (term Term, ok bool) {
	const reach = 40 // longer than any word of the glossary
	letters := []rune(text)
	longest := 0
	for from := max(0, place-reach); from <= place; from++ {
		for end := min(len(letters), place+reach); end > place && end-from > longest; end-- {
			if from > 0 && joined(letters[from-1], letters[from]) || end < len(letters) && joined(letters[end-1], letters[end]) {
				continue
			}
			if t, found := l.Term(string(letters[from:end])); found {
				term, ok, longest = t, true, end-from
			}
		}
	}
	return term, ok
}

// wordAt returns the longest word that begins there.
func wordAt(text []rune, at int) (spoken, bool) {
	if at > 0 && joined(text[at-1], text[at]) {
		return spoken{}, false
	}
	for _, w := range lexicon()[text[at]] {
		end := at + len(w.letters)
		if end <= len(text) && slices.Equal(text[at:end], w.letters) && (end == len(text) || !joined(text[end-1], text[end])) {
			return w, true
		}
	}
	return spoken{}, false
}

// joined reports whether two neighbours belong to one word of a script that
// puts spaces between its words.
func joined(a, b rune) bool { return spaced(a) && spaced(b) }

func spaced(r rune) bool {
	return r == '_' || (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.Is(unicode.Han, r)
}
