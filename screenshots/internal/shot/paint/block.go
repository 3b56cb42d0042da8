package paint

import "math"

// block draws U+2580 to U+259F: bars in eighths, shades and quadrants.
func (c canvas) block(r rune) {
	w, h := c.size()
	eighth := func(of, n int) int { return (of*n + 4) / 8 }
	switch {
	case r == 0x2580:
		c.rect(0, 0, w, eighth(h, 4))
	case r <= 0x2588:
		c.rect(0, h-eighth(h, int(r-0x2580)), w, h)
	case r <= 0x258f:
		c.rect(0, 0, eighth(w, int(0x2590-r)), h)
	case r == 0x2590:
		c.rect(w-eighth(w, 4), 0, w, h)
	case r <= 0x2593:
		c.fg = mix(c.bg, c.fg, float64(r-0x2590)/4)
		c.rect(0, 0, w, h)
	case r == 0x2594:
		c.rect(0, 0, w, eighth(h, 1))
	case r == 0x2595:
		c.rect(w-eighth(w, 1), 0, w, h)
	default:
		c.quadrants(quadrantSets[r-0x2596])
	}
}

// The four quarters of a cell.
const (
	upperLeft = 1 << iota
	upperRight
	lowerLeft
	lowerRight
)

// quadrantSets lists the quarters of U+2596 to U+259F.
var quadrantSets = [10]int{
	lowerLeft, lowerRight, upperLeft,
	upperLeft | lowerLeft | lowerRight, upperLeft | lowerRight,
	upperLeft | upperRight | lowerLeft, upperLeft | upperRight | lowerRight,
	upperRight, upperRight | lowerLeft, upperRight | lowerLeft | lowerRight,
}

func (c canvas) quadrants(set int) {
	w, h := c.size()
	for i := range 4 {
		if set&(1<<i) != 0 {
			x, y := i%2*(w/2), i/2*(h/2)
			c.rect(x, y, x+w/2, y+h/2)
		}
	}
}

// brailleDots places the dots of U+2800 in the order of its bits.
var brailleDots = [8][2]int{{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}, {0, 3}, {1, 3}}

// braille draws the two by four dots of a braille pattern.
func (c canvas) braille(r rune) {
	w, h := c.size()
	radius := float64(w) * 0.14
	for bit, at := range brailleDots {
		if r&(1<<bit) == 0 {
			continue
		}
		cx := float64(w) * (0.25 + 0.5*float64(at[0]))
		cy := float64(h) * (0.125 + 0.25*float64(at[1]))
		c.shape(func(x, y float64) bool { return math.Hypot(x-cx, y-cy) <= radius })
	}
}
