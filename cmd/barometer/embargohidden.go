package main

import (
	"context"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"barometer/datasets"
	"barometer/store"
)

// hidden is what nobody may find on a server: names, words and figures that
// are not public.
type hidden struct {
	drafts, scheduled, imports int

	words []word
	ids   []string                     // of the words, those that an address may name
	cells map[string]map[string]string // the figures that come, by dataset and cell
	long  map[string]string            // figures of many digits that nothing public has, and whose they are
}

// word is a text that nothing public contains, and what it is.
type word struct{ text, what string }

// The shortest words and figures that are looked for anywhere: shorter ones
// stand in answers by chance.
const (
	shortestWord   = 4 // characters
	shortestFigure = 5 // digits
)

func (h *hidden) figures() int {
	n := 0
	for _, cells := range h.cells {
		n += len(cells)
	}
	return n
}

// hiddenIn collects what is under embargo in a database; only names one import
// or draft, "" is all.
func hiddenIn(ctx context.Context, db *store.DB, only string) (*hidden, error) {
	public, err := db.State(ctx, 0)
	if err != nil {
		return nil, err
	}
	h := &hidden{cells: map[string]map[string]string{}, long: map[string]string{}}
	said := publicWords(public)
	imports, err := db.Imports(ctx)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{only: true}
	for _, i := range imports {
		if i.Stage == datasets.StagePublished || i.Stage == datasets.StageDiscarded || only != "" && i.ID != only {
			continue
		}
		h.imports++
		wanted[i.DraftID] = true
		h.add(said, "the id of an import", true, i.ID)
		h.add(said, "the fingerprint of an import's workbook", true, i.SHA256)
		h.add(said, "the name of an import's workbook", true, i.Workbook)
	}
	embargoed, err := db.Embargoed(ctx)
	if err != nil {
		return nil, err
	}
	for _, e := range embargoed {
		if only != "" && !wanted[e.DraftID] {
			continue
		}
		h.name(said, e)
		if err := h.read(ctx, db, e); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// publicWords is all that the catalogue and the public releases say, as one
// text.
func publicWords(public *store.State) string {
	var b strings.Builder
	say := func(words ...string) { b.WriteString(strings.Join(words, "\n") + "\n") }
	for _, r := range public.Releases {
		p := r.Publication
		say(r.ID, r.SHA256, r.Workbook, p.ID, p.Title, p.Publisher, p.URL, p.Note)
	}
	for _, content := range public.Catalogue.Files {
		b.Write(content)
	}
	for _, d := range public.Catalogue.Datasets {
		say(d.ID, d.Title.En, d.Title.Fr)
	}
	for _, list := range public.Catalogue.Codelists {
		for _, code := range list.Codes {
			say(code.ID, code.Label.En, code.Label.Fr)
		}
	}
	for _, s := range public.Catalogue.Sources {
		say(s.ID, s.Title.En, s.Title.Fr)
	}
	return b.String()
}

// add adds words, unless something public says them.
func (h *hidden) add(said, what string, id bool, texts ...string) {
	for _, text := range texts {
		if utf8.RuneCountInString(text) < shortestWord || containsWord(said, text) {
			continue
		}
		h.words = append(h.words, word{text, what})
		if id {
			h.ids = append(h.ids, text)
		}
	}
}

// name adds what a release is called, and what its dictionary brings.
func (h *hidden) name(said string, e store.Embargoed) {
	r, p := e.Release, e.Release.Publication
	of := " of the draft " + e.DraftID
	if h.drafts++; r.State == datasets.Scheduled {
		h.drafts--
		h.scheduled++
		of = " of the scheduled release " + r.ID
	}
	h.add(said, "the id"+of, true, e.DraftID, r.ID, p.ID)
	h.add(said, "the fingerprint of the workbook"+of, true, r.SHA256)
	h.add(said, "the name of the workbook"+of, true, r.Workbook)
	h.add(said, "the title"+of, false, p.Title, p.URL, p.Note)
	for _, d := range e.Dictionary.Datasets {
		h.add(said, "a dataset"+of, true, d.ID)
		h.add(said, "the title of a dataset"+of, false, d.Title.En, d.Title.Fr)
	}
	for _, codes := range e.Dictionary.Codes {
		for _, code := range codes {
			h.add(said, "a code"+of, true, code.ID)
			h.add(said, "the label of a code"+of, false, code.Label.En, code.Label.Fr)
		}
	}
	for _, s := range e.Dictionary.Sources {
		h.add(said, "a source"+of, true, s.ID)
		h.add(said, "the title of a source"+of, false, s.Title.En, s.Title.Fr)
	}
}

// read adds the figures of a draft that are not public.
func (h *hidden) read(ctx context.Context, db *store.DB, e store.Embargoed) error {
	state, err := db.Preview(ctx, e.DraftID, 0)
	if err != nil {
		return err
	}
	for _, d := range state.Catalogue.Datasets {
		coming, err := db.Select(ctx, datasets.Query{Dataset: d.ID, Preview: e.DraftID, At: state.Generation})
		if err != nil {
			return err
		}
		public := map[string]bool{}
		shown, err := db.Select(ctx, datasets.Query{Dataset: d.ID, History: true})
		if err == nil {
			for _, row := range statements(shown) {
				public[row.Place()+" "+plainFigure(row.Value)] = true
				public[plainFigure(row.Value)] = true
			}
		} else if datasets.KindOf(err) != datasets.NotFound {
			return err
		}
		for _, row := range statements(coming) {
			h.figure(d.ID, row, public, e.DraftID)
		}
	}
	return nil
}

// figure adds one figure, unless its cell shows it already.
func (h *hidden) figure(dataset string, row datasets.Row, public map[string]bool, draft string) {
	value := plainFigure(row.Value)
	if value == "" || public[row.Place()+" "+value] {
		return
	}
	if h.cells[dataset] == nil {
		h.cells[dataset] = map[string]string{}
	}
	h.cells[dataset][row.Place()] = value
	if digits := strings.Trim(strings.ReplaceAll(value, ".", ""), "-0"); len(digits) >= shortestFigure && !public[value] {
		h.long[strings.TrimPrefix(value, "-")] = "a figure of the draft " + draft
	}
}

// statements are all rows of an extract, of every cell.
func statements(e *datasets.Extract) []datasets.Row {
	var out []datasets.Row
	for _, series := range e.Series {
		for _, cell := range series.Cells {
			for _, row := range cell.Rows {
				row.Key = series.Key
				out = append(out, row)
			}
		}
	}
	return out
}

// plainFigure prints a figure without grouping; "" is none.
func plainFigure(n datasets.Number) string {
	if !n.Known || math.IsNaN(n.Float) {
		return ""
	}
	return strconv.FormatFloat(n.Float, 'f', -1, 64)
}

// containsWord reports whether a text has a word that no letter or digit
// stands next to.
func containsWord(text, word string) bool {
	for start := 0; ; {
		i := strings.Index(text[start:], word)
		if i < 0 {
			return false
		}
		i += start
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(word):])
		if !wordly(before) && !wordly(after) {
			return true
		}
		start = i + 1
	}
}

