package config

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Names the configuration may give. A test of the program compares them with
// the themes and views there are, which this package must not import.
var (
	// Themes are the values of theme, the default first.
	Themes = []string{"auto", "dark", "light", "contrast", "mono", "fjord", "dune"}
	// Views are the values of view, in the order of their tabs.
	Views = []string{"workflows", "executions", "inbox", "tasks", "sessions"}
	// APIs are the generations of the API that a tenant may be asked in, the
	// default first.
	APIs = []string{"v3", "v2025", "v2026", "v1"}
	// SlowLines are the answers to whether the line is slow; auto finds out.
	SlowLines = []string{"auto", "yes", "no"}
)

// Limits of the durations.
const (
	MinRefresh = 2 * time.Second  // quicker would eat the rate limit
	MaxUndo    = 10 * time.Minute // a decision held longer is forgotten
	minTimeout = time.Second
	maxTimeout = 10 * time.Minute
)

// Config is everything that can be set. Load makes it.
type Config struct {
	File string // the file read, as messages show it; "" when there is none

	Tenant       string        // name of the tenant to open; "" when there is none
	View         string        // view to open first, one of Views
	Theme        string        // one of Themes, or one of the person's own, see ThemeFiles
	Refresh      time.Duration // between two refreshes of what is on screen
	Undo         time.Duration // how long a decision is held; 0 sends at once
	ReadTimeout  time.Duration // of a request that reads
	WriteTimeout time.Duration // of a request that changes something
	ReadOnly     bool          // nothing that changes a tenant may leave the program
	ASCII        bool          // draw with ASCII characters only
	Accessible   bool          // draw for a screen reader: plain words, nothing that moves
	SlowLine     string        // one of SlowLines
	LogFile      string        // absolute; "" logs nothing

	Inbox Inbox
	// Layouts are how lists are arranged, by their names in Columns, in the words
	// of a layout of ui/table.
	Layouts map[string]string
	Keys    map[string][]string // action to keys, unchecked: keymap knows them; an empty list unbinds
	Tenants map[string]*Tenant  // by name

	at map[string]position // of keys in File, by dotted path
}

// Tenant is one tenant to connect to. ReadOnly and Refresh are final: what is
// set for all tenants is worked in.
type Tenant struct {
	Name            string
	URL             string            // base of the ISC API, https://HOST
	WebURL          string            // of the tenant's web interface; "" when it cannot be told from URL
	ClientID        Reference         // may also be the id itself
	ClientSecret    Reference         // where the secret is
	NERMURL         string            // base of the NERM API, https://HOST/api; "" without NERM
	NERMToken       Reference         // "": NERM takes the token of ISC
	API             string            // one of APIs
	ReadOnly        bool              // nothing that changes this tenant may leave the program
	ReadOnlyBy      string            // what made it so, for a person to look for; "" where it is not
	Protected       bool              // asks for its name before bulk and destructive actions
	Color           string            // palette index or #rrggbb; "" keeps the theme's accent
	Refresh         time.Duration     // between two refreshes
	WorkflowAliases map[string]string // alias to id of a NERM workflow, which has no name in the API
}

// Current returns the tenant to open, nil when there is none.
func (c *Config) Current() *Tenant { return c.Tenants[c.Tenant] }

// Names returns the names of the tenants in order.
func (c *Config) Names() []string { return slices.Sorted(maps.Keys(c.Tenants)) }

// Position returns the line of File, counted from 1, on which key stands. The
// key is a dotted path such as "theme", "tenants.acme.url", "keys.inbox.approve"
// or "inbox.sections[0].name". It returns 0 for a key the file does not have.
func (c *Config) Position(key string) (line int) { return c.at[key].line }

// Problem returns a problem with a key of the file for checks that are made
// elsewhere, such as those of the keys. Key is as for Position, text says what
// is wrong and suggest is the nearest valid name or "". A key that the file
// does not have is placed at the table around it.
func (c *Config) Problem(key, text, suggest string) *Problem {
	p := &Problem{File: c.File, Key: key, Text: text, Suggest: suggest}
	if c.File == "" {
		return p
	}
	for path := key; ; {
		if p.Line = c.at[path].line; p.Line > 0 {
			return p
		}
		i := strings.LastIndexAny(path, ".[")
		if i < 0 {
			p.Line = 1
			return p
		}
		path = path[:i]
	}
}

// KeyProblem is Problem for the entry of an action in [keys].
func (c *Config) KeyProblem(action, text, suggest string) *Problem {
	return c.Problem(keysTable+"."+action, quote(action)+": "+text, suggest)
}

// defaults is what holds when nothing is said.
func defaults() *Config {
	return &Config{
		View: "inbox", Theme: Themes[0], Refresh: 15 * time.Second, Undo: 5 * time.Second,
		ReadTimeout: 15 * time.Second, WriteTimeout: 30 * time.Second, SlowLine: SlowLines[0],
		Keys: map[string][]string{}, Tenants: map[string]*Tenant{},
	}
}
