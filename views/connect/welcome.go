package connect

import (
	"context"
	"io"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"iscope/api/probe"
	"iscope/api/safe"
	"iscope/config"
	"iscope/keymap"
	"iscope/ui/input"
	"iscope/ui/notify"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// Options are what the screen of the first run is made of. Keys and File are
// needed.
type Options struct {
	Keys  *keymap.Map
	File  string // the configuration a tenant is saved into, see config.Sources.Path
	Theme string // name of a palette, or auto
	ASCII bool
	// Plain leaves out whatever is drawn rather than written, for a screen reader.
	Plain bool
	Probe probe.Options
	// Sail returns the environments of an installed sail CLI; nil:
	// config.SailEnvironments.
	Sail func(context.Context) ([]config.SailEnvironment, error)
	Now  func() time.Time // nil: time.Now

	Input  io.Reader // nil: the terminal
	Output io.Writer // nil: the terminal
}

// Choice is what a person chose at the first run. The zero Choice is to quit.
type Choice struct {
	Demo   bool           // explore the demo tenant
	Tenant *config.Tenant // open this one, which was saved
}

// Start shows the screen of the first run on the terminal until a choice is made.
func Start(o Options) (Choice, error) {
	w := NewWelcome(o)
	if o.Input == nil {
		o.Input = input.New(os.Stdin)
	}
	opts := []tea.ProgramOption{tea.WithInput(o.Input)}
	if notify.Monochrome(os.LookupEnv) {
		opts = append(opts, tea.WithColorProfile(colorprofile.ASCII))
	}
	if o.Output != nil {
		opts = append(opts, tea.WithOutput(o.Output))
	}
	_, err := tea.NewProgram(w, opts...).Run()
	return w.Choice(), err
}

// line is one thing to choose.
type line struct {
	label, note string
	pick        func() tea.Cmd
	why         string // why it cannot be chosen, "" when it can
}

// Welcome is the screen of the first run, the root model of a program of its own.
// Start runs it.
type Welcome struct {
	opt    Options
	env    *screen.Env
	lines  []line
	cursor int
	top    int
	panels []screen.Dialog // the form, and what it asks
	choice Choice
	note   string
	width  int
	height int
	dark   bool
	ended  bool
}

var _ tea.Model = (*Welcome)(nil)

// NewWelcome returns the screen.
func NewWelcome(o Options) *Welcome {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sail == nil {
		o.Sail = config.SailEnvironments
	}
	if o.Plain {
		o.ASCII, o.Theme = true, "mono"
	}
	w := &Welcome{opt: o, dark: true, env: &screen.Env{Keys: o.Keys, Now: o.Now, Zone: time.Local, Random: func() float64 { return 0.5 }}}
	w.restyle()
	w.choices(nil)
	return w
}

// Choice returns what was chosen.
func (w *Welcome) Choice() Choice { return w.choice }

func (w *Welcome) restyle() {
	w.env.Styles = theme.New(w.opt.Theme, w.dark, w.opt.ASCII, "")
	w.env.Epoch++
}

// found brings the environments of the sail CLI.
type found struct {
	list []config.SailEnvironment
	err  error
}

// Init looks for an installed sail CLI and asks the terminal for its background.
func (w *Welcome) Init() tea.Cmd {
	sail := w.opt.Sail
	return tea.Batch(tea.RequestBackgroundColor, func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		list, err := sail(ctx)
		return found{list, err}
	})
}

// choices makes the list. The cursor stays on what it was on.
func (w *Welcome) choices(sail []config.SailEnvironment) {
	on := ""
	if w.cursor < len(w.lines) {
		on = w.lines[w.cursor].label
	}
	w.lines = []line{
		{label: "Explore the demo tenant", note: "all of it works, none of it is real, nothing leaves this machine", pick: func() tea.Cmd {
			w.choice = Choice{Demo: true}
			return w.end()
		}},
		{label: "Connect a tenant", note: "its name, and a personal access token of yours", pick: func() tea.Cmd { return w.connect(nil) }},
	}
	for _, e := range sail {
		l := line{label: "Environment " + safe.Line(e.Name) + " of the sail CLI", note: safe.Line(e.URL), why: safe.Line(e.Problem)}
		if e.Active {
			l.note += ", the one in use"
		}
		if e.Lacks != "" {
			l.note += "; the form asks for a personal access token: " + safe.Line(e.Lacks)
		}
		t := e.Tenant()
		l.pick = func() tea.Cmd { return w.connect(t) }
		w.lines = append(w.lines, l)
	}
	w.lines = append(w.lines, line{label: "Quit", pick: w.end})
	for i, l := range w.lines {
		if l.label == on {
			w.cursor = i
		}
	}
}

