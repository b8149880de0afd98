package charts

import (
	"embed"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// fontFamily is what every text of a chart asks for. The pages serve the fonts
// of FontFS under the first name.
const fontFamily = "Inter, system-ui, sans-serif"

//go:embed assets/echarts.qbc assets/echarts.min.js assets/prelude.js assets/formats.js assets/glue.js assets/resvg.wasm assets/*.otf assets/*.woff2 assets/OFL.txt
var assets embed.FS

// BrowserFS returns what a page serves to show charts as they are drawn here:
// the fonts that they are measured with, under the family Inter
// (BarometerSans-Regular, weight 400, and BarometerSans-SemiBold, weight 600,
// each as .woff2 and .otf) with OFL.txt, their licence; and echarts.min.js, to
// draw an option again, with formats.js, which has the number formats it names.
func BrowserFS() fs.FS { return browserFiles{} }

type browserFiles struct{}

func (browserFiles) Open(name string) (fs.File, error) {
	if !strings.HasPrefix(name, "BarometerSans-") && !slices.Contains([]string{"OFL.txt", "echarts.min.js", "formats.js"}, name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return assets.Open("assets/" + name)
}

// fontNames are the bundled fonts: weight 400, then 600.
var fontNames = [2]string{"BarometerSans-Regular", "BarometerSans-SemiBold"}

// face is one weight of the bundled font. Its Font may be shared; a Buffer may
// not, so face keeps its own lock and remembers what it measured.
type face struct {
	font *sfnt.Font
	mu   sync.Mutex
	buf  sfnt.Buffer
	ems  map[string]float64 // advance of a text in ems
}

var loadFaces = sync.OnceValues(func() (faces [2]*face, err error) {
	for i, name := range fontNames {
		content, err := assets.ReadFile("assets/" + name + ".otf")
		if err != nil {
			return faces, err
		}
		parsed, err := sfnt.Parse(content)
		if err != nil {
			return faces, err
		}
		faces[i] = &face{font: parsed, ems: map[string]float64{}}
	}
	return faces, nil
})

// remembered bounds what a face remembers, in texts.
const remembered = 20000

// em returns the advance of a text in ems: the font's advances and kerning,
// and one em for a rune it does not have.
func (f *face) em(text string) float64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	if w, ok := f.ems[text]; ok {
		return w
	}
	const size = 1 << 10 // pixels an em in which advances are asked, for their precision
	ppem := fixed.I(size)
	var sum fixed.Int26_6
	var last sfnt.GlyphIndex
	for _, r := range text {
		glyph, err := f.font.GlyphIndex(&f.buf, r)
		if err != nil || glyph == 0 {
			sum, last = sum+ppem, 0
			continue
		}
		if last != 0 {
			if kern, err := f.font.Kern(&f.buf, last, glyph, ppem, font.HintingNone); err == nil {
				sum += kern
			}
		}
		if advance, err := f.font.GlyphAdvance(&f.buf, glyph, ppem, font.HintingNone); err == nil {
			sum += advance
		}
		last = glyph
	}
	w := float64(sum) / 64 / size
	if len(f.ems) >= remembered {
		clear(f.ems)
	}
	f.ems[text] = w
	return w
}

// style is the size and weight of a text.
type style struct {
	size float64 // pixels
	bold bool    // weight 600
}

// width returns how wide a line of text is drawn.
func (s style) width(line string) float64 {
	faces, err := loadFaces()
	if err != nil {
		return s.size * float64(len(line))
	}
	if s.bold {
		return faces[1].em(line) * s.size
	}
	return faces[0].em(line) * s.size
}

// parseStyle reads a font as ECharts writes it: 600 14px Inter.
func parseStyle(css string) style {
	s := style{size: 12}
	for word := range strings.FieldsSeq(css) {
		if n, ok := strings.CutSuffix(word, "px"); ok {
			if size, err := strconv.ParseFloat(n, 64); err == nil {
				s.size = size
			}
			break
		}
		if n, err := strconv.Atoi(word); word == "bold" || err == nil && n >= 500 {
			s.bold = true
		}
	}
	return s
}

// wrap breaks text at spaces into lines no wider than width; a single word
// that is wider is cut. What does not fit in the last of at most limit lines
// ends in an ellipsis.
func (s style) wrap(text string, width float64, limit int) []string {
	var lines []string
	line := ""
	words := breakable(text)
	for i, word := range words {
		next := strings.TrimPrefix(line+" "+word, " ")
		if s.width(next) <= width {
			line = next
			continue
		}
		if len(lines) == limit-1 {
			rest := strings.Join(words[i:], " ")
			return append(lines, s.cut(strings.TrimPrefix(line+" "+rest, " "), width))
		}
		if line != "" {
			lines = append(lines, line)
		}
		line = word
		if s.width(word) > width {
			line = s.cut(word, width)
		}
	}
	return append(lines, line)
}

// cut shortens text to width, ending it in an ellipsis.
func (s style) cut(text string, width float64) string {
	if s.width(text) <= width {
		return text
	}
	runes := []rune(text)
	low, high := 0, len(runes)
	for low < high {
		mid := (low + high + 1) / 2
		if s.width(strings.TrimRight(string(runes[:mid]), " ")+"…") <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return strings.TrimRight(string(runes[:low]), " ") + "…"
}

// widest returns the width of the widest line.
func (s style) widest(lines []string) float64 {
	w := 0.0
	for _, line := range lines {
		w = max(w, s.width(line))
	}
	return w
}
