package lessons

import (
	"slices"
	"sort"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

var acts = []string{"calls", "then", "table", "ask"} // what makes a section a step

// A section is a heading ## and what stands under it, up to the next.
type section struct {
	title  string
	line   int // of the heading; the line before the body for the introduction
	end    int // the line after the last
	blocks []block
	page   *page
}

// A block is a fenced block of a kind that the format knows.
type block struct {
	kind string   // "calls", "c"
	info []string // the words behind it
	line int      // of the opening fence; the text begins on the next
	text []string
}

// A page is the body of a lesson as lines, so that prose can be cut from it as
// it was written.
type page struct {
	first  int // the line of the file on which it begins
	lines  []string
	starts []int  // offset of each line
	taken  []bool // whether the line is of a heading or block, and so not prose
}

func newPage(body []byte, first int) *page {
	pg := &page{first: first, lines: strings.Split(string(body), "\n")}
	offset := 0
	for _, l := range pg.lines {
		pg.starts = append(pg.starts, offset)
		offset += len(l) + 1
	}
	pg.taken = make([]bool, len(pg.lines))
	return pg
}

// line returns the line of the file that has the offset.
func (pg *page) line(offset int) int {
	return pg.first + sort.SearchInts(pg.starts, offset+1) - 1
}

// take keeps lines from being prose; to is the last of them. A fence that is not
// closed ends behind the page.
func (pg *page) take(from, to int) { pg.mark(from, to, true) }

// give makes the block prose again.
func (pg *page) give(b block) { pg.mark(b.line, b.line+1+len(b.text), false) }

func (pg *page) mark(from, to int, taken bool) {
	for l := from; l <= to && l-pg.first < len(pg.taken); l++ {
		pg.taken[l-pg.first] = taken
	}
}

// prose returns what of the lines behind after and before end is no block.
func (s *section) prose(after, end int) string {
	var parts []string
	start := after + 1
	for l := start; l <= end; l++ {
		if l < end && !s.page.taken[l-s.page.first] {
			continue
		}
		if part := strings.Trim(s.page.cut(start, l), "\n"); strings.TrimSpace(part) != "" {
			parts = append(parts, part)
		}
		start = l + 1
	}
	return strings.Join(parts, "\n\n")
}

// cut returns the lines from one up to but not including another.
func (pg *page) cut(from, end int) string {
	return strings.Join(pg.lines[from-pg.first:end-pg.first], "\n")
}

// body reads everything behind the head, which begins on line first.
func (p *parser) body(body []byte, first int) {
	pg := newPage(body, first)
	doc := goldmark.DefaultParser().Parse(text.NewReader(body))
	sections := []*section{{line: first - 1, page: pg}}
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		last := sections[len(sections)-1]
		switch n := n.(type) {
		case *ast.Heading:
			line := pg.line(n.Pos())
			if n.Level == 2 && strings.HasPrefix(strings.TrimSpace(pg.cut(line, line+1)), "##") {
				last.end = line
				pg.take(line, line)
				sections = append(sections, &section{title: plain(n, body), line: line, page: pg})
			}
		case *ast.FencedCodeBlock:
			p.fence(last, n, body)
		default:
			p.hidden(pg, n, body)
		}
	}
	sections[len(sections)-1].end = first + len(pg.lines)
	p.sections(sections)
}

func (p *parser) sections(sections []*section) {
	intro, steps := sections[0], sections[1:]
	p.lesson.Intro = intro.prose(intro.line, intro.end)
	for _, b := range intro.blocks {
		p.fault(b.line, "a %s block before the first step", b.kind)
	}
	if n := len(steps); n > 0 && !steps[n-1].acts() {
		p.outro(steps[n-1])
		steps = steps[:n-1]
	}
	for _, s := range steps {
		p.step(s)
	}
	if len(steps) == 0 {
		p.fault(1, "no step: a heading that begins with ##, and a calls block under it")
	}
}

// outro reads the last section. Program text in it is prose.
func (p *parser) outro(s *section) {
	for _, b := range s.blocks {
		if b.kind != "review" {
			s.page.give(b)
		}
	}
	p.lesson.Outro = strings.TrimSpace("## " + s.title + "\n\n" + s.prose(s.line, s.end))
	if review, ok := p.only(s, "review"); ok {
		p.lesson.Review = p.review(review)
	}
}

func (s *section) acts() bool {
	return slices.ContainsFunc(s.blocks, func(b block) bool { return slices.Contains(acts, b.kind) })
}

// fence reads a fenced block into its section, if it is of a known kind.
func (p *parser) fence(s *section, n *ast.FencedCodeBlock, body []byte) {
	line := s.page.line(n.Pos())
	end := line + 1 + n.Lines().Len()
	if i := end - s.page.first; i >= len(s.page.lines) || !closesFence(s.page.lines[i]) {
		p.fault(line, "the fence is not closed")
	}
	if n.Info == nil {
		return
	}
	info := strings.Fields(string(n.Info.Segment.Value(body)))
	if len(info) == 0 || !known(info[0]) {
		return
	}
	b := block{kind: info[0], info: info[1:], line: line}
	for i := range n.Lines().Len() {
		segment := n.Lines().At(i)
		b.text = append(b.text, strings.TrimRight(string(segment.Value(body)), "\n"))
	}
	if !isCode(b.kind) && len(b.info) > 0 {
		p.fault(line, "nothing may stand after %s", b.kind)
	}
	s.blocks = append(s.blocks, b)
	s.page.take(line, end)
}

func known(kind string) bool {
	return isCode(kind) || slices.Contains(acts, kind) || kind == "review"
}

func isCode(kind string) bool {
	return slices.ContainsFunc(CodeLanguages, func(l CodeLanguage) bool { return l.Tag == kind })
}

func closesFence(line string) bool {
	line = strings.TrimSpace(line)
	return strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~")
}

// hidden faults the blocks that stand inside of n, where they would be prose.
func (p *parser) hidden(pg *page, n ast.Node, body []byte) {
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		fence, ok := n.(*ast.FencedCodeBlock)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		if kind := string(fence.Language(body)); slices.Contains(acts, kind) {
			p.fault(pg.line(fence.Pos()), "a %s block stands by itself, not in a list or a quotation", kind)
		}
		return ast.WalkContinue, nil
	})
}

// plain returns the words of a heading without its markup.
func plain(n ast.Node, body []byte) string {
	var words strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering {
			words.Write(t.Segment.Value(body))
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(words.String())
}
