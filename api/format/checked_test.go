package format_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/api/format"
	"barometer/datasets"
)

func changesOf(changes []datasets.Change, end error) func(func(datasets.Change, error) bool) {
	return func(yield func(datasets.Change, error) bool) {
		for _, c := range changes {
			if !yield(c, nil) {
				return
			}
		}
		if end != nil {
			yield(datasets.Change{}, end)
		}
	}
}

func TestWriteChecked(t *testing.T) {
	row := func(value float64, release string) *datasets.Row {
		r := &datasets.Row{Dataset: "jobs", Key: "FR.OUT", Observation: datasets.Observation{
			Period: datasets.Year(2019), Value: datasets.Num(value), Status: datasets.Normal, Precision: datasets.Nearly,
			Origin: datasets.Origin{Sheet: "Été", Cell: "B2", Text: "près de"},
		}}
		if release != "" {
			r.Release = &datasets.Release{ID: release}
		}
		return r
	}
	revised := datasets.Change{Kind: datasets.ChangeRevised, Dataset: "jobs", Key: "FR.OUT", Period: datasets.Year(2019),
		New: row(12, "candidate"), Old: row(10, "a"), Other: row(13, "b"), Relation: datasets.Disagrees}
	gone := datasets.Change{Kind: datasets.ChangeGone, Dataset: "jobs", Key: "FR.OUT", Period: datasets.Year(2020), Old: row(0, "a")}
	var b bytes.Buffer
	err := format.WriteChecked(&b, format.Checked{
		Workbook: "next \"year\".xlsx", Publication: "next", Observations: 2,
		Findings: []datasets.Finding{
			{Rule: "code", Severity: datasets.SeverityError, Sheet: "S", Cell: "A2", Message: "no <code>", Found: "Haut", Nearest: []string{"FRE"}},
			{Rule: "gone", Severity: datasets.SeverityWarning, Message: "left out", Mend: "Copy it."},
		},
		Changes: changesOf([]datasets.Change{revised, gone}, nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	var got, want any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, b.String())
	}
	statement := `{"value":%,"low":null,"high":null,"status":"A","precision":"nearly","release":@,"sheet":"Été","cell":"B2","text":"près de"}`
	say := func(value, release string) string {
		return strings.NewReplacer("%", value, "@", release).Replace(statement)
	}
	if err := json.Unmarshal([]byte(`{"workbook":"next \"year\".xlsx","publication":"next","observations":2,"findings":[
		{"rule":"code","severity":"error","sheet":"S","cell":"A2","message":"no <code>","found":"Haut","expected":null,"nearest":["FRE"],"mend":null},
		{"rule":"gone","severity":"warning","sheet":null,"cell":null,"message":"left out","found":null,"expected":null,"nearest":[],"mend":"Copy it."}],
		"changes":{"list":[
		{"kind":"revised","dataset":"jobs","key":"FR.OUT","period":"2019","new":`+say("12", "null")+`,"old":`+say("10", `"a"`)+`,"difference":2,"percent":20,"other":`+say("13", `"b"`)+`,"relation":"disagrees"},
		{"kind":"gone","dataset":"jobs","key":"FR.OUT","period":"2020","new":null,"old":`+say("0", `"a"`)+`,"difference":null,"percent":null,"other":null,"relation":null}],
		"counts":{"new":0,"revised":1,"confirmed":0,"gone":1,"disagreeing":0}}}`), &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("JSON (-expected +written):\n%s", diff)
	}
}

func TestWriteCheckedThatFailed(t *testing.T) {
	var b bytes.Buffer
	if err := format.WriteChecked(&b, format.Checked{Workbook: "broken.xlsx"}); err != nil {
		t.Fatal(err)
	}
	if want := "{\"workbook\":\"broken.xlsx\",\"publication\":null,\"observations\":0,\"findings\":[],\n\"changes\":null}\n"; b.String() != want {
		t.Errorf("wrote %s, expected %s", b.String(), want)
	}
	lost := errors.New("connection lost")
	if err := format.WriteChecked(&b, format.Checked{Changes: changesOf(nil, lost)}); !errors.Is(err, lost) {
		t.Errorf("a comparison that failed gave %v", err)
	}
}
