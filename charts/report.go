package charts

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"barometer/datasets"
)

// Report is a PDF of A4 pages: headings, words, figures, charts and tables, put
// below each other in the order in which they are added. Its words stand in
// the bundled fonts and can be copied, its charts are lines, and its structure
// is marked for those who listen. The same parts give the same bytes.
type Report struct {
	title, subject string
	foot           string // at the left of every page's foot
	lang           datasets.Lang
	theme          theme

	painting *painting // the page being written
	pages    []string  // those that are full
	owners   [][]*tag  // of the marked parts of each page
	root     *tag
	y        float64 // where the room that is left begins
}

// The sizes of a page, in pixels of 96 to an inch: A4, 210 by 297 millimetres.
const (
	pageWidth, pageHeight = 210 / 25.4 * 96, 297 / 25.4 * 96
	pageRoom              = 680 // for words, across
	pageMargin            = (pageWidth - pageRoom) / 2
	pageBottom            = pageHeight - 76
)

// mostLines is how many lines of a cell or a notice stand on one page.
const mostLines = 40

// chartMargin is the margin within a picture, which stands in the page's.
const chartMargin = 20

// ReportChartWidth is how wide a chart of a report is made, for its words to
// stand in line with the others.
const ReportChartWidth = pageRoom + 2*chartMargin

// The sizes of a report's words.
var (
	headlineStyle = style{size: 24, bold: true}
	titleStyle    = style{size: 27, bold: true}
	headingStyle  = style{size: 18, bold: true}
	bodyStyle     = style{size: 13.5}
	fineStyle     = style{size: 12}
	fineHeadStyle = style{size: 12, bold: true}
)

// NewReport begins a report. foot stands on every page, before its number.
func NewReport(title, subject, foot string, lang datasets.Lang) (*Report, error) {
	p, err := newPainting()
	if err != nil {
		return nil, fmt.Errorf("begin a report: %w", err)
	}
	return &Report{
		title: printable(title), subject: printable(subject), foot: printable(foot), lang: lang, theme: themes["light"],
		painting: p, owners: make([][]*tag, 1), root: &tag{role: "Document"}, y: pageMargin,
	}, nil
}

// Title adds the title of the whole.
func (r *Report) Title(text string, lang datasets.Lang) {
	t := r.root.add("H1")
	t.lang = lang
	r.paragraph(t, titleStyle, r.theme.ink, text)
	r.y += 4
}

// Heading adds a heading, on the page on which what follows it begins.
func (r *Report) Heading(text string) {
	const follows = 210 // a few lines, a table's head and a row
	r.y += 22
	r.reserve(follows)
	r.rule()
	r.y += 12
	r.paragraph(r.root.add("H2"), headingStyle, r.theme.ink, text)
	r.y += 4
}

// Text adds a paragraph.
func (r *Report) Text(text string) {
	r.paragraph(r.root.add("P"), bodyStyle, r.theme.ink, text)
	r.y += 4
}

// Aside adds a paragraph that says less.
func (r *Report) Aside(text string) {
	r.paragraph(r.root.add("P"), fineStyle, r.theme.soft, text)
	r.y += 4
}

// Notice adds a paragraph that nobody may overlook.
func (r *Report) Notice(text string) {
	const inset = 10
	st := style{size: bodyStyle.size, bold: true}
	r.y += 6
	t := r.root.add("P")
	for lines := range slices.Chunk(st.fold(text, pageRoom-2*inset), mostLines) {
		height := float64(len(lines))*st.height() + 2*inset
		r.reserve(height)
		r.fill(box{pageMargin, r.y, pageRoom, height}, r.theme.tint)
		r.fill(box{pageMargin, r.y, 4, height}, r.theme.series[1])
		r.mark(t, func() { r.lines(st, pageMargin+inset+4, r.y+inset, lines, r.theme.ink) })
		r.y += height
	}
	r.y += 8
}

// Headline is a figure that stands out: its label, its words, what it is of,
// and what casts doubt on it.
type Headline struct {
	Label, Words, Of string
	Doubts           []string
}

