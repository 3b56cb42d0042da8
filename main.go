// Iscope is the terminal cockpit for SailPoint Identity Security Cloud. This
// file reads the flags, wires the layers together and runs the program; what
// there is to know of each layer stands in its doc.go.
package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"

	"iscope/api"
	"iscope/api/journal"
	"iscope/api/safe"
	"iscope/api/sandbox"
	"iscope/api/tenant"
	"iscope/config"
	"iscope/keymap"
	"iscope/ui/notify"
	"iscope/ui/screen"
	"iscope/views"
	"iscope/views/script"
)

// Exit codes; mistakes of usage or configuration are told before the screen opens.
const exitFailure, exitUsage, exitInterrupted = 1, 2, 130

func main() {
	// Long lists live long and change little: less room for garbage saves memory.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(40)
	}
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	flags, err := config.ParseArgs(args, os.Stdout)
	switch {
	case errors.Is(err, config.ErrHelp):
		return 0
	case err != nil:
		return fail(exitUsage, err)
	case flags.Version:
		fmt.Println("iscope " + config.Version())
		return 0
	case flags.Command == config.Sandbox:
		return fail(exitFailure, sandbox.Serve(context.Background(), options(flags), flags.Listen, os.Stdout))
	case flags.Demo:
		// The demo tenant is described by the variables that lead any client to a tenant.
		srv, err := sandbox.New(options(flags)).Listen("127.0.0.1:0")
		if err != nil {
			return fail(exitFailure, err)
		}
		defer func() { _ = srv.Close() }()
		srv.Setenv()
	}
	cfg, err := config.Load(config.Sources{Env: os.LookupEnv, Flags: flags})
	keys, mistakes := keymap.New(cfg.Keys)
	for _, m := range mistakes {
		err = errors.Join(err, cfg.Problem("keys."+m.Action, m.Text, m.Suggest))
	}
	current := cfg.Current()
	switch {
	case err != nil:
		return fail(exitUsage, err)
	case current == nil:
		return fail(exitUsage, errors.New("no tenant is configured; `iscope --demo` explores the demo tenant, and SAIL_BASE_URL, SAIL_CLIENT_ID and SAIL_CLIENT_SECRET name yours (see README.md)"))
	case flags.Command == config.Watch:
		current.ReadOnly = true // it only looks
		cmds, _, err := connect(context.Background(), cfg, current, &api.Calls{}, nil)
		if err != nil {
			return fail(exitUsage, err)
		}
		return script.Watch{Cmds: cmds, Execution: flags.Execution, Every: flags.Every(cfg.Refresh), ExitStatus: flags.ExitStatus}.Main()
	case !term.IsTerminal(os.Stdin.Fd()) || !term.IsTerminal(os.Stdout.Fd()) || os.Getenv("TERM") == "dumb":
		return fail(exitUsage, errors.New("there is no terminal to draw on (or TERM=dumb); run it in one"))
	}
	return open(cfg, current, keys, flags)
}

// open runs the program on one tenant.
func open(cfg *config.Config, t *config.Tenant, keys *keymap.Map, flags config.Flags) int {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	decisions, memory := journal.Disk(config.JournalDir(), t.Name, t.URL, flags.Now()), config.OpenMemory(t.Name)
	if flags.Demo { // both end with the tenant
		decisions, memory = journal.Memory(t.Name, flags.Now()), config.OpenMemory("")
	}
	defer func() { _, _ = decisions.Close(), memory.Close() }()
	calls, slow := &api.Calls{}, cfg.Slow(os.LookupEnv)
	cmds, limit, err := connect(ctx, cfg, t, calls, decisions)
	if err != nil {
		return fail(exitUsage, err)
	}
	env := &screen.Env{
		Keys: keys, Now: flags.Now(), Random: rand.Float64, Zone: time.Local, Tenant: safe.Line(t.Name), WebURL: t.WebURL,
		ReadOnly: t.ReadOnly, Protected: t.Protected, Refresh: t.Refresh, Undo: cfg.Undo, Motion: !cfg.ASCII && !slow, Memory: memory,
	}
	if !flags.Clock.IsZero() {
		limit = nil // it keeps real time
	}
	options := views.ScreenOptions{Journal: decisions, Drafts: config.DraftsDir(), Aliases: t.WorkflowAliases, Comments: cfg.Inbox.Comments}
	for _, s := range cfg.Inbox.Sections {
		options.Sections = append(options.Sections, views.Section(s))
	}
	shell := views.New(views.Options{
		Env: env, Views: views.Screens(ctx, env, cmds, options), Journal: decisions, First: keymap.Scope(cfg.View), Calls: calls, Limited: limit,
		Theme: cfg.Theme, ASCII: cfg.ASCII, Accent: t.Color, Version: config.Version(), Terminal: notify.Detect(os.LookupEnv),
	})
	if err = views.Run(shell, slow); errors.Is(err, tea.ErrInterrupted) {
		return exitInterrupted
	}
	return fail(exitFailure, err)
}

// connect opens the clients of a tenant, and the log for as long as the process lives.
func connect(ctx context.Context, cfg *config.Config, t *config.Tenant, calls *api.Calls, decisions *journal.Journal) (*api.Commands, func() api.Limit, error) {
	log, _, err := cfg.OpenLog()
	id, secret, token, e := t.Secrets(ctx)
	if err = errors.Join(err, e); err != nil {
		return nil, nil, err
	}
	return tenant.Open(tenant.Settings{
		Name: t.Name, URL: t.URL, Generation: t.API, ClientID: id, Secret: safe.NewSecret(secret), NERMURL: t.NERMURL, NERMToken: safe.NewSecret(token),
		ReadOnly: t.ReadOnly, ReadTimeout: cfg.ReadTimeout, WriteTimeout: cfg.WriteTimeout, Calls: calls, Log: log, Version: config.Version(), Journal: decisions,
	})
}

func options(f config.Flags) sandbox.Options {
	return sandbox.Options{
		Seed: f.Seed, Now: f.Now(), NoRateLimit: f.NoRateLimit || !f.Clock.IsZero(), // its window would never move on
		Workflows: f.Workflows, Executions: f.Executions, WorkItems: f.WorkItems, Tasks: f.Tasks, Sessions: f.Sessions,
	}
}

// fail says what went wrong, if anything did, and returns the exit code.
func fail(code int, err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(os.Stderr, "iscope: "+err.Error())
	return code
}
