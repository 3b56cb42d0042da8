package main

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// unchanged is the index of the colour that leaves a pixel of a film as the
// frame before had it; the colours of the palette come after it.
const unchanged = 0

// largest is how many bytes a film may have, and colors how many colours: text
// looks the same with more, and takes more bytes.
const (
	largest = 600_000
	colors  = 128
)

// writeGIF makes a film of shots. Each frame holds only what changed.
func writeGIF(file string, shots []shot) error {
	palette := newPalette(shots)
	film := &gif.GIF{}
	var before *image.RGBA
	for _, shot := range shots {
		film.Image = append(film.Image, palette.frame(before, shot.image))
		film.Delay = append(film.Delay, int(shot.hold/(10*time.Millisecond)))
		film.Disposal = append(film.Disposal, gif.DisposalNone)
		before = shot.image
	}
	size := shots[0].image.Bounds().Size()
	film.Config = image.Config{ColorModel: palette.all, Width: size.X, Height: size.Y}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, film); err != nil {
		return fmt.Errorf("encode %s: %w", file, err)
	}
	if b.Len() > largest {
		return fmt.Errorf("%s would have %d KB: it must load at once, so give it fewer frames or less that changes", filepath.Base(file), b.Len()/1000)
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}

// keptFilm reads a film, whose frames have these texts.
func keptFilm(file string, texts []string) ([]want, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	film, err := gif.DecodeAll(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(file), err)
	}
	if len(film.Image) != len(texts) {
		return nil, fmt.Errorf("%s has %d frames, its text %d", filepath.Base(file), len(film.Image), len(texts))
	}
	all, ok := film.Config.ColorModel.(color.Palette)
	if !ok {
		return nil, fmt.Errorf("%s has no palette of its own", filepath.Base(file))
	}
	own := &palette{all: all, near: map[color.RGBA]uint8{}}
	wanted := make([]want, len(texts))
	screen := image.NewRGBA(image.Rect(0, 0, film.Config.Width, film.Config.Height))
	for i, part := range film.Image {
		draw.Draw(screen, part.Bounds(), part, part.Bounds().Min, draw.Over)
		shown := &image.RGBA{Pix: slices.Clone(screen.Pix), Stride: screen.Stride, Rect: screen.Rect}
		wanted[i] = want{texts[i], func(fresh *image.RGBA) bool { return alike(shown, own.reduce(fresh)) }}
	}
	return wanted, nil
}

// palette is the colours of a film.
type palette struct {
	all  color.Palette
	near map[color.RGBA]uint8 // what was looked for before
}

// newPalette chooses the colours of a film: the most frequent ones that are
// not too near to one chosen before, ever nearer until there are enough.
func newPalette(shots []shot) *palette {
	counts := map[color.RGBA]int{}
	for _, shot := range shots {
		for i := 0; i < len(shot.image.Pix); i += 4 {
			counts[pixel(shot.image.Pix[i:])]++
		}
	}
	found := make([]color.RGBA, 0, len(counts))
	for c := range counts {
		found = append(found, c)
	}
	slices.SortFunc(found, func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	chosen := make([]color.RGBA, 0, colors)
	for apart := 32; apart > 0; apart /= 2 {
		for _, c := range found {
			near := slices.ContainsFunc(chosen, func(o color.RGBA) bool { return distance(c, o) < apart })
			if !near && len(chosen) < colors {
				chosen = append(chosen, c)
			}
		}
	}
	p := &palette{all: color.Palette{color.RGBA{}}, near: map[color.RGBA]uint8{}}
	for _, c := range chosen {
		p.all = append(p.all, c)
	}
	return p
}

func pixel(pix []uint8) color.RGBA { return color.RGBA{R: pix[0], G: pix[1], B: pix[2], A: 0xff} }

// index returns the colour of the palette that is nearest to c.
func (p *palette) index(c color.RGBA) uint8 {
	if i, ok := p.near[c]; ok {
		return i
	}
	best := 1
	for i := range p.all {
		if i != unchanged && squares(c, rgba(p.all[i])) < squares(c, rgba(p.all[best])) {
			best = i
		}
	}
	p.near[c] = uint8(best)
	return uint8(best)
}

func squares(a, b color.RGBA) int {
	r, g, v := int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B)
	return r*r + g*g + v*v
}

// reduce returns a picture in the colours of the palette.
func (p *palette) reduce(img *image.RGBA) *image.Paletted {
	out := image.NewPaletted(img.Bounds(), p.all)
	for i := range out.Pix {
		out.Pix[i] = p.index(pixel(img.Pix[4*i:]))
	}
	return out
}

// frame returns what has changed since the frame before, nil for the first.
func (p *palette) frame(before, now *image.RGBA) *image.Paletted {
	out := p.reduce(now)
	if before == nil {
		return out
	}
	var changed image.Rectangle
	for i := range out.Pix {
		if pixel(now.Pix[4*i:]) == pixel(before.Pix[4*i:]) {
			out.Pix[i] = unchanged
			continue
		}
		x, y := i%out.Stride, i/out.Stride
		changed = changed.Union(image.Rect(x, y, x+1, y+1))
	}
	if changed.Empty() { // a film may dwell; a frame has at least one pixel
		changed = image.Rect(0, 0, 1, 1)
	}
	return out.SubImage(changed).(*image.Paletted)
}
