package program

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/api/safe"
	"iscope/api/tenant"
	"iscope/config"
	"iscope/ui/screen"
	"iscope/views"
)

// Clients fetches the secrets of a tenant, which may take a password on the
// terminal (see config.WithoutTerminal) or a program, and opens its clients. It
// sends nothing. Without a journal nothing can be decided.
func Clients(ctx context.Context, cfg *config.Config, t *config.Tenant, calls *api.Calls, decisions *journal.Journal, log *slog.Logger) (*api.Commands, func() api.Limit, error) {
	id, secret, token, err := t.Secrets(ctx)
	if err != nil {
		return nil, nil, err
	}
	return tenant.Open(tenant.Settings{
		Name: t.Name, URL: t.URL, Generation: t.API, ClientID: id, Secret: safe.NewSecret(secret), NERMURL: t.NERMURL, NERMToken: safe.NewSecret(token),
		ReadOnly: t.ReadOnly, ReadTimeout: cfg.ReadTimeout, WriteTimeout: cfg.WriteTimeout, Calls: calls, Log: log, Version: config.Version(), Journal: decisions,
	})
}

// session opens a tenant: what only it has.
func (p *Program) session(ctx context.Context, t *config.Tenant, instance int) (*views.Session, error) {
	demo, now := p.isDemo(t), time.Now
	if demo { // whose clock it is
		now = p.Now
	}
	decisions, memory := journal.Disk(config.JournalDir(), t.Name, t.URL, now), config.OpenMemory(remembered(t))
	if demo { // both end with the tenant
		decisions, memory = journal.Memory(t.Name, now), config.OpenMemory("")
	}
	ctx, stop := context.WithCancel(ctx)
	calls, cfg := &api.Calls{}, p.config()
	cmds, limit, err := Clients(ctx, cfg, t, calls, decisions, p.log)
	if err != nil {
		stop()
		return nil, errors.Join(err, decisions.Close(), memory.Close())
	}
	if p.Frozen && demo {
		limit = nil // it keeps real time
	}
	env := &screen.Env{
		Keys: p.Keys, Now: now, Steady: p.steady(), Random: rand.Float64, Zone: time.Local, Tenant: safe.Line(t.Name), WebURL: t.WebURL,
		ReadOnly: t.ReadOnly, ReadOnlyBy: safe.Line(t.ReadOnlyBy), Protected: t.Protected, Refresh: p.refresh(t), Undo: cfg.Undo, Motion: !cfg.ASCII && !p.slow, Memory: &config.Arranged{Memory: memory, Layouts: cfg.Layouts},
	}
	options := views.ScreenOptions{
		Instance: instance, Journal: decisions, Drafts: config.DraftsDir(), Address: t.URL, Aliases: t.WorkflowAliases, Comments: cfg.Inbox.Comments,
	}
	if demo { // its drafts end with it too: the next one is another tenant
		options.Drafts = ""
	}
	for _, s := range cfg.Inbox.Sections {
		options.Sections = append(options.Sections, views.Section(s))
	}
	return &views.Session{
		Env: env, Views: views.Screens(ctx, env, cmds, options), Journal: decisions, Calls: calls, Limited: limit, Accent: t.Color,
		Close: func() {
			stop()
			_, _ = decisions.Close(), memory.Close()
		},
	}, nil
}

// steady is a clock that runs where that of the program stands still, else nil.
func (p *Program) steady() func() time.Time {
	if p.Standing {
		return time.Now
	}
	return nil
}

// isDemo reports whether a tenant is the embedded one, which ends with the
// program. Another that a person gave that name is not.
func (p *Program) isDemo(t *config.Tenant) bool {
	return p.Demo && t.Name == p.first.Name && t.URL == p.first.URL
}

// remembered is what the memory of a tenant is kept under: a name may come to
// stand for another tenant.
func remembered(t *config.Tenant) string { return t.Name + " " + t.URL }

// refresh is how often lists are asked for again: half as often on a slow line.
func (p *Program) refresh(t *config.Tenant) time.Duration {
	if p.slow {
		return 2 * t.Refresh
	}
	return t.Refresh
}

// described is a tenant as the picker shows it.
func described(t *config.Tenant) views.Tenant {
	host := t.URL
	if u, err := url.Parse(t.URL); err == nil {
		host = u.Host
	}
	return views.Tenant{Name: safe.Line(t.Name), Host: safe.Line(host), Color: t.Color, Protected: t.Protected, ReadOnly: t.ReadOnly}
}
