package ingest

import "slices"

// rules is every rule that a finding may have.
var rules = []string{
	"about", "agrees", "at_most", "code", "comparison", "dataset", "decimals", "dictionary", "dimension", "disagrees", "duplicate", "empty", "file", "formula", "gone",
	"growth", "header", "hidden", "jump", "key", "language", "layout", "limit", "mapping", "note", "number", "overwritten", "percent", "period", "precision",
	"publication", "published", "quote", "quoted", "range", "rewrites", "share", "shares", "sheet", "source", "status", "stopped", "total", "truncated", "unit",
	"unit-slip", "zero",
}

// Rules returns the ids of all rules, in alphabetical order.
func Rules() []string { return slices.Clone(rules) }
