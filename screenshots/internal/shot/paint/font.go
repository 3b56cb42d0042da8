package paint

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"unicode"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansmono"
	"github.com/go-fonts/dejavu/dejavusansmonobold"
	"github.com/go-fonts/dejavu/dejavusansmonoboldoblique"
	"github.com/go-fonts/dejavu/dejavusansmonooblique"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// advance is the width of every glyph of DejaVu Sans Mono, in parts of its em.
const advance = 1233.0 / 2048

// typeface is a font at a size, which also knows what it lacks.
type typeface struct {
	font *sfnt.Font
	face font.Face
	buf  sfnt.Buffer
}

// fonts are the faces of a painter: plain, bold, oblique and both, then what
// to fall back on.
type fonts struct {
	styles   [4]*typeface
	fallback *typeface
	baseline int // pixels below the top of the cell
}

// loadFonts sizes the faces so that a glyph is as wide as a cell.
func loadFonts(cellWidth, cellHeight int) (*fonts, error) {
	files := [5][]byte{
		dejavusansmono.TTF, dejavusansmonobold.TTF, dejavusansmonooblique.TTF,
		dejavusansmonoboldoblique.TTF, dejavusans.TTF,
	}
	var faces [5]*typeface
	for i, data := range files {
		var err error
		if faces[i], err = loadFace(data, float64(cellWidth)/advance); err != nil {
			return nil, fmt.Errorf("embedded font %d: %w", i, err)
		}
	}
	f := &fonts{styles: [4]*typeface(faces[:4]), fallback: faces[4]}
	m := faces[0].face.Metrics()
	f.baseline = (cellHeight-(m.Ascent+m.Descent).Round())/2 + m.Ascent.Round()
	return f, nil
}

func loadFace(data []byte, size float64) (*typeface, error) {
	parsed, err := sfnt.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, fmt.Errorf("size: %w", err)
	}
	return &typeface{font: parsed, face: face}, nil
}

func (t *typeface) has(r rune) bool {
	i, err := t.font.GlyphIndex(&t.buf, r)
	return err == nil && i != 0
}

// draw sets a character and its combining marks in the box of its cell.
func (f *fonts) draw(img *image.RGBA, box image.Rectangle, c color.RGBA, runes []rune, bold, italic bool) {
	style := 0
	if bold {
		style |= 1
	}
	if italic {
		style |= 2
	}
	for _, r := range runes {
		if unicode.Is(unicode.Variation_Selector, r) || unicode.Is(unicode.Cf, r) || r == ' ' {
			continue
		}
		t := f.styles[style]
		if !t.has(r) {
			t = f.fallback
		}
		if !t.has(r) {
			missing(img, box, c)
			continue
		}
		f.glyph(img, box, c, t, r)
	}
}

// glyph draws one glyph, centred where its width is not the cell's. Marks that
// take no width of their own hang left of where they are put.
func (f *fonts) glyph(img *image.RGBA, box image.Rectangle, c color.RGBA, t *typeface, r rune) {
	dot := fixed.P(box.Min.X, box.Min.Y+f.baseline)
	width, ok := t.face.GlyphAdvance(r)
	switch {
	case ok && width == 0:
		dot.X += fixed.I(box.Dx())
	case ok:
		dot.X += (fixed.I(box.Dx()) - width) / 2
	}
	to, mask, at, _, ok := t.face.Glyph(dot, r)
	if !ok {
		return
	}
	visible := to.Intersect(box) // a glyph must not leave its cell
	draw.DrawMask(img, visible, image.NewUniform(c), image.Point{}, mask, at.Add(visible.Min.Sub(to.Min)), draw.Over)
}

// missing draws a hollow box for what no font has, so that it is not silent.
func missing(img *image.RGBA, box image.Rectangle, c color.RGBA) {
	in := box.Inset(max(box.Dy()/10, 1))
	for _, edge := range []image.Rectangle{
		{in.Min, image.Pt(in.Max.X, in.Min.Y+1)},
		{image.Pt(in.Min.X, in.Max.Y-1), in.Max},
		{in.Min, image.Pt(in.Min.X+1, in.Max.Y)},
		{image.Pt(in.Max.X-1, in.Min.Y), in.Max},
	} {
		fill(img, edge, c)
	}
}
