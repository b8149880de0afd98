package main

import (
	"bufio"
	"context"
	"strconv"
	"strings"

	"barometer/api/format"
	"barometer/datasets"
)

type exportCommand struct {
	Dataset string `arg:"" help:"The dataset's id."`
	Format  string `default:"csv" enum:"csv,json" help:"csv or json."`
	AsOf    string `name:"as-of" placeholder:"DATE" help:"Only from publications that had appeared by that day, month or year."`
	At      int64  `placeholder:"GENERATION" help:"As this portal served it at that generation."`
	Labels  string `default:"id" enum:"id,name,both" help:"Codes, labels, or both."`
	Origin  bool   `help:"Where each figure was found: workbook, sheet, cell, text, quote."`
	Lang    string `default:"en" enum:"en,fr" help:"Language of labels."`
}

// Run writes every shown figure of the dataset, with the columns of the API's
// data address.
func (c exportCommand) Run(ctx context.Context, config *Config, t *terminal) error {
	query := datasets.Query{Dataset: c.Dataset, At: c.At}
	if c.AsOf != "" {
		var err error
		if query.AsOf, err = datasets.ParseDate(c.AsOf); err != nil {
			return usageError("--as-of: " + err.Error())
		}
	}
	db, err := openReader(ctx, config.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	extract, err := db.Select(ctx, query)
	if err != nil {
		return err
	}
	encoder, _ := format.ByName(format.Tables, c.Format)
	out := bufio.NewWriter(t.out)
	err = encoder.Encode(out, &format.Answer{
		Dataset: c.Dataset, Query: c.query(), Generation: extract.Generation, AsOf: query.AsOf,
		Table: format.Observations(extract, format.Options{Labels: format.Labels(c.Labels), Origin: c.Origin, Lang: datasets.Lang(c.Lang)}),
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

// query is the same question as the data address would have it.
func (c exportCommand) query() string {
	var parts []string
	if c.AsOf != "" {
		parts = append(parts, "asOf="+c.AsOf)
	}
	if c.At != 0 {
		parts = append(parts, "at="+strconv.FormatInt(c.At, 10))
	}
	return strings.Join(parts, "&")
}
