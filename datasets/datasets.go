// Package datasets holds barometer's vocabulary: what a statistical office of
// contact-centre figures speaks about, named as SDMX names it.
//
// A [Dataset] has ordered [Dimension]s, each with a [Codelist]. A [Key] is one
// code per dimension; an [Observation] is one figure of a key at a [Period],
// with a [Status], a [Precision], a quantum and the [Origin] it was read from.
// A [Row] is an observation as one [Release] of one [Source] stated it; every
// published row is kept. A [Query] asks; [Visible] says which releases the
// question may see; [Resolve] says which row of a cell a reader is shown; an
// [Extract] is the answer. Two figures are compared as intervals, see
// [Relate].
//
// The package knows nothing of workbooks, databases, HTTP or charts. It imports
// the standard library alone; load.go, which reads what ships, also reads YAML.
//
//	cat, err := datasets.Shipped()
//	jobs, _ := cat.Dataset("jobs")
//	key := datasets.NewKey("FRE", "OUT", "PERSONS", "_T")
//	p, err := datasets.ParsePeriod("2019")
package datasets
