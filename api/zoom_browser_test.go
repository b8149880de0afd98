package api

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
	"barometer/store"
)

// months publishes two synthetic series of 72 months, with a range and a figure
// that is not final.
func (o *office) months(t *testing.T) {
	t.Helper()
	var rows []datasets.Row
	for _, scope := range []string{"MARKET", "OUT"} {
		for i := range 72 {
			p, err := datasets.ParsePeriod(fmt.Sprintf("%d-%02d", 2010+i/12, i%12+1))
			if err != nil {
				t.Fatal(err)
			}
			row := datasets.Row{Dataset: "turnover", Key: datasets.Key("BE." + scope + "._T"), Observation: datasets.Observation{
				Period: p, Value: datasets.Num(float64(100 + i)), Quantum: datasets.Num(1), Status: datasets.Normal, Precision: datasets.Exact,
			}}
			switch {
			case i == 7:
				row.Status = datasets.Provisional
			case i == 3 && scope == "MARKET":
				row.Precision, row.Value, row.Low, row.High = datasets.Range, datasets.Number{}, datasets.Num(101), datasets.Num(107)
			}
			rows = append(rows, row)
		}
	}
	published, err := datasets.ParseDate("2020-01-31")
	if err != nil {
		t.Fatal(err)
	}
	o.release(t, store.Candidate{Publication: datasets.Publication{
		ID: "synthetic-months", Title: "Synthetic months", Publisher: "Synthetic", Published: published,
		Source: datasets.Source{ID: "synthetic", Title: datasets.Text{En: "Synthetic", Fr: "Synthétique"}, Rank: datasets.UnknownRank}, Language: datasets.English,
	}, Workbook: "synthetic.xlsx", Content: strings.NewReader("synthetic"), By: "test"}, rows, nil)
}

// TestEmbedZoom has ECharts draw long synthetic series again in the place of
// the drawing, under the frame's own policy: with the break between two months,
// the range, and what the table says of a figure.
func TestEmbedZoom(t *testing.T) {
	o, site, b := charted(t, "2020-ey-sp2c")
	const broken = "  - {where: {geo: BE}, period: \"2012-07\", reason_en: synthetic, reason_fr: synthétique}\n"
	o.amend(t, 999, "  breaks:\n  - {where: {geo: FR, scope: MARKET}, period: \"2007\"", "  breaks:\n"+broken+"  - {where: {geo: FR, scope: MARKET}, period: \"2007\"")
	o.months(t)
	b.do(t, chromedp.EmulateViewport(700, 800))
	for _, test := range []struct {
		asked string
		at    float64 // of the break, on the axis
		named string
		said  string // of the figure at the middle of the axis
	}{
		{"scope=MARKET&lang=en", 2012, "break July 2012", "136"},
		{"scope=MARKET&type=step&lang=fr&theme=dark", 2012, "rupture juil. 2012", "136"},
		{"scope=MARKET&type=area&lang=en", 2012, "break July 2012", "136"},
		{"scope=OUT&type=column&lang=en", 17.5, "break July 2012", "142"}, // the last 60
		{"scope=OUT&type=bar&lang=en&theme=dark", 17.5, "break July 2012", "142"},
	} {
		b.open(t, site+"/embed/turnover?geo=BE&"+test.asked)
		if !evaluate[bool](t, b, `document.querySelector('[data-zoom]') !== null`) {
			t.Errorf("%s: nothing to zoom", test.asked)
			continue
		}
		b.do(t, chromedp.Click("[data-zoom]"))
		eventually(t, b, test.asked+": ECharts draws in its place", `document.querySelector('.zoomed canvas') !== null && document.querySelector('.stage') === null && document.querySelector('.zoom').hidden`)
		type line struct {
			At   float64
			Name string
		}
		evaluate[any](t, b, `window.chart = echarts.getInstanceByDom(document.querySelector('.zoomed')); window.drawn = chart.getOption(); null`)
		got := evaluate[[]line](t, b, `drawn.series.at(-1).markLine.data.map((d) => ({ At: d.xAxis, Name: d.name }))`)
		if diff := cmp.Diff([]line{{test.at, test.named}}, got); diff != "" {
			t.Errorf("%s: breaks (-want +got):\n%s", test.asked, diff)
		}
		ranged := 0
		if strings.Contains(test.asked, "scope=MARKET") {
			ranged = 1
		}
		if n := evaluate[int](t, b, `drawn.series.at(-2).data.filter((d) => d.cell.endsWith('2010-04')).length`); n != ranged {
			t.Errorf("%s: %d ranges can be pointed at, want %d", test.asked, n, ranged)
		}
		evaluate[any](t, b, `{ const [low, high] = [drawn.xAxis[0].min, drawn.xAxis[0].max];
			const [x] = chart.convertToPixel({ gridIndex: 0 }, [Math.round((low + high) / 2 * 12) / 12 + 0.01, 0]);
			chart.dispatchAction({ type: 'showTip', x, y: 120 }); null }`)
		eventually(t, b, test.asked+": the figure under the pointer is said", `document.querySelector('.said')?.textContent.includes('`+test.said+`') && document.querySelector('.said').textContent.includes('Synth')`)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.errors {
		t.Error(e)
	}
}
