package paint

import (
	"bytes"
	"image"
	"image/color"
	"strings"
	"testing"

	"iscope/screenshots/internal/shot/term"
)

// picture paints output on a screen of the given size, without a cursor.
func picture(t *testing.T, width, height int, output string) *image.RGBA {
	t.Helper()
	p, err := New(Dark, 1)
	if err != nil {
		t.Fatal(err)
	}
	s := term.New(width, height, term.Options{Newline: true})
	_, _ = s.Write([]byte("\x1b[?25l" + output))
	return p.Image(s)
}

// cell returns a cell of a picture.
func cell(img *image.RGBA, x, y int) *image.RGBA {
	at := image.Pt(margin+x*cellWidth, margin+y*cellHeight)
	return img.SubImage(image.Rectangle{Min: at, Max: at.Add(image.Pt(cellWidth, cellHeight))}).(*image.RGBA)
}

// share returns how many of the pixels have the colour, from 0 to 1.
func share(img *image.RGBA, c color.RGBA) float64 {
	b, hits := img.Bounds(), 0
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if img.RGBAAt(x, y) == c {
				hits++
			}
		}
	}
	return float64(hits) / float64(b.Dx()*b.Dy())
}

func TestSize(t *testing.T) {
	for _, scale := range []int{0, 1, 3} {
		p, err := New(Light, scale)
		if err != nil {
			t.Fatal(err)
		}
		got := p.Image(term.New(80, 24, term.Options{})).Bounds().Size()
		scale = max(scale, 1)
		if want := image.Pt((80*cellWidth+2*margin)*scale, (24*cellHeight+2*margin)*scale); got != want {
			t.Errorf("scale %d: %v, want %v", scale, got, want)
		}
	}
}

func TestColors(t *testing.T) {
	red := color.RGBA{R: 200, G: 10, B: 20, A: 255}
	tests := []struct {
		sgr  string
		want color.RGBA
	}{
		{"0", Dark.Background},
		{"48;2;200;10;20", red},
		{"38;2;200;10;20;7", red},
		{"41", Dark.ANSI[1]},
		{"48;5;9", Dark.ANSI[9]},
		{"48;5;16", color.RGBA{A: 255}},
		{"48;5;231", color.RGBA{R: 255, G: 255, B: 255, A: 255}},
		{"48;5;110", color.RGBA{R: 135, G: 175, B: 215, A: 255}},
		{"48;5;232", color.RGBA{R: 8, G: 8, B: 8, A: 255}},
		{"48;5;255", color.RGBA{R: 238, G: 238, B: 238, A: 255}},
		{"7", Dark.Foreground},
	}
	for _, tt := range tests {
		img := picture(t, 1, 1, "\x1b["+tt.sgr+"m ")
		if got := share(cell(img, 0, 0), tt.want); got != 1 {
			t.Errorf("SGR %s: %.2f of the cell is %v", tt.sgr, got, tt.want)
		}
	}
}

func TestFaintAndConcealed(t *testing.T) {
	bright := picture(t, 1, 1, "█")
	faint := picture(t, 1, 1, "\x1b[2m█")
	if share(cell(bright, 0, 0), Dark.Foreground) != 1 {
		t.Error("a full block does not fill its cell")
	}
	if share(cell(faint, 0, 0), mix(Dark.Background, Dark.Foreground, faintShare)) != 1 {
		t.Error("faint is not between text and background")
	}
	if share(cell(picture(t, 1, 1, "\x1b[8mX"), 0, 0), Dark.Background) != 1 {
		t.Error("concealed text is seen")
	}
}

// Lines must reach the edges they lead to, and meet there whatever the weight.
func TestLinesJoin(t *testing.T) {
	const left, top = "─━═┄┈╌╴╸╼╾┤┥╡╢╣┼╋╬╮╯┐┘╗╝", "│┃║╵╹╽╿└┘┴┻╩┼╋╬╯╰╚╝┊┆╎"
	reaches := func(r rune, edge image.Rectangle) bool {
		return share(cell(picture(t, 1, 1, string(r)), 0, 0).SubImage(edge).(*image.RGBA), Dark.Background) < 1
	}
	at := image.Pt(margin, margin)
	for _, r := range left {
		wanted := r != '╺'
		if got := reaches(r, image.Rect(0, 0, 1, cellHeight).Add(at)); got != wanted {
			t.Errorf("%c reaches its left edge: %v, want %v", r, got, wanted)
		}
	}
	for _, r := range top {
		if !reaches(r, image.Rect(0, 0, cellWidth, 1).Add(at)) {
			t.Errorf("%c does not reach its upper edge", r)
		}
	}
	for _, r := range "╶╺┌├╭" {
		if reaches(r, image.Rect(0, 0, 1, cellHeight).Add(at)) {
			t.Errorf("%c reaches its left edge", r)
		}
	}
}

// A rule over many cells is one line without gaps.
func TestRuleHasNoGaps(t *testing.T) {
	img := picture(t, 8, 1, strings.Repeat("─", 8))
	from, _ := stroke(cellHeight, 1)
	for x := margin; x < margin+8*cellWidth; x++ {
		if img.RGBAAt(x, margin+from) != Dark.Foreground {
			t.Fatalf("a gap at %d", x)
		}
	}
}

