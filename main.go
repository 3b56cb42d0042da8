// Iscope is the terminal cockpit for SailPoint Identity Security Cloud. This
// file reads the command line and hands on; what there is to know of each layer
// stands in its doc.go.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"

	"iscope/api"
	"iscope/api/probe"
	"iscope/api/sandbox"
	"iscope/config"
	"iscope/keymap"
	"iscope/views/connect"
	"iscope/views/connect/doctor"
	"iscope/views/program"
	"iscope/views/script"
)

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
		return fail(script.Usage, err)
	case flags.Version:
		fmt.Println("iscope " + config.Version())
		return 0
	case flags.Command == config.Sandbox:
		return fail(script.Failure, sandbox.Serve(context.Background(), options(flags), flags.Listen, os.Stdout))
	case flags.Demo:
		// The demo tenant is described by the variables that lead any client to a tenant.
		srv, err := sandbox.New(options(flags)).Listen("127.0.0.1:0")
		if err != nil {
			return fail(script.Failure, err)
		}
		defer func() { _ = srv.Close() }()
		srv.Setenv()
	}
	sources := config.Sources{Env: os.LookupEnv, Flags: flags}
	cfg, err := config.Load(sources)
	keys, mistakes := keymap.New(cfg.Keys)
	for _, m := range mistakes {
		err = errors.Join(err, cfg.Problem("keys."+m.Action, m.Text, m.Suggest))
	}
	current, about := cfg.Current(), probe.Options{Version: config.Version()}
	switch {
	case flags.Command == config.Help:
		standard, _ := keymap.New(nil)
		_, err = fmt.Print(config.HelpOn(flags.Topic, keys.Text(), standard.Text()))
		return fail(script.Failure, err)
	case flags.IsManage():
		return config.Manage(sources, cfg, err, os.Stdout, os.Stderr)
	case flags.Command == config.Doctor:
		return doctor.Doctor{Sources: sources, Probe: about, ASCII: cfg.ASCII}.Main()
	case err != nil:
		return fail(script.Usage, err)
	case current == nil && flags.Command != "":
		return fail(script.Usage, errors.New("no tenant is configured; SAIL_BASE_URL, SAIL_CLIENT_ID and SAIL_CLIENT_SECRET name yours, and `iscope` alone connects one"))
	case flags.Command != "":
		return ask(cfg, current, flags)
	case !term.IsTerminal(os.Stdin.Fd()) || !term.IsTerminal(os.Stdout.Fd()) || os.Getenv("TERM") == "dumb":
		return fail(script.Usage, errors.New("there is no terminal to draw on (or TERM=dumb); run it in one"))
	case current == nil:
		return welcome(args, connect.Options{Keys: keys, File: sources.Path(), Theme: cfg.Theme, ASCII: cfg.ASCII, Plain: cfg.Accessible, Probe: about})
	}
	p := program.Program{Sources: sources, Config: cfg, Keys: keys, Now: flags.Now(), Frozen: !flags.Clock.IsZero(), Demo: flags.Demo}
	if err = p.Run(current); errors.Is(err, tea.ErrInterrupted) {
		return script.Interrupted
	}
	return fail(script.Failure, err)
}

// welcome asks at the first run which tenant to open, and opens it.
func welcome(args []string, o connect.Options) int {
	c, err := connect.Start(o)
	switch {
	case errors.Is(err, tea.ErrInterrupted):
		return script.Interrupted
	case err != nil:
		return fail(script.Failure, err)
	case c.Demo:
		return run(append(args, "--demo"))
	case c.Tenant != nil:
		return run(append(args, "--tenant", c.Tenant.Name))
	}
	return 0
}

// ask carries out a command for scripts, which only looks.
func ask(cfg *config.Config, t *config.Tenant, flags config.Flags) int {
	t.ReadOnly = true
	log, closeLog, err := cfg.OpenLog()
	if err != nil {
		return fail(script.Usage, err)
	}
	defer closeLog()
	cmds, _, err := program.Clients(context.Background(), cfg, t, &api.Calls{}, nil, log)
	if err != nil {
		return fail(script.Usage, err)
	}
	if flags.Command == config.Watch {
		return script.Watch{Cmds: cmds, Execution: flags.Execution, Every: flags.Every(cfg.Refresh), ExitStatus: flags.ExitStatus}.Main()
	}
	return script.Get{Request: script.Request(flags.Ask), Cmds: cmds, API: t.API, Aliases: t.WorkflowAliases, Now: flags.Now()}.Main()
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
