package charts

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// vertex is a place, in the units of a drawing.
type vertex struct{ x, y float64 }

func (p vertex) plus(q vertex) vertex     { return vertex{p.x + q.x, p.y + q.y} }
func (p vertex) times(f float64) vertex   { return vertex{p.x * f, p.y * f} }
func mixed(a, b vertex, t float64) vertex { return vertex{a.x + t*(b.x-a.x), a.y + t*(b.y-a.y)} }

// pathSegment is a part of an outline: 'm' and 'l' lead to their one point, 'c' to
// its third, 'h' back to where the outline began.
type pathSegment struct {
	op     byte
	points []vertex
}

// parsePath reads path data (SVG 1.1, 8.3) into absolute lines and curves.
func parsePath(data string) ([]pathSegment, error) {
	p := pathReader{rest: data}
	for p.skip(); p.rest != ""; p.skip() {
		command := p.rest[0]
		if strings.IndexByte("MmLlHhVvCcQqAaZz", command) < 0 {
			return nil, fmt.Errorf("path command %q is not known", command)
		}
		p.rest = p.rest[1:]
		if err := p.run(command); err != nil {
			return nil, fmt.Errorf("path command %c: %w", command, err)
		}
	}
	return p.out, nil
}

// pathReader is path data being read.
type pathReader struct {
	rest      string
	at, start vertex
	out       []pathSegment
}

func (p *pathReader) skip() { p.rest = strings.TrimLeft(p.rest, " ,\t\r\n") }

// run draws what follows a command, once or several times.
func (p *pathReader) run(command byte) error {
	if command == 'Z' || command == 'z' {
		p.out, p.at = append(p.out, pathSegment{op: 'h'}), p.start
		return nil
	}
	for first := true; first || p.more(); first = false {
		var base vertex
		if command >= 'a' {
			base = p.at
		}
		if err := p.one(command&^0x20, base, first); err != nil {
			return err
		}
	}
	return nil
}

// more reports whether another number follows.
func (p *pathReader) more() bool {
	p.skip()
	return p.rest != "" && strings.IndexByte("0123456789+-.", p.rest[0]) >= 0
}

// one draws one set of arguments; base is where relative ones start.
func (p *pathReader) one(command byte, base vertex, first bool) error {
	counts := map[byte]int{'M': 2, 'L': 2, 'H': 1, 'V': 1, 'C': 6, 'Q': 4, 'A': 7}
	n := make([]float64, counts[command])
	for i := range n {
		var err error
		if n[i], err = p.number(command == 'A' && (i == 3 || i == 4)); err != nil {
			return err
		}
	}
	to := func(i int) vertex { return base.plus(vertex{n[i], n[i+1]}) }
	switch command {
	case 'M':
		if first {
			p.start = to(0)
			p.add('m', to(0))
			return nil
		}
		p.add('l', to(0))
	case 'L':
		p.add('l', to(0))
	case 'H':
		p.add('l', vertex{base.x + n[0], p.at.y})
	case 'V':
		p.add('l', vertex{p.at.x, base.y + n[0]})
	case 'C':
		p.add('c', to(0), to(2), to(4))
	case 'Q':
		p.add('c', mixed(p.at, to(0), 2.0/3), mixed(to(2), to(0), 2.0/3), to(2))
	case 'A':
		p.arc(ellipticalArc{rx: math.Abs(n[0]), ry: math.Abs(n[1]), turn: n[2] * math.Pi / 180, large: n[3] != 0, sweep: n[4] != 0}, to(5))
	}
	return nil
}

func (p *pathReader) add(op byte, points ...vertex) {
	p.out = append(p.out, pathSegment{op, points})
	p.at = points[len(points)-1]
}

// number reads one number; a flag is a single digit.
func (p *pathReader) number(flag bool) (float64, error) {
	p.skip()
	end, dot, exponent := 0, false, false
	for end < len(p.rest) {
		c := p.rest[end]
		switch {
		case c >= '0' && c <= '9':
		case c == '.' && !dot && !exponent:
			dot = true
		case (c == 'e' || c == 'E') && !exponent && end > 0:
			exponent = true
		case (c == '-' || c == '+') && (end == 0 || p.rest[end-1]|0x20 == 'e'):
		default:
			c = 0
		}
		if c == 0 {
			break
		}
		if end++; flag {
			break
		}
	}
	v, err := strconv.ParseFloat(p.rest[:end], 64)
	p.rest = p.rest[end:]
	return v, err
}

// ellipticalArc is an arc as path data give it.
type ellipticalArc struct {
	rx, ry, turn float64
	large, sweep bool
}

