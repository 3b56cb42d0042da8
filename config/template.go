package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// explanation is what a setting means: for the file that iscope config init
// writes, for the manual and for iscope config show.
type explanation struct {
	key     string
	help    string // a clause in lower case
	example string // a value in TOML that a person may want
	get     func(*Config) any
}

// explanations has the settings that hold for every tenant, in the order in
// which people want them. A test compares it with settings.
var explanations = []explanation{
	{"tenant", "the tenant that is opened when nothing else is said", `"acme-prod"`, func(c *Config) any { return c.Tenant }},
	{"view", "the first view: " + strings.Join(Views, ", "), `"executions"`, func(c *Config) any { return c.View }},
	{"theme", "the theme: " + strings.Join(Themes, ", "), `"dark"`, func(c *Config) any { return c.Theme }},
	{"refresh", "how often lists are asked for again, at least " + brief(MinRefresh), `"30s"`, func(c *Config) any { return c.Refresh }},
	{"undo", "how long a decision is held and can be taken back; 0s sends at once", `"10s"`, func(c *Config) any { return c.Undo }},
	{"read_only", "nothing that changes a tenant can leave the program", "true", func(c *Config) any { return c.ReadOnly }},
	{"ascii", "no character beyond ASCII in signs and lines; where the locale is not UTF-8 this is so unless it is false", "true", func(c *Config) any { return c.ASCII }},
	{"accessible", "for a screen reader: plain words, no frames, nothing that moves", "true", func(c *Config) any { return c.Accessible }},
	{"slow_line", "less motion and fewer bytes: " + strings.Join(SlowLines, ", ") + "; auto does so over SSH", `"yes"`, func(c *Config) any { return c.SlowLine }},
	{"read_timeout", "how long an answer may take that only reads", `"30s"`, func(c *Config) any { return c.ReadTimeout }},
	{"write_timeout", "how long an answer may take that changes something", `"1m"`, func(c *Config) any { return c.WriteTimeout }},
	{"log_file", "a log of what the program does, without secrets", `"iscope.log"`, func(c *Config) any { return c.LogFile }},
}

// tenantExplanation is the same for what a tenant has.
type tenantExplanation struct {
	key, help, example string
	get                func(*Tenant) any
}

var tenantExplanations = []tenantExplanation{
	{"url", `the tenant's name, NAME.DOMAIN, or the address of its API`, `"acme"`, func(t *Tenant) any { return t.URL }},
	{"client_id", "of a personal access token; itself or where it is, as for the secret", `"2f9a6d3c0b8e4f51a7c2d9e0b1f3a586"`, func(t *Tenant) any { return t.ClientID }},
	{"client_secret", "where the secret is: keyring:, env:NAME, file:PATH or command:PROGRAM", `"keyring:"`, func(t *Tenant) any { return t.ClientSecret }},
	{"nerm_url", "the NERM tenant's name or the address of its API with /api", `"acme"`, func(t *Tenant) any { return t.NERMURL }},
	{"nerm_token", "where the token of NERM is; without it NERM gets that of ISC", `"env:NERM_TOKEN"`, func(t *Tenant) any { return t.NERMToken }},
	{"api", "the generation of the API: " + strings.Join(APIs, ", "), `"v2025"`, func(t *Tenant) any { return t.API }},
	{"read_only", "nothing that changes this tenant can leave the program", "true", func(t *Tenant) any { return t.ReadOnly }},
	{"protected", "asks for the tenant's name before it destroys", "true", func(t *Tenant) any { return t.Protected }},
	{"color", "the tenant's colour: a name, a number from 0 to 255 or #rrggbb", `"red"`, func(t *Tenant) any { return t.Color }},
	{"refresh", "how often lists of this tenant are asked for again", `"1m"`, func(t *Tenant) any { return t.Refresh }},
}

// explained returns the explanation of a setting.
func explained(key string) explanation {
	i := slices.IndexFunc(explanations, func(e explanation) bool { return e.key == key })
	if i < 0 {
		return explanation{key: key}
	}
	return explanations[i]
}

// Template returns a configuration in which everything is explained and nothing
// is set. Without the # in front of its keys and tables it is valid.
func Template() string {
	var b strings.Builder
	b.WriteString(`# Configuration of iscope. Take the # from a line to set it; what is commented
# out has its default. "iscope config validate" checks this file, and
# "iscope config show --origin" tells what holds and why.
#
# A secret never stands here: say where it is.

`)
	entry := func(help, key, value string) {
		for _, line := range wrap(sentence(help), helpWidth-2) {
			b.WriteString("# " + line + "\n")
		}
		fmt.Fprintf(&b, "#%s = %s\n\n", key, value)
	}
	base := defaults()
	for _, e := range explanations {
		help := e.help
		if v := tomlValue(e.get(base)); v != `""` {
			help += " (default " + strings.Trim(v, `"`) + ")"
		}
		entry(help, e.key, e.example)
	}
	b.WriteString("# One table for each tenant, with a name of your choice.\n#[tenants.acme-prod]\n\n")
	for _, e := range tenantExplanations {
		entry(e.help, e.key, e.example)
	}
	b.WriteString(`# Names for workflows of NERM, which have none in its API.
#[tenants.acme-prod.workflow_aliases]
#"Onboard contractor" = "4b0a1c7e-90ad-4d3f-8a56-1f2e3d4c5b6a"

# Other keys for an action; "iscope help keys" has the names of all.
#[keys]
#"inbox.approve" = ["a", "ctrl+y"]

# Which columns a list shows, and what it is ordered by, "-" for the other way
# round. C in a list arranges it as well, and is remembered.
#[columns]
#tasks = ["status", "task", "for"]
#[sort]
#tasks = "-created"

# Templates for the comment of a forward.
#[inbox]
#comments = ["Not mine: please decide"]

# A tab of the inbox; all its filters must fit. Others are type, younger,
# requester, application, operation and text.
#[[inbox.sections]]
#name = "Waiting long"
#older = "3d"
`)
	return b.String()
}

// WriteTemplate makes a configuration for its owner alone. It never overwrites:
// the error is fs.ErrExist then.
func WriteTemplate(path string) error {
	if err := privateDir(filepath.Dir(path)); err != nil {
		return fmt.Errorf("%s: %w", visible(filepath.Dir(path)), bareError(err))
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("%s: %w", visible(path), bareError(err))
	}
	_, err = f.WriteString(Template())
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(fmt.Errorf("%s: %w", visible(path), bareError(err)), os.Remove(path))
	}
	return nil
}

// tomlValue writes a setting in TOML.
func tomlValue(v any) string {
	switch v := v.(type) {
	case bool:
		return fmt.Sprint(v)
	case time.Duration:
		return tomlString(brief(v))
	case []string:
		parts := make([]string, len(v))
		for i, s := range v {
			parts[i] = tomlString(s)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return tomlString(fmt.Sprint(v))
}

// tomlString writes a string in TOML, whose escapes are not those of Go.
func tomlString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case visible(string(r)) == string(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
