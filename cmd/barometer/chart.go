package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/term"
)

type chartCommand struct {
	Dataset string   `arg:"" help:"The dataset's id, or what an address of a chart has: 'turnover?geo=FR&type=line'."`
	Codes   []string `arg:"" optional:"" name:"dim=codes" help:"Which figures, as in an address: geo=FR,FRE scope=MARKET from=2010."`
	Output  []string `short:"o" sep:"none" placeholder:"FILE" help:"Where to write; the ending says what: .svg, .png, .pdf and the others of a chart's address; - is standard output. May be given several times."`
	Format  string   `placeholder:"ENDING" help:"What goes to standard output; svg if it is not said."`

	At     string `placeholder:"GENERATION" help:"As this portal served it at that generation."`
	Type   string `placeholder:"TYPE" help:"line, bar, map …; chosen by the figures if it is not said."`
	Over   string `placeholder:"DIMENSION" help:"Whose codes are the bars, rows or parts."`
	Unit   string `placeholder:"UNIT" help:"The unit to show."`
	Title  string `placeholder:"TEXT" help:"Instead of the dataset's title."`
	Theme  string `placeholder:"THEME" help:"light, dark or print."`
	Width  string `placeholder:"PIXELS" help:"Width of the picture."`
	Height string `placeholder:"PIXELS" help:"Height of the picture; more where its words need it."`
	Scale  string `placeholder:"1|2|3" help:"Pixels of a PNG for one of the chart."`
	Values bool   `help:"Write the figures where they have room."`
	Lang   string `placeholder:"en|fr" help:"Language of the words; en if it is not said."`

	outlines
	BaseURL string `name:"base-url" placeholder:"URL" help:"The public address of the server that has these charts, for links in what is written."`
}

// Run writes a chart in each of the forms asked for, or none where one of them
// is refused.
func (c chartCommand) Run(ctx context.Context, config *Config, t *terminal) error {
	dataset, parameters, err := c.address()
	if err != nil {
		return err
	}
	if len(c.Output) == 0 {
		c.Output = []string{standardOutput}
	}
	var endings []string
	for _, name := range c.Output {
		ending, err := c.ending(name, t)
		if err != nil {
			return err
		}
		endings = append(endings, ending)
	}
	o, err := openOffice(ctx, config.Database, c.outlines, c.BaseURL, t)
	if err != nil {
		return err
	}
	defer o.close()
	var contents [][]byte
	for _, ending := range endings {
		body, refused, err := o.fetch(ctx, "/charts/"+url.PathEscape(dataset+ending)+"?"+parameters.Encode())
		if err != nil {
			return err
		}
		if refused != nil {
			return c.explain(refused)
		}
		contents = append(contents, body)
	}
	for i, name := range c.Output {
		if name == standardOutput {
			_, err = t.out.Write(contents[i])
		} else {
			err = os.WriteFile(name, contents[i], 0o666)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// standardOutput is the name of a file that is none.
const standardOutput = "-"

// address puts dataset, codes and flags together as a chart's address has them.
func (c chartCommand) address() (dataset string, parameters url.Values, err error) {
	at, err := url.Parse(c.Dataset)
	if err == nil {
		parameters, err = url.ParseQuery(at.RawQuery)
	}
	if err != nil {
		return "", nil, usageError(fmt.Sprintf("%q cannot be read: %v", c.Dataset, err))
	}
	dataset = at.Path
	if strings.Contains(dataset, "/") { // an address as a browser has it
		dataset, _, _ = strings.Cut(path.Base(dataset), ".")
	}
	for _, pair := range c.Codes {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return "", nil, usageError(fmt.Sprintf("%q says nothing of a chart; expected a dimension and its codes, such as geo=FR,FRE", pair))
		}
		parameters.Add(name, value)
	}
	for name, value := range c.flags() {
		if value != "" {
			parameters.Add(name, value)
		}
	}
	return dataset, parameters, nil
}

// flags are the values of the flags that an address has as parameters.
func (c chartCommand) flags() map[string]string {
	values := ""
	if c.Values {
		values = "on"
	}
	return map[string]string{
		"at": c.At, "type": c.Type, "over": c.Over, "unit": c.Unit, "title": c.Title, "theme": c.Theme,
		"width": c.Width, "height": c.Height, "scale": c.Scale, "values": values, "lang": c.Lang,
	}
}

// optionEnding is the one ending with a point within.
const optionEnding = ".option.json"

// ending is what a chart's address ends in to give what an output is named for.
func (c chartCommand) ending(output string, t *terminal) (string, error) {
	if output != standardOutput {
		switch ending := filepath.Ext(output); {
		case c.Format != "":
			return "", usageError("--format is of standard output; the ending of " + output + " says what it is")
		case strings.HasSuffix(output, optionEnding):
			return optionEnding, nil
		case len(ending) < 2:
			return "", usageError("-o " + output + " has no ending that says what to write; expected one such as .svg, .png or .csv")
		default:
			return ending, nil
		}
	}
	ending := "." + strings.TrimPrefix(c.Format, ".")
	if ending == "." {
		ending = ".svg"
	}
	if out, ok := t.out.(*os.File); ok && (ending == ".png" || ending == ".pdf" || ending == ".zip") && term.IsTerminal(int(out.Fd())) {
		return "", usageError("a picture is nothing to read on a terminal: name a file with -o")
	}
	return ending, nil
}

// explain says what was refused by the names that were typed.
func (c chartCommand) explain(p *problem) error {
	var b strings.Builder
	b.WriteString(p.Detail)
	given := c.flags()
	for _, e := range p.Errors {
		name := e.Parameter + "="
		switch value := given[e.Parameter]; {
		case e.Parameter == "format":
			name = "the ending "
		case e.Parameter == "dataset":
			name = "DATASET "
		case value != "":
			name = "--" + e.Parameter + " "
		}
		fmt.Fprintf(&b, "\n  %s%s", name, e.Value)
		if e.Expected != "" {
			fmt.Fprintf(&b, ": expected %s", e.Expected)
		}
	}
	if at, err := url.Parse(p.Corrected); err == nil && p.Corrected != "" {
		dataset, _, _ := strings.Cut(path.Base(at.Path), ".")
		fmt.Fprintf(&b, "\n  this works: barometer chart '%s'", strings.TrimSuffix(dataset+"?"+at.RawQuery, "?"))
	}
	return errors.New(b.String())
}
