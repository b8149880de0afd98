package api

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"

	"barometer/api/format"
	"barometer/charts"
	"barometer/datasets"
)

func loadContract(t testing.TB) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(contract)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatalf("openapi.yaml is not OpenAPI %s: %v", doc.OpenAPI, err)
	}
	return doc
}

// TestContractRoutes holds the route table to the contract, both ways. Pages
// are for people and stand in neither.
func TestContractRoutes(t *testing.T) {
	o := open(t, "nothing")
	var served []string
	for _, r := range o.Handler.(*gin.Engine).Routes() {
		switch {
		case r.Method == http.MethodHead:
		case r.Path == "/charts/:file":
			for _, sib := range siblings {
				served = append(served, r.Method+" /charts/{dataset}"+sib.suffix)
			}
		case strings.HasPrefix(r.Path, "/api/"), strings.HasPrefix(r.Path, "/embed/"), r.Path == "/oembed", r.Path == feedPath, r.Path == calendarPath, strings.HasSuffix(r.Path, "z"):
			segments := strings.Split(r.Path, "/")
			for i, segment := range segments {
				if before, name, ok := strings.Cut(segment, ":"); ok {
					segments[i] = before + "{" + name + "}"
				}
			}
			served = append(served, r.Method+" "+strings.Join(segments, "/"))
		}
	}
	var described []string
	for path, item := range loadContract(t).Paths.Map() {
		for method := range item.Operations() {
			described = append(described, method+" "+path)
		}
	}
	slices.Sort(served)
	slices.Sort(described)
	if diff := cmp.Diff(described, served); diff != "" {
		t.Errorf("routes (-openapi.yaml +served):\n%s", diff)
	}
}

// TestContractParameters holds what each address parses to the contract.
func TestContractParameters(t *testing.T) {
	doc := loadContract(t)
	forms := map[string]form{
		"/api/v1": listForm, "/api/v1/datasets": searchForm, "/api/v1/datasets/{dataset}": listForm,
		"/api/v1/datasets/{dataset}/data": dataForm, "/api/v1/datasets/{dataset}/data.{format}": dataForm,
		"/api/v1/datasets/{dataset}/history": historyForm, "/api/v1/datasets/{dataset}/history.{format}": historyForm,
		"/api/v1/datasets/{dataset}/disagreements": disagreeForm, "/api/v1/datasets/{dataset}/disagreements.{format}": disagreeForm,
		"/api/v1/releases": listForm, "/api/v1/releases/{release}": listForm, "/api/v1/releases/{release}/workbook": {},
		"/api/v1/releases/{release}/changes": changesForm, "/api/v1/releases/{release}/changes.{format}": changesForm,
		"/api/v1/announcements": announcementsForm, feedPath: feedForm, calendarPath: calendarForm,
		"/api/v1/sources": listForm, "/api/v1/codelists": listForm, "/api/v1/codelists/{codelist}": listForm, "/api/v1/directory": placeForm,
		"/charts/{dataset}.svg": paintForm, "/charts/{dataset}.pdf": paintForm, "/charts/{dataset}.png": pixelForm, "/charts/{dataset}.txt": paintForm, "/charts/{dataset}.option.json": paintForm,
		"/charts/{dataset}.csv": pixelForm, "/charts/{dataset}.json": pixelForm, "/charts/{dataset}.xlsx": pixelForm, "/charts/{dataset}.html": pixelForm, "/charts/{dataset}.zip": paintForm,
		"/embed/{dataset}": paintForm, "/oembed": {parameters: []string{"url", "format", "maxwidth", "maxheight"}},
		"/api/v1/audit": auditForm, "/api/v1/audit.{format}": auditForm, "/api/openapi.yaml": {}, "/api/v1/imports": {}, "/api/v1/imports/{import}": {}, "/api/v1/imports/{import}/events": {},
		"/api/v1/imports/{import}/findings": {parameters: []string{"format"}}, "/api/v1/imports/{import}/changes": {parameters: []string{"kind", "dataset", "offset", "limit", "format"}},
		"/api/v1/imports/{import}/workbook": {}, "/api/v1/imports/{import}/annotated": {parameters: []string{"lang"}},
		"/api/v1/sources/{source}/mapping": {parameters: []string{"format"}}, "/api/v1/template": {parameters: []string{"dataset", "source", "period", "lang"}}, "/healthz": {}, "/readyz": {},
	}
	for path, item := range doc.Paths.Map() {
		if item.Get == nil {
			continue
		}
		f, ok := forms[path]
		if !ok {
			t.Errorf("%s has no form: say what it parses", path)
			continue
		}
		var described []string
		for _, p := range item.Get.Parameters {
			if p.Value.Name != "codes" { // stands for the dimensions
				described = append(described, p.Value.Name)
			}
		}
		parsed := slices.Clone(f.parameters)
		slices.Sort(parsed)
		slices.Sort(described)
		if diff := cmp.Diff(described, parsed); diff != "" {
			t.Errorf("parameters of %s (-openapi.yaml +parsed):\n%s", path, diff)
		}
	}
}

