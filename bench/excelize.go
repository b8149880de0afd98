package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/xuri/excelize/v2"

	"barometer/datasets"
	"barometer/store"
)

// withExcelize reads the workbook with excelize's Rows and writes the same
// rows into the same store. It does less than barometer does: it takes codes,
// periods and values as they stand, looks nothing up and checks nothing.
func withExcelize(ctx context.Context, path string) error {
	published, err := datasets.ParseDate("2020")
	if err != nil {
		return err
	}
	return opened(path, func(file datasets.File) error {
		return stored(ctx, "", func(db *store.DB) error {
			draft, err := db.Begin(ctx, store.Candidate{
				Publication: datasets.Publication{ID: "synthetic-2020", Published: published, Source: datasets.Source{ID: "insee"}},
				Workbook:    filepath.Base(path), Content: file,
			})
			if err != nil {
				return err
			}
			if err := excelizeRows(path, draft.Add); err != nil {
				return err
			}
			release, err := draft.Close(ctx, nil)
			fmt.Println(release.Observations)
			return err
		})
	})
}

// excelizeRows calls add with every observation of the workbook.
func excelizeRows(path string, add func(datasets.Row) error) error {
	f, err := excelize.OpenFile(path)
	if err != nil {
		return err
	}
	defer f.Close()
	in, err := f.Rows("Data")
	if err != nil {
		return err
	}
	defer in.Close()
	for n := 1; in.Next(); n++ {
		cells, err := in.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return err
		}
		if n <= 2 {
			continue
		}
		if len(cells) != 8 {
			return fmt.Errorf("row %d has %d cells", n, len(cells))
		}
		row, err := plainRow(cells, n)
		if err != nil {
			return err
		}
		if err := add(row); err != nil {
			return err
		}
	}
	return in.Error()
}

// plainRow makes an observation of a line of the synthetic workbook.
func plainRow(cells []string, n int) (datasets.Row, error) {
	period, err := datasets.ParsePeriod(cells[5])
	if err != nil {
		return datasets.Row{}, err
	}
	value, err := strconv.ParseFloat(cells[6], 64)
	return datasets.Row{
		Dataset: dataset, Key: datasets.NewKey(cells[:5]...),
		Observation: datasets.Observation{
			Period: period, Value: datasets.Num(value), Quantum: datasets.Num(0.01), Status: datasets.Status(cells[7]), Precision: datasets.Exact,
			Origin: datasets.Origin{Sheet: "Data", Cell: "G" + strconv.Itoa(n), Text: cells[6]},
		},
	}, err
}
