package api

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// indexed is a JSON-stat dataset as jsonstat-toolkit has it.
type indexed struct {
	Label   string
	Class   string
	Time    []string
	Geo     []string
	Metric  []string
	Labels  map[string]map[string]string
	Units   map[string]struct{ Label string }
	Cells   objects
	Updated string
}

// toolkitScript prints every file that it is given as jsonstat-toolkit reads it.
const toolkitScript = `
const JSONstat = require(process.argv[1]), fs = require("fs"), out = {};
for (const file of process.argv.slice(2)) {
  const ds = JSONstat(JSON.parse(fs.readFileSync(file, "utf8")));
  if (ds.class === "collection") { out[file] = {Class: ds.class, Label: ds.label, Cells: ds.Item({class: "dataset"})}; continue; }
  const ids = role => (ds.Dimension({role: role}) || []).map(d => ds.id[ds.Dimension().findIndex(x => x.label === d.label)]);
  const labels = {}, units = {};
  for (const id of ds.id) {
    labels[id] = {};
    for (const code of ds.Dimension(id).id) {
      const category = ds.Dimension(id).Category(code);
      labels[id][code] = category.label;
      if (category.unit) units[code] = category.unit;
    }
  }
  const cells = [];
  if (ds.n > 0) for (const row of ds.toTable({type: "arrobj", content: "id", field: "id", status: true})) if (row.status !== null) cells.push(row);
  out[file] = {Label: ds.label, Class: ds.class, Time: ds.role.time, Geo: ds.role.geo, Metric: ds.role.metric, Labels: labels, Units: units, Cells: cells, Updated: ds.updated};
}
console.log(JSON.stringify(out));
`

// toolkit reads answers, by name, with jsonstat-toolkit, which
// BAROMETER_TEST_JSONSTAT names.
func toolkit(t *testing.T, answers map[string]string) map[string]indexed {
	t.Helper()
	library := os.Getenv("BAROMETER_TEST_JSONSTAT")
	if library == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("BAROMETER_TEST_JSONSTAT is not set: CI must read JSON-stat with jsonstat-toolkit")
		}
		t.Skip("set BAROMETER_TEST_JSONSTAT to the path of jsonstat-toolkit's main.cjs to read JSON-stat with it")
	}
	dir := t.TempDir()
	args := []string{"-e", toolkitScript, library}
	for name, body := range answers {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(body), 0o666); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	command := exec.CommandContext(t.Context(), "node", args...)
	command.Stderr = os.Stderr
	printed, err := command.Output()
	if err != nil {
		t.Fatalf("node: %v", err)
	}
	var byPath map[string]indexed
	if err := json.Unmarshal(printed, &byPath); err != nil {
		t.Fatal(err)
	}
	out := map[string]indexed{}
	for path, one := range byPath {
		out[filepath.Base(path)] = one
	}
	return out
}

// TestJSONStatClient has jsonstat-toolkit index every dataset: each cell has
// the value and the status of the store.
func TestJSONStatClient(t *testing.T) {
	o := open(t)
	state, err := o.db.State(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	catalogue := state.Catalogue
	answers := map[string]string{"list": o.ask(t, http.MethodGet, "/api/v1/datasets?format=jsonstat&lang=fr").Body.String()}
	for _, d := range catalogue.Datasets {
		w := o.ask(t, http.MethodGet, "/api/v1/datasets/"+d.ID+"/data.jsonstat?lang=fr")
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", d.ID, w.Code, w.Body)
		}
		answers[d.ID] = w.Body.String()
	}
	answers["empty"] = o.ask(t, http.MethodGet, "/api/v1/datasets/jobs/data.jsonstat?asOf=1900").Body.String()
	read := toolkit(t, answers)
	if list := read["list"]; list.Class != "collection" || len(list.Cells) != len(catalogue.Datasets) || !strings.HasSuffix(list.Cells[0]["href"].(string), ".jsonstat") {
		t.Errorf("the collection is %v", list)
	}
	if got := read["empty"]; got.Class != "dataset" || len(got.Cells) != 0 {
		t.Errorf("before everything: %v", got)
	}
	for _, d := range catalogue.Datasets {
		e, err := o.db.Select(t.Context(), datasets.Query{Dataset: d.ID})
		if err != nil {
			t.Fatal(err)
		}
		got := read[d.ID]
		for _, cell := range got.Cells {
			delete(cell, "unit") // the axis of datasets with one unit; Units has it
		}
		if diff := cmp.Diff(cellsOf(e), keyed(got.Cells, d)); diff != "" {
			t.Errorf("%s (-store +jsonstat-toolkit):\n%s", d.ID, diff)
		}
		if got.Label != d.Title.Fr || !slices.Equal(got.Time, []string{"period"}) || len(got.Metric) != 1 || len(got.Units) == 0 {
			t.Errorf("%s: label %q, time %v, metric %v, units %v", d.ID, got.Label, got.Time, got.Metric, got.Units)
		}
		for i, dim := range e.Dataset.Dimensions {
			for _, s := range e.Series {
				code := s.Key.Codes()[i]
				if label := got.Labels[dim.ID][code]; label != e.Catalogue.Codelist(dim).Label(code, datasets.French) {
					t.Errorf("%s: %s %s is labelled %q", d.ID, dim.ID, code, label)
				}
			}
		}
	}
}

