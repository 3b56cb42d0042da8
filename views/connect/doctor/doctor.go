package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"

	"iscope/api/probe"
	"iscope/config"
	"iscope/keymap"
)

// Exit codes of Run.
const (
	Well        = 0
	Unwell      = 1   // there is a problem
	Interrupted = 130 // the context ended
)

// patience is how long a keyring or a command may take, which may ask a person.
const patience = time.Minute

// Doctor looks at everything the program needs. The zero value looks at the real
// thing; Sources say which configuration.
type Doctor struct {
	Sources config.Sources // what the program would read
	Out     io.Writer      // nil: the standard output

	Probe   probe.Options
	Keyring func(context.Context) error // whether it answers; nil: config.CheckKeyring
	// Size returns the size of the terminal, or that Out is none; nil: that of the
	// standard output.
	Size func() (width, height int, ok bool)
	// Ask runs a program and returns what it prints; nil: it is run.
	Ask func(ctx context.Context, name string, args ...string) (string, error)
	// ASCII writes nothing beyond it, as does a configuration that asks for it.
	ASCII bool

	// Environ returns the variables there are, as os.Environ, which nil is.
	Environ func() []string

	worst   probe.State
	width   int      // of the terminal; 0: the output is none
	refused []string // settings that config.Load refused, as Problem.Key
}

// Main is Run on the process, until an interrupt or a SIGTERM.
func (d Doctor) Main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return d.Run(ctx)
}

// Run prints a line for each thing as it is looked at and returns the exit code.
func (d Doctor) Run(ctx context.Context) int {
	d.fill()
	cfg := d.configuration()
	d.files(cfg)
	d.journal()
	d.keyring(ctx, cfg)
	d.tenant(ctx, cfg)
	d.terminal(ctx, cfg)
	switch {
	case ctx.Err() != nil:
		return Interrupted
	case d.worst == probe.Problem:
		return Unwell
	}
	return Well
}

// fill puts the real thing in the place of what is not given.
func (d *Doctor) fill() {
	if d.Out == nil {
		d.Out = os.Stdout
	}
	if d.Keyring == nil {
		d.Keyring = config.CheckKeyring
	}
	if d.Sources.Env == nil {
		d.Sources.Env = os.LookupEnv
	}
	if d.Environ == nil {
		d.Environ = os.Environ
	}
	if d.Size == nil {
		d.Size = func() (int, int, bool) {
			w, h, err := term.GetSize(os.Stdout.Fd())
			return w, h, err == nil
		}
	}
	if d.Ask == nil {
		d.Ask = run
	}
	if w, _, is := d.Size(); is {
		d.width = w
	}
}

// configuration reads the file, the environment and the flags.
func (d *Doctor) configuration() *config.Config {
	const what = "configuration"
	cfg, err := config.Load(d.Sources)
	d.ASCII = d.ASCII || cfg.ASCII
	all, _ := errors.AsType[config.Problems](err)
	for _, p := range all {
		d.refused = append(d.refused, p.Key)
	}
	keys, mistakes := keymap.New(cfg.Keys)
	for _, m := range mistakes {
		err = config.Join(err, cfg.KeyProblem(m.Action, m.Text, m.Suggest))
	}
	all, _ = errors.AsType[config.Problems](err)
	for _, p := range all {
		text, remedy := told(p)
		d.problem(what, text, remedy)
	}
	for _, k := range keys.Doubts() {
		d.warning(what, cfg.KeyProblem(k.Action, k.Text, "").Error(), "give it another key")
	}
	for _, p := range config.UnknownVariables(d.Environ()) {
		text, remedy := told(p)
		d.warning(what, text, cmp.Or(remedy, "see iscope help man, ENVIRONMENT, for those there are"))
	}
	if err == nil {
		file := "no file at " + config.Short(d.Sources.Path())
		if cfg.File != "" {
			file = cfg.File
		}
		d.ok(what, file+", "+tenants(len(cfg.Tenants)))
	}
	return cfg
}

// told takes what to do about a mistake off the rest.
func told(p *config.Problem) (text, remedy string) {
	bare := *p
	if bare.Suggest != "" {
		bare.Suggest, remedy = "", "did you mean "+bare.Suggest+"?"
	}
	return bare.Error(), remedy
}

func tenants(n int) string {
	switch n {
	case 0:
		return "no tenant"
	case 1:
		return "1 tenant"
	}
	return fmt.Sprintf("%d tenants", n)
}
