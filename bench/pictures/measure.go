package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

// picture is one chart to draw.
type picture struct {
	query                string // of the chart's address, without its size
	width, height, scale int
}

// selections are what the pictures show: lines, sorted bars, columns.
var selections = []string{
	"turnover?geo=FR&scope=MARKET&location=_T",
	"jobs?scope=NAF8220_EST&type=bar&over=geo",
	"turnover?geo=FR&scope=MARKET&location=_T&type=bar",
}

// outputs are what is measured: name, suffix and scale.
var outputs = []struct {
	name, suffix string
	scale        int
	fresh        bool // Chromium opens its page anew for each picture
}{
	{"SVG", "svg", 1, false}, {"SVG, a page each", "svg", 1, true},
	{"PNG 1×", "png", 1, false}, {"PNG 1×, a page each", "png", 1, true},
	{"PNG 2×", "png", 2, false}, {"PDF", "pdf", 1, false},
}

// cost is processor time and time of a picture, one entry a round.
type cost struct{ processor, wall []float64 } // milliseconds

func (c *cost) add(processor, wall time.Duration, pictures int) {
	c.processor = append(c.processor, float64(processor)/1e6/float64(pictures))
	c.wall = append(c.wall, float64(wall)/1e6/float64(pictures))
}

// bench is a run of the benchmark and what it found.
type bench struct {
	program, chromium, assets, work string
	rounds                          int

	ours, theirs             []cost // by output
	cached, static           cost
	oursHolds, chromiumHolds int // bytes, the largest after a round
	before, after            int // bytes that ours holds: before and after it has nothing to do
	firsts                   map[string]*cost
}

// idle is longer than the half minute after which barometer gives memory back.
const idle = 40 * time.Second

// perRound is how many pictures a round has of each output.
const perRound = 12

// warm draws pictures in turn with both.
func (b *bench) warm(ctx context.Context) error {
	o, err := openOffice(ctx, b.program, b.work)
	if err != nil {
		return err
	}
	defer o.close()
	c, err := openBrowser(ctx, b.chromium, b.assets)
	if err != nil {
		return err
	}
	defer c.close()
	b.ours, b.theirs = make([]cost, len(outputs)), make([]cost, len(outputs))
	width := 700 // each picture has its own, so that none comes from the cache
	for round := range b.rounds + 1 {
		for i, output := range outputs {
			width += perRound
			if err := b.round(ctx, o, c, i, width, round > 0); err != nil {
				return fmt.Errorf("%s: %w", output.name, err)
			}
		}
		b.oursHolds, b.chromiumHolds = max(b.oursHolds, memory(o.pid())), max(b.chromiumHolds, memory(c.pid))
		fmt.Fprintf(os.Stderr, "round %d of %d\n", round, b.rounds)
	}
	if err := b.repeated(ctx, o); err != nil {
		return err
	}
	b.before = memory(o.pid())
	time.Sleep(idle)
	b.after = memory(o.pid())
	return nil
}

// round draws some pictures of one output with both, and counts them unless it
// is the first, which warms up.
func (b *bench) round(ctx context.Context, o *office, c *browser, i, width int, counts bool) error {
	output := outputs[i]
	var pictures []picture
	var options [][]byte
	for n := range perRound {
		p := picture{selections[n%len(selections)], width + n, 450, output.scale}
		option, err := o.get(ctx, p.address("option.json"))
		if err != nil {
			return err
		}
		pictures, options = append(pictures, p), append(options, option)
	}
	before, began := used(o.pid()), time.Now()
	for _, p := range pictures {
		if body, err := o.get(ctx, p.address(output.suffix)); err != nil || len(body) < 1000 {
			return fmt.Errorf("%d bytes, %w", len(body), err)
		}
	}
	if counts {
		b.ours[i].add(used(o.pid())-before, time.Since(began), perRound)
	}
	if output.suffix == "pdf" {
		return nil
	}
	before, began = used(c.pid), time.Now()
	for n, p := range pictures {
		body, err := c.draw(options[n], p, output.suffix == "png", output.fresh)
		if err != nil || len(body) < 1000 || output.suffix == "png" && !bytes.HasPrefix(body, []byte("\x89PNG")) {
			return fmt.Errorf("chromium: %d bytes, %w", len(body), err)
		}
	}
	if counts {
		b.theirs[i].add(used(c.pid)-before, time.Since(began), perRound)
	}
	return nil
}

// address is the picture's on the server.
func (p picture) address(suffix string) string {
	dataset, query, _ := bytes.Cut([]byte(p.query), []byte("?"))
	address := fmt.Sprintf("/charts/%s.%s?%s&width=%d&height=%d", dataset, suffix, query, p.width, p.height)
	if p.scale > 1 && suffix == "png" {
		address += fmt.Sprintf("&scale=%d", p.scale)
	}
	return address
}

