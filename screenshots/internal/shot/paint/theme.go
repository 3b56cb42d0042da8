package paint

import (
	"fmt"
	"image/color"

	"iscope/screenshots/internal/shot/term"
)

// Theme is the palette of a terminal.
type Theme struct {
	// Foreground and Background are the terminal's own colours.
	Foreground, Background color.RGBA
	// ANSI are the first sixteen colours of the palette.
	ANSI [16]color.RGBA
}

// Dark is a calm dark terminal.
var Dark = Theme{
	Foreground: hex(0xd4d7dd),
	Background: hex(0x16181d),
	ANSI: [16]color.RGBA{
		hex(0x2a2e37), hex(0xe0616b), hex(0x8fc07a), hex(0xdfb669),
		hex(0x6fa8e8), hex(0xbd87dc), hex(0x62b8bf), hex(0xc3c8d1),
		hex(0x6a7180), hex(0xf07f88), hex(0xa9d695), hex(0xf0cd85),
		hex(0x8fc0f7), hex(0xd3a4ee), hex(0x80d0d6), hex(0xf2f4f8),
	},
}

// Light is a calm light terminal.
var Light = Theme{
	Foreground: hex(0x2b2f38),
	Background: hex(0xfbfbf9),
	ANSI: [16]color.RGBA{
		hex(0x2b2f38), hex(0xb3303c), hex(0x3c7a2c), hex(0x8a6200),
		hex(0x1f5fb0), hex(0x8038a8), hex(0x0f7078), hex(0xb9bdc6),
		hex(0x737986), hex(0xcf4a55), hex(0x4f9440), hex(0xa87c10),
		hex(0x3b7dd0), hex(0x9c55c4), hex(0x2a8c95), hex(0xe9ebef),
	},
}

func hex(v uint32) color.RGBA {
	return color.RGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}

// faintShare is how much of its own colour faint text keeps against the
// background.
const faintShare = 0.6

// colors returns the colours a cell of this style shows.
func (t Theme) colors(st term.Style) (fg, bg color.RGBA) {
	fg, bg = t.resolve(st.FG, t.Foreground), t.resolve(st.BG, t.Background)
	if st.Reverse {
		fg, bg = bg, fg
	}
	if st.Faint {
		fg = mix(bg, fg, faintShare)
	}
	if st.Conceal {
		fg = bg
	}
	return fg, bg
}

func (t Theme) resolve(c term.Color, own color.RGBA) color.RGBA {
	if r, g, b, ok := c.Components(); ok {
		return color.RGBA{R: r, G: g, B: b, A: 0xff}
	}
	if i, ok := c.Index(); ok {
		return t.indexed(i)
	}
	return own
}

// indexed returns a colour of the 256: sixteen of the theme, a cube of six
// levels, and a ramp of greys.
func (t Theme) indexed(i uint8) color.RGBA {
	switch {
	case i < 16:
		return t.ANSI[i]
	case i >= 232:
		v := 8 + 10*(i-232)
		return color.RGBA{R: v, G: v, B: v, A: 0xff}
	}
	levels := [6]uint8{0, 95, 135, 175, 215, 255}
	i -= 16
	return color.RGBA{R: levels[i/36], G: levels[i/6%6], B: levels[i%6], A: 0xff}
}

// mix returns a with the given share of b, 0 to 1.
func mix(a, b color.RGBA, share float64) color.RGBA {
	part := func(a, b uint8) uint8 { return uint8(float64(a) + (float64(b)-float64(a))*share + 0.5) }
	return color.RGBA{R: part(a.R, b.R), G: part(a.G, b.G), B: part(a.B, b.B), A: 0xff}
}

// Hex returns a colour as #rrggbb, as a terminal would report it.
func (Theme) Hex(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }
