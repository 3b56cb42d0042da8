package paint

import "math"

// weight is how an arm of a box-drawing character is drawn.
type weight byte

const (
	none   weight = '.'
	light  weight = '-'
	heavy  weight = '='
	double weight = '#'
)

// arms are the four half lines from the middle of a cell to its edges.
type arms struct{ up, right, down, left weight }

// armTable lists U+2500 to U+257F as up, right, down, left; blanks are
// characters that are not made of such arms.
const armTable = "" +
	".-.- .=.= -.-. =.=. .... .... .... .... .... .... .... .... .--. .=-. .-=. .==. " + // 2500
	"..-- ..-= ..=- ..== --.. -=.. =-.. ==.. -..- -..= =..- =..= ---. -=-. =--. --=. " + // 2510
	"=-=. ==-. -==. ===. -.-- -.-= =.-- -.=- =.=- =.-= -.== =.== .--- .--= .=-- .=-= " + // 2520
	".-=- .-== .==- .=== --.- --.= -=.- -=.= =-.- =-.= ==.- ==.= ---- ---= -=-- -=-= " + // 2530
	"=--- --=- =-=- =--= ==-- --== -==- ==-= -=== =-== ===- ==== .... .... .... .... " + // 2540
	".#.# #.#. .#-. .-#. .##. ..-# ..#- ..## -#.. #-.. ##.. -..# #..- #..# -#-. #-#. " + // 2550
	"###. -.-# #.#- #.## .#-# .-#- .### -#.# #-.- ##.# -#-# #-#- #### .... .... .... " + // 2560
	".... .... .... .... ...- -... .-.. ..-. ...= =... .=.. ..=. .=.- -.=. .-.= =.-. " // 2570

// line draws U+2500 to U+257F and reports whether it could.
func (c canvas) line(r rune) bool {
	entry := armTable[(r-0x2500)*5:][:4]
	a := arms{weight(entry[0]), weight(entry[1]), weight(entry[2]), weight(entry[3])}
	switch {
	case a != (arms{none, none, none, none}):
		c.arms(a)
	case r >= 0x2571 && r <= 0x2573:
		c.diagonals(r != 0x2572, r != 0x2571)
	case r >= 0x256d && r <= 0x2570:
		c.arc(r)
	default:
		c.dashes(r)
	}
	return true
}

// arms draws straight half lines. An axis is worked out as if it were
// horizontal and turned when it is drawn, so that there is one set of rules.
func (c canvas) arms(a arms) {
	w, h := c.size()
	horizontal := axis{c: c, across: h, along: w}
	vertical := axis{c: c, across: w, along: h, turned: true}
	horizontal.arm(a.left, a.up, a.down, a.right, false)
	horizontal.arm(a.right, a.up, a.down, a.left, true)
	vertical.arm(a.up, a.left, a.right, a.down, false)
	vertical.arm(a.down, a.left, a.right, a.up, true)
}

// axis draws strokes along one direction of the cell.
type axis struct {
	c             canvas
	across, along int
	turned        bool
}

// stroke returns where a line of the given thickness lies in the middle of n
// pixels.
func stroke(n, thickness int) (from, to int) {
	from = (n - thickness) / 2
	return from, from + thickness
}

func (c canvas) thickness(w weight) int {
	if w == heavy {
		return 3 * c.scale
	}
	return c.scale
}

// offset is the distance of each line of a double stroke from the middle.
func (c canvas) offset() int { return 2 * c.scale }

// arm draws one half line. before and after are the arms that cross it on
// its upper (or left) and lower (or right) side, opposite the one that goes on.
func (x axis) arm(w, before, after, opposite weight, forward bool) {
	switch w {
	case none:
	case double:
		x.half(-x.c.offset(), x.c.scale, x.reach(before, after, opposite, true), forward)
		x.half(x.c.offset(), x.c.scale, x.reach(after, before, opposite, true), forward)
	default:
		t := x.c.thickness(w)
		x.half(0, t, x.reach(before, after, opposite, false), forward)
	}
}

// reach is how far past the middle a stroke goes (negative: stops short),
// given the arm that crosses on its own side and the one on the other side.
func (x axis) reach(near, far, opposite weight, paired bool) int {
	o := x.c.offset()
	switch {
	case paired && near == double:
		return -o // the inside of a double corner
	case paired && far == double && opposite != double:
		return o // the outside of a double corner
	case !paired && near == double && far == double && opposite == none:
		return -o // touches the nearer line of a double one
	case near == double || far == double:
		return o
	case near == heavy || far == heavy:
		return x.c.scale
	}
	return 0
}

// half draws a stroke from an edge to the middle and reach beyond it.
func (x axis) half(shift, thickness, reach int, forward bool) {
	from, to := stroke(x.across, thickness)
	from, to = from+shift, to+shift
	midFrom, midTo := stroke(x.along, x.c.scale)
	start, end := 0, midTo+reach
	if forward {
		start, end = midFrom-reach, x.along
	}
	if x.turned {
		x.c.rect(from, start, to, end)
		return
	}
	x.c.rect(start, from, end, to)
}

// dashes draws the dashed lines: two, three or four dashes to the cell.
func (c canvas) dashes(r rune) {
	n, bits := 3, int(r-0x2504)
	switch {
	case r >= 0x254c:
		n, bits = 2, int(r-0x254c)
	case r >= 0x2508:
		n, bits = 4, int(r-0x2508)
	}
	thickness := c.thickness(light)
	if bits&1 != 0 {
		thickness = c.thickness(heavy)
	}
	w, h := c.size()
	x := axis{c: c, across: h, along: w}
	if bits&2 != 0 {
		x = axis{c: c, across: w, along: h, turned: true}
	}
	from, to := stroke(x.across, thickness)
	for i := range n {
		start, end := x.along*i/n, x.along*(i+1)/n
		end -= max((end-start)/3, 1)
		if x.turned {
			c.rect(from, start, to, end)
		} else {
			c.rect(start, from, end, to)
		}
	}
}

// arc draws a rounded corner: a quarter circle with straight ends.
func (c canvas) arc(r rune) {
	w, h := c.size()
	right := r == 0x256d || r == 0x2570 // ╭ ╰
	down := r == 0x256d || r == 0x256e  // ╭ ╮
	half := float64(c.scale) / 2
	vFrom, _ := stroke(w, c.scale)
	hFrom, _ := stroke(h, c.scale)
	mx, my := float64(vFrom)+half, float64(hFrom)+half
	sx, sy := -1.0, -1.0
	if right {
		sx = 1
	}
	if down {
		sy = 1
	}
	radius := float64(w) / 2
	c.shape(func(x, y float64) bool {
		dx, dy := (x-mx)*sx, (y-my)*sy // the corner opens to positive values
		switch {
		case dx < -half || dy < -half:
			return false
		case dx <= radius && dy <= radius:
			return math.Abs(math.Hypot(dx-radius, dy-radius)-radius) <= half
		case dy > radius:
			return dx <= half
		default:
			return dy <= half
		}
	})
}

// diagonals draws the rising and the falling diagonal of the cell.
func (c canvas) diagonals(rising, falling bool) {
	w, h := c.size()
	fw, fh := float64(w), float64(h)
	reach := float64(c.scale) / 2 * math.Hypot(fw, fh)
	c.shape(func(x, y float64) bool {
		return rising && math.Abs((fh-y)*fw-x*fh) <= reach ||
			falling && math.Abs(y*fw-x*fh) <= reach
	})
}
