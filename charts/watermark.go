package charts

import (
	"bytes"
	"encoding/xml"
	"fmt"
)

// How a watermark is set: large enough to be read in a picture that was cut or
// made smaller, pale enough to read figures through.
const (
	watermarkShare   = 0.075 // of its letters in the width of the picture
	watermarkHigh    = 0.22  // and at most in its height, which the line crosses aslant
	watermarkLeast   = 14    // pixels
	watermarkMost    = 64
	watermarkTurn    = -18 // degrees
	watermarkOpacity = 0.18
	watermarkEvery   = 320 // pixels of height that one line of it is for
)

// stamped draws the chart's watermark over a drawing, one line for each part of
// its height. Without a watermark the drawing stays as it is.
func stamped(svg []byte, c *Chart) []byte {
	if c.watermark == "" {
		return svg
	}
	var out bytes.Buffer
	out.Write(bytes.TrimSuffix(svg, []byte("</svg>")))
	size := min(int(watermarkShare*float64(c.width)), int(watermarkHigh*float64(c.height)))
	size = min(max(size, watermarkLeast), watermarkMost)
	lines := max(1, c.height/watermarkEvery)
	x := c.width / 2
	for i := range lines {
		y := c.height * (2*i + 1) / (2 * lines)
		fmt.Fprintf(&out, `<text x="0" y="0" transform="translate(%d %d) rotate(%d)" text-anchor="middle" font-size="%d" font-weight="600" fill="%s" fill-opacity="%g">`,
			x, y, watermarkTurn, size, c.theme.ink, watermarkOpacity)
		_ = xml.EscapeText(&out, []byte(c.watermark)) // a buffer takes all
		out.WriteString("</text>")
	}
	out.WriteString("</svg>")
	return out.Bytes()
}
