package theme

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// surface is one table of a palette and what it is drawn on.
type surface struct {
	name    string
	colors  Colors
	grounds []string
	text    string // the terminal's own colour of text on such a ground
	few     bool
}

func surfaces(p *Palette) []surface {
	return []surface{
		{p.Name + " dark", p.Dark, darkGrounds, "#d8d8d8", false},
		{p.Name + " dark16", p.Dark16, darkGrounds[:1], "7", true},
		{p.Name + " light", p.Light, lightGrounds, "#303030", false},
		{p.Name + " light16", p.Light16, lightGrounds[:1], "0", true},
	}
}

// leastText and its like are what the WCAG ask for of text. Sixteen colours
// leave less to choose from, and "contrast" promises more.
const (
	leastText, leastFew, leastHigh = 4.5, 3.5, 7
	leastRule                      = 1.4
)

func TestPalettesCanBeRead(t *testing.T) {
	for _, name := range builtin {
		p, _ := ours(name)
		if p.Plain || name == "dark" || name == "light" {
			continue
		}
		for _, s := range surfaces(&p) {
			check(t, name, s)
		}
	}
	dark, _ := ours("dark")
	light, _ := ours("light")
	for i, s := range surfaces(&dark) {
		if i < 2 {
			check(t, "dark", s)
		}
	}
	for i, s := range surfaces(&light) {
		if i > 1 {
			check(t, "light", s)
		}
	}
}

func check(t *testing.T, palette string, s surface) {
	t.Helper()
	for _, role := range roles {
		c := *s.colors.role(role)
		if c == "" {
			t.Errorf("%s: %s has no colour", s.name, role)
			continue
		}
		n, err := strconv.Atoi(c)
		if err != nil || n > 255 || s.few && n > 15 {
			t.Errorf("%s: %s is %s: a palette built in costs few bytes and fits the terminal", s.name, role, c)
		}
		least := float64(leastText)
		switch {
		case role == "rule":
			least = leastRule
		case s.few:
			least = leastFew
		case palette == "contrast" && role != "match":
			least = leastHigh
		}
		for _, ground := range s.grounds {
			got := Contrast(c, ground)
			if role == "match" {
				got = Contrast(c, s.text)
			}
			if got < least {
				t.Errorf("%s: %s (%s) on %s has a contrast of %.2f, want %.1f", s.name, role, c, ground, got, least)
			}
		}
	}
	for _, two := range [][2]string{{"good", "bad"}, {"warn", "bad"}, {"good", "warn"}} {
		if a, b := *s.colors.role(two[0]), *s.colors.role(two[1]); a == b {
			t.Errorf("%s: %s and %s are both %s", s.name, two[0], two[1], a)
		}
	}
}

// TestFallbackStaysLegible: a colour of a person's own, brought down to what
// the terminal has, is still to be told from its ground.
func TestFallbackStaysLegible(t *testing.T) {
	set := Builtin()
	data := "[dark]\naccent = \"#e5c07b\"\ngood = \"#98c379\"\nrunning = \"#56b6c2\"\nwarn = \"#d19a66\"\nbad = \"#e06c75\"\nmuted = \"#9a9fa8\"\n"
	if err := set.Add("own.toml", []byte(data)); err != nil {
		t.Fatal(err)
	}
	p, _ := set.find("own")
	for _, role := range []string{"accent", "good", "running", "warn", "bad", "muted"} {
		c := rgb(*p.Dark.role(role))
		r256, r16 := strconv.Itoa(int(ansi.Convert256(c))), strconv.Itoa(int(ansi.Convert16(c)))
		for _, x := range []string{r256, r16} {
			if got := Contrast(x, darkGrounds[0]); got < leastFew {
				t.Errorf("%s as colour %s has a contrast of %.2f", role, x, got)
			}
		}
	}
	if got := set.Styles(Choice{Name: "own", Dark: true, Few: true}).Good; got != New("dark", true, false, "").Good && !strings.Contains(got.open, "[92m") {
		t.Errorf("with 16 colours good is %q: what is not said is that of the base", got.open)
	}
}

