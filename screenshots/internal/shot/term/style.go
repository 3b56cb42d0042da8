package term

import (
	"image/color"

	"github.com/charmbracelet/x/ansi"
)

// readStyle applies the parameters of a "CSI … m" sequence to a style.
func readStyle(st Style, params ansi.Params) Style {
	if len(params) == 0 {
		return Style{}
	}
	for i := 0; i < len(params); i++ {
		n, more, _ := params.Param(i, 0)
		switch {
		case n == 38 || n == 48 || n == 58:
			i += readColor(&st, n, params[i:]) - 1
		case n == 4 && more:
			kind, _, _ := params.Param(i+1, 1)
			st.Underline = kind != 0
			i++
		case n == 0:
			st = Style{}
		default:
			st = setAttribute(st, n)
		}
	}
	return st
}

// readColor reads an extended colour and returns how many parameters it took.
func readColor(st *Style, target int, params ansi.Params) int {
	var read color.Color
	n := ansi.ReadStyleColor(params, &read)
	if n <= 0 {
		return len(params) // not to be understood, and so is what follows
	}
	c, ok := toColor(read)
	switch {
	case !ok:
	case target == 38:
		st.FG = c
	case target == 48:
		st.BG = c
	}
	return n
}

func toColor(c color.Color) (Color, bool) {
	switch c := c.(type) {
	case nil:
		return 0, false
	case ansi.BasicColor:
		return Indexed(uint8(c)), true
	case ansi.IndexedColor:
		return Indexed(uint8(c)), true
	}
	r, g, b, _ := c.RGBA()
	return RGB(uint8(r>>8), uint8(g>>8), uint8(b>>8)), true
}

func setAttribute(st Style, n int) Style {
	switch {
	case n >= 30 && n <= 37:
		st.FG = Indexed(uint8(n - 30))
	case n >= 40 && n <= 47:
		st.BG = Indexed(uint8(n - 40))
	case n >= 90 && n <= 97:
		st.FG = Indexed(uint8(n - 90 + 8))
	case n >= 100 && n <= 107:
		st.BG = Indexed(uint8(n - 100 + 8))
	case n == 39:
		st.FG = 0
	case n == 49:
		st.BG = 0
	default:
		setFlag(&st, n)
	}
	return st
}

func setFlag(st *Style, n int) {
	switch n {
	case 1:
		st.Bold = true
	case 2:
		st.Faint = true
	case 22:
		st.Bold, st.Faint = false, false
	case 3, 23:
		st.Italic = n == 3
	case 4, 21, 24:
		st.Underline = n != 24
	case 7, 27:
		st.Reverse = n == 7
	case 8, 28:
		st.Conceal = n == 8
	case 9, 29:
		st.Strike = n == 9
	}
}
