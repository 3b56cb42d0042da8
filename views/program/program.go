package program

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api/probe"
	"iscope/config"
	"iscope/keymap"
	"iscope/ui/notify"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views"
	"iscope/views/connect"
)

// Program is iscope on a terminal.
type Program struct {
	Sources config.Sources // where the configuration came from, to read it again
	Config  *config.Config
	Keys    *keymap.Map
	Now     func() time.Time
	Frozen  bool // the clock is not that of the machine: it stands still, or is moved by hand
	// Standing is that nothing ever moves it.
	Standing bool
	Demo     bool     // the tenant lives no longer than the program
	Said     []string // what went well before, to be said as it opens

	log   *slog.Logger
	slow  bool
	first *config.Tenant
	mu    sync.Mutex // of Config, which commands read
}

// config returns the configuration as it is now.
func (p *Program) config() *config.Config {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.Config
}

// Run shows the program, beginning with a tenant, until the person quits.
// tea.ErrInterrupted says that a signal ended it.
func (p *Program) Run(first *config.Tenant) error {
	cfg := p.Config
	p.slow, p.first = cfg.Slow(os.LookupEnv), first
	palettes, notes := Palettes()
	for _, text := range p.Said {
		notes = append(notes, screen.Toast{Tone: screen.Good, Text: text})
	}
	log, closeLog, err := cfg.OpenLog()
	if err != nil {
		return err
	}
	defer closeLog()
	p.log = log
	session, err := p.session(context.Background(), first, 1)
	if err != nil {
		return err
	}
	choices := config.OpenChoices()
	if p.Demo { // it leaves no traces, and shows what it is told to
		choices = config.OpenMemory("")
	}
	defer func() { _ = choices.Close() }()
	theme, from := p.theme(palettes, choices)
	options := views.Options{
		Env: session.Env, Views: session.Views, Journal: session.Journal, Calls: session.Calls, Limited: session.Limited, Accent: session.Accent, Close: session.Close,
		First: keymap.Scope(cfg.View), Theme: theme, ThemeFrom: from, KeepTheme: func(name string) { choices.Remember(config.MemoryTheme, name) }, ASCII: cfg.ASCII, Accessible: cfg.Accessible, Slow: p.slow, Palettes: palettes, Notes: notes,
		Version: config.Version(), Terminal: notify.Detect(os.LookupEnv), Open: p.open,
		Connect: func(env *screen.Env) screen.Dialog {
			return connect.New(connect.Form{Env: env, File: p.Sources.Path(), Taken: p.config().Names(), Probe: probe.Options{Version: config.Version()}})
		},
		Connected: p.connected,
	}
	for _, name := range cfg.Names() {
		options.Tenants = append(options.Tenants, described(cfg.Tenants[name]))
	}
	return views.Run(views.New(options), p.slow)
}

// theme returns the palette to begin with, and what names it at each start, "" for
// what was chosen last.
func (p *Program) theme(palettes *theme.Set, choices *config.Memory) (name, from string) {
	name, from, fixed := p.Config.StartTheme(p.Sources, choices)
	switch {
	case fixed:
		return name, from
	case !palettes.Has(name):
		return p.Config.Theme, ""
	}
	return name, ""
}

// open opens a tenant by its name, which may have come into the configuration
// since the program started. It is called in a command.
func (p *Program) open(name string, instance int) (*views.Session, error) {
	t := p.config().Tenants[name]
	if t == nil {
		return nil, fmt.Errorf("the configuration has no tenant %s", name)
	}
	return p.session(config.WithoutTerminal(context.Background()), t, instance)
}

// connected reads the configuration again after a tenant was saved into it, and
// returns that tenant.
func (p *Program) connected(msg tea.Msg) (views.Tenant, bool) {
	c, ok := msg.(connect.Connected)
	if !ok {
		return views.Tenant{}, false
	}
	sources := p.Sources
	sources.Flags.Tenant = c.Tenant.Name
	cfg, err := config.Load(sources)
	if err != nil || cfg.Tenants[c.Tenant.Name] == nil { // what stands elsewhere in the file is no reason to refuse it
		was := *p.config()
		c.Tenant.Refresh = was.Refresh
		was.Tenants = maps.Clone(was.Tenants)
		was.Tenants[c.Tenant.Name] = c.Tenant
		cfg = &was
	}
	p.mu.Lock()
	p.Config = cfg
	p.mu.Unlock()
	return described(cfg.Tenants[c.Tenant.Name]), true
}

// read reads the file of a palette, which is small.
func read(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, theme.Size+1))
}

// ThemeText returns a theme that is built in as a file to begin one's own with, ""
// where there is none of that name.
func ThemeText(name string) string {
	text, _ := theme.Source(name)
	return text
}

// Palettes returns the themes there are, with those of the person's own, and
// what is wrong with these.
func Palettes() (*theme.Set, []screen.Toast) {
	set := theme.Builtin()
	var wrong []string
	for _, file := range config.ThemeFiles() {
		data, err := read(file)
		if err == nil {
			err = set.Add(config.Short(file), data)
		}
		if err != nil {
			wrong = append(wrong, err.Error())
		}
	}
	if len(wrong) == 0 {
		return set, nil
	}
	return set, []screen.Toast{{Tone: screen.Warn, Keep: true, Text: strings.Join(wrong, "; ")}}
}
