// Iscope is the terminal cockpit for SailPoint Identity Security Cloud. This
// file reads the command line and hands on; what there is to know of each layer
// stands in its doc.go.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"

	"iscope/api"
	"iscope/api/heap"
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
	heap.Wide()
	os.Exit(run(os.Args[1:]))
}

// run carries out a command line. Said is what the screen has to say as it opens.
func run(args []string, said ...string) int {
	flags, err := config.ParseArgs(args, os.Stdout)
	switch {
	case errors.Is(err, config.ErrHelp):
		return 0
	case err != nil:
		return fail(script.Usage, err)
	case flags.Version:
		fmt.Println("iscope " + config.Version())
		return 0
	case flags.Command == config.ConfigTheme:
		_, err = fmt.Print(program.ThemeText(flags.Palette))
		return fail(script.Failure, err)
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
	cfg, keys, err := load(sources)
	current, about := cfg.Current(), probe.Options{Version: config.Version()}
	switch {
	case flags.Command == config.Help:
		return help(flags.Topic, keys)
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
	case !term.IsTerminal(os.Stdin.Fd()) || !term.IsTerminal(os.Stdout.Fd()) || noTerminal(os.Getenv("TERM")):
		return fail(script.Usage, errors.New("there is no terminal to draw on, or TERM does not name one; `iscope get` and `iscope watch` need none, see iscope --help"))
	case current == nil:
		return welcome(args, connect.Options{Keys: keys, File: sources.Path(), Theme: cfg.Theme, ASCII: cfg.ASCII, Plain: cfg.Accessible, Probe: about})
	}
	p := program.Program{Sources: sources, Config: cfg, Keys: keys, Now: flags.Now(), Frozen: !flags.Clock.IsZero(), Standing: !flags.Clock.IsZero() && flags.ClockFile == "", Demo: flags.Demo, Said: said}
	if err = p.Run(current); errors.Is(err, tea.ErrInterrupted) {
		return script.Interrupted
	}
	return fail(script.Failure, err)
}

// noTerminal reports whether TERM names nothing that can be drawn on. Windows does
// not set it.
func noTerminal(name string) bool {
	return name == "dumb" || name == "unknown" || name == "" && runtime.GOOS != "windows"
}

// load reads the configuration, and says which variables are none of ours and which
// keys may not be heard, which iscope doctor says in its own way.
func load(sources config.Sources) (*config.Config, *keymap.Map, error) {
	cfg, err := config.Load(sources)
	keys, mistakes := keymap.New(cfg.Keys)
	for _, m := range mistakes {
		err = config.Join(err, cfg.KeyProblem(m.Action, m.Text, m.Suggest))
	}
	if c := sources.Flags.Command; c != config.Doctor && c != config.Help && c != config.ConfigTenants {
		for _, p := range config.UnknownVariables(os.Environ()) {
			say("warning: " + p.Error())
		}
		for _, d := range keys.Doubts() {
			say("warning: " + cfg.KeyProblem(d.Action, d.Text, "").Error())
		}
	}
	return cfg, keys, err
}

// help prints what iscope help has beside the help of commands.
func help(topic string, keys *keymap.Map) int {
	standard, _ := keymap.New(nil)
	width, _, _ := term.GetSize(os.Stdout.Fd()) // 0 where it is no terminal
	_, err := fmt.Print(config.HelpOn(topic, keys.Text(width), standard.Text(manualWidth)))
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
		return run(append(args, "--tenant", c.Tenant.Name), connect.Saved(c.Tenant, o.File))
	}
	return 0
}

// ask carries out a command for scripts, which only looks.
func ask(cfg *config.Config, t *config.Tenant, flags config.Flags) int {
	t.ReadOnly, t.ReadOnlyBy = true, "command"
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

// manualWidth is the room that the manual leaves for a block of text.
const manualWidth = 74

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
	say(err.Error())
	return code
}

// say writes to the standard error output, each line under our name.
func say(text string) {
	fmt.Fprintln(os.Stderr, "iscope: "+strings.ReplaceAll(text, "\n", "\niscope: "))
}