func TestFewColoursAreThoseOfTheTerminal(t *testing.T) {
	for _, name := range builtin {
		for _, dark := range []bool{true, false} {
			s := Builtin().Styles(Choice{Name: name, Dark: dark, Few: true})
			for _, st := range []Style{s.Muted, s.Accent, s.Title, s.Good, s.Running, s.Warn, s.Bad, s.Loud, s.Rule, s.Match} {
				if strings.Contains(st.open, "38;") || strings.Contains(st.open, "48;") {
					t.Errorf("%s, dark %v: %q is none of 16 colours", name, dark, st.open)
				}
			}
		}
	}
}

func TestOwnPalette(t *testing.T) {
	set := Builtin()
	amber := "about = \"amber\"\nbase = \"fjord\"\n[light]\naccent = \"#875f00\"\nmatch = \"\"\n[light16]\naccent = \"red\"\n"
	if err := set.Add(filepath.Join("themes", "amber.toml"), []byte(amber)); err != nil {
		t.Fatal(err)
	}
	if !set.Has("amber") || set.About("amber") != "amber" || !slices.Equal(set.Names(), append(Names(), "amber")) {
		t.Errorf("names %v", set.Names())
	}
	p, _ := set.find("amber")
	fjord, _ := ours("fjord")
	if p.Dark != p.Light || p.Light.Accent != "#875f00" || p.Light.Good != fjord.Light.Good || p.Light16.Accent != "1" || p.Light.Match != "" {
		t.Errorf("%+v", p)
	}
	s := set.Styles(Choice{Name: "amber", Dark: true})
	if s.Name != "amber" || s.Match != New("mono", true, false, "").Match {
		t.Errorf("a match without a colour is %q: it must be underlined", s.Match.open)
	}
	if Builtin().Has("amber") {
		t.Error("a set shares what was added to another")
	}
	if err := set.Add("amber.toml", []byte("[dark]\naccent = 1\n")); err != nil || len(set.own) != 1 {
		t.Errorf("%v, %d palettes", err, len(set.own))
	}
}

func TestMistakesHaveALine(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{
		{"a.toml", "about = \"x\"\n[dark]\naccnt = 3\n", `a.toml:3: dark.accnt: there is no such role; want one of accent, good, running, warn, bad, muted, rule, match`},
		{"a.toml", "[light]\n\ngood = 256\n", `a.toml:3: light.good: 256 is no colour`},
		{"a.toml", "[dark]\ngood = 1\n[light]\ngood = \"#12\"\n", `a.toml:4: light.good: #12 is no colour`},
		{"a.toml", "[dark16]\n  bad = \"#ff0000\" # red\n", `a.toml:2: dark16.bad: #ff0000 is none of the 16 colours`},
		{"a.toml", "[dark]\ngood = true\n", `a.toml:2: dark.good: true is no colour`},
		{"a.toml", "\nbase = \"nord\"\n", `a.toml:2: base: there is no theme "nord" to begin with`},
		{"a.toml", "\nabout = 1\n", `a.toml:2: about: want a text in quotes`},
		{"a.toml", "plain = \"yes\"\n", `a.toml:1: plain: want true or false`},
		{"a.toml", "\n[drak]\n", `a.toml:2: drak: there is no such key; want one of about, base, plain, dark, dark16, light, light16`},
		{"a.toml", "dark = 1\n", `a.toml:1: dark: want a table [dark]`},
		{"a.toml", "a = \n", `a.toml:1: `},
		{"themes/A b.toml", "", `themes/A b.toml: "A b" is no name for a theme`},
		{"dark.toml", "[dark]\naccent = 1\n", `dark.toml: the theme dark is built in`},
		{"auto.toml", "[dark]\naccent = 1\n", `auto.toml: the theme auto is built in`},
		{"a.toml", strings.Repeat("# much\n", Size/7+1), `a.toml: is larger than 64 kB`},
	} {
		err := Builtin().Add(c.file, []byte(c.text))
		var m *Mistake
		if !errors.As(err, &m) || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s %.40q: %v, want %s", c.file, c.text, err, c.want)
		}
	}
}