// cellsOf are the shown figures of an extract by their place.
func cellsOf(e *datasets.Extract) map[string]object {
	out := map[string]object{}
	for _, row := range e.Rows() {
		cell := object{"value": nil, "status": string(row.Status)}
		if row.Value.Known {
			cell["value"] = row.Value.Float
		}
		out[row.Place()] = cell
	}
	return out
}

// keyed are the cells of a reader by their place.
func keyed(cells objects, d *datasets.Dataset) map[string]object {
	out := map[string]object{}
	for _, cell := range cells {
		var codes []string
		for _, dim := range d.Dimensions {
			codes = append(codes, cell[dim.ID].(string))
		}
		out[string(datasets.NewKey(codes...))+" "+cell["period"].(string)] = object{"value": cell["value"], "status": cell["status"]}
	}
	return out
}

// TestJSONStat asks what the standard has no word for, and how it is
// negotiated.
func TestJSONStat(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2021-nord-france")
	type message struct {
		Version, Class, Label, Source, Updated string
		Note                                   []string
		ID                                     []string
		Size                                   []int
		Role                                   map[string][]string
		Value                                  any
		Status                                 any
		Link                                   map[string]objects
		Extension                              struct {
			Dataset, Query, Citation string
			Generation               int64
			AsOf                     *string
			Precision, Release       map[string]string
			Low, High                map[string]float64
			Releases                 map[string]map[string]string
		}
	}
	const target = "/api/v1/datasets/jobs/data"
	m := read[message](t, o, target+".jsonstat?geo=FRE&lang=en")
	if m.Version != "2.0" || m.Class != "dataset" {
		t.Errorf("version %s, class %s", m.Version, m.Class)
	}
	if diff := cmp.Diff([]string{"geo", "scope", "measure", "sector", "period"}, m.ID); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string][]string{"time": {"period"}, "geo": {"geo"}, "metric": {"measure"}}, m.Role); diff != "" {
		t.Error(diff)
	}
	if got := m.Extension; got.Precision["1"] != "nearly" && got.Precision["0"] != "nearly" || got.Releases["nfi-article-2021"]["published"] != "2021" || got.Query != "geo=FRE&lang=en" || got.Generation == 0 {
		t.Errorf("extension %+v", got)
	}
	if cite := m.Link["cite-as"]; len(cite) != 1 || !strings.Contains(m.Extension.Citation, cite[0]["href"].(string)) || !strings.Contains(cite[0]["href"].(string), "at=") {
		t.Errorf("cited as %q, link %v", m.Extension.Citation, cite)
	}
	w := o.ask(t, http.MethodGet, target, "Accept", "application/vnd.json-stat+json, application/json;q=0.5")
	if got := w.Header().Get("Content-Type"); got != "application/vnd.json-stat+json" {
		t.Errorf("accepted and served as %s", got)
	}
	if w := o.ask(t, http.MethodGet, target+"?layout=wide&labels=both"); !strings.Contains(strings.Join(w.Header().Values("Link"), ","), "</api/v1/datasets/jobs/data.jsonstat>; rel=\"alternate\"") {
		t.Errorf("links %v", w.Header().Values("Link"))
	}
}
