package config

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// Show writes the settings in force as TOML. Of a secret only the reference is
// written. With origin each line ends in where its value came from: --FLAG, a
// variable, FILE:LINE, what was chosen in the program, or default. Sources are those that c was loaded from; c
// must have no problems.
func (c *Config) Show(w io.Writer, s Sources, origin bool) error {
	p := &shower{Sources: s.filled(), cfg: c, origin: origin}
	p.globals()
	for _, name := range c.byLine() {
		p.tenant(c.Tenants[name])
	}
	p.keys()
	p.inbox()
	p.layouts()
	return p.write(w)
}

// shower collects the lines of Show.
type shower struct {
	Sources
	cfg    *Config
	origin bool
	lines  []shownLine
}

// shownLine is a line of TOML and where it came from.
type shownLine struct{ text, from string }

func (p *shower) add(text, from string) { p.lines = append(p.lines, shownLine{text, from}) }

// table opens a table after an empty line.
func (p *shower) table(head, from string) {
	p.add("", "")
	p.add(head, from)
}

// commentAt is where origins begin, unless a line is longer.
const commentAt = 44

func (p *shower) write(w io.Writer) error {
	var b strings.Builder
	for _, l := range p.lines {
		if p.origin && l.from != "" {
			fmt.Fprintf(&b, "%-*s # %s\n", commentAt, l.text, l.from)
			continue
		}
		b.WriteString(l.text + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// line is where a key stands, "" where the file does not have it.
func (p *shower) line(key string) string {
	if n := p.cfg.Position(key); n > 0 {
		return fmt.Sprintf("%s:%d", visible(p.cfg.File), n)
	}
	return ""
}

// fromDefault is the origin of what nobody has set.
const fromDefault = "default"

// from returns where the value of a setting came from, in the order in which
// globals lets them win.
func (p *shower) from(s setting) string {
	switch line := p.line(s.key); {
	case p.Flags.Given(s.flag()):
		return "--" + s.flag()
	case p.env(s.variable()) != "":
		return s.variable()
	case line != "":
		return line
	case s.key == "ascii" && p.cfg.ASCII: // nobody asked for it
		return p.Locale().String()
	case s.key == "accessible" && p.cfg.Accessible:
		return accessibleVariable
	case p.cfg.Accessible && (s.key == "refresh" || s.key == "undo"):
		return fromDefault + " when accessible"
	}
	return fromDefault
}

func settingOf(key string) setting {
	i := slices.IndexFunc(settings, func(s setting) bool { return s.key == key })
	return settings[i]
}

func (p *shower) globals() {
	for _, e := range explanations {
		v := e.get(p.cfg)
		if v == "" {
			continue
		}
		from := p.from(settingOf(e.key))
		if e.key == "theme" {
			v, from, _ = p.cfg.StartTheme(p.Sources, OpenChoices())
		}
		if e.key == "tenant" && from == fromDefault {
			from = "default: the first there is"
			if p.line(tenantsTable+"."+p.cfg.Tenant) == "" {
				from = sailURL
			}
		}
		p.add(e.key+" = "+tomlValue(v), from)
	}
}

// byLine returns the names of the tenants in the order of the file, that of the
// environment last.
func (c *Config) byLine() []string {
	names := c.Names()
	place := func(name string) int {
		if n := c.Position(tenantsTable + "." + name); n > 0 {
			return n
		}
		return maxFile
	}
	slices.SortStableFunc(names, func(a, b string) int { return place(a) - place(b) })
	return names
}

// sailKeys are the variables that make the tenant of the environment.
var sailKeys = map[string]string{
	"url": sailURL, "client_id": sailID, "client_secret": sailSecret, "nerm_url": sailNERM, "nerm_token": sailNERMToken,
}

func (p *shower) tenant(t *Tenant) {
	key := tenantsTable + "." + t.Name
	head := p.line(key)
	if head == "" {
		head = "the variables of SailPoint's tools"
	}
	p.table("["+keyPath(tenantsTable, t.Name)+"]", head)
	for _, e := range tenantExplanations {
		v := e.get(t)
		if v == "" || v == Reference("") {
			continue
		}
		p.add(e.key+" = "+tomlValue(v), p.fromTenant(t, e.key))
	}
	if len(t.WorkflowAliases) == 0 {
		return
	}
	key += "." + aliasesTable
	p.table("["+keyPath(tenantsTable, t.Name, aliasesTable)+"]", p.line(key))
	for _, alias := range slices.Sorted(maps.Keys(t.WorkflowAliases)) {
		p.add(tomlString(alias)+" = "+tomlString(t.WorkflowAliases[alias]), p.line(key+"."+alias))
	}
}

func settingVariable(key string) string { return setting{key: key}.variable() }

// fromTenant is from for what a tenant has. Refresh and read_only may come from
// what holds for every tenant.
func (p *shower) fromTenant(t *Tenant, key string) string {
	line := p.line(tenantsTable + "." + t.Name + "." + key)
	file := p.line(tenantsTable+"."+t.Name) != ""
	given := p.Flags.Given(key) || p.env(settingVariable(key)) != ""
	switch {
	case key == "refresh" && (line == "" || given), key == "read_only" && p.cfg.ReadOnly:
		return p.from(settingOf(key))
	case line != "":
		return line
	case !file && sailKeys[key] != "":
		return sailKeys[key]
	}
	return fromDefault
}

// ageText is an age as the file has it, "" for none.
func ageText(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return ageWords(d)
}

func (p *shower) keys() {
	if len(p.cfg.Keys) == 0 {
		return
	}
	p.table("["+keysTable+"]", p.line(keysTable))
	for _, action := range slices.Sorted(maps.Keys(p.cfg.Keys)) {
		p.add(tomlString(action)+" = "+tomlValue(p.cfg.Keys[action]), p.line(keysTable+"."+action))
	}
}

func (p *shower) inbox() {
	if list := p.cfg.Inbox.Comments; len(list) > 0 {
		p.table("["+inboxTable+"]", p.line(inboxTable))
		p.add("comments = "+tomlValue(list), p.line(inboxTable+".comments"))
	}
	for i, s := range p.cfg.Inbox.Sections {
		key := fmt.Sprintf("%s[%d]", sectionsKey, i)
		p.table(sectionsTable, p.line(key))
		for _, f := range []struct {
			key string
			v   any
		}{
			{"name", s.Name}, {"type", slices.DeleteFunc(slices.Clone(s.Types), func(t string) bool { return t == misspelt })}, {"older", ageText(s.Older)}, {"younger", ageText(s.Younger)},
			{"requester", s.Requesters}, {"application", s.Applications}, {"operation", s.Operations}, {"text", s.Texts},
		} {
			if list, isList := f.v.([]string); f.v != "" && (!isList || len(list) > 0) {
				p.add(f.key+" = "+tomlValue(f.v), p.line(key+"."+f.key))
			}
		}
	}
}

// layouts shows [columns] and [sort], out of the layouts made of them.
func (p *shower) layouts() {
	for _, table := range []string{columnsTable, sortTable} {
		headed := false
		for _, name := range listNames() {
			shown, order, sorted := strings.Cut(p.cfg.Layouts[name], "|")
			value := ""
			if shown = strings.TrimSuffix(strings.TrimSpace(shown), " !*"); table == columnsTable && shown != "" {
				value = tomlValue(strings.Fields(shown))
			} else if table == sortTable && sorted {
				value = tomlValue(strings.TrimSpace(order))
			}
			if value == "" {
				continue
			}
			if !headed {
				p.table("["+table+"]", p.line(table))
				headed = true
			}
			p.add(name+" = "+value, p.line(table+"."+name))
		}
	}
}