func (w *Welcome) end() tea.Cmd {
	w.ended = true
	return tea.Quit
}

// connect opens the form.
func (w *Welcome) connect(begin *config.Tenant) tea.Cmd {
	return w.open(New(Form{Env: w.env, File: w.opt.File, Begin: begin, Probe: w.opt.Probe}))
}

func (w *Welcome) open(d screen.Dialog) tea.Cmd {
	w.panels = append(w.panels, d)
	if st, ok := d.(screen.Starter); ok {
		return st.Init()
	}
	return nil
}

// Update handles keys and what the form asks for.
func (w *Welcome) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		w.width, w.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		w.dark = msg.IsDark()
		w.restyle()
	case found:
		w.choices(msg.list)
		if msg.err != nil {
			w.note = "The environments of the sail CLI cannot be read: " + safe.Line(msg.err.Error())
		}
	case screen.Show:
		return w, w.open(msg.Dialog)
	case screen.Toast:
		w.note = msg.Text
	case Connected:
		w.choice = Choice{Tenant: msg.Tenant}
		return w, w.end()
	case tea.KeyPressMsg, tea.PasteMsg:
		return w, w.input(msg)
	default:
		return w, w.deliver(msg)
	}
	return w, nil
}

// deliver hands a message to the window it is for.
func (w *Welcome) deliver(msg tea.Msg) tea.Cmd {
	for i := len(w.panels) - 1; i >= 0; i-- {
		if l, ok := w.panels[i].(screen.Listener); ok && l.Listens(msg) {
			return w.tell(i, msg)
		}
	}
	return nil
}

// tell hands a message to a window and closes it when it is done.
func (w *Welcome) tell(i int, msg tea.Msg) tea.Cmd {
	cmd, done := w.panels[i].Update(msg)
	if done {
		w.panels = append(w.panels[:i], w.panels[i+1:]...)
	}
	return cmd
}

func (w *Welcome) input(msg tea.Msg) tea.Cmd {
	key, isKey := msg.(tea.KeyPressMsg)
	var a, kill keymap.Action
	if isKey {
		a, _ = w.env.Keys.Resolve([]keymap.Scope{keymap.List, keymap.Dialog, keymap.Global}, key.String())
		kill, _ = w.env.Keys.Resolve([]keymap.Scope{keymap.Global}, key.String())
	}
	switch {
	case kill == "app.help" && (key.Text == "" || len(w.panels) == 0) && !w.helping():
		return w.open(w.help())
	case len(w.panels) > 0: // whose ctrl+c closes it, as everywhere, and asks first where something was typed
		return w.tell(len(w.panels)-1, msg)
	case kill == "app.kill":
		return w.end()
	case !isKey:
		return nil
	}
	w.note = ""
	switch a {
	case "list.down", "dialog.next":
		w.cursor = min(w.cursor+1, len(w.lines)-1)
	case "list.up", "dialog.prev":
		w.cursor = max(w.cursor-1, 0)
	case "list.top":
		w.cursor = 0
	case "list.bottom":
		w.cursor = len(w.lines) - 1
	case "dialog.accept", "app.open":
		return w.pick()
	case "app.quit", "app.back", "dialog.close":
		return w.end()
	default:
		// A number chooses what it stands before.
		if n := len(key.Text); n == 1 && key.Text[0] >= '1' && int(key.Text[0]-'1') < len(w.lines) {
			w.cursor = int(key.Text[0] - '1')
			return w.pick()
		}
	}
	return nil
}

func (w *Welcome) pick() tea.Cmd {
	l := w.lines[w.cursor]
	if l.why != "" {
		w.note = "It cannot be used: " + l.why
		return nil
	}
	return l.pick()
}
