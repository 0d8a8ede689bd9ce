package lessons

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// stepBlocks are the kinds of blocks that make a section a step.
var stepBlocks = []string{"calls", "then", "table", "ask"}

// A section is a heading ## and all up to the next one.
type section struct {
	title  string
	line   int // of the heading; of the introduction the line before the body
	end    int // the line after the last
	blocks []block
	page   *page
}

// A block is a fenced block of a kind that the format knows.
type block struct {
	kind string   // "calls", "c"
	info []string // the words after the kind
	line int      // of the opening fence; the text begins on the next line
	text []string
}

// A page is the body of a lesson as lines. Prose is cut from these, as the parsed
// Markdown no longer has it as it was written.
type page struct {
	first  int // the line of the file on which the page begins
	lines  []string
	starts []int  // the offset of each line in the body
	taken  []bool // whether each line belongs to a heading or a block, and is not prose
}

// newPage splits the body, which begins on line first of the file, into lines.
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

// line returns the line of the file that an offset in the body is on.
func (pg *page) line(offset int) int {
	after, _ := slices.BinarySearch(pg.starts, offset+1)
	return pg.first + after - 1
}

// take marks lines, including the last, as not prose. A block whose fence is not
// closed ends after the page.
func (pg *page) take(from, last int) { pg.mark(from, last, true) }

// give makes a block prose again.
func (pg *page) give(b block) { pg.mark(b.line, b.line+1+len(b.text), false) }

func (pg *page) mark(from, last int, taken bool) {
	for l := from; l <= last && l-pg.first < len(pg.taken); l++ {
		pg.taken[l-pg.first] = taken
	}
}

// prose returns the prose between the lines after and end. An empty line replaces
// each block.
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

// cut returns the lines from one line up to but not including another.
func (pg *page) cut(from, end int) string {
	return strings.Join(pg.lines[from-pg.first:end-pg.first], "\n")
}

// body reads all after the head. It begins on line first of the file.
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
				sections = append(sections, &section{title: headingText(n, body), line: line, page: pg})
			}
		case *ast.FencedCodeBlock:
			p.fence(last, n, body)
		default:
			p.nested(pg, n, body)
		}
	}
	sections[len(sections)-1].end = first + len(pg.lines)
	p.sections(sections)
}

// sections reads the introduction, the steps and the last section.
func (p *parser) sections(sections []*section) {
	intro, steps := sections[0], sections[1:]
	p.lesson.Intro = intro.prose(intro.line, intro.end)
	for _, b := range intro.blocks {
		p.fault(b.line, "a %s block before the first step", b.kind)
	}
	if n := len(steps); n > 0 && !steps[n-1].isStep() {
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

// outro reads the last section, in which program text is prose.
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

// isStep reports whether the section is a step, and not the last section.
func (s *section) isStep() bool {
	return slices.ContainsFunc(s.blocks, func(b block) bool { return slices.Contains(stepBlocks, b.kind) })
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
	if len(info) == 0 || !isBlock(info[0]) {
		return
	}
	b := block{kind: info[0], info: info[1:], line: line}
	for i := range n.Lines().Len() {
		segment := n.Lines().At(i)
		b.text = append(b.text, strings.TrimRight(string(segment.Value(body)), "\n"))
	}
	if !isCode(b.kind) && len(b.info) > 0 {
		p.fault(line, "nothing may follow %s", b.kind)
	}
	s.blocks = append(s.blocks, b)
	s.page.take(line, end)
}

// isBlock reports whether the format knows blocks of that kind.
func isBlock(kind string) bool {
	return isCode(kind) || slices.Contains(stepBlocks, kind) || kind == "review"
}

func isCode(kind string) bool {
	return slices.ContainsFunc(CodeLanguages, func(l CodeLanguage) bool { return l.Tag == kind })
}

func closesFence(line string) bool {
	line = strings.TrimSpace(line)
	return strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~")
}

// nested adds a fault for each block inside n, as in a list, where the format
// does not read it.
func (p *parser) nested(pg *page, n ast.Node, body []byte) {
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		fence, ok := n.(*ast.FencedCodeBlock)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		if kind := string(fence.Language(body)); slices.Contains(stepBlocks, kind) {
			p.fault(pg.line(fence.Pos()), "a %s block stands by itself, not in a list or a quotation", kind)
		}
		return ast.WalkContinue, nil
	})
}

// headingText returns the text of a heading without markup.
func headingText(n ast.Node, body []byte) string {
	var words strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering {
			words.Write(t.Segment.Value(body))
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(words.String())
}
