package charts

import (
	"fmt"
	"strconv"
)

// The size of a card, the picture that other sites show of a link, in pixels
// before it is scaled: the proportions that they cut pictures to.
const (
	CardWidth  = 600
	CardHeight = 315
)

// encodeCard lays a card out: with its notes if they fit, else with their
// number, and what is higher still becomes smaller as a whole.
func (c *Chart) encodeCard() error {
	if err := c.encode(); err != nil || c.height <= CardHeight || len(c.notes) == 0 {
		return err
	}
	c.notes = []string{c.count(len(c.notes), "1 note on the page of this chart.", "%d notes on the page of this chart.",
		"1 remarque sur la page de ce graphique.", "%d remarques sur la page de ce graphique.")}
	c.height = CardHeight
	return c.encode()
}

// frame is the size of the picture, and the part of the plane that it shows: of
// a card that is too high its whole height, in the middle.
func (c *Chart) frame() (width, height int, view string) {
	if !c.card || c.height <= CardHeight {
		return c.width, c.height, fmt.Sprintf("0 0 %d %d", c.width, c.height)
	}
	wide := float64(c.height) * CardWidth / CardHeight
	left := strconv.FormatFloat(pixel((CardWidth-wide)/2), 'f', -1, 64)
	return CardWidth, CardHeight, fmt.Sprintf("%s 0 %s %d", left, strconv.FormatFloat(pixel(wide), 'f', -1, 64), c.height)
}
