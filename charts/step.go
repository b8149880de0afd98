package charts

import "barometer/datasets"

// stepKind holds a line until the next figure.
var stepKind = kind{
	name: "step", words: datasets.Text{En: "Step chart", Fr: "Courbe en escalier"}, pale: hollowMark,
	over: overAsked, unfit: (*Chart).unsteppable, build: (*Chart).trace,
	draw: func(s *sheet) map[string]any { return optionOf(s.drawLines()) }, describe: (*Chart).describeLines,
	freeAxis: true, held: true, zooms: true,
}

func (c *Chart) unsteppable(over string, r reading) string {
	if why := untimely(over, r); why != "" {
		return why
	}
	return c.tooMany(r, maxParts)
}
