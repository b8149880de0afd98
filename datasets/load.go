package datasets

import (
	"bytes"
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
)

//go:embed catalogue workbooks
var shipped embed.FS

// Shipped returns the catalogue inside the binary.
func Shipped() (*Catalogue, error) {
	files := map[string][]byte{}
	err := fs.WalkDir(shipped, "catalogue", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files[strings.TrimPrefix(name, "catalogue/")], err = shipped.ReadFile(name)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read catalogue: %w", err)
	}
	return ParseCatalogue(files)
}

// Workbook is a workbook inside the binary, with why each warning about it is
// published anyway.
type Workbook struct {
	Name     string
	Content  []byte
	Accepted []Acceptance
}

// Workbooks returns the shipped workbooks in order of file name.
func Workbooks() ([]Workbook, error) {
	var accepted []Acceptance
	var owners []string
	list, err := shipped.ReadFile("workbooks/accepted.csv")
	if err != nil {
		return nil, err
	}
	err = readCSV("accepted.csv", list, func(row map[string]string) error {
		owners = append(owners, row["workbook"])
		accepted = append(accepted, Acceptance{
			Finding: Finding{Rule: row["rule"], Sheet: row["sheet"], Cell: row["cell"], Severity: SeverityWarning},
			Reason:  Text{row["reason_en"], row["reason_fr"]},
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(shipped, "workbooks/*.xlsx")
	if err != nil {
		return nil, err
	}
	var out []Workbook
	for _, name := range names {
		content, err := shipped.ReadFile(name)
		if err != nil {
			return nil, err
		}
		w := Workbook{Name: path.Base(name), Content: content}
		for i, owner := range owners {
			if owner == w.Name {
				w.Accepted = append(w.Accepted, accepted[i])
			}
		}
		out = append(out, w)
	}
	return out, nil
}

// ParseCatalogue reads datasets.yaml, codelists/*.csv, sources.csv,
// directory.csv and pages.yaml, by path, and validates what they say together.
func ParseCatalogue(files map[string][]byte) (*Catalogue, error) {
	c := &Catalogue{Codelists: map[string]*Codelist{}, Files: files}
	for _, read := range []func() error{c.readCodelists, c.readDatasets, c.readSources, c.readDirectory, c.readPages} {
		if err := read(); err != nil {
			return nil, fmt.Errorf("read catalogue: %w", err)
		}
	}
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	return c, nil
}

// readCSV calls each with the rows of a file, by column name. A column missing
// from the file reads as "".
func readCSV(name string, content []byte, each func(map[string]string) error) error {
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff")))).ReadAll()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if len(rows) == 0 {
		return fmt.Errorf("%s: it is empty, expected a header row", name)
	}
	for i, cells := range rows[1:] {
		row := map[string]string{}
		for j, cell := range cells {
			row[rows[0][j]] = strings.TrimSpace(cell)
		}
		if err := each(row); err != nil {
			return fmt.Errorf("%s: line %d: %w", name, i+2, err)
		}
	}
	return nil
}

func split(s string) []string {
	var out []string
	for _, part := range strings.Split(s, "|") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func number(s string) (Number, error) {
	if s == "" {
		return Number{}, nil
	}
	f, err := strconv.ParseFloat(s, 64)
	return Num(f), err
}

func (c *Catalogue) readCodelists() error {
	for _, name := range slices.Sorted(maps.Keys(c.Files)) {
		if path.Dir(name) != "codelists" || path.Ext(name) != ".csv" {
			continue
		}
		id := strings.TrimSuffix(path.Base(name), ".csv")
		var codes []Code
		err := readCSV(name, c.Files[name], func(row map[string]string) error {
			lat, err1 := number(row["latitude"])
			lon, err2 := number(row["longitude"])
			codes = append(codes, Code{
				ID: row["code"], Label: Text{row["label_en"], row["label_fr"]}, Parent: row["parent"], Aliases: split(row["aliases"]),
				Level: row["level"], ValidFrom: row["valid_from"], ValidTo: row["valid_to"], Successor: row["successor"],
				NUTS: row["nuts"], INSEE: row["insee"], Latitude: lat, Longitude: lon,
				Unit: row["unit"], Base: row["base"], Factor: row["factor"],
			})
			return errors.Join(err1, err2)
		})
		if err != nil {
			return err
		}
		c.Codelists[id] = NewCodelist(id, codes)
		if len(c.Codelists[id].Codes) != len(codes) {
			return fmt.Errorf("%s: a code stands twice", name)
		}
	}
	return nil
}

// The shapes of datasets.yaml and pages.yaml.
type (
	yamlText    struct{ En, Fr string }
	yamlConcept struct {
		ID, En, Fr string
		Aliases    []string
	}
	yamlCheck struct {
		Kind, Dimension, Total string
		Parts                  []string
		Of                     any // a dataset id, or for at_most the codes of a figure
		Bound                  map[string]string
		Over                   int
		Part, Whole, Where     map[string]string
	}
	yamlDataset struct {
		ID         string
		Former     []string
		Title      yamlText
		Unit       struct{ ID, En, Fr string }
		Decimals   int
		Range      struct{ Min, Max *float64 }
		Dimensions []struct {
			ID, Codelist, Default string
			Codes                 []string
		}
		Definition yamlText
		Checks     []yamlCheck
		Breaks     []struct {
			Where    map[string]string
			Period   string
			ReasonEn string `yaml:"reason_en"`
			ReasonFr string `yaml:"reason_fr"`
		}
		Keywords map[string][]string
		Chart    struct {
			Hint, Over, Left string
			Map              bool
		}
	}
	yamlPage struct {
		Title, Lead yamlText
		Level       string
		Figures     []struct {
			Dataset, Unit string
			Codes         map[string]string
			Label         yamlText
		}
		Charts []struct {
			Dataset, Type, Over, From, To, Unit string
			Codes                               map[string][]string
			Title, Subtitle                     yamlText
		}
	}
)

func (c *Catalogue) readYAML(name string, into any) error {
	if len(c.Files[name]) == 0 {
		return fmt.Errorf("%s: it is missing or empty", name)
	}
	if err := yaml.UnmarshalWithOptions(c.Files[name], into, yaml.Strict()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (c *Catalogue) readDatasets() error {
	var file struct {
		Version  int
		Concepts []yamlConcept
		Datasets []yamlDataset
	}
	if err := c.readYAML("datasets.yaml", &file); err != nil {
		return err
	}
	c.Version = file.Version
	for _, k := range file.Concepts {
		c.Concepts = append(c.Concepts, Concept{k.ID, Text{k.En, k.Fr}, k.Aliases})
	}
	for _, y := range file.Datasets {
		d, err := y.dataset()
		if err != nil {
			return fmt.Errorf("datasets.yaml: %s: %w", y.ID, err)
		}
		c.Datasets = append(c.Datasets, d)
	}
	return nil
}

func (y yamlDataset) dataset() (*Dataset, error) {
	d := &Dataset{
		ID: y.ID, Former: y.Former, Title: Text(y.Title), Unit: y.Unit.ID, Decimals: y.Decimals, Definition: Text(y.Definition),
		Keywords: map[Lang][]string{}, Chart: ChartHint{y.Chart.Hint, y.Chart.Over, y.Chart.Map, y.Chart.Left},
	}
	if y.Range.Min != nil {
		d.Min = Num(*y.Range.Min)
	}
	if y.Range.Max != nil {
		d.Max = Num(*y.Range.Max)
	}
	for lang, words := range y.Keywords {
		d.Keywords[Lang(lang)] = words
	}
	for _, dim := range y.Dimensions {
		d.Dimensions = append(d.Dimensions, Dimension{dim.ID, dim.Codelist, dim.Default, dim.Codes})
	}
	for _, k := range y.Checks {
		check := Check{Kind: k.Kind, Dimension: k.Dimension, Total: k.Total, Parts: k.Parts, Over: k.Over, Part: k.Part, Whole: k.Whole, Bound: k.Bound, Where: k.Where}
		switch of := k.Of.(type) {
		case string:
			check.Of = of
		case map[string]any:
			check.OfCodes = map[string]string{}
			for dim, code := range of {
				check.OfCodes[dim] = fmt.Sprint(code)
			}
		}
		d.Checks = append(d.Checks, check)
	}
	for _, b := range y.Breaks {
		p, err := ParsePeriod(b.Period)
		if err != nil {
			return nil, err
		}
		d.Breaks = append(d.Breaks, Breaking{b.Where, p, Text{b.ReasonEn, b.ReasonFr}})
	}
	return d, nil
}

func (c *Catalogue) readSources() error {
	return readCSV("sources.csv", c.Files["sources.csv"], func(row map[string]string) error {
		rank, err := strconv.Atoi(row["rank"])
		c.Sources = append(c.Sources, Source{row["id"], Text{row["title_en"], row["title_fr"]}, split(row["publishers"]), rank, row["url"], row["note"]})
		return err
	})
}

func (c *Catalogue) readDirectory() error {
	return readCSV("directory.csv", c.Files["directory.csv"], func(row map[string]string) error {
		c.Directory = append(c.Directory, Listing{row["place"], row["employer"], row["centre_type"], row["event"], row["statement"], row["source"], row["quote"]})
		return nil
	})
}

func (c *Catalogue) readPages() error {
	var file struct{ Home, Area yamlPage }
	if err := c.readYAML("pages.yaml", &file); err != nil {
		return err
	}
	var err1, err2 error
	c.Pages.Home, err1 = file.Home.page()
	c.Pages.Area, err2 = file.Area.page()
	return errors.Join(err1, err2)
}

func (y yamlPage) page() (Page, error) {
	p := Page{Title: Text(y.Title), Lead: Text(y.Lead), Level: y.Level}
	for _, f := range y.Figures {
		p.Figures = append(p.Figures, FigureSpec{f.Dataset, f.Codes, Text(f.Label), f.Unit})
	}
	for _, k := range y.Charts {
		chart := ChartSpec{Dataset: k.Dataset, Codes: k.Codes, Type: k.Type, Over: k.Over, Unit: k.Unit, Title: Text(k.Title), Subtitle: Text(k.Subtitle)}
		for _, bound := range []struct {
			text string
			into *Period
		}{{k.From, &chart.From}, {k.To, &chart.To}} {
			if bound.text == "" {
				continue
			}
			parsed, err := ParsePeriod(bound.text)
			if err != nil {
				return p, fmt.Errorf("pages.yaml: %w", err)
			}
			*bound.into = parsed
		}
		p.Charts = append(p.Charts, chart)
	}
	return p, nil
}