// The contract offers the types and themes that charts has, and the formats.
func TestContractEnums(t *testing.T) {
	doc := loadContract(t)
	for name, want := range map[string][]string{
		"type": charts.Types, "theme": charts.Themes, "format": format.Names(format.Tables), "suffix": format.Names(format.Tables),
		"dataFormat": format.Names(format.All), "dataSuffix": format.Names(format.All), "listFormat": format.Names(searchForm.offered),
	} {
		var got []string
		for _, value := range doc.Components.Parameters[name].Value.Schema.Value.Enum {
			got = append(got, value.(string))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("parameter %s differs (-charts +contract):\n%s", name, diff)
		}
	}
}

// TestContractResponses validates real answers of every address.
func TestContractResponses(t *testing.T) {
	text := func(body io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
		b, err := io.ReadAll(body)
		return string(b), err
	}
	for _, media := range []string{"text/csv", "text/html", "text/event-stream", "application/atom+xml", "text/calendar", "image/svg+xml", "image/png", "application/pdf", "application/zip", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"} {
		openapi3filter.RegisterBodyDecoder(media, text)
	}
	openapi3filter.RegisterBodyDecoder(format.JSONStat.MediaType, openapi3filter.JSONBodyDecoder)
	doc := loadContract(t)
	o := open(t)
	withdrawn := o.correct(t, "ey-sp2c-2021", "2022-01-15", addTen)
	if _, err := o.db.Withdraw(t.Context(), withdrawn.ID, "the page was taken down", "test"); err != nil {
		t.Fatal(err)
	}
	unasked := map[string]bool{}
	for path, item := range doc.Paths.Map() {
		unasked[path] = item.Get != nil
	}
	secret := o.token(t, datasets.RoleAdmin)
	imported := o.desk(t, datasets.RoleEditor).upload(bookOf(t, "synthetic", "insee", "FRE", 1000)).ID
	one, at := "/api/v1/imports/{import}", "/api/v1/imports/"+imported
	if w := o.write(t, http.MethodPost, "/api/v1/announcements", announceBody, secret); w.Code != http.StatusCreated {
		t.Fatalf("announce: %d %s", w.Code, w.Body)
	}
	data := "/api/v1/datasets/{dataset}/data"
	for _, row := range []struct{ path, target string }{
		{"/api/v1", "/api/v1"},
		{"/api/v1/datasets", "/api/v1/datasets?q=emploi&lang=fr"},
		{"/api/v1/datasets/{dataset}", "/api/v1/datasets/jobs"},
		{"/api/v1/datasets/{dataset}", "/api/v1/datasets/turnover?at=1"},
		{data, "/api/v1/datasets/jobs/data?origin=true&labels=both"},
		{data, "/api/v1/datasets/turnover/data?layout=wide"},
		{data, "/api/v1/datasets/national-share/data"},
		{data, "/api/v1/datasets/turnover/data?geo=DE"},
		{data, "/api/v1/datasets/turnover/data?format=csv"},
		{data, "/api/v1/datasets/turnover/data?from=20"},
		{data + ".{format}", "/api/v1/datasets/jobs/data.csv"},
		{data + ".{format}", "/api/v1/datasets/jobs/data.jsonstat?geo=FRE"},
		{data + ".{format}", "/api/v1/datasets/production-location/data.jsonstat?lang=fr"},
		{data + ".{format}", "/api/v1/datasets/wages/data.jsonstat?release=ey-sp2c-2020"},
		{"/api/v1/datasets", "/api/v1/datasets?format=jsonstat"},
		{data + ".{format}", "/api/v1/datasets/jobs/data.xlsx"},
		{data + ".{format}", "/api/v1/datasets/jobs/data.xls"},
		{"/api/v1/datasets/{dataset}/history", "/api/v1/datasets/turnover/history?origin=true"},
		{"/api/v1/datasets/{dataset}/history.{format}", "/api/v1/datasets/turnover/history.json?asOf=2012"},
		{"/api/v1/datasets/{dataset}/disagreements", "/api/v1/datasets/jobs/disagreements"},
		{"/api/v1/datasets/{dataset}/disagreements.{format}", "/api/v1/datasets/jobs/disagreements.csv"},
		{"/api/v1/releases", "/api/v1/releases"},
		{"/api/v1/releases/{release}", "/api/v1/releases/ey-sp2c-2021.2"},
		{"/api/v1/releases/{release}", "/api/v1/releases/ey-sp2c-1021"},
		{"/api/v1/releases/{release}/workbook", "/api/v1/releases/ey-sp2c-2021/workbook"},
		{"/api/v1/sources", "/api/v1/sources"},
		{"/api/v1/codelists", "/api/v1/codelists"},
		{"/api/v1/codelists/{codelist}", "/api/v1/codelists/geo"},
		{"/api/v1/codelists/{codelist}", "/api/v1/codelists/unit"},
		{"/api/v1/directory", "/api/v1/directory"},
		{"/api/v1/releases/{release}/changes", "/api/v1/releases/ey-sp2c-2021.2/changes"},
		{"/api/v1/releases/{release}/changes", "/api/v1/releases/nfi-article-2021/changes?kind=disagreeing"},
		{"/api/v1/releases/{release}/changes.{format}", "/api/v1/releases/ey-sp2c-2020/changes.csv"},
		{"/api/v1/announcements", "/api/v1/announcements?lang=fr"},
		{feedPath, feedPath + "?dataset=jobs"},
		{calendarPath, calendarPath},
		{"/api/v1/audit", "/api/v1/audit?release=ey-sp2c-2021.2"},
		{"/api/v1/audit", "/api/v1/audit?limit=0"},
		{"/api/v1/audit.{format}", "/api/v1/audit.csv"},
		{"/api/v1/imports", "/api/v1/imports"},
		{one, at},
		{one, "/api/v1/imports/none"},
		{one + "/events", at + "/events"},
		{one + "/findings", at + "/findings"},
		{one + "/findings", at + "/findings?format=csv"},
		{one + "/changes", at + "/changes?limit=5"},
		{one + "/changes", at + "/changes?format=csv"},
		{one + "/workbook", at + "/workbook"},
		{one + "/annotated", at + "/annotated?lang=fr"},
		{"/api/v1/sources/{source}/mapping", "/api/v1/sources/insee/mapping"},
		{"/api/v1/template", "/api/v1/template?dataset=jobs"},
		{"/api/openapi.yaml", "/api/openapi.yaml"},
		{"/charts/{dataset}.svg", "/charts/jobs.svg?geo=FRE"},
		{"/charts/{dataset}.png", "/charts/jobs.png?geo=FRE&scale=2"},
		{"/charts/{dataset}.pdf", "/charts/jobs.pdf?geo=FRE"},
		{"/charts/{dataset}.txt", "/charts/jobs.txt?geo=FRE"},
		{"/charts/{dataset}.option.json", "/charts/turnover.option.json?geo=FR&scope=MARKET&theme=dark"},
		{"/charts/{dataset}.csv", "/charts/jobs.csv?geo=FRE"},
		{"/charts/{dataset}.json", "/charts/jobs.json?geo=FRE&theme=dark"},
		{"/charts/{dataset}.xlsx", "/charts/jobs.xlsx?geo=FRE&width=400"},
		{"/charts/{dataset}.html", "/charts/jobs.html?geo=FRE&scale=2"},
		{"/charts/{dataset}.zip", "/charts/jobs.zip?geo=FRE"},
		{"/charts/{dataset}.zip", "/charts/jobs.zip?geo=FRZ"},
		{"/embed/{dataset}", "/embed/jobs?geo=FRE&at=3"},
		{"/embed/{dataset}", "/embed/jobs?geo=FRZ"},
		{"/oembed", "http://office.example/oembed?url=http%3A%2F%2Foffice.example%2Fdatasets%2Fjobs"},
		{"/oembed", "/oembed?url=nothing"},
		{"/healthz", "/healthz"},
		{"/readyz", "/readyz"},
	} {
		delete(unasked, row.path)
		t.Run(row.target, func(t *testing.T) {
			item := doc.Paths.Find(row.path)
			var headers []string
			if item.Get.Security != nil {
				headers = []string{"Authorization", "Bearer " + secret}
			}
			w := o.ask(t, http.MethodGet, row.target, headers...)
			request, _ := http.NewRequest(http.MethodGet, row.target, nil)
			err := openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
				RequestValidationInput: &openapi3filter.RequestValidationInput{
					Request: request, Route: &routers.Route{Spec: doc, Path: row.path, PathItem: item, Method: http.MethodGet, Operation: item.Get},
				},
				Status: w.Code, Header: w.Header(), Body: io.NopCloser(bytes.NewReader(w.Body.Bytes())),
				Options: &openapi3filter.Options{IncludeResponseStatus: true},
			})
			if err != nil {
				t.Errorf("%d: %v\n%.400s", w.Code, err, w.Body)
			}
		})
	}
	for path, is := range unasked {
		if is {
			t.Errorf("no answer of %s is validated", path)
		}
	}
}

// TestContractOfDatasets holds the served contract's own paths to the
// catalogue.
func TestContractOfDatasets(t *testing.T) {
	catalogue, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	text, err := describeDatasets(catalogue)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	general := doc.Paths.Find(anyDataset).Get
	for _, d := range catalogue.Datasets {
		own := doc.Paths.Value("/api/v1/datasets/" + d.ID + "/data")
		if own == nil {
			t.Errorf("%s is not in the contract", d.ID)
			continue
		}
		if got, want := len(own.Get.Parameters), len(d.Dimensions)+len(general.Parameters)-1; got != want {
			t.Errorf("%s has %d parameters, want %d", d.ID, got, want)
		}
		for _, dimension := range d.Dimensions {
			p := own.Get.Parameters.GetByInAndName("query", dimension.ID)
			if p == nil {
				t.Errorf("%s has no parameter %s", d.ID, dimension.ID)
				continue
			}
			for _, code := range catalogue.Allowed(dimension) {
				if !slices.Contains(p.Schema.Value.Items.Value.Enum, any(code)) {
					t.Errorf("parameter %s of %s does not allow %s", dimension.ID, d.ID, code)
				}
			}
		}
	}
}
