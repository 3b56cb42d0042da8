package theme

import (
	"image/color"
	"math"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Backgrounds that palettes are measured against: pure ones, and those that
// people choose for their eyes.
var (
	darkGrounds  = []string{"#000000", "#1e1e1e"}
	lightGrounds = []string{"#ffffff", "#fafafa"}
)

// Contrast is the ratio of the luminances of two colours, from 1 to 21, as the
// WCAG define it. The first 16 colours are taken as xterm has them.
func Contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	if x < y {
		x, y = y, x
	}
	return (x + 0.05) / (y + 0.05)
}

// luminance is the relative luminance of a colour.
func luminance(c string) float64 {
	r, g, b, _ := rgb(c).RGBA()
	linear := func(v uint32) float64 {
		f := float64(v>>8) / 255
		if f <= 0.03928 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func rgb(c string) color.Color {
	if hex, ok := strings.CutPrefix(c, "#"); ok {
		n, _ := strconv.ParseUint(hex, 16, 32)
		return color.RGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}
	}
	n, _ := strconv.Atoi(c)
	return ansi.IndexedColor(n)
}

// legible is the least contrast of text, as the WCAG ask for in large type.
const legible = 3

// Weak returns the roles of a palette that would be hard to read, each with its
// table: "light.warn".
func (p *Palette) Weak() []string {
	var out []string
	for _, t := range []struct {
		name    string
		colors  Colors
		grounds []string
	}{{"dark", p.Dark, darkGrounds}, {"light", p.Light, lightGrounds}} {
		if p.Plain || t.name == "light" && p.Light == p.Dark { // one that serves on both
			continue
		}
		for _, role := range roles {
			c := *t.colors.role(role)
			if c == "" || role == "rule" || role == "match" {
				continue
			}
			if Contrast(c, t.grounds[0]) < legible {
				out = append(out, t.name+"."+role)
			}
		}
	}
	return out
}
