// Package ingest reads a workbook as a statistician would: it finds the About,
// table, tidy, dictionary and quotes sheets by what they hold, turns each cell
// into an observation that remembers where it stood, and says of everything it
// cannot place what was found, where, and what would be right. [Check] then
// compares the figures read with each other and with what is already
// published.
//
// The package knows the catalogue and nothing of databases, HTTP or charts: it
// emits rows to its caller one by one, and asks for earlier figures through
// [Prior]. No rule names a workbook, a sheet, a dataset or a code.
//
//	report, err := ingest.Read(ctx, name, file, catalogue, draft.Add)
//	if report.Failed() {
//		return report.Err()
//	}
//
// Where the rows go depends on what the workbook says of itself, [Open] reads
// that first:
//
//	reading, err := ingest.Open(ctx, name, file, catalogue, ingest.Options{})
//	draft, err := db.Begin(ctx, candidateOf(reading.Report()))
//	report, err := reading.Rows(ctx, draft.Add)
package ingest

import (
	"context"

	"barometer/datasets"
)

// Read reads a workbook and emits its observations in order of sheet and cell.
// What is wrong with the workbook is in the report's findings; the error is
// that of emit or of ctx.
func Read(ctx context.Context, name string, file datasets.File, cat *datasets.Catalogue, emit func(datasets.Row) error) (*Report, error) {
	return ReadWith(ctx, name, file, cat, Options{}, emit)
}

// ReadWith is Read with options. Its error is also that of Options.Remembered.
func ReadWith(ctx context.Context, name string, file datasets.File, cat *datasets.Catalogue, o Options, emit func(datasets.Row) error) (*Report, error) {
	reading, err := Open(ctx, name, file, cat, o)
	if err != nil {
		return reading.Report(), err
	}
	return reading.Rows(ctx, emit)
}

// Reading is a workbook of which the sheets are read that say how to read the
// others.
type Reading struct {
	r    *reader
	data []*sheet // that are still to be read
}

// Open reads what a workbook says of itself and what its dictionary brings.
// Findings are in the report; the error is that of ctx or Options.Remembered.
func Open(ctx context.Context, name string, file datasets.File, cat *datasets.Catalogue, o Options) (*Reading, error) {
	return open(ctx, name, file, cat, o, defaultLimits)
}

func open(ctx context.Context, name string, file datasets.File, cat *datasets.Catalogue, o Options, lim limits) (*Reading, error) {
	r := &reader{
		ctx: ctx, cat: cat, vocabulary: newVocabulary(cat), report: &Report{}, book: &workbook{},
		quotes: map[string][]*quote{}, seen: newSeen(), noted: tally{}, told: map[told]bool{}, words: map[string]bool{}, unfit: memo[unfitUnit, bool]{}, later: map[laterPeriod]bool{}, shares: plainShares{}, lines: map[linePlace]keyLine{}, mapped: newMapped(o.Mapping),
	}
	reading := &Reading{r: r}
	book, err := openWorkbook(file, lim)
	if book != nil {
		r.report.SHA256 = book.sha256
	}
	if err != nil {
		r.fault(finding{rule: ruleOf(err), message: name + ": " + err.Error()})
		return reading, nil
	}
	r.book = book
	if reading.data, err = r.readControls(o); err != nil {
		return reading, err
	}
	r.cat = cat.With(r.report.Dictionary)
	r.vocabulary = newVocabulary(r.cat)
	r.useMapping()
	return reading, nil
}

// Report returns what was found so far. Its findings are in no order before
// Rows is done.
func (g *Reading) Report() *Report { return g.r.report }

// Rows reads the other sheets and emits their observations in order of sheet
// and cell. It can be called once. The error is that of emit or of ctx.
func (g *Reading) Rows(ctx context.Context, emit func(datasets.Row) error) (*Report, error) {
	r := g.r
	r.ctx, r.emit = ctx, emit
	for _, s := range g.data {
		if err := r.readData(s); err != nil {
			return r.report, err
		}
	}
	r.seen = nil // which is large, while the caller goes on to check
	if len(r.book.sheets) > 0 {
		r.sayRest()
	}
	return r.report, nil
}

// sayRest reports what shows once all is read, and puts the findings in order.
func (r *reader) sayRest() {
	if !r.report.Failed() {
		r.sayUnused()
	}
	r.sayEmpty()
	r.sayMapping()
	r.report.Findings = r.noted.withMore(r.report.Findings)
	r.report.Sort(r.report.Findings)
}

// kinds recognises the sheets that can be read.
func (r *reader) kinds() map[*sheet]sheetKind {
	kinds := map[*sheet]sheetKind{}
	for _, s := range r.book.sheets {
		if s.part == "" {
			r.fault(finding{rule: "sheet", severity: datasets.SeverityInfo, sheet: s, message: "sheet not read: it is a chart or a macro, not a worksheet"})
			continue
		}
		head, err := r.head(s)
		if err != nil {
			r.fault(finding{rule: ruleOf(err), sheet: s, message: err.Error()})
			continue
		}
		kinds[s] = r.kindOf(head)
	}
	return kinds
}

// readControls reads the sheets that say how to read the others, and returns
// the others. The About sheet comes first: it names the source, whose mapping
// may say what the others are.
func (r *reader) readControls(o Options) ([]*sheet, error) {
	kinds := r.kinds()
	for _, s := range r.book.sheets {
		if kinds[s] != ownedSheet {
			r.report.Sheets = append(r.report.Sheets, s.name)
		}
	}
	for _, s := range r.book.sheets {
		if kinds[s] == aboutSheet && !r.leavesOut(s) {
			r.readAbout(s, r.all(s))
			break
		}
	}
	if r.about == nil {
		r.fault(finding{rule: "about", message: "no About sheet: a workbook says its publication and when it was published", expected: "a sheet with publication and published", mend: "Add a sheet with the lines publication, published and publisher."})
	}
	if err := r.remember(o); err != nil {
		return nil, err
	}
	var data, dictionaries []*sheet
	for _, s := range r.book.sheets {
		kind, readable := kinds[s]
		switch {
		case !readable || kind == ownedSheet || s == r.about || r.ignores(s):
		case r.named(s):
			data = append(data, s)
		case kind == aboutSheet:
			r.readAbout(s, r.all(s))
		case kind == datasetsSheet || kind == codesSheet:
			dictionaries = append(dictionaries, s)
		case kind == quotesSheet:
			r.readQuotes(s, r.all(s))
		default:
			data = append(data, s)
		}
	}
	r.readDictionaries(dictionaries)
	return data, nil
}

// readData reads a sheet that may hold figures. Its error is that of emit or
// of ctx.
func (r *reader) readData(s *sheet) error {
	head, err := r.head(s)
	if err != nil {
		return nil // said by readControls
	}
	kind := r.kindOf(head)
	if kind != tidySheet && r.assigned(s, head) {
		kind = tableSheet
	}
	if kind == tidySheet || kind == tableSheet {
		r.figures = append(r.figures, s)
	}
	switch kind {
	case tidySheet:
		r.sayHidden(s)
		err = r.readTidy(s)
	case tableSheet:
		r.sayHidden(s)
		err = r.readTables(s)
	default:
		lost := r.sayUnread(s, head)
		r.listWords(s, head, !lost)
	}
	r.endFormulas()
	r.sayShares(s)
	if broken := faultOf(err); broken != nil {
		r.fault(finding{rule: ruleOf(broken), sheet: s, message: broken.Error()})
		return nil
	}
	return err
}
