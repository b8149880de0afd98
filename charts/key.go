package charts

// classLegend writes what the colours mean: below each other, or in rows.
func (s *sheet) classLegend(left, right float64, column bool) {
	const swatch = 14.0
	row := labelStyle.height() + 3
	x := left
	put := func(text string, draw func(box)) {
		w := swatch + 8 + labelStyle.width(text)
		if x > left && (column || x+w > right) {
			x = left
			s.top += row
		}
		draw(box{x, s.top + row/2 - swatch/2, swatch, swatch})
		s.word(labelStyle, x+swatch+8, s.top+row/2, text, "left", s.theme.ink)
		x += w + 18
	}
	for i := range s.classes.count() {
		put(s.classes.label(s.Chart, i), func(b box) { s.rect(b, s.classColour(i)) })
	}
	for _, p := range s.shown() {
		if _, ok := s.figure(p.code); !ok {
			put(s.text("no figure", "aucun chiffre"), func(b box) {
				s.rect(b, s.theme.line)
				s.hatchSwatch(b, hatches[1])
			})
			break
		}
	}
	s.top += row + 8
}

// keyList explains the short names beside the map, in two columns where one
// does not end above bottom.
func (s *sheet) keyList(left, bottom float64) {
	key := s.key()
	row := noteStyle.height()
	columns := 1
	if s.top+float64(len(key))*row > bottom && s.right-left >= 2*keyWidth-20 {
		columns = 2
	}
	if s.card && s.top+float64((len(key)+columns-1)/columns)*row > bottom {
		return // other sites show it small: its tiles tell more than a list
	}
	const indent = 12.0 // of a name's second line
	width := (s.right-left)/float64(columns) - 8
	var lines []string
	var begins []bool
	for _, text := range key {
		for i, line := range noteStyle.wrap(text, width-indent, 2) {
			lines, begins = append(lines, line), append(begins, i == 0)
		}
	}
	each := (len(lines) + columns - 1) / columns
	for i, line := range lines {
		x, y := left+float64(i/each)*(width+8), s.top+(float64(i%each)+0.5)*row
		if !begins[i] {
			x += indent
		}
		s.word(noteStyle, x, y, line, "left", s.theme.soft)
	}
	s.top += float64(each) * row
}
