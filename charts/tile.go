package charts

import (
	_ "embed"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"sync"

	"barometer/datasets"
)

// atlas is one division of a territory into areas that a map draws together:
// a grid of tiles, or outlines from a file.
type atlas struct {
	places []territory
	maker  string // of the outlines; "" where they are tiles
}

// territory is where an area stands on a map.
type territory struct {
	code        string   // in the chart's codelist
	short       string   // a name of few letters; "" is none
	column, row int      // of a tile
	apart       bool     // drawn only where an area of its kind has a figure
	polygons    [][]ring // of an outline, in degrees: each its edge and its holes
}

// has reports whether an area is on the map.
func (a *atlas) has(code string) bool {
	return slices.ContainsFunc(a.places, func(p territory) bool { return p.code == code })
}

// tile is a row of assets/tiles.csv.
type tile struct {
	grid, nuts, short string
	column, row       int
	apart             bool
}

//go:embed assets/tiles.csv
var tileFile string

// loadTiles reads the grids: each tile's area by its NUTS code, its column and
// row, and a short name.
var loadTiles = sync.OnceValues(func() ([]tile, error) {
	rows, err := csv.NewReader(strings.NewReader(tileFile)).ReadAll()
	if err != nil {
		return nil, err
	}
	var out []tile
	for _, row := range rows[1:] {
		column, err := strconv.Atoi(row[2])
		if err != nil {
			return nil, err
		}
		line, err := strconv.Atoi(row[3])
		if err != nil {
			return nil, err
		}
		out = append(out, tile{row[0], row[1], row[4], column, line, row[5] != ""})
	}
	return out, nil
})

// grids returns the grids of tiles with the areas of a codelist, in the
// order of the file; none where the codelist has no area of a grid.
func grids(list *datasets.Codelist) []*atlas {
	tiles, err := loadTiles()
	if err != nil {
		return nil
	}
	byNUTS := map[string]string{}
	for _, code := range list.Codes {
		if code.NUTS != "" {
			byNUTS[code.NUTS] = code.ID
		}
	}
	var out []*atlas
	last := ""
	for _, t := range tiles {
		id, ok := byNUTS[t.nuts]
		if !ok {
			continue
		}
		if t.grid != last {
			out, last = append(out, &atlas{}), t.grid
		}
		grid := out[len(out)-1]
		grid.places = append(grid.places, territory{code: id, short: t.short, column: t.column, row: t.row, apart: t.apart})
	}
	return out
}
