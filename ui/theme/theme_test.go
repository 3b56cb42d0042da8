package theme

import (
	"slices"
	"strings"
	"testing"

	"iscope/ui/cell"
)

func TestGlyphsAreOneCellAndTwinned(t *testing.T) {
	for i := range states {
		for _, g := range []string{unicodeGlyphs[i], asciiGlyphs[i]} {
			if cell.Width(g) != 1 {
				t.Errorf("glyph %q of state %d is %d cells", g, i, cell.Width(g))
			}
		}
		if asciiGlyphs[i][0] > 0x7e {
			t.Errorf("%q is not ASCII", asciiGlyphs[i])
		}
	}
	seen := map[string]State{}
	for i := range states {
		if other, dup := seen[asciiGlyphs[i]]; dup {
			t.Errorf("states %d and %d share %q", i, other, asciiGlyphs[i])
		}
		seen[asciiGlyphs[i]] = i
	}
}

// TestMonoHasNoColour: a person who asked for no colour gets none.
func TestMonoHasNoColour(t *testing.T) {
	s := New("mono", true, false, "#ff0000")
	for _, st := range []Style{s.Muted, s.Accent, s.Title, s.Good, s.Running, s.Warn, s.Bad, s.Loud, s.Rule, s.Match} {
		if strings.Contains(st.open, "38;") || strings.Contains(st.open, "48;") {
			t.Errorf("mono style has a colour: %q", st.open)
		}
	}
}

func TestAutoFollowsTheTerminal(t *testing.T) {
	if got := New("auto", true, false, "").Name; got != "dark" {
		t.Errorf("auto on dark = %s", got)
	}
	if got := New("", false, false, "").Name; got != "light" {
		t.Errorf("auto on light = %s", got)
	}
	if got := New("contrast", false, false, "").Name; got != "contrast" {
		t.Errorf("a named theme gives way: %s", got)
	}
	if !slices.Contains(Names(), "auto") || len(Names()) != len(builtin)+1 {
		t.Errorf("Names = %v", Names())
	}
}

func TestRender(t *testing.T) {
	if got := (Style{}).Render("x"); got != "x" {
		t.Errorf("zero style: %q", got)
	}
	s := New("dark", true, true, "")
	if got := s.Strong.Render("x"); got == "x" || !strings.Contains(got, "x") {
		t.Errorf("strong: %q", got)
	}
	if s.Strong.Render("") != "" {
		t.Error("an empty text needs no style")
	}
	if s.Plain(Good) != "+" || !strings.Contains(s.Glyph(Good), "+") {
		t.Error("ASCII glyphs are not used")
	}
	if New("dark", true, false, "200").Accent == New("dark", true, false, "").Accent {
		t.Error("the tenant's colour is not used")
	}
}

func TestTint(t *testing.T) {
	s := New("dark", true, false, "200")
	if s.Tint("") != s.Accent || s.Tint("200") != s.Accent || s.Tint("17") == s.Accent {
		t.Error("a tint is the colour it is given, or the accent")
	}
	if New("mono", true, false, "").Tint("200") != (Style{}) {
		t.Error("a theme without colour has a tint")
	}
}

// TestBoldKeepsTheColour: what is bold still has the colour that tells its state.
func TestBoldKeepsTheColour(t *testing.T) {
	for _, name := range []string{"dark", "light", "mono"} {
		s := New(name, true, false, "")
		if s.Accent.Bold() != s.Title && s.Accent != (Style{}) || s.Bad.Bold() != s.Loud && s.Bad != (Style{}) || (Style{}).Bold() != s.Strong {
			t.Errorf("%s: %q, %q, %q", name, s.Accent.Bold(), s.Bad.Bold(), (Style{}).Bold())
		}
		if s.Title.Bold() != s.Title || s.Strong.Bold() != s.Strong {
			t.Errorf("%s: bold twice is %q", name, s.Title.Bold())
		}
	}
	s := New("mono", true, false, "")
	if s.Muted.Bold() != s.Strong {
		t.Errorf("faint in bold is %q", s.Muted.Bold())
	}
}

func BenchmarkRender(b *testing.B) {
	s := New("dark", true, false, "")
	b.ReportAllocs()
	for b.Loop() {
		_ = s.Bad.Render("Failed")
	}
}
