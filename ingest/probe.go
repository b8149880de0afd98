package ingest

import (
	"slices"

	"barometer/datasets"
)

// probe looks through a table that cannot be read for the words that nothing
// knows, so that a mapping lists them with what is wrong above the table. What
// else there is to say of it is said when it is read. It returns where the
// figures stand, as far as it found that; nil where no dataset comes near.
func (b *block) probe() *layout {
	d, named := b.datasetNamed()
	if !named {
		if d = b.likeliest(); d == nil || b.r.listing && !b.numeric() {
			return nil
		}
	}
	r := b.r
	r.probing, r.guessed = d, !named
	defer func() { r.probing = nil }()
	table := *b
	table.dataset, table.codes, table.period = d, make([]string, len(d.Dimensions)), datasets.Period{}
	for _, key := range b.keys {
		table.readKey(key)
	}
	l := &layout{block: &table}
	l.place()
	return l
}

// probed is how many columns and rows tell which dataset a table is of.
const probed = 50

// likeliest returns the dataset that knows most labels of a table, those that
// resemble the name it was given first, or whose words resemble the table's;
// nil if there is none.
func (b *block) likeliest() *datasets.Dataset {
	order := slices.Clone(b.r.cat.Datasets)
	for _, key := range b.keys {
		if key.concept == conceptDataset {
			near := b.r.vocabulary.nearestDatasets(key.value)
			slices.SortStableFunc(order, func(x, y *datasets.Dataset) int { return rank(near, x.ID) - rank(near, y.ID) })
		}
	}
	var best *datasets.Dataset
	most := 0
	for _, d := range order {
		if n := b.known(d); n > most {
			best, most = d, n
		}
	}
	if best == nil {
		return b.resembling(order)
	}
	return best
}

// rank is a text's place in a list, behind all others if it is not there.
func rank(list []string, text string) int {
	if i := slices.Index(list, text); i >= 0 {
		return i
	}
	return len(list)
}

// known counts what a dataset knows of a table: its keys, its headers and the
// labels of its first column.
func (b *block) known(d *datasets.Dataset) int {
	n := 0
	count := func(c cell) {
		concept, _ := b.r.vocabulary.concept(c.text)
		names := func(dim datasets.Dimension) bool { return dim.ID == concept || b.r.vocabulary.knows(dim, c.label()) }
		if c.kind == text && slices.ContainsFunc(d.Dimensions, names) {
			n++
		}
	}
	for _, key := range b.keys {
		if d.Dim(key.concept) >= 0 {
			n++
		}
	}
	for _, x := range b.header {
		for _, c := range x.cells[:min(len(x.cells), probed)] {
			count(c)
		}
	}
	for _, x := range b.body[:min(len(b.body), probed)] {
		count(x.cells[0])
	}
	return n
}
