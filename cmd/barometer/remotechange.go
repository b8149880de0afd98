package main

import (
	"context"
	"fmt"
	"net/http"

	"barometer/api/format"
	"barometer/datasets"
)

// changes are those of an import that a person should see, as many as are
// listed.
func (r *remote) changes(ctx context.Context, i remoteImport) (changeList, error) {
	var found struct {
		Changes struct{ List []format.ChangeMessage }
	}
	list := changeList{tally: datasets.Tally(i.Changes.Tally)}
	path := fmt.Sprintf("/api/v1/imports/%s/changes?kind=revised,gone,disagreeing&limit=%d", i.ID, manyChanges)
	if i.State != string(datasets.StageReady) || list.told() == 0 {
		return list, nil
	}
	if err := r.read(ctx, http.MethodGet, path, "", nil, &found); err != nil {
		return list, err
	}
	for _, m := range found.Changes.List {
		c, err := changeOf(m)
		if err != nil {
			return list, err
		}
		list.lines = append(list.lines, changeLine(c))
	}
	return list, nil
}

// changeOf is the change that a message tells of, as far as its line needs.
func changeOf(m format.ChangeMessage) (datasets.Change, error) {
	period, err := datasets.ParsePeriod(m.Period)
	c := datasets.Change{Kind: datasets.ChangeKind(m.Kind), Dataset: m.Dataset, Key: datasets.Key(m.Key), Period: period, New: rowOf(m.New), Old: rowOf(m.Old), Other: rowOf(m.Other)}
	if m.Relation != nil {
		c.Relation = datasets.Relation(*m.Relation)
	}
	return c, err
}

func rowOf(m *format.StatementMessage) *datasets.Row {
	if m == nil {
		return nil
	}
	number := func(f *float64) datasets.Number {
		if f == nil {
			return datasets.Number{}
		}
		return datasets.Num(*f)
	}
	row := &datasets.Row{Observation: datasets.Observation{Value: number(m.Value), Low: number(m.Low), High: number(m.High),
		Status: datasets.Status(m.Status), Origin: datasets.Origin{Sheet: m.Sheet, Cell: m.Cell, Text: m.Text}}, Release: &datasets.Release{}}
	if m.Precision != nil {
		row.Precision = datasets.Precision(*m.Precision)
	}
	if m.Release != nil {
		row.Release.ID = *m.Release
	}
	return row
}

func findingOf(m format.FindingMessage) datasets.Finding {
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	return datasets.Finding{
		Rule: m.Rule, Severity: datasets.Severity(m.Severity), Sheet: text(m.Sheet), Cell: text(m.Cell), Message: m.Message,
		Found: text(m.Found), Expected: text(m.Expected), Nearest: m.Nearest, Mend: text(m.Mend),
	}
}
