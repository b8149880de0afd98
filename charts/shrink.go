package charts

// shrinkStep is by how many pixels a map is made smaller at a time.
const shrinkStep = 32.0

// fitMap makes a map smaller where the height that was asked needs it: as large
// as it may be for that height, or else for the lowest picture there is. The
// figures of small tiles stand in the list beside them, which takes room as
// well, so that a smaller map is not always a lower picture.
func (c *Chart) fitMap() {
	if c.atlas == nil || c.height == 0 || c.card {
		return
	}
	best := 0.0
	least, height := c.mapHeights()
	for room := height - shrinkStep; room > leastMap && least > float64(c.height); room -= shrinkStep {
		c.mapRoom = room
		if lower, _ := c.mapHeights(); lower < least {
			least, best = lower, room
		}
	}
	c.mapRoom = best
}

// mapHeights lays the picture out and returns its height, and the map's own.
func (c *Chart) mapHeights() (picture, plot float64) {
	s := newSheet(c)
	s.drawMap()
	return s.foot(), s.grid.height
}
