package config

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// manual returns the page iscope(1) in the macros of man. It is the same for
// everybody who has the same build.
func manual(keys string) string {
	var m roff
	b := build()
	m.line(`.\" Made by iscope help man`)
	m.line(fmt.Sprintf(`.TH ISCOPE 1 "%s" "iscope %s" "User Commands"`, escapeRoff(b.day()), escapeRoff(b.version)))
	m.section("NAME")
	m.text("iscope - terminal cockpit for SailPoint Identity Security Cloud")
	m.section("SYNOPSIS")
	for _, c := range commandTable {
		m.line(".br", ".B "+escapeRoff(c.synopsis()))
	}
	m.section("DESCRIPTION")
	for _, text := range append(screenCommand.about, "Without a command it opens the default tenant.", settingsText, variablesText) {
		m.line(".PP")
		m.text(text)
	}
	m.section("OPTIONS")
	m.options(screenCommand.options)
	m.section("COMMANDS")
	for _, c := range commandTable {
		if c.name != "" {
			m.command(c)
		}
	}
	m.section("CONFIGURATION")
	m.configuration()
	m.section("KEYS")
	m.text("Every key can be changed in the configuration.")
	m.block(keys)
	m.section("ENVIRONMENT")
	for _, v := range variables() {
		m.item(v.name, v.help)
	}
	m.section("FILES")
	for _, f := range files {
		m.item(f.name, f.help)
	}
	m.section("EXIT STATUS")
	for _, e := range []exit{exitOK, exitFailure, exitUsage, exitAuth, exitMissing, exitUnavailable, exitPartly, exitInterrupted} {
		m.item(fmt.Sprint(e.code), e.means)
	}
	m.section("EXAMPLES")
	m.examples(screenCommand.examples)
	return m.String()
}

// named is a name and what it means.
type named struct{ name, help string }

var files = []named{
	{"$XDG_CONFIG_HOME/iscope/config.toml", "The configuration; ~/.config where the variable is not set, on macOS ~/Library/Application Support, on Windows %LOCALAPPDATA%. See iscope config path."},
	{"$XDG_STATE_HOME/iscope/journal", "What was decided and what came of it; ~/.local/state where the variable is not set."},
	{"$XDG_STATE_HOME/iscope/drafts", "What is being edited."},
	{"$XDG_STATE_HOME/iscope/memory.json", "How lists are arranged and what else was chosen on screen, for each tenant."},
	{"$XDG_CONFIG_HOME/iscope/themes/NAME.toml", "Themes of your own. See iscope config theme."},
	{"$XDG_CONFIG_HOME/iscope/secrets", "Secrets of tenants that were connected without a keyring, each in a file that only you can read."},
}

// variables are the environment variables that are read.
func variables() []named {
	list := []named{{"ISCOPE_CONFIG", "The configuration to read, as --config."}}
	for _, s := range settings {
		list = append(list, named{s.variable(), sentence(explained(s.key).help)})
	}
	return append(list,
		named{sailURL, "Base of the ISC API of a tenant that needs no configuration."},
		named{sailID, "Its client id."},
		named{sailSecret, "Its client secret."},
		named{sailNERM, "Base of its NERM API, with /api."},
		named{sailNERMToken, "Token of NERM; without it NERM gets the token of ISC."},
		named{"LC_ALL, LC_CTYPE, LANG", "The locale: the first that is set counts. Where it is not UTF-8 signs and lines are drawn in ASCII, but on Windows and macOS; ISCOPE_ASCII=0 draws all of them."},
		named{"NO_COLOR, CLICOLOR", "Where NO_COLOR is set or CLICOLOR is 0, nothing is drawn in colour."},
		named{"VISUAL, EDITOR", "The editor for workflows; VISUAL wins."},
	)
}

// sentence makes one of a clause.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	if !strings.HasSuffix(s, "?") {
		s += "."
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// roff is a page in the making.
type roff struct{ strings.Builder }

func (m *roff) line(lines ...string) {
	for _, l := range lines {
		m.WriteString(l + "\n")
	}
}

func (m *roff) text(s string) { m.line(escapeRoff(s)) }

func (m *roff) section(name string) { m.line(".SH " + name) }

// item is a term with its description below.
func (m *roff) item(term, text string) {
	written := escapeRoff(term)
	if strings.Contains(term, `"`) { // which would be taken for the quotes of an argument
		written = quoteRoff(term)
	}
	m.line(".TP", ".B "+written)
	m.text(text)
}

func (m *roff) options(options []option) {
	for _, o := range options {
		m.item(o.synopsis(), sentence(o.help))
	}
}

func (m *roff) command(c commandSpec) {
	m.line(".SS " + quoteRoff(c.synopsis()))
	for i, text := range c.about {
		if i > 0 {
			m.line(".PP")
		}
		m.text(text)
	}
	m.options(c.options)
	m.examples(c.examples)
	if len(c.exits) > 0 {
		m.line(".PP")
		m.text("Exit codes:")
		for _, e := range c.exits {
			m.item(fmt.Sprint(e.code), e.means)
		}
	}
}

// configuration explains what may stand in the file.
func (m *roff) configuration() {
	m.text("The file is TOML. iscope config init writes one with all of this explained, iscope config validate checks it, and iscope config show --origin says what is in force and why. At the top of the file:")
	for _, e := range explanations {
		m.item(e.key+" = "+e.example, sentence(e.help))
	}
	m.line(".PP")
	m.text("In a table [tenants.NAME] for each tenant:")
	for _, e := range tenantExplanations {
		m.item(e.key+" = "+e.example, sentence(e.help))
	}
	m.line(".PP")
	m.text("Further tables:")
	for _, t := range furtherTables {
		m.item(t.name, t.help)
	}
}

// furtherTables are those beside the tenants.
var furtherTables = []named{
	{"[tenants.NAME.workflow_aliases]", "Names for workflows of NERM, which have none in its API: ALIAS = ID."},
	{"[keys]", "Other keys for an action: ACTION = KEY, or a list of keys. iscope help keys has the names."},
	{"[columns] and [sort]", "Which columns a list shows, and what it is ordered by, a dash before it for the other way round."},
	{"[inbox]", "comments: templates for the comment of a forward."},
	{"[[inbox.sections]]", "A tab of the inbox: its name, and filters that must all fit: type, older, younger, requester, application, operation, text."},
}

func (m *roff) examples(list []example) {
	for _, e := range list {
		m.line(".PP")
		m.text(sentence(e.does))
		m.line(".PP", ".RS", ".nf")
		m.text(e.line)
		m.line(".fi", ".RE")
	}
}

// block is text whose lines stay as they are.
func (m *roff) block(text string) {
	m.line(".PP", ".nf")
	for l := range strings.Lines(text) {
		m.text(strings.TrimRight(l, "\n"))
	}
	m.line(".fi")
}

var roffEscapes = strings.NewReplacer(`\`, `\e`, "-", `\-`, "~", `\[ti]`, "^", `\[ha]`, "`", `\[ga]`, "'", `\[aq]`)

// escapeRoff writes a text so that roff shows it as it is: no line of it is a
// request, and a hyphen can be copied as one.
func escapeRoff(s string) string {
	s = roffEscapes.Replace(s)
	var b strings.Builder
	if strings.HasPrefix(s, ".") {
		b.WriteString(`\&`)
	}
	for _, r := range s {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\[u%04X]`, r)
		}
	}
	return b.String()
}

func quoteRoff(s string) string { return `"` + strings.ReplaceAll(escapeRoff(s), `"`, `\(dq`) + `"` }
