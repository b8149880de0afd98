package api

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// libreOffice opens workbooks, by name, with the program that
// BAROMETER_TEST_LIBREOFFICE names, and returns every sheet as CSV under name
// and sheet. Texts are quoted and numbers are not.
func libreOffice(t *testing.T, workbooks map[string][]byte) map[string]string {
	t.Helper()
	program := os.Getenv("BAROMETER_TEST_LIBREOFFICE")
	if program == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("BAROMETER_TEST_LIBREOFFICE names no soffice (Debian: libreoffice-calc)")
		}
		t.Skip("BAROMETER_TEST_LIBREOFFICE names no soffice (Debian: libreoffice-calc)")
	}
	dir := t.TempDir()
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless",
		"--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1", "--outdir", filepath.Join(dir, "out")}
	for name, content := range workbooks {
		path := filepath.Join(dir, name+".xlsx")
		if err := os.WriteFile(path, content, 0o666); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	if out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	found, err := filepath.Glob(filepath.Join(dir, "out", "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	sheets := map[string]string{}
	for _, path := range found {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		sheets[strings.TrimSuffix(filepath.Base(path), ".csv")] = string(content)
	}
	return sheets
}

// TestXLSXClient has LibreOffice open the workbook of every dataset: each
// figure is a number, that of the store, with its status; codes and periods are
// texts.
func TestXLSXClient(t *testing.T) {
	o := open(t)
	state, err := o.db.State(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	workbooks := map[string][]byte{}
	for _, d := range state.Catalogue.Datasets {
		w := o.ask(t, http.MethodGet, "/api/v1/datasets/"+d.ID+"/data.xlsx?lang=fr")
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", d.ID, w.Code, w.Body)
		}
		workbooks[d.ID] = w.Body.Bytes()
	}
	sheets := libreOffice(t, workbooks)
	for _, d := range state.Catalogue.Datasets {
		e, err := o.db.Select(t.Context(), datasets.Query{Dataset: d.ID})
		if err != nil {
			t.Fatal(err)
		}
		var want, got []string
		for _, row := range e.Rows() {
			want = append(want, fmt.Sprintf(`"%s","%s",%s,%s,%s,"%s"`, strings.ReplaceAll(string(row.Key), ".", `","`), row.Period, plain15(row.Value), plain15(row.Low), plain15(row.High), row.Status))
		}
		n := len(d.Dimensions)
		for i, line := range strings.Split(strings.TrimSpace(sheets[d.ID+"-data"]), "\n") {
			fields := strings.Split(line, ",") // nothing before the status has a comma
			if i > 0 && len(fields) > n+5 {
				got = append(got, strings.Join(append(fields[:n+4], fields[n+5]), ","))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-store +LibreOffice):\n%s", d.ID, diff)
		}
		if !strings.Contains(sheets[d.ID+"-citation"], "génération") || !strings.Contains(sheets[d.ID+"-status"], `"status","A",`) || sheets[d.ID+"-wide"] == "" {
			t.Errorf("%s: sheets %v", d.ID, len(sheets))
		}
	}
}

// plain15 is a number as a spreadsheet has it: in up to 15 digits.
func plain15(n datasets.Number) string {
	if !n.Known {
		return ""
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(n.Float, 'g', 15, 64), 64)
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// TestXLSXAnswer is negotiated, named, and the same as in a chart's ZIP.
func TestXLSXAnswer(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2021-nord-france")
	const target = "/api/v1/datasets/turnover/data"
	w := o.ask(t, http.MethodGet, target+"?at=2", "Accept", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Accept-Encoding", "gzip")
	if got := w.Header(); got.Get("Content-Disposition") != `attachment; filename="turnover.xlsx"` || got.Get("Content-Encoding") != "" || !strings.Contains(got.Get("Cache-Control"), "immutable") {
		t.Errorf("%d with headers %v", w.Code, got)
	}
	o.answers = newCache(answerBytes)
	if again := o.ask(t, http.MethodGet, target+".xlsx?at=2&format=xlsx"); again.Body.String() != w.Body.String() {
		t.Error("the same figures give other bytes")
	}
	o.correct(t, "ey-sp2c-2020", "2021", addTen)
	o.answers = newCache(answerBytes)
	later := o.ask(t, http.MethodGet, target+".xlsx?at=2").Body.String()
	if later != w.Body.String() {
		t.Error("a pinned workbook changed with a correction")
	}
	if now := o.ask(t, http.MethodGet, target+".xlsx").Body.String(); now == later {
		t.Error("a correction did not change the workbook")
	}
}