// repeated asks for one picture again and again, and for the same bytes as a
// file from a server of files.
func (b *bench) repeated(ctx context.Context, o *office) error {
	const times, name = 1500, "picture.png"
	p := picture{selections[0], 640, 450, 1}
	body, err := o.get(ctx, p.address("png"))
	if err != nil {
		return err
	}
	folder := filepath.Join(b.work, "files")
	if err := errors.Join(os.MkdirAll(folder, 0o700), os.WriteFile(filepath.Join(folder, name), body, 0o600)); err != nil {
		return err
	}
	files, err := openFiles(ctx, folder)
	if err != nil {
		return err
	}
	defer files.close()
	for range b.rounds {
		for _, one := range []struct {
			server *office
			path   string
			cost   *cost
		}{{o, p.address("png"), &b.cached}, {files, "/" + name, &b.static}} {
			before, began := used(one.server.pid()), time.Now()
			for range times {
				if _, err := one.server.get(ctx, one.path); err != nil {
					return err
				}
			}
			one.cost.add(used(one.server.pid())-before, time.Since(began), times)
		}
	}
	return nil
}

// first measures the time from the start of a process to its first picture.
func (b *bench) first(ctx context.Context) error {
	b.firsts = map[string]*cost{}
	p := picture{selections[0], 800, 450, 1}
	o, err := openOffice(ctx, b.program, b.work)
	if err != nil {
		return err
	}
	option, err := o.get(ctx, p.address("option.json"))
	o.close()
	if err != nil {
		return err
	}
	for range b.rounds {
		for _, suffix := range []string{"svg", "png", "png, nothing compiled before"} {
			if len(suffix) > 3 {
				if err := os.RemoveAll(filepath.Join(b.work, "cache")); err != nil {
					return err
				}
			}
			began := time.Now()
			o, err := openOffice(ctx, b.program, b.work)
			if err != nil {
				return err
			}
			_, err = o.get(ctx, p.address(suffix[:3]))
			b.note("barometer "+suffix, used(o.pid()), time.Since(began))
			o.close()
			if err != nil {
				return err
			}
		}
		for _, suffix := range []string{"svg", "png"} {
			began := time.Now()
			c, err := openBrowser(ctx, b.chromium, b.assets)
			if err != nil {
				return err
			}
			_, err = c.draw(option, p, suffix == "png", false)
			b.note("chromium "+suffix, used(c.pid), time.Since(began))
			c.close()
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) note(name string, processor, wall time.Duration) {
	if b.firsts[name] == nil {
		b.firsts[name] = &cost{}
	}
	b.firsts[name].add(processor, wall, 1)
}

func median(figures []float64) float64 {
	sorted := slices.Sorted(slices.Values(figures))
	return sorted[len(sorted)/2]
}

// print writes the tables in Markdown.
func (b *bench) print(out io.Writer) {
	fmt.Fprintf(out, "%s, %d processors, %d rounds of %d pictures, medians\n\n", time.Now().UTC().Format(time.DateOnly), runtime.NumCPU(), b.rounds, perRound)
	fmt.Fprint(out, "| a picture | barometer: processor, time | Chromium: processor, time | processor, ours less |\n| --- | --- | --- | --- |\n")
	for i, output := range outputs {
		ours := fmt.Sprintf("%.0f ms, %.0f ms", median(b.ours[i].processor), median(b.ours[i].wall))
		if len(b.theirs[i].processor) == 0 {
			fmt.Fprintf(out, "| %s | %s | | |\n", output.name, ours)
			continue
		}
		fmt.Fprintf(out, "| %s | %s | %.0f ms, %.0f ms | %.1f × |\n", output.name, ours, median(b.theirs[i].processor), median(b.theirs[i].wall),
			median(b.theirs[i].processor)/median(b.ours[i].processor))
	}
	fmt.Fprint(out, "\n| from the start of the process | barometer: processor, time | Chromium: processor, time | time, ours less |\n| --- | --- | --- | --- |\n")
	for _, row := range [][3]string{
		{"first SVG", "svg", "svg"}, {"first PNG", "png", "png"}, {"first PNG, nothing compiled before", "png, nothing compiled before", "png"},
	} {
		ours, theirs := b.firsts["barometer "+row[1]], b.firsts["chromium "+row[2]]
		fmt.Fprintf(out, "| %s | %.0f ms, %.0f ms | %.0f ms, %.0f ms | %.1f × |\n", row[0], median(ours.processor), median(ours.wall),
			median(theirs.processor), median(theirs.wall), median(theirs.wall)/median(ours.wall))
	}
	fmt.Fprintf(out, "\nMemory (PSS of the process tree, the largest after a round): barometer %d MiB, Chromium %d MiB, %.1f ×.\n",
		b.oursHolds>>20, b.chromiumHolds>>20, float64(b.chromiumHolds)/float64(b.oursHolds))
	fmt.Fprintf(out, "After %s without a picture: %d MiB, before %d.\n", idle, b.after>>20, b.before>>20)
	fmt.Fprintf(out, "Asked again: a PNG %.2f ms of processor, %.2f ms; the same bytes from net/http's file server %.2f ms, %.2f ms.\n",
		median(b.cached.processor), median(b.cached.wall), median(b.static.processor), median(b.static.wall))
}
