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
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"

	"iscope/api"
	"iscope/api/safe"
	"iscope/api/sandbox"
	"iscope/api/tenant"
	"iscope/config"
	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/views"
)

// Exit codes: a mistake of usage or configuration is told before the screen
// opens.
const (
	exitFailure     = 1
	exitUsage       = 2
	exitInterrupted = 130
)

func main() {
	// Long lists live long and change little: less room for garbage costs CPU
	// while they load and saves memory afterwards.
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
		return fail(exitFailure, serve(flags))
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
	case !term.IsTerminal(os.Stdin.Fd()) || !term.IsTerminal(os.Stdout.Fd()) || os.Getenv("TERM") == "dumb":
		return fail(exitUsage, errors.New("there is no terminal to draw on (or TERM=dumb); run it in one"))
	}
	return open(cfg, current, keys, flags)
}

// open runs the program on one tenant.
func open(cfg *config.Config, t *config.Tenant, keys *keymap.Map, flags config.Flags) int {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	log, closeLog, err := cfg.OpenLog()
	if err != nil {
		return fail(exitUsage, err)
	}
	defer closeLog()
	id, secret, token, err := t.Secrets(ctx)
	if err != nil {
		return fail(exitUsage, err)
	}
	calls := &api.Calls{}
	cmds, limit, err := tenant.Open(tenant.Settings{
		Name: t.Name, URL: t.URL, Generation: t.API, ClientID: id, Secret: safe.NewSecret(secret), NERMURL: t.NERMURL, NERMToken: safe.NewSecret(token),
		ReadOnly: t.ReadOnly, ReadTimeout: cfg.ReadTimeout, WriteTimeout: cfg.WriteTimeout, Calls: calls, Log: log, Version: config.Version(),
	})
	if err != nil {
		return fail(exitUsage, err)
	}
	slow := cfg.Slow(os.LookupEnv)
	env := &screen.Env{
		Keys: keys, Now: flags.Now(), Random: rand.Float64, Zone: time.Local, Tenant: safe.Line(t.Name), WebURL: t.WebURL,
		ReadOnly: t.ReadOnly, Protected: t.Protected, Refresh: t.Refresh, Undo: cfg.Undo, Motion: !cfg.ASCII && !slow,
	}
	if !flags.Clock.IsZero() {
		limit = nil // it keeps real time
	}
	shell := views.New(views.Options{
		Env: env, Views: views.Screens(ctx, env, cmds, config.DraftsDir(), t.WorkflowAliases), First: keymap.Scope(cfg.View), Calls: calls, Limited: limit,
		Theme: cfg.Theme, ASCII: cfg.ASCII, Accent: t.Color, Version: config.Version(),
	})
	err = views.Run(shell, slow)
	if errors.Is(err, tea.ErrInterrupted) {
		return exitInterrupted
	}
	return fail(exitFailure, err)
}

// serve runs the embedded tenant for other clients until a signal comes.
func serve(f config.Flags) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return sandbox.Serve(ctx, options(f), f.Listen, os.Stdout)
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