// Headlines adds figures, two beside each other. A doubt that takes more than a
// few lines is cut.
func (r *Report) Headlines(all []Headline) {
	const gap = 28
	width := (pageRoom - gap) / 2.0
	for i := 0; i < len(all); i += 2 {
		pair := all[i:min(i+2, len(all))]
		height := 0.0
		for _, h := range pair {
			height = max(height, r.headline(h, 0, width, false))
		}
		r.reserve(height)
		for j, h := range pair {
			r.headline(h, pageMargin+float64(j)*(width+gap), width, true)
		}
		r.y += height + 18
	}
}

// headline writes a figure, or only measures it, and returns its height.
func (r *Report) headline(h Headline, x, width float64, written bool) float64 {
	const most = 6 // lines of a part
	top := r.y
	defer func() { r.y = top }()
	part := func(st style, colour, text string) {
		lines := st.fold(text, width)
		if len(lines) > most {
			lines = append(lines[:most-1], lines[most-1]+" …")
		}
		if written && text != "" {
			r.mark(r.root.add("P"), func() { r.lines(st, x, r.y, lines, colour) })
		}
		if text != "" {
			r.y += float64(len(lines)) * st.height()
		}
	}
	part(fineStyle, r.theme.soft, h.Label)
	part(headlineStyle, r.theme.ink, h.Words)
	part(fineStyle, r.theme.soft, h.Of)
	for _, doubt := range h.Doubts {
		part(fineStyle, r.theme.series[1], doubt)
	}
	return r.y - top
}

// Chart adds a chart and its drawing, as Renderer.SVG returned it. One that is
// higher than a page is made smaller.
func (r *Report) Chart(c *Chart, svg []byte) error {
	root, err := parseDrawing(svg)
	if err != nil {
		return fmt.Errorf("read a drawing: %w", err)
	}
	scale := min(1, (pageBottom-pageMargin)/float64(c.height))
	r.reserve(scale * float64(c.height))
	t := r.root.add("Figure")
	t.alt = c.Description()
	r.mark(t, func() {
		r.painting.out.WriteString("q ")
		r.painting.concat(affine{scale, 0, 0, scale, pageMargin - scale*chartMargin, r.y})
		r.painting.out.WriteByte('\n')
		err = r.painting.draw(root)
		r.painting.out.WriteString("Q\n")
	})
	r.y += scale * float64(c.height)
	if err != nil {
		return fmt.Errorf("write a drawing as PDF: %w", err)
	}
	return nil
}

// paragraph writes lines, over several pages where they need it.
func (r *Report) paragraph(t *tag, st style, colour, text string) {
	for _, line := range st.fold(text, pageRoom) {
		r.reserve(st.height())
		r.mark(t, func() { r.lines(st, pageMargin, r.y, []string{line}, colour) })
		r.y += st.height()
	}
}

// lines writes lines below each other from top on.
func (r *Report) lines(st style, x, top float64, lines []string, colour string) {
	face := r.painting.typefaces[0]
	if st.bold {
		face = r.painting.typefaces[1]
	}
	rgb, _ := pdfColour(colour)
	r.painting.out.WriteString(rgb + " rg ")
	for i, line := range lines {
		y := top + (float64(i)+0.5)*st.height() + face.face.central()*st.size
		r.painting.letter(face, st.size, affine{1, 0, 0, -1, x, y}, line, modeFill)
	}
	r.painting.out.WriteByte('\n')
}

// mark writes a part of the page that belongs to an element.
func (r *Report) mark(t *tag, write func()) {
	page := len(r.pages)
	t.spots = append(t.spots, markedSpot{page, len(r.owners[page])})
	fmt.Fprintf(&r.painting.out, "/%s << /MCID %d >> BDC\n", t.role, len(r.owners[page]))
	r.owners[page] = append(r.owners[page], t)
	write()
	r.painting.out.WriteString("EMC\n")
}

// artifact writes a part of the page that says nothing.
func (r *Report) artifact(write func()) {
	r.painting.out.WriteString("/Artifact BMC ")
	write()
	r.painting.out.WriteString("EMC\n")
}

func (r *Report) fill(b box, colour string) {
	r.artifact(func() {
		rgb, _ := pdfColour(colour)
		r.painting.out.WriteString(rgb + " rg ")
		r.painting.write(b.left, b.top, b.width, b.height)
		r.painting.out.WriteString("re f ")
	})
}

