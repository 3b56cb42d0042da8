package theme

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// Colors names the colours of the roles, each an index of the 256-colour
// palette or #rrggbb; "" leaves the terminal's own.
type Colors struct {
	Accent, Good, Running, Warn, Bad, Muted, Rule string
	Match                                         string // a background
}

// roles are the names of the fields of Colors, in their order.
var roles = []string{"accent", "good", "running", "warn", "bad", "muted", "rule", "match"}

// role returns the field of that name, nil where there is none.
func (c *Colors) role(name string) *string {
	fields := []*string{&c.Accent, &c.Good, &c.Running, &c.Warn, &c.Bad, &c.Muted, &c.Rule, &c.Match}
	if i := slices.Index(roles, name); i >= 0 {
		return fields[i]
	}
	return nil
}

// Palette is a theme: colours for a dark and a light background, and for
// terminals that have 16 of them.
type Palette struct {
	Name  string
	About string // a few words for lists
	// Plain has no colour at all; bold, faint, underline and reverse tell apart
	// what others colour.
	Plain           bool
	Dark, Light     Colors
	Dark16, Light16 Colors
}

// colors returns those for a background and a number of colours.
func (p *Palette) colors(dark, few bool) Colors {
	switch {
	case p.Plain:
		return Colors{}
	case dark && few:
		return p.Dark16
	case few:
		return p.Light16
	case dark:
		return p.Dark
	}
	return p.Light
}

// Mistake is what is wrong with the file of a palette.
type Mistake struct {
	File string
	Line int // from 1; 0 where it is about the whole file
	Text string
}

// Error returns "FILE:LINE: what is wrong".
func (m *Mistake) Error() string {
	if m.Line == 0 {
		return m.File + ": " + m.Text
	}
	return fmt.Sprintf("%s:%d: %s", m.File, m.Line, m.Text)
}

