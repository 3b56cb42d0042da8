package theme

import (
	"image/color"
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

// Bold returns the style in bold, its colour as it is. Faint text is bold instead:
// together they cancel out, or one of them wins, depending on the terminal.
func (s Style) Bold() Style {
	switch rest, ok := strings.CutPrefix(s.open, "\x1b["); {
	case !ok || rest == "2m":
		return Style{"\x1b[1m", "\x1b[m"}
	case strings.HasPrefix(rest, "1;") || rest == "1m":
		return s
	default:
		return Style{"\x1b[1;" + rest, s.close}
	}
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

// noGlyphs are those of a screen reader: one that reads "x Failed" says a letter
// that means nothing before each word. What has no word beside its sign says it
// itself, see Styles.Sign.
var noGlyphs = [states]string{" ", " ", " ", " ", " ", " ", " ", " ", " ", " "}

// Glyphs are the other signs of the screen, each of one cell unless it says
// so.
type Glyphs struct {
	Cursor, Mark, Rule, Divider, Bar, BarEmpty, Up, Down, Branch, Corner, Arrow, Spinner, Dot string
	Sep                                                                                       string // between facts, with its blanks
	Frame                                                                                     lipgloss.Border
}

// Styles is what parts draw with. It is immutable; a change of theme makes
// another one.
type Styles struct {
	Name  string // of the palette
	ASCII bool
	// Accessible is for a screen reader: states are also said in words.
	Accessible bool
	Text       Style // the terminal's own
	Strong     Style // bold
	Muted      Style
	Accent     Style // where you are
	Title      Style // accent, bold
	Good       Style
	Running    Style
	Warn       Style
	Bad        Style
	Loud       Style // bad, bold: the words that take something away
	Rule       Style
	Match      Style // found text
	Invert     Style // a focused button or field
	Glyphs     Glyphs
	states     [states]string
	signs      [states]string
	words      [states]Style
	noColor    bool
}

// Choice is which styles are wanted.
type Choice struct {
	Name  string // of a palette; "auto", "" and a name that is unknown are dark or light
	Dark  bool   // the background of the terminal is
	Few   bool   // the terminal has 16 colours
	ASCII bool
	// Accessible is for a screen reader: no lines and frames are drawn, and
	// signs are those of ASCII.
	Accessible bool
	// Accent, when not "", replaces the accent colour; it is a palette index or
	// #rrggbb.
	Accent string
}

// New returns the styles of a palette built in; see Choice.
func New(name string, dark, ascii bool, accent string) *Styles {
	return Builtin().Styles(Choice{Name: name, Dark: dark, ASCII: ascii, Accent: accent})
}

// Styles returns the styles that are wanted.
func (s *Set) Styles(c Choice) *Styles {
	p, ok := s.find(c.Name)
	if !ok {
		p, _ = ours("light")
		if c.Dark {
			p, _ = ours("dark")
		}
	}
	colors := p.colors(c.Dark, c.Few)
	if c.Accent != "" && !p.Plain {
		colors.Accent = c.Accent
	}
	return styles(&p, colors, c.ASCII || c.Accessible, c.Accessible)
}

func styles(p *Palette, c Colors, ascii, accessible bool) *Styles {
	fg := func(c string) lipgloss.Style { return lipgloss.NewStyle().Foreground(parseColor(c)) }
	s := &Styles{
		Name: p.Name, ASCII: ascii, Accessible: accessible, noColor: p.Plain,
		Strong: style(lipgloss.NewStyle().Bold(true)), Muted: style(fg(c.Muted)), Accent: style(fg(c.Accent)),
		Title: style(fg(c.Accent).Bold(true)), Good: style(fg(c.Good)), Running: style(fg(c.Running)), Warn: style(fg(c.Warn)),
		Bad: style(fg(c.Bad)), Loud: style(fg(c.Bad).Bold(true)), Rule: style(fg(c.Rule)),
		Match: style(lipgloss.NewStyle().Background(parseColor(c.Match))), Invert: style(lipgloss.NewStyle().Reverse(true)),
	}
	if p.Plain {
		s.Muted, s.Rule = style(lipgloss.NewStyle().Faint(true)), style(lipgloss.NewStyle().Faint(true))
	}
	if c.Match == "" {
		s.Match = style(lipgloss.NewStyle().Underline(true))
	}
	s.Glyphs = glyphs(ascii, accessible)
	signs := unicodeGlyphs
	if ascii {
		signs = asciiGlyphs
	}
	s.words = [states]Style{s.Muted, s.Good, s.Bad, s.Running, s.Muted, s.Muted, s.Warn, s.Warn, s.Warn, s.Muted}
	if accessible {
		signs = noGlyphs
	}
	for i, g := range signs {
		s.states[i] = g
		if !accessible {
			s.states[i] = s.words[i].Render(g)
		}
	}
	s.signs = signs
	return s
}

func parseColor(c string) color.Color {
	if c == "" {
		return lipgloss.NoColor{}
	}
	return lipgloss.Color(c)
}

func glyphs(ascii, accessible bool) Glyphs {
	switch {
	case accessible: // what a screen reader would spell is blank
		blank := lipgloss.HiddenBorder()
		return Glyphs{Cursor: ">", Mark: "*", Rule: " ", Divider: " ", Bar: "#", BarEmpty: " ", Up: "^", Down: "v",
			Branch: "  ", Corner: "  ", Arrow: ">", Spinner: " ", Dot: ",", Sep: ", ", Frame: blank}
	case ascii:
		return Glyphs{Cursor: ">", Mark: "*", Rule: "-", Divider: "|", Bar: "#", BarEmpty: ".", Up: "^", Down: "v",
			Branch: "|-", Corner: "`-", Arrow: ">", Spinner: "*", Dot: "-", Sep: " - ", Frame: lipgloss.ASCIIBorder()}
	}
	return Glyphs{Cursor: "▌", Mark: "●", Rule: "─", Divider: "│", Bar: "█", BarEmpty: "░", Up: "↑", Down: "↓",
		Branch: "├─", Corner: "└─", Arrow: "→", Spinner: "⠋", Dot: "·", Sep: " · ", Frame: lipgloss.RoundedBorder()}
}

// Glyph returns the sign of a state, drawn: a blank for a screen reader, which
// reads the word beside it. Where there is none, see Sign.
func (s *Styles) Glyph(st State) string { return s.states[st] }

// State returns the style in which the word for a state is drawn.
func (s *Styles) State(st State) Style { return s.words[st] }

// Colorless reports whether there are no colours to tell things apart by; weight
// alone is hard to see. It is so too in ASCII, where there may be none.
func (s *Styles) Colorless() bool { return s.noColor || s.ASCII }

// Plain returns the sign of a state without style, a blank for a screen reader.
func (s *Styles) Plain(st State) string { return s.signs[st] }

// Sign is Glyph where no word stands beside it: a screen reader gets the word.
func (s *Styles) Sign(st State) string {
	if s.Accessible {
		return stateWords[st]
	}
	return s.states[st]
}

// Lead returns a sign with a blank behind it, to begin a sentence that tells what
// the sign means; "" for a screen reader.
func (s *Styles) Lead(st State) string {
	if s.Accessible {
		return ""
	}
	return s.states[st] + " "
}

// Tint returns the style of text in a colour that the configuration names, such
// as that of another tenant; "" is the accent. A theme without colour has none.
func (s *Styles) Tint(c string) Style {
	switch {
	case s.noColor:
		return Style{}
	case c == "":
		return s.Accent
	}
	return style(lipgloss.NewStyle().Foreground(parseColor(c)))
}

// Word says a state in a word, for those who cannot see its sign.
func (s *Styles) Word(st State) string { return stateWords[st] }

var stateWords = [states]string{"unknown", "done", "failed", "running", "waiting", "canceled", "held", "needs you", "warning", "off"}

// Change writes what was and what will be: "Open → Closed". Read aloud that would run
// together: it is "was: Open" and, on a line of its own, "becomes: Closed".
func (s *Styles) Change(before, after string) string {
	if s.Accessible {
		return "was: " + before + "\nbecomes: " + after
	}
	return before + " " + s.Glyphs.Arrow + " " + after
}

// Said returns the sign of a state, without style and with a blank behind it, before
// a sentence that does not tell the state: a screen reader gets "Failed: ".
func (s *Styles) Said(st State) string {
	if s.Accessible {
		word := stateWords[st]
		return strings.ToUpper(word[:1]) + word[1:] + ": "
	}
	return s.signs[st] + " "
}

// Pair writes a name and what is put into it: "department → Sales", or, for a
// screen reader, "department: Sales".
func (s *Styles) Pair(name, value string) string {
	if s.Accessible {
		return name + ": " + value
	}
	return name + " " + s.Glyphs.Arrow + " " + value
}