func TestBlocks(t *testing.T) {
	tests := []struct {
		char string
		want float64
	}{
		{"█", 1}, {"▀", 0.5}, {"▄", 0.5}, {"▌", 0.5}, {"▐", 0.5},
		{"▖", 0.25}, {"▛", 0.75}, {"▚", 0.5}, {"▟", 0.75}, {" ", 0},
	}
	for _, tt := range tests {
		if got := share(cell(picture(t, 1, 1, tt.char), 0, 0), Dark.Foreground); got != tt.want {
			t.Errorf("%s fills %.2f, want %.2f", tt.char, got, tt.want)
		}
	}
	last := -1.0
	for r := '▁'; r <= '█'; r++ {
		got := share(cell(picture(t, 1, 1, string(r)), 0, 0), Dark.Foreground)
		if got <= last {
			t.Errorf("%c is not more than the one before", r)
		}
		last = got
	}
	for i, r := range []rune("░▒▓") {
		if share(cell(picture(t, 1, 1, string(r)), 0, 0), mix(Dark.Background, Dark.Foreground, float64(i+1)/4)) != 1 {
			t.Errorf("%c is not an even shade", r)
		}
	}
}

// Every character of the ranges we draw ourselves leaves a mark, but for the
// empty braille pattern.
func TestAllDrawn(t *testing.T) {
	for _, span := range [][2]rune{{0x2500, 0x259f}, {0x2801, 0x28ff}} {
		for r := span[0]; r <= span[1]; r++ {
			if share(cell(picture(t, 1, 1, string(r)), 0, 0), Dark.Background) == 1 {
				t.Errorf("%U is not drawn", r)
			}
		}
	}
	if share(cell(picture(t, 1, 1, "\u2800"), 0, 0), Dark.Background) != 1 {
		t.Error("the empty braille pattern is not empty")
	}
}

func TestText(t *testing.T) {
	ink := func(output string) float64 {
		return 1 - share(cell(picture(t, 2, 1, output), 0, 0), Dark.Background)
	}
	for _, output := range []string{"a", "é", "✓", "✗", "◌", "⊘", "▸", "…", "\x1b[3ma", "日"} {
		if ink(output) == 0 {
			t.Errorf("%q leaves no mark", output)
		}
	}
	if ink("\x1b[1ma") <= ink("a") {
		t.Error("bold is not bolder")
	}
	if ink("e\u0301") <= ink("e") {
		t.Error("a combining mark is lost")
	}
	if ink("\x1b[4ma") <= ink("a") || ink("\x1b[9ma") <= ink("a") {
		t.Error("underline or strike is lost")
	}
	if ink("\u200b") != 0 {
		t.Error("a character of no width is drawn")
	}
}

// A character that no font has must be seen to be missing.
func TestMissingGlyph(t *testing.T) {
	img := picture(t, 2, 1, "日")
	if share(cell(img, 0, 0), Dark.Foreground) == 0 || share(cell(img, 1, 0), Dark.Foreground) == 0 {
		t.Error("the box does not span both cells")
	}
}

// A glyph must not leave its cell: what is beside it is another's.
func TestGlyphsStayInTheirCell(t *testing.T) {
	for _, r := range "@MWƜ∰😀" {
		img := picture(t, 5, 3, "\n  "+string(r))
		for y := range 3 {
			for _, x := range []int{0, 1, 4} {
				if share(cell(img, x, y), Dark.Background) != 1 {
					t.Errorf("%c is seen in cell %d,%d", r, x, y)
				}
			}
		}
	}
}

func TestCursor(t *testing.T) {
	p, err := New(Dark, 1)
	if err != nil {
		t.Fatal(err)
	}
	s := term.New(3, 1, term.Options{})
	_, _ = s.Write([]byte("a"))
	if share(cell(p.Image(s), 1, 0), Dark.Foreground) != 1 {
		t.Error("the cursor is not drawn")
	}
}

func TestSamePixels(t *testing.T) {
	const output = "\x1b[1mBold\x1b[0m ╭─╮ ⣿ é 日"
	if !bytes.Equal(picture(t, 20, 1, output).Pix, picture(t, 20, 1, output).Pix) {
		t.Error("the same screen gave two pictures")
	}
}

func TestStack(t *testing.T) {
	wide, narrow := picture(t, 3, 1, ""), picture(t, 1, 2, "")
	all := Stack(wide, narrow)
	if got, want := all.Bounds().Size(), image.Pt(wide.Bounds().Dx(), wide.Bounds().Dy()+narrow.Bounds().Dy()); got != want {
		t.Errorf("size %v, want %v", got, want)
	}
	below := all.SubImage(narrow.Bounds().Add(image.Pt(0, wide.Bounds().Dy()))).(*image.RGBA)
	if share(below, Dark.Background) != 1 {
		t.Error("the picture below is not there")
	}
	if beside := all.RGBAAt(all.Bounds().Dx()-1, all.Bounds().Dy()-1); beside.A != 0 {
		t.Errorf("beside the narrower one: %v", beside)
	}
}
