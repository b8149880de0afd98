package charts

import (
	"barometer/datasets"
)

// stacked100Kind is parts as shares of their own sum.
var stacked100Kind = kind{
	name: "stacked100", words: datasets.Text{En: "100\u202f% stacked bar chart", Fr: "Diagramme en barres empilées à 100\u202f%"}, pale: paleBar,
	over: overCodes, unfit: (*Chart).unshareable, build: (*Chart).share,
	draw: func(s *sheet) map[string]any { return optionOf(s.drawRows()) }, describe: (*Chart).describeStack,
	parts: true, hatched: true,
}

// unshareable says why the parts over a dimension are no whole whose shares can
// be told, or "": each must be one number, all must be there, and where the
// whole is known they must reach it.
func (c *Chart) unshareable(over string, r reading) string {
	if why := c.unstackable(over, r); why != "" {
		return why
	}
	bars, parts := c.stacks(over, r)
	if len(parts) < 2 {
		return "there is one part"
	}
	whole := c.wholeOf(over)
	for _, b := range bars {
		if len(b.parts) < len(parts) {
			return "not all parts of " + b.label + " are known"
		}
		sum, slack := 0.0, 0.0
		for _, p := range b.parts {
			if p.loose() {
				return c.labelFor(p, over) + " of " + b.label + " is not one number (" + p.words + ")"
			}
			sum += p.value
			slack += p.row.Quantum.Float * c.unit.factor
		}
		if sum <= 0 {
			return "the parts of " + b.label + " add up to nothing"
		}
		if sum < whole-slack {
			return "the parts of " + b.label + " add up to " + datasets.FormatNumber(sum, 1, datasets.English) + " of " + datasets.FormatNumber(whole, 0, datasets.English)
		}
	}
	return ""
}

func (c *Chart) labelFor(p part, over string) string {
	return c.codeLabel(c.extract.Dataset.Dim(over), p.code)
}

// share makes the stacked bars of the parts' shares of their sum. Parts that
// were published as shares keep their words.
func (c *Chart) share(r reading) {
	if len(r.series) == 0 {
		return
	}
	c.stack(r)
	published := c.whole > 0
	for _, b := range c.bars {
		sum := b.sum()
		for i := range b.parts {
			p := &b.parts[i]
			p.value = 100 * p.value / sum
			if !published {
				p.words = datasets.FormatNumber(p.value, 0, c.lang) + "\u202f%"
			}
		}
	}
	c.whole = 100
	if published {
		c.omitted = append(c.omitted, c.text("The parts are drawn as shares of their own sum.", "Les parties sont dessinées en proportion de leur propre somme."))
		return
	}
	c.derived = true
	c.unit.label, c.unit.symbol = c.text("percent of the sum of the parts", "pour cent de la somme des parties"), "\u202f%"
	c.omitted = append(c.omitted, c.text("Shares are derived: each part of the sum of the parts shown, rounded.",
		"Parts dérivées\u202f: chaque partie rapportée à la somme des parties montrées, arrondie."))
}
