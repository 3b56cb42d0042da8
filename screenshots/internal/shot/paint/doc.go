// Package paint turns a terminal screen into a picture.
//
// Text is set in DejaVu Sans Mono. Box drawing, block elements and braille
// are not taken from the font but drawn to the edges of the cell, so that
// lines join and bars have no gaps, as a good terminal does it:
//
//	p, err := paint.New(paint.Dark, 1)
//	img := p.Image(screen)
//	err = png.Encode(w, img)
//
// The same screen always gives the same pixels.
package paint
