package paint

import (
	"image"
	"image/color"
	"image/draw"

	"iscope/screenshots/internal/shot/term"
)

// The cell at scale 1. Ten pixels of width make a font size at which the
// advance of DejaVu Sans Mono is a whole number.
const (
	cellWidth  = 10
	cellHeight = 20
	margin     = 12
)

// Painter draws screens in one theme and size. Make one with [New].
type Painter struct {
	theme  Theme
	w, h   int // cell
	margin int
	scale  int
	fonts  *fonts
}

// New returns a painter whose pictures are scale times 10x20 pixels per cell;
// scale is at least 1. The error tells of a font that cannot be read.
func New(theme Theme, scale int) (*Painter, error) {
	scale = max(scale, 1)
	p := &Painter{theme: theme, w: cellWidth * scale, h: cellHeight * scale, margin: margin * scale, scale: scale}
	var err error
	p.fonts, err = loadFonts(p.w, p.h)
	return p, err
}

// Image draws the screen, and its cursor where it is shown, on a margin of
// the terminal's background.
func (p *Painter) Image(s *term.Screen) *image.RGBA {
	width, height := s.Size()
	img := image.NewRGBA(image.Rect(0, 0, width*p.w+2*p.margin, height*p.h+2*p.margin))
	fill(img, img.Bounds(), p.theme.Background)
	cx, cy, cursor := s.Cursor()
	for y := range height {
		for x, c := range s.Row(y) {
			if cursor && x == cx && y == cy {
				c.Reverse = !c.Reverse
			}
			p.cell(img, x, y, c)
		}
	}
	return img
}

// Stack returns one picture with the others below each other, each as wide as
// it is; what is beside a narrower one stays transparent.
func Stack(parts ...*image.RGBA) *image.RGBA {
	var all image.Rectangle
	for _, part := range parts {
		size := part.Bounds().Size()
		all = all.Union(image.Rect(0, all.Max.Y, size.X, all.Max.Y+size.Y))
	}
	img, y := image.NewRGBA(all), 0
	for _, part := range parts {
		size := part.Bounds().Size()
		draw.Draw(img, image.Rect(0, y, size.X, y+size.Y), part, part.Bounds().Min, draw.Src)
		y += size.Y
	}
	return img
}

func (p *Painter) cell(img *image.RGBA, x, y int, c term.Cell) {
	if c.Width == 0 {
		return
	}
	at := image.Pt(p.margin+x*p.w, p.margin+y*p.h)
	box := image.Rectangle{Min: at, Max: at.Add(image.Pt(c.Width*p.w, p.h))}
	fg, bg := p.theme.colors(c.Style)
	fill(img, box, bg)
	runes := []rune(c.Text)
	if len(runes) > 0 && !p.drawn(canvas{img, box, fg, bg, p.scale}, runes[0]) {
		p.fonts.draw(img, box, fg, runes, c.Bold, c.Italic)
	}
	if c.Underline {
		p.rule(img, box, box.Max.Y-2*p.scale, fg)
	}
	if c.Strike {
		p.rule(img, box, box.Min.Y+p.h*11/20, fg)
	}
}

// drawn reports whether r is drawn to the cell rather than set in type.
func (p *Painter) drawn(c canvas, r rune) bool {
	switch {
	case r >= 0x2500 && r <= 0x257f:
		return c.line(r)
	case r >= 0x2580 && r <= 0x259f:
		c.block(r)
	case r >= 0x2800 && r <= 0x28ff:
		c.braille(r)
	default:
		return false
	}
	return true
}

func (p *Painter) rule(img *image.RGBA, box image.Rectangle, y int, c color.RGBA) {
	fill(img, image.Rect(box.Min.X, y, box.Max.X, y+p.scale), c)
}

func fill(img *image.RGBA, r image.Rectangle, c color.RGBA) {
	draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// canvas is one cell that something is drawn into.
type canvas struct {
	img    *image.RGBA
	box    image.Rectangle
	fg, bg color.RGBA
	scale  int
}

func (c canvas) size() (w, h int) { return c.box.Dx(), c.box.Dy() }

// rect fills [x0,x1)×[y0,y1), counted from the corner of the cell.
func (c canvas) rect(x0, y0, x1, y1 int) {
	fill(c.img, image.Rect(x0, y0, x1, y1).Add(c.box.Min).Intersect(c.box), c.fg)
}

// samples is the side of the grid a pixel is tested at for smooth edges.
const samples = 4

// shape fills the pixels for whose points inside is true, with soft edges.
// Coordinates are in pixels from the corner of the cell.
func (c canvas) shape(inside func(x, y float64) bool) {
	w, h := c.size()
	for y := range h {
		for x := range w {
			hits := 0
			for i := range samples * samples {
				sx := float64(x) + (float64(i%samples)+0.5)/samples
				sy := float64(y) + (float64(i/samples)+0.5)/samples
				if inside(sx, sy) {
					hits++
				}
			}
			if hits > 0 {
				at := c.box.Min.Add(image.Pt(x, y))
				c.img.SetRGBA(at.X, at.Y, mix(c.img.RGBAAt(at.X, at.Y), c.fg, float64(hits)/(samples*samples)))
			}
		}
	}
}
