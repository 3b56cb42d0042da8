// Package theme turns a palette of named roles into the styles that every part
// of the screen uses. No other package names a colour.
//
// State is told by a glyph and a word first and by colour third, so each
// theme, also the monochrome one, says the same. Colours are indexes of the
// terminal's palette: they cost fewer bytes than true colour on a thin line,
// and those of state follow what the person chose for the terminal.
package theme

import (
	"image/color"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
)

// Style draws text. It is two strings made once, since styling is most of
// what a frame costs. The zero Style draws text as it is.
type Style struct{ open, close string }

// Render returns s in the style. s holds no escape sequences of its own.
func (s Style) Render(text string) string {
	if s.open == "" || text == "" {
		return text
	}
	return s.open + text + s.close
}

func style(l lipgloss.Style) Style {
	const probe = "x"
	before, after, ok := strings.Cut(l.Render(probe), probe)
	if !ok {
		return Style{}
	}
	return Style{before, after}
}

// State is how something is doing.
type State uint8

// States, each with a glyph of one cell.
const (
	Unknown  State = iota
	Good           // completed
	Bad            // failed
	Running        // under way
	Queued         // waiting for its turn
	Canceled       // ended without a result
	Held           // decided, not sent yet
	Needs          // waits for a person
	Warn           // ended, but not well
	Off            // switched off
	states         // how many there are
)

var unicodeGlyphs = [states]string{"?", "✓", "✗", "●", "○", "⊘", "◌", "!", "▲", "·"}
var asciiGlyphs = [states]string{"?", "+", "x", "*", "o", "-", "~", "!", "^", "."}

// Glyphs are the other signs of the screen, each of one cell unless it says
// so.
type Glyphs struct {
	Cursor, Mark, Rule, Divider, Bar, BarEmpty, Up, Down, Branch, Corner, Arrow, Spinner, Dot string
	Frame                                                                                     lipgloss.Border
}

// Palette names the colours of a theme as indexes of the 256-colour palette;
// "" leaves the terminal's own.
type Palette struct {
	Name                                                 string
	Accent, Good, Running, Warn, Bad, Muted, Rule, Match string
}

// Palettes are the themes built in. "auto" is none of them: it stands for dark
// or light, as the terminal says.
var Palettes = []Palette{
	{Name: "dark", Accent: "75", Good: "78", Running: "80", Warn: "221", Bad: "203", Muted: "245", Rule: "238", Match: "58"},
	{Name: "light", Accent: "25", Good: "28", Running: "30", Warn: "130", Bad: "160", Muted: "243", Rule: "250", Match: "229"},
	{Name: "contrast", Accent: "14", Good: "10", Running: "14", Warn: "11", Bad: "9", Muted: "7", Rule: "7", Match: "4"},
	{Name: "mono"},
}

// Names returns the names a configuration may give, "auto" first.
func Names() []string {
	out := []string{"auto"}
	for _, p := range Palettes {
		out = append(out, p.Name)
	}
	return out
}

// Styles is what parts draw with. It is immutable; a change of theme makes
// another one.
type Styles struct {
	Name    string // of the palette
	ASCII   bool
	Text    Style // the terminal's own
	Strong  Style // bold
	Muted   Style
	Accent  Style // where you are
	Title   Style // accent, bold
	Good    Style
	Running Style
	Warn    Style
	Bad     Style
	Loud    Style // bad, bold: the words that take something away
	Rule    Style
	Match   Style // found text
	Invert  Style // a focused button or field
	Glyphs  Glyphs
	states  [states]string
	words   [states]Style
}

// New returns the styles of the named theme: one of Palettes, or dark or light
// as dark says where name is "auto", "" or unknown. accent, when not "",
// replaces the accent colour; it is a palette index or #rrggbb.
func New(name string, dark, ascii bool, accent string) *Styles {
	i := slices.IndexFunc(Palettes, func(p Palette) bool { return p.Name == name })
	if i < 0 {
		if i = 0; !dark {
			i = 1
		}
	}
	p := Palettes[i]
	if accent != "" && p.Name != "mono" {
		p.Accent = accent
	}
	fg := func(c string) lipgloss.Style { return lipgloss.NewStyle().Foreground(parse(c)) }
	s := &Styles{
		Name: p.Name, ASCII: ascii,
		Strong: style(lipgloss.NewStyle().Bold(true)), Muted: style(fg(p.Muted)), Accent: style(fg(p.Accent)),
		Title: style(fg(p.Accent).Bold(true)), Good: style(fg(p.Good)), Running: style(fg(p.Running)), Warn: style(fg(p.Warn)),
		Bad: style(fg(p.Bad)), Loud: style(fg(p.Bad).Bold(true)), Rule: style(fg(p.Rule)),
		Match: style(lipgloss.NewStyle().Background(parse(p.Match))), Invert: style(lipgloss.NewStyle().Reverse(true)),
	}
	if p.Name == "mono" {
		s.Muted, s.Rule = style(lipgloss.NewStyle().Faint(true)), style(lipgloss.NewStyle().Faint(true))
		s.Match = style(lipgloss.NewStyle().Underline(true))
	}
	s.Glyphs = glyphs(ascii)
	signs := unicodeGlyphs
	if ascii {
		signs = asciiGlyphs
	}
	s.words = [states]Style{s.Muted, s.Good, s.Bad, s.Running, s.Muted, s.Muted, s.Warn, s.Warn, s.Warn, s.Muted}
	for i, g := range signs {
		s.states[i] = s.words[i].Render(g)
	}
	return s
}

func parse(c string) color.Color {
	if c == "" {
		return lipgloss.NoColor{}
	}
	return lipgloss.Color(c)
}

func glyphs(ascii bool) Glyphs {
	if ascii {
		return Glyphs{Cursor: ">", Mark: "*", Rule: "-", Divider: "|", Bar: "#", BarEmpty: ".", Up: "^", Down: "v",
			Branch: "|-", Corner: "`-", Arrow: ">", Spinner: "*", Dot: "-", Frame: lipgloss.ASCIIBorder()}
	}
	return Glyphs{Cursor: "▌", Mark: "●", Rule: "─", Divider: "│", Bar: "█", BarEmpty: "░", Up: "↑", Down: "↓",
		Branch: "├─", Corner: "└─", Arrow: "→", Spinner: "⠋", Dot: "·", Frame: lipgloss.RoundedBorder()}
}

// Glyph returns the sign of a state, drawn.
func (s *Styles) Glyph(st State) string { return s.states[st] }

// State returns the style in which the word for a state is drawn.
func (s *Styles) State(st State) Style { return s.words[st] }

// Plain returns the sign of a state without style.
func (s *Styles) Plain(st State) string {
	if s.ASCII {
		return asciiGlyphs[st]
	}
	return unicodeGlyphs[st]
}
