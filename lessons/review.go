package lessons

import "strings"

// review reads a review block: questions, each with its answer.
func (p *parser) review(b block) (all []Review) {
	for i, text := range b.text {
		line := b.line + 1 + i
		answer, isAnswer := strings.CutPrefix(text, "- ")
		text = strings.TrimSpace(text)
		n := len(all)
		switch {
		case text == "":
		case isAnswer && n > 0 && all[n-1].Answer == "":
			all[n-1].Answer = strings.TrimSpace(answer)
		case isAnswer:
			p.fault(line, "an answer without a question of its own: %q", text)
		case n > 0 && strings.HasPrefix(b.text[i], " "):
			last := &all[n-1]
			if last.Answer == "" {
				last.Question += " " + text
			} else {
				last.Answer += " " + text
			}
		case n > 0 && all[n-1].Answer == "":
			all[n-1].Question += " " + text
		default:
			all = append(all, Review{Question: text})
		}
	}
	if n := len(all); n == 0 || all[n-1].Answer == "" {
		p.fault(b.line, "a review block is questions, each with a line \"- answer\" below it")
	}
	return all
}
