package charts

import "testing"

// benchCharts are pictures of three kinds: lines, bars, parts.
func benchCharts(b *testing.B) []*Chart {
	b.Helper()
	var out []*Chart
	for _, g := range []int{0, 4, 6} {
		c, err := New(gallery[g].spec, shipped(b, gallery[g].dataset, gallery[g].codes))
		if err != nil {
			b.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

// BenchmarkPicture draws pictures in turn, on machines that are warm.
func BenchmarkPicture(b *testing.B) {
	r := Settings{Compiled: compiledFor(b)}.NewRenderer(1)
	defer r.Close()
	all := benchCharts(b)
	var drawings [][]byte
	for _, c := range all {
		drawings = append(drawings, []byte(drawn(b, r, c)))
	}
	for _, output := range []struct {
		name string
		make func(i int) ([]byte, error)
	}{
		{"SVG", func(i int) ([]byte, error) { return r.SVG(b.Context(), all[i]) }},
		{"PNG/scale=1", func(i int) ([]byte, error) { return r.PNG(b.Context(), all[i], drawings[i], 1) }},
		{"PNG/scale=2", func(i int) ([]byte, error) { return r.PNG(b.Context(), all[i], drawings[i], 2) }},
		{"PDF", func(i int) ([]byte, error) { return PDF(all[i], drawings[i]) }},
	} {
		b.Run(output.name, func(b *testing.B) {
			if _, err := output.make(0); err != nil { // starts what it needs
				b.Fatal(err)
			}
			for i := 0; b.Loop(); i++ {
				if _, err := output.make(i % len(all)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkFirstPicture draws one picture on machines started for it, with
// scripts and resvg compiled before in this process.
func BenchmarkFirstPicture(b *testing.B) {
	c := benchCharts(b)[0]
	for _, name := range []string{"SVG", "PNG"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				r := Settings{Compiled: compiledFor(b)}.NewRenderer(1)
				svg, err := r.SVG(b.Context(), c)
				if err == nil && name == "PNG" {
					_, err = r.PNG(b.Context(), c, svg, 1)
				}
				if err != nil {
					b.Fatal(err)
				}
				r.Close()
			}
		})
	}
}