// paletteName is what a palette may be called: people type it.
var paletteName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,23}$`)

// Size is how large the file of a palette may be, in bytes.
const Size = 64 << 10

// parser reads one file.
type parser struct {
	file string
	text string
}

func (p *parser) wrong(key, format string, args ...any) error {
	text := fmt.Sprintf(format, args...)
	if key != "" {
		text = key + ": " + text
	}
	return &Mistake{p.file, lineOf(p.text, key), text}
}

// parse reads a palette that is named after its file. base returns another one
// by name.
func parse(file string, data []byte, base func(name string) (Palette, bool)) (Palette, error) {
	p := parser{file, string(data)}
	name := strings.TrimSuffix(path.Base(filepath.ToSlash(file)), ".toml")
	if !paletteName.MatchString(name) {
		return Palette{}, p.wrong("", "%q is no name for a theme: want up to 24 small letters, digits and dashes, and .toml", name)
	}
	if len(data) > Size {
		return Palette{}, p.wrong("", "is larger than %d kB", Size>>10)
	}
	var tree map[string]any
	if err := toml.Unmarshal(data, &tree); err != nil {
		m := &Mistake{File: file, Text: "is not TOML"}
		if e, ok := err.(toml.ParseError); ok { //nolint:errorlint // the decoder returns it bare
			m.Line, m.Text = e.Position.Line, e.Message
		}
		return Palette{}, m
	}
	out := Palette{Name: name}
	if err := p.top(tree, &out); err != nil {
		return Palette{}, err
	}
	if err := p.inherit(tree, &out, base); err != nil {
		return Palette{}, err
	}
	return out, p.tables(tree, &out)
}

// tables are the tables of a palette; top what stands above them.
var (
	tables = []string{"dark", "dark16", "light", "light16"}
	top    = []string{"about", "base", "plain"}
)

// top reads what stands above the tables, and refuses what is unknown.
func (p *parser) top(tree map[string]any, out *Palette) error {
	for _, key := range sorted(tree) {
		v := tree[key]
		_, isTable := v.(map[string]any)
		_, isText := v.(string)
		_, isBool := v.(bool)
		switch {
		case slices.Contains(tables, key) && !isTable:
			return p.wrong(key, "want a table [%s]", key)
		case slices.Contains(tables, key):
		case !slices.Contains(top, key):
			return p.wrong(key, "there is no such key; want one of %s", strings.Join(slices.Concat(top, tables), ", "))
		case key == "plain" && !isBool:
			return p.wrong(key, "want true or false")
		case key != "plain" && !isText:
			return p.wrong(key, "want a text in quotes")
		}
	}
	out.About, _ = tree["about"].(string)
	out.Plain, _ = tree["plain"].(bool)
	return nil
}

// inherit begins with the colours of another palette. Where only one of dark
// and light is there, it serves for both.
func (p *parser) inherit(tree map[string]any, out *Palette, base func(name string) (Palette, bool)) error {
	_, dark := tree["dark"]
	_, light := tree["light"]
	from, named := tree["base"].(string)
	if !named {
		from = "dark"
		if light && !dark {
			from = "light"
		}
	}
	if base == nil { // it is what others begin with
		return nil
	}
	b, ok := base(from)
	if !ok {
		return p.wrong("base", "there is no theme %q to begin with", from)
	}
	out.Dark, out.Dark16, out.Light, out.Light16 = b.Dark, b.Dark16, b.Light, b.Light16
	return nil
}

// tables reads the colours.
func (p *parser) tables(tree map[string]any, out *Palette) error {
	into := map[string]*Colors{"dark": &out.Dark, "dark16": &out.Dark16, "light": &out.Light, "light16": &out.Light16}
	for _, name := range tables {
		table, _ := tree[name].(map[string]any)
		for _, role := range sorted(table) {
			key := name + "." + role
			to := into[name].role(role)
			if to == nil {
				return p.wrong(key, "there is no such role; want one of %s", strings.Join(roles, ", "))
			}
			few := strings.HasSuffix(name, "16")
			c, ok := colorOf(table[role], few)
			switch {
			case !ok && few:
				return p.wrong(key, "%v is none of the 16 colours: want an index from 0 to 15 or a name such as %q", table[role], "bright-red")
			case !ok:
				return p.wrong(key, "%v is no colour: want an index from 0 to 255, \"#rrggbb\", a name such as %q, or \"\"", table[role], "bright-red")
			}
			*to = c
		}
	}
	_, dark := tree["dark"]
	_, light := tree["light"]
	switch {
	case dark && !light:
		out.Light, out.Light16 = out.Dark, out.Dark16
	case light && !dark:
		out.Dark, out.Dark16 = out.Light, out.Light16
	}
	return nil
}

// names16 are the names of the first 16 colours, in their order.
var names16 = []string{
	"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
	"bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan", "bright-white",
}

var hexColor = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// colorOf reads a colour, one of the first 16 where few is set.
func colorOf(v any, few bool) (string, bool) {
	most := 255
	if few {
		most = 15
	}
	switch v := v.(type) {
	case int64:
		return strconv.FormatInt(v, 10), v >= 0 && v <= int64(most)
	case string:
		if i := slices.Index(names16, v); i >= 0 {
			return strconv.Itoa(i), true
		}
		if n, err := strconv.Atoi(v); err == nil {
			return strconv.Itoa(n), n >= 0 && n <= most
		}
		return v, v == "" || !few && hexColor.MatchString(v)
	}
	return "", false
}

// lineOf returns the line on which a dotted key stands, that of its table where
// it is written in another way, and 0 where neither is found.
func lineOf(text, key string) int {
	if key == "" {
		return 0
	}
	table, name, dotted := strings.Cut(key, ".")
	if !dotted {
		table, name = "", key
	}
	current, at := "", 0
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			current = strings.TrimSpace(strings.Trim(strings.SplitN(line, "#", 2)[0], "[] \t"))
			if current == table && dotted || current == name && !dotted {
				at = i + 1
			}
			continue
		}
		if before, _, ok := strings.Cut(line, "="); ok && current == table && strings.Trim(strings.TrimSpace(before), `"'`) == name {
			return i + 1
		}
	}
	return at
}

func sorted(m map[string]any) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