// arc draws an arc to a point by curves of at most a quarter turn (SVG 1.1,
// F.6.5).
func (p *pathReader) arc(a ellipticalArc, to vertex) {
	from := p.at
	if a.rx == 0 || a.ry == 0 || from == to {
		p.add('l', to)
		return
	}
	sin, cos := math.Sincos(a.turn)
	half := mixed(from, to, 0.5)
	d := from.plus(half.times(-1))
	d = vertex{cos*d.x + sin*d.y, cos*d.y - sin*d.x} // in the ellipse's own axes
	if grow := d.x*d.x/(a.rx*a.rx) + d.y*d.y/(a.ry*a.ry); grow > 1 {
		a.rx, a.ry = a.rx*math.Sqrt(grow), a.ry*math.Sqrt(grow)
	}
	sq := a.rx * a.rx * d.y * d.y
	sq += a.ry * a.ry * d.x * d.x
	f := math.Sqrt(max(0, a.rx*a.rx*a.ry*a.ry/sq-1))
	if a.large == a.sweep {
		f = -f
	}
	c := vertex{f * a.rx * d.y / a.ry, -f * a.ry * d.x / a.rx}
	begin := math.Atan2((d.y-c.y)/a.ry, (d.x-c.x)/a.rx)
	sweep := math.Atan2((-d.y-c.y)/a.ry, (-d.x-c.x)/a.rx) - begin
	switch {
	case a.sweep && sweep < 0:
		sweep += 2 * math.Pi
	case !a.sweep && sweep > 0:
		sweep -= 2 * math.Pi
	}
	center := half.plus(vertex{cos*c.x - sin*c.y, sin*c.x + cos*c.y})
	place := func(x, y float64) vertex {
		return center.plus(vertex{cos*a.rx*x - sin*a.ry*y, sin*a.rx*x + cos*a.ry*y})
	}
	parts := math.Ceil(math.Abs(sweep) / (math.Pi / 2) * (1 - 1e-9))
	step := sweep / parts
	k := 4.0 / 3 * math.Tan(step/4)
	for i := range int(parts) {
		s1, c1 := math.Sincos(begin + float64(i)*step)
		s2, c2 := math.Sincos(begin + float64(i+1)*step)
		end := place(c2, s2)
		if i == int(parts)-1 {
			end = to
		}
		p.add('c', place(c1-k*s1, s1+k*c1), place(c2+k*s2, s2-k*c2), end)
	}
}

// boundsOf returns a box around an outline's points.
func boundsOf(outline []pathSegment) box {
	low, high := vertex{math.Inf(1), math.Inf(1)}, vertex{math.Inf(-1), math.Inf(-1)}
	for _, s := range outline {
		for _, p := range s.points {
			low = vertex{min(low.x, p.x), min(low.y, p.y)}
			high = vertex{max(high.x, p.x), max(high.y, p.y)}
		}
	}
	return box{low.x, low.y, high.x - low.x, high.y - low.y}
}

// affine is a transform: x' = a x + c y + e, y' = b x + d y + f.
type affine [6]float64

var identity = affine{1, 0, 0, 1, 0, 0}

// then returns the transform that does m first and then n.
func (m affine) then(n affine) affine {
	return affine{
		n[0]*m[0] + n[2]*m[1], n[1]*m[0] + n[3]*m[1],
		n[0]*m[2] + n[2]*m[3], n[1]*m[2] + n[3]*m[3],
		n[0]*m[4] + n[2]*m[5] + n[4], n[1]*m[4] + n[3]*m[5] + n[5],
	}
}

func (m affine) apply(p vertex) vertex {
	return vertex{m[0]*p.x + m[2]*p.y + m[4], m[1]*p.x + m[3]*p.y + m[5]}
}

// inverse returns the transform back; of one that has none, nonsense.
func (m affine) inverse() affine {
	det := m[0]*m[3] - m[1]*m[2]
	return affine{
		m[3] / det, -m[1] / det, -m[2] / det, m[0] / det,
		(m[2]*m[5] - m[3]*m[4]) / det, (m[1]*m[4] - m[0]*m[5]) / det,
	}
}

// parseTransform reads a transform attribute (SVG 1.1, 7.6).
func parseTransform(text string) (affine, error) {
	m := identity
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimLeft(text, " ,") {
		name, rest, ok := strings.Cut(text, "(")
		arguments, after, closed := strings.Cut(rest, ")")
		if !ok || !closed {
			return m, fmt.Errorf("transform %q is not known", text)
		}
		var n []float64
		for word := range strings.FieldsFuncSeq(arguments, func(r rune) bool { return r == ' ' || r == ',' }) {
			v, err := strconv.ParseFloat(word, 64)
			if err != nil {
				return m, fmt.Errorf("transform %q: %w", text, err)
			}
			n = append(n, v)
		}
		var one affine
		switch {
		case name == "matrix" && len(n) == 6:
			one = affine(n)
		case name == "translate" && len(n) == 2:
			one = affine{1, 0, 0, 1, n[0], n[1]}
		case name == "scale" && len(n) == 2:
			one = affine{n[0], 0, 0, n[1], 0, 0}
		case name == "rotate" && len(n) == 1:
			sin, cos := math.Sincos(n[0] * math.Pi / 180)
			one = affine{cos, sin, -sin, cos, 0, 0}
		default:
			return m, fmt.Errorf("transform %s with %d numbers is not known", name, len(n))
		}
		m, text = one.then(m), after
	}
	return m, nil
}
