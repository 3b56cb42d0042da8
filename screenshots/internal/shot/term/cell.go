package term

// Color is the colour of a cell's text or background: the terminal's own,
// one of the 256 of the palette, or 24 bits of red, green and blue. The zero
// value is the terminal's own.
type Color uint32

const (
	kindShift   = 24
	kindIndexed = 1
	kindRGB     = 2
)

// Indexed returns colour i of the 256-colour palette.
func Indexed(i uint8) Color { return kindIndexed<<kindShift | Color(i) }

// RGB returns a 24-bit colour.
func RGB(r, g, b uint8) Color {
	return kindRGB<<kindShift | Color(r)<<16 | Color(g)<<8 | Color(b)
}

// Index returns the palette index of a colour made by [Indexed].
func (c Color) Index() (i uint8, ok bool) {
	return uint8(c), c>>kindShift == kindIndexed
}

// Components returns the parts of a colour made by [RGB].
func (c Color) Components() (r, g, b uint8, ok bool) {
	return uint8(c >> 16), uint8(c >> 8), uint8(c), c>>kindShift == kindRGB
}

// Style is how a cell is drawn. The zero value is plain text.
type Style struct {
	FG, BG    Color
	Bold      bool
	Faint     bool
	Italic    bool
	Underline bool
	Reverse   bool
	Conceal   bool
	Strike    bool
}

// Cell is one place on the screen.
type Cell struct {
	// Text is a code point and the combining marks upon it; empty is blank.
	Text string
	// Width is 1 or 2, or 0 in the right half of a wide character.
	Width int
	Style
}

// blank is an empty cell; erasing keeps only the background of the pen.
func blank(pen Style) Cell {
	return Cell{Width: 1, Style: Style{BG: pen.BG}}
}
