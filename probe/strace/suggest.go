package strace

import "forklore/probe/say"

// suggest returns " (did you mean C?)" for the first candidate that is one typing
// error away from name, or an empty text if there is none.
func suggest(name string, candidates []string) say.Text {
	for _, c := range candidates {
		if oneTypo(name, c) {
			return say.Textf(" (did you mean %s?)", c)
		}
	}
	return say.Textf("%s", "")
}

// oneTypo reports whether a becomes b by one letter inserted, deleted, changed,
// or swapped with the next.
func oneTypo(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	a, b = a[i:], b[i:]
	switch {
	case len(b) == len(a)+1:
		return a == b[1:]
	case len(a) != len(b) || a == "":
		return false
	case a[1:] == b[1:]:
		return true
	}
	return len(a) > 1 && a[0] == b[1] && a[1] == b[0] && a[2:] == b[2:]
}