func wordly(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// tags are what a reader of a page does not see.
var tags = regexp.MustCompile(`<[^>]*>`)

// printed is a figure as pages, charts and files print it: grouped by narrow
// or plain spaces that do not break, with a point or a comma.
var printed = regexp.MustCompile(`\d+(?:[\x{00a0}\x{202f}]\d{3})*(?:[.,]\d+)?`)

// find returns what of a text is hidden; asked is the address itself, whose own
// words may be repeated.
func (h *hidden) find(text, asked string) (found []word) {
	for _, w := range h.words {
		if !strings.Contains(asked, w.text) && containsWord(text, w.text) {
			found = append(found, w)
		}
	}
	if len(h.long) == 0 {
		return found
	}
	ungrouped := strings.NewReplacer("\u00a0", "", "\u202f", "")
	for _, number := range printed.FindAllString(tags.ReplaceAllString(text, " "), -1) {
		plain := ungrouped.Replace(number)
		whole, fraction, _ := strings.Cut(strings.ReplaceAll(plain, ",", "."), ".")
		for _, form := range []string{strings.ReplaceAll(plain, ",", "."), whole, fraction} {
			if what, ok := h.long[form]; ok && !strings.Contains(asked, form) {
				found = append(found, word{number, what})
			}
		}
	}
	return found
}
