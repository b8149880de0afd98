package ingest

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"barometer/datasets"
)

// Check compares a publication's figures with each other by the catalogue's
// checks, with the past of their series, and with what prior, which may be
// nil, has of other sources and of older publications of the same one. cat has
// the workbook's dictionary. To changed, which may be nil, it tells what
// Compare yields; the rows of a change are overwritten once it returns. The figures are looked at some series at a time, so that
// neither the candidate nor the store need fit into memory. The error is that
// of candidate, prior, changed or ctx.
func Check(ctx context.Context, pub datasets.Publication, candidate Candidate, cat *datasets.Catalogue, prior Prior, changed func(datasets.Change) error) ([]datasets.Finding, error) {
	return newChecker(ctx, pub, candidate, cat, prior, changed).check()
}

// CheckPart is Check of a candidate that could not be read whole, so that its
// steward learns of errors and doubts at once. What speaks of figures that are
// not there is left out: they may be in what was not read.
func CheckPart(ctx context.Context, pub datasets.Publication, candidate Candidate, cat *datasets.Catalogue, prior Prior) ([]datasets.Finding, error) {
	k := newChecker(ctx, pub, candidate, cat, prior, nil)
	k.whole = false
	return k.check()
}

func newChecker(ctx context.Context, pub datasets.Publication, candidate Candidate, cat *datasets.Catalogue, prior Prior, changed func(datasets.Change) error) *checker {
	return &checker{
		ctx: ctx, cat: cat, pub: pub, candidate: candidate, prior: prior, changed: changed, whole: true,
		release: &datasets.Release{ID: pub.ID, Publication: pub}, noted: tally{}, tables: map[string]datasets.Origin{},
	}
}

// check looks at the candidate's figures.
func (k *checker) check() ([]datasets.Finding, error) {
	if err := k.run(batches(k.candidate.Rows(k.ctx))); err != nil {
		return nil, err
	}
	return k.all()
}

// run looks at series some at a time, as batches yields them.
func (k *checker) run(batches iter.Seq2[[]group, error]) (err error) {
	if k.repeated, err = repeatedSince(k.ctx, k.pub, k.prior); err != nil {
		return err
	}
	for batch, err := range batches {
		if err == nil {
			err = k.ctx.Err()
		}
		if err == nil {
			err = k.load(batch)
		}
		if err == nil {
			err = k.compare(batch)
		}
		if err != nil {
			return err
		}
		for _, g := range batch {
			k.series(g)
		}
	}
	return nil
}

// all returns the findings, once the candidate as a whole is looked at too.
func (k *checker) all() ([]datasets.Finding, error) {
	if k.whole {
		if err := k.leftOut(); err != nil {
			return nil, err
		}
	}
	k.findings = k.noted.withMore(k.findings)
	SortFindings(k.findings)
	return k.findings, nil
}

// checker is one run of the rules over one publication.
type checker struct {
	ctx       context.Context
	cat       *datasets.Catalogue
	pub       datasets.Publication
	release   *datasets.Release // the publication's, were it released
	candidate Candidate
	prior     Prior
	changed   func(datasets.Change) error // nil where nobody asks
	near      *neighbourhood
	hand      hand
	findings  []datasets.Finding
	noted     tally
	whole     bool                       // the candidate is all that the workbook says
	tables    map[string]datasets.Origin // where the figures of a dataset begin
	repeated  repeated
}

// series asks every rule about a series. A slip of the unit explains what the
// figure contradicts, so that it is said once.
func (k *checker) series(g group) {
	d, err := k.cat.Dataset(g.dataset)
	if err != nil {
		return // Read emits rows of known datasets alone
	}
	k.take(d, g.series)
	k.begins(g)
	k.repeated.add(g, k.hand.others)
	for i := range g.rows {
		row := &g.rows[i]
		if len(d.Checks) > 0 {
			k.derived(d, *row)
		}
		if len(d.Checks) > 0 && k.whole {
			k.gaps(d, *row)
		}
		if !k.unitSlip(row) {
			k.otherSources(row)
			k.olderEditions(row)
			k.jump(d, row)
		}
		k.zero(row)
	}
}

// mends says for each rule what a steward can do about what it noticed.
var mends = map[string]string{
	"total":                    "Correct the part or the total that was mistyped; if the publication prints them so, publish with that as the reason.",
	"shares":                   "Correct the share that was mistyped or left out; if the publication prints them so, publish with that as the reason.",
	"share":                    "Compare the share and its parts with the publication; if all three are printed so, publish with what the share is of as the reason.",
	"growth":                   "Compare the growth and both levels with the publication; if the levels are not comparable, add a break to the catalogue, else publish with a reason.",
	"at_most":                  "Check the scope of both figures: a part cannot be above its whole; if they are counted differently, publish with that as the reason.",
	string(datasets.Disagrees): "Check area, scope, measure and period against both publications; if both print it so, publish with the reason why they differ.",
	"rewrites":                 "Check the figure and its period; if the source revised it, publish with its reason, or mark the figure (r) with a note.",
	"jump":                     "Check the figure, its unit and its scope; if it is right, publish with what happened as the reason, and add a break to the catalogue if the series begins anew.",
	"unit-slip":                "Write the figure in the unit of its series, or name its own unit above the table or in the cell (2.9 Md€).",
	"zero":                     "Write n.d. if the figure is not known; 0 says that somebody counted and found none.",
	"gone":                     "A correction replaces the whole publication: copy these figures into it, or publish with the reason why they are taken back.",
}

// say notes a finding at a row's cell.
func (k *checker) say(rule string, severity datasets.Severity, row *datasets.Row, message, expected string) {
	k.note(datasets.Finding{
		Rule: rule, Severity: severity, Sheet: row.Origin.Sheet, Cell: row.Origin.Cell, Message: message, Found: row.Origin.Text, Expected: expected,
	})
}

func (k *checker) note(f datasets.Finding) {
	if f.Mend == "" {
		f.Mend = mends[f.Rule]
	}
	if k.noted.lists(f) {
		k.findings = append(k.findings, f)
	}
}

// positive returns a single value above zero: what ratios are made of.
func positive(row *datasets.Row) (float64, bool) {
	return row.Value.Float, row.Value.Known && row.Value.Float > 0
}

// isLevel reports whether a series counts something. A percentage does not:
// its ratios mean nothing. A unit is one if it is ever written with %.
func (k *checker) isLevel(d *datasets.Dataset, key datasets.Key) bool {
	list := k.cat.Codelists[conceptUnit]
	if list == nil {
		return true
	}
	unit, _ := list.Code(k.cat.Unit(d, key))
	return !slices.ContainsFunc(unit.Aliases, func(name string) bool { return strings.Contains(name, "%") })
}

// seriesWords names a series in a finding that has no cell of its own.
func seriesWords(s series) string { return fmt.Sprintf("%s %s", s.dataset, s.key) }
