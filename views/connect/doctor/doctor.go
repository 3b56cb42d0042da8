package doctor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"

	"iscope/api/probe"
	"iscope/api/safe"
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
	// ASCII writes nothing beyond it; a terminal without UTF-8 gets nothing beyond
	// it anyway.
	ASCII bool

	worst probe.State
}

// Main is Run on the process, until an interrupt or a SIGTERM.
func (d Doctor) Main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return d.Run(ctx)
}

// Run prints a line for each thing as it is looked at and returns the exit code.
func (d Doctor) Run(ctx context.Context) int {
	if d.Out == nil {
		d.Out = os.Stdout
	}
	if d.Keyring == nil {
		d.Keyring = config.CheckKeyring
	}
	if d.Sources.Env == nil {
		d.Sources.Env = os.LookupEnv
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
	d.ASCII = d.ASCII || !d.utf8()
	cfg := d.configuration()
	d.files(cfg)
	d.journal()
	d.keyring(ctx, cfg)
	d.tenant(ctx, cfg)
	d.terminal(ctx)
	switch {
	case ctx.Err() != nil:
		return Interrupted
	case d.worst == probe.Problem:
		return Unwell
	}
	return Well
}

// say prints one line.
func (d *Doctor) say(state probe.State, what, words, remedy string) {
	if state == probe.Problem || state == probe.Warning && d.worst == probe.OK {
		d.worst = state
	}
	line := fmt.Sprintf("%-7s  %-15s  %s", state, safe.Line(what), safe.Line(words))
	if remedy != "" {
		line += " → " + safe.Line(remedy)
	}
	if d.ASCII {
		line = plain(line)
	}
	_, _ = fmt.Fprintln(d.Out, line)
}

func (d *Doctor) ok(what, words string)              { d.say(probe.OK, what, words, "") }
func (d *Doctor) warning(what, words, remedy string) { d.say(probe.Warning, what, words, remedy) }
func (d *Doctor) problem(what, words, remedy string) { d.say(probe.Problem, what, words, remedy) }
func (d *Doctor) skipped(what, words string)         { d.say(probe.Skipped, what, words, "") }

// plain writes a line in ASCII.
func plain(s string) string {
	s = strings.NewReplacer("→", "->", "…", "...", "·", "-", "–", "-", "“", `"`, "”", `"`).Replace(s)
	return strings.Map(func(r rune) rune {
		if r > '~' {
			return '?'
		}
		return r
	}, s)
}

// configuration reads the file, the environment and the flags.
func (d *Doctor) configuration() *config.Config {
	const what = "configuration"
	cfg, err := config.Load(d.Sources)
	_, mistakes := keymap.New(cfg.Keys)
	for _, m := range mistakes {
		err = errors.Join(err, cfg.Problem("keys."+m.Action, strconv.Quote(m.Action)+": "+m.Text, m.Suggest))
	}
	for _, p := range flat(err) {
		var remedy string
		if one, ok := errors.AsType[*config.Problem](p); ok && one.Suggest != "" {
			bare := *one
			bare.Suggest, remedy = "", "did you mean "+one.Suggest+"?"
			p = &bare
		}
		d.problem(what, p.Error(), remedy)
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

func tenants(n int) string {
	switch n {
	case 0:
		return "no tenant"
	case 1:
		return "1 tenant"
	}
	return fmt.Sprintf("%d tenants", n)
}

// flat takes joined errors apart.
func flat(err error) []error {
	var many config.Problems
	switch e := err.(type) { //nolint:errorlint // what is wrapped otherwise is one error
	case nil:
		return nil
	case config.Problems:
		many = e
	case interface{ Unwrap() []error }:
		var out []error
		for _, one := range e.Unwrap() {
			out = append(out, flat(one)...)
		}
		return out
	default:
		return []error{err}
	}
	out := make([]error, len(many))
	for i, p := range many {
		out[i] = p
	}
	return out
}

// keyring looks whether there is one, which is a problem only for a tenant that
// needs it.
func (d *Doctor) keyring(ctx context.Context, cfg *config.Config) {
	const what = "keyring"
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := d.Keyring(ctx)
	if err == nil {
		d.ok(what, "answers")
		return
	}
	words, remedy := err.Error(), ""
	if k, ok := errors.AsType[*config.KeyringError](err); ok {
		words, remedy = k.Why, k.Remedy()
	}
	t := cfg.Current()
	if t != nil {
		for _, r := range []config.Reference{t.ClientID, t.ClientSecret, t.NERMToken} {
			if strings.HasPrefix(string(r), "keyring:") {
				d.problem(what, words+"; the tenant "+t.Name+" has its secret there", remedy)
				return
			}
		}
	}
	d.skipped(what, words+"; nothing here needs it")
}

// tenant looks at the secrets of the tenant that would be opened, and then at the
// tenant.
func (d *Doctor) tenant(ctx context.Context, cfg *config.Config) {
	t := cfg.Current()
	if t == nil {
		d.problem("chosen tenant", "none is configured", "run iscope to connect one, or set SAIL_BASE_URL, SAIL_CLIENT_ID and SAIL_CLIENT_SECRET; iscope --demo needs none")
		return
	}
	d.ok("chosen tenant", t.Name+described(t))
	bounded, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	id, secret, token, err := t.Secrets(bounded)
	if err != nil {
		for line := range strings.Lines(strings.TrimPrefix(err.Error(), "tenant "+t.Name+": ")) {
			d.problem("secrets", strings.TrimSpace(line), "correct [tenants."+t.Name+"] in "+config.Short(d.Sources.Path()))
		}
	} else {
		d.ok("secrets", "client id and secret are there")
	}
	target := probe.Target{
		URL: t.URL, ClientID: id, Secret: safe.NewSecret(secret), Generation: t.API, NERMURL: t.NERMURL, NERMToken: safe.NewSecret(token),
	}
	probe.Run(ctx, target, d.Probe, func(s probe.Step) {
		if s.Name == probe.SignIn && err != nil { // no reason to make other ones
			s.State, s.Words, s.Remedy = probe.Skipped, "the secrets could not be fetched", ""
		}
		d.say(s.State, s.Name, s.Words, s.Remedy)
	})
}

// described says what is special about a tenant.
func described(t *config.Tenant) string {
	var out string
	if t.Protected {
		out += ", protected"
	}
	if t.ReadOnly {
		out += ", read-only"
	}
	return out
}