// rule draws a line across the page.
func (r *Report) rule() { r.fill(box{pageMargin, r.y, pageRoom, 1}, r.theme.line) }

// reserve begins another page where so much room is not left on this one.
func (r *Report) reserve(height float64) {
	if r.y+height > pageBottom && r.y > pageMargin {
		r.turn()
	}
}

// turn ends the page.
func (r *Report) turn() {
	r.pages = append(r.pages, r.painting.out.String())
	r.painting.out.Reset()
	r.owners = append(r.owners, nil)
	r.y = pageMargin
}

// PDF ends the report and returns it.
func (r *Report) PDF() ([]byte, error) {
	r.turn()
	r.owners = r.owners[:len(r.pages)]
	for i := range r.pages {
		r.painting.out.Reset()
		r.footer(i)
		r.pages[i] += r.painting.out.String()
	}
	var d document
	resources, err := r.painting.resources(&d)
	if err != nil {
		return nil, fmt.Errorf("end a report: %w", err)
	}
	tree, names, pages := d.reserve(), "", []int(nil)
	for i, content := range r.pages {
		stream := d.stream("", fmt.Appendf(nil, "q %s 0 0 %s 0 %s cm\n%sQ\n", decimal(pointsPerPixel), decimal(-pointsPerPixel), decimal(pointsPerPixel*pageHeight), content))
		pages = append(pages, d.add(fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Contents %d 0 R /Resources %s /StructParents %d /Tabs /S >>",
			tree, decimal(pointsPerPixel*pageWidth), decimal(pointsPerPixel*pageHeight), stream, resources, i)))
		names += fmt.Sprintf("%d 0 R ", pages[i])
	}
	d.put(tree, fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", names, len(pages)))
	structure := d.writeTags(r.root, pages, r.owners)
	info := d.add(fmt.Sprintf("<< /Title %s /Subject %s /Producer (barometer) >>", textString(r.title), textString(r.subject)))
	catalog := d.add(fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R /Lang (%s) /ViewerPreferences << /DisplayDocTitle true >> /MarkInfo << /Marked true >> /StructTreeRoot %d 0 R >>",
		tree, r.lang, structure))
	return d.finish(catalog, info), nil
}

// footer writes a page's foot.
func (r *Report) footer(page int) {
	number := strconv.Itoa(page+1) + "\u2009/\u2009" + strconv.Itoa(len(r.pages))
	wide := fineStyle.width(number)
	top := pageBottom + 18.0
	r.fill(box{pageMargin, top - 6, pageRoom, 1}, r.theme.line)
	r.artifact(func() {
		r.lines(fineStyle, pageMargin, top, []string{fineStyle.cut(r.foot, pageRoom-wide-20)}, r.theme.soft)
		r.lines(fineStyle, pageMargin+pageRoom-wide, top, []string{number}, r.theme.soft)
	})
}

// fold breaks a text into lines no wider than width, and words where they are
// wider themselves, such as addresses. Nothing is left out.
func (st style) fold(text string, width float64) []string {
	var words []string
	for _, word := range breakable(printable(text)) {
		for st.width(word) > width {
			runes := []rune(word)
			n := 1
			for n+1 < len(runes) && st.width(string(runes[:n+1])) <= width {
				n++
			}
			words, word = append(words, string(runes[:n])), string(runes[n:])
		}
		words = append(words, word)
	}
	return st.wrap(strings.Join(words, " "), width, math.MaxInt)
}

// printable makes a text fit for a page: one line without control and
// bidirectional override characters.
func printable(text string) string {
	kept := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || unicode.IsControl(r) || r == unicode.ReplacementChar || r >= 0xFFFE && r <= 0xFFFF {
			return -1
		}
		return r
	}, strings.Join(breakable(text), " "))
	return unbroken.Replace(kept)
}

// PeriodLabel prints a period for a reader: 2019, Q4 2020, April 2020.
func PeriodLabel(p datasets.Period, lang datasets.Lang) string { return periodLabel(p, lang) }

// DateLabel prints a date for a reader, as precisely as it is known.
func DateLabel(d datasets.Date, lang datasets.Lang) string { return dateLabel(d, lang) }