func TestWeakRolesAreNamed(t *testing.T) {
	set := Builtin()
	if err := set.Add("dim.toml", []byte("[dark]\naccent = 17\ngood = 78\n[light]\nwarn = \"#ffff87\"\n")); err != nil {
		t.Fatal(err)
	}
	p, _ := set.find("dim")
	if got := p.Weak(); !slices.Contains(got, "dark.accent") || !slices.Contains(got, "light.warn") || slices.Contains(got, "dark.good") {
		t.Errorf("weak are %v", got)
	}
	for _, name := range []string{"contrast", "mono", "fjord", "dune"} {
		if p, _ := ours(name); len(p.Weak()) > 0 {
			t.Errorf("%s: %v", name, p.Weak())
		}
	}
}

// TestContrast compares with figures that are known.
func TestContrast(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want string
	}{{"#000000", "#ffffff", "21.00"}, {"#777777", "#ffffff", "4.48"}, {"#ffffff", "#777777", "4.48"}, {"#123456", "#123456", "1.00"}, {"231", "16", "21.00"}} {
		if got := fmt.Sprintf("%.2f", Contrast(c.a, c.b)); got != c.want {
			t.Errorf("%s on %s: %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

// TestEveryFileIsListed holds the list of names against the folder.
func TestEveryFileIsListed(t *testing.T) {
	entries, err := os.ReadDir("palettes")
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(builtin) {
		t.Errorf("%d files, %d names", len(entries), len(builtin))
	}
	for _, name := range builtin {
		if p, ok := ours(name); !ok || p.Name != name || p.About == "" || Builtin().About(name) != p.About {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if Builtin().About(Auto) == "" || Builtin().About("nord") != "" {
		t.Error("what auto is about, and what is not there")
	}
}

func TestAccessibleDrawsNothingToSpell(t *testing.T) {
	s := Builtin().Styles(Choice{Dark: true, Accessible: true})
	g := s.Glyphs
	for _, sign := range []string{g.Rule, g.Divider, g.Branch, g.Corner, g.Spinner, g.Frame.Left, g.Frame.Top, g.Frame.TopLeft} {
		if strings.TrimSpace(sign) != "" || sign == "" {
			t.Errorf("%q would be spelled, or takes no cell", sign)
		}
	}
	if !s.ASCII || !s.Accessible || s.Word(Bad) != "failed" {
		t.Errorf("%+v", s)
	}
	seen := map[string]bool{}
	for st := range states {
		if w := s.Word(st); w == "" || seen[w] {
			t.Errorf("state %d is said %q", st, w)
		}
		seen[s.Word(st)] = true
	}
}

func FuzzAdd(f *testing.F) {
	f.Add("about = \"x\"\n[dark]\naccent = 3\n")
	f.Add("[light16]\nbad = \"bright-red\"\nplain = true\n")
	f.Add("dark.accent = \"#ffffff\"\n\"dark\".bad = 1\n")
	f.Fuzz(func(t *testing.T, text string) {
		set := Builtin()
		if err := set.Add("x.toml", []byte(text)); err != nil {
			if m := (*Mistake)(nil); !errors.As(err, &m) || m.Line > strings.Count(text, "\n")+1 {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		s := set.Styles(Choice{Name: "x", Dark: true})
		if s.Name != "x" {
			t.Fatalf("%q is drawn as %s", text, s.Name)
		}
		for _, c := range []Colors{set.own[0].Dark, set.own[0].Dark16, set.own[0].Light, set.own[0].Light16} {
			for _, role := range roles {
				v := *c.role(role)
				if n, err := strconv.Atoi(v); v != "" && !hexColor.MatchString(v) && (err != nil || n < 0 || n > 255) {
					t.Fatalf("%q: %s is %q", text, role, v)
				}
			}
		}
	})
}

func BenchmarkFirstStyles(b *testing.B) {
	for b.Loop() {
		read = readers()
		Builtin().Styles(Choice{Dark: true})
	}
}
