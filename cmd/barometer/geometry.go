package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"barometer/charts"
	"barometer/datasets"
	"barometer/store"
)

// loadGeometry reads a file of outlines and logs which areas it has and which
// features are none; no file is no outlines.
func loadGeometry(ctx context.Context, db *store.DB, name, maker string, log *slog.Logger) (*charts.Geometry, error) {
	if name == "" {
		return nil, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("--geometry: %w", err)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, charts.GeometryLimit+1))
	if err != nil {
		return nil, fmt.Errorf("--geometry: %w", err)
	}
	areas, err := charts.ParseGeometry(filepath.Base(name), content, maker)
	if err != nil {
		return nil, fmt.Errorf("--geometry: %w", err)
	}
	state, err := db.State(ctx, 0)
	if err != nil {
		return nil, err
	}
	lists := state.Catalogue.Codelists
	for _, id := range slices.Sorted(maps.Keys(lists)) {
		codes, unmatched := areas.Match(lists[id])
		if len(codes) == 0 {
			continue
		}
		log.Info("outlines for maps", "file", name, "codelist", id, "areas", len(codes))
		if len(unmatched) > 0 {
			log.Warn("features that are no area of the codelist", "file", name, "codelist", id, "count", len(unmatched),
				"features", strings.Join(unmatched[:min(len(unmatched), 20)], "; "))
		}
		return areas, nil
	}
	return nil, datasets.Errorf(datasets.Invalid,
		"--geometry: no feature of %s has a property with the NUTS or INSEE code of an area that lies there; expected for example \"nuts\": \"FRE\" or \"insee\": \"32\"", filepath.Base(name))
}
