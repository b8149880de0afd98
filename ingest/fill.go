package ingest

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"

	"barometer/datasets"
)

// fills gives cells the colour of a severity so that the fill they had can be
// given back. A marked style is the cell's own with another fill; the last four
// bits of each part of its colour, which nobody sees, number the fill that it
// stands over. The list of findings remembers those fills in a hidden column.
// So they come back even if rows were inserted, or another program numbered
// the styles anew.
type fills struct {
	before []string // fills that marks stand over, as XML, by number
	styles map[markedStyle]int
	marks  map[int]markedStyle // what a marked style was made of
}

// bySeverity is the severities, the gravest first.
var bySeverity = []datasets.Severity{datasets.SeverityError, datasets.SeverityWarning, datasets.SeverityInfo}

type markedStyle struct {
	style    int
	severity datasets.Severity
}

// maxFills is how many fills can be told apart by twelve bits.
const maxFills = 1 << 12

// markColours are the colours of severities; their last four bits are free.
var markColours = map[datasets.Severity]uint32{
	datasets.SeverityError:   0xF0A090,
	datasets.SeverityWarning: 0xF0D070,
	datasets.SeverityInfo:    0xB0D0F0,
}

const freeBits = 0x0F0F0F

// markColour is the colour of a severity over fill n.
func markColour(severity datasets.Severity, n int) string {
	free := uint32(n>>8&15)<<16 | uint32(n>>4&15)<<8 | uint32(n&15)
	return fmt.Sprintf("%06X", markColours[severity]|free)
}

// numberOf reads the number of the fill that a colour stands over.
func numberOf(colour string) (int, bool) {
	if len(colour) == 8 {
		colour = colour[2:]
	}
	rgb, err := strconv.ParseUint(colour, 16, 32)
	if err != nil || len(colour) != 6 {
		return 0, false
	}
	for _, base := range markColours {
		if uint32(rgb)&^freeBits == base {
			return int(rgb>>16&15)<<8 | int(rgb>>8&15)<<4 | int(rgb&15), true
		}
	}
	return 0, false
}

// restore gives styles the fills that marks stood over.
func (f *fills) restore(file *excelize.File, before []string) error {
	if file.Styles == nil || file.Styles.Fills == nil {
		return nil
	}
	for _, fill := range file.Styles.Fills.Fill {
		if fill.PatternFill == nil || fill.PatternFill.FgColor == nil {
			continue
		}
		n, ours := numberOf(fill.PatternFill.FgColor.RGB)
		if !ours || n >= len(before) {
			continue
		}
		fill.PatternFill, fill.GradientFill = nil, nil
		if err := xml.Unmarshal([]byte(before[n]), fill); err != nil {
			return errDamaged("the list of findings", err)
		}
	}
	return nil
}

// marked returns the style that differs from a cell's own in its fill alone. A
// cell that is marked already takes the graver of both severities.
func (f *fills) marked(file *excelize.File, style int, severity datasets.Severity) (int, error) {
	if was, ok := f.marks[style]; ok {
		if slices.Index(bySeverity, was.severity) <= slices.Index(bySeverity, severity) {
			return style, nil
		}
		style = was.style
	}
	key := markedStyle{style, severity}
	if made, ok := f.styles[key]; ok {
		return made, nil
	}
	made, err := f.add(file, key)
	if err != nil {
		return 0, err
	}
	if f.styles == nil {
		f.styles, f.marks = map[markedStyle]int{}, map[int]markedStyle{}
	}
	f.styles[key], f.marks[made] = made, key
	return made, nil
}

// add makes a marked style.
func (f *fills) add(file *excelize.File, key markedStyle) (int, error) {
	n, err := f.number(file, key.style)
	if err != nil {
		return 0, err
	}
	donor, err := file.NewStyle(&excelize.Style{Fill: solid(markColour(key.severity, n))})
	if err != nil {
		return 0, err
	}
	formats := file.Styles.CellXfs
	made := formats.Xf[donor]
	if key.style < len(formats.Xf) {
		made = formats.Xf[key.style]
	}
	applied := true
	made.FillID, made.ApplyFill = formats.Xf[donor].FillID, &applied
	formats.Xf = append(formats.Xf, made)
	formats.Count = len(formats.Xf)
	return formats.Count - 1, nil
}

func solid(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

// number returns the number of a style's fill.
func (f *fills) number(file *excelize.File, style int) (int, error) {
	before := `<fill><patternFill patternType="none"/></fill>`
	if formats, all := file.Styles.CellXfs, file.Styles.Fills; formats != nil && all != nil && style < len(formats.Xf) {
		if id := formats.Xf[style].FillID; id != nil && *id > 0 && *id < len(all.Fill) {
			var b bytes.Buffer
			if err := xml.NewEncoder(&b).EncodeElement(all.Fill[*id], xml.StartElement{Name: xml.Name{Local: "fill"}}); err != nil {
				return 0, err
			}
			before = b.String()
		}
	}
	n := slices.Index(f.before, before)
	if n < 0 && len(f.before) < maxFills {
		n = len(f.before)
		f.before = append(f.before, before)
	}
	return max(n, 0), nil
}
