package ingest

import (
	"slices"

	"barometer/datasets"
)

// searches look for what unknown texts may mean. Each compares a text with
// every name there is, and a sheet with one wrong column asks as often as it
// has rows: answers are remembered, and a reading has a fixed budget of
// comparisons. What is asked beyond it has no answer; of so many findings the
// last are not listed anyway.
type searches struct {
	known    memo[search, []string]
	compared int
}

// search is a question: a text, and among what.
type search struct {
	text, among string
	allowed     *string
}

// manyComparisons is the budget: some two seconds.
const manyComparisons = 1_000_000

// answer returns what find finds, comparing with n names.
func (s *searches) answer(q search, n int, find func() []string) []string {
	if len(q.text) > longestName {
		return nil
	}
	return s.known.answer(q, func() []string {
		if s.compared += n; s.compared > manyComparisons {
			return nil
		}
		return find()
	})
}

// namesPerCode is how many names a code has, about.
const namesPerCode = 5

// nearest returns up to three codes of a dimension that a label resembles.
func (v *vocabulary) nearest(dim datasets.Dimension, label string) []string {
	label, _ = cutMarks(label)
	return v.nearestIn(v.cat.Codelist(dim), label, dim.Codes)
}

// nearestIn returns up to three codes of a codelist that a text resembles, of
// those allowed; nil allows all.
func (v *vocabulary) nearestIn(list *datasets.Codelist, text string, allowed []string) []string {
	q := search{text: text, among: "codes of " + list.ID}
	if len(allowed) > 0 {
		q.allowed = &allowed[0]
	}
	return v.searches.answer(q, namesPerCode*len(list.Codes), func() []string { return list.Nearest(text, 3, allowed) })
}

// nearestUnits returns up to three units that a text resembles, those first that
// convert to target, "" being none.
func (v *vocabulary) nearestUnits(text, target string) []string {
	near := v.nearestIn(v.cat.Codelists[conceptUnit], inUnit.ReplaceAllString(text, ""), nil)
	if target == "" {
		return near
	}
	near = slices.Clone(near)
	unfit := func(unit string) int {
		if _, ok := v.factor(unit, target); ok {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(near, func(a, b string) int { return unfit(a) - unfit(b) })
	return near
}

// nearestNames returns the names of concepts that a text resembles.
func (v *vocabulary) nearestNames(text string) []string {
	return v.searches.answer(search{text: text, among: "names"}, len(v.names), func() []string {
		if v.called == nil {
			v.called = datasets.NewNames(v.names)
		}
		return v.called.Nearest(text, len(v.names))
	})
}

// nearestDatasets returns the ids of up to three datasets that a text
// resembles.
func (v *vocabulary) nearestDatasets(text string) []string {
	return v.searches.answer(search{text: text, among: "datasets"}, 3*len(v.cat.Datasets), func() []string {
		if v.titles == nil {
			v.titles, v.titled = namesOfDatasets(v.cat)
		}
		var ids []string
		for _, name := range v.titles.Nearest(text, len(v.titled)) {
			if id := v.titled[name]; len(ids) < 3 && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		return ids
	})
}

// namesOfDatasets returns the ids and titles of all datasets, and whose they
// are.
func namesOfDatasets(cat *datasets.Catalogue) (*datasets.Names, map[string]string) {
	var names []string
	owner := map[string]string{}
	for _, d := range cat.Datasets {
		for _, name := range []string{d.ID, d.Title.En, d.Title.Fr} {
			owner[name] = d.ID
			names = append(names, name)
		}
	}
	return datasets.NewNames(names), owner
}
