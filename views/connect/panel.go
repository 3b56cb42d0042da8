package connect

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"iscope/api/probe"
	"iscope/config"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/form"
	"iscope/ui/screen"
)

// Connected is an intent: a tenant was connected and is to be opened. A panel
// sends it as it closes.
type Connected struct {
	Tenant *config.Tenant // as it was saved
	File   string         // the configuration that has it now
}

// Form says what a Panel begins with.
type Form struct {
	Env  *screen.Env
	View string // address of the answers to its questions; "" is connect
	File string // the configuration to save into; "" is config.DefaultFile

	// Taken are names that no new tenant may have, beside those in File.
	Taken []string

	Begin   *config.Tenant // what the form is filled with; nil: nothing
	Replace bool           // Begin is in the configuration, and what is saved takes its place

	Probe   probe.Options                                                                     // of the check
	Check   func(context.Context, probe.Target, probe.Options, func(probe.Step)) []probe.Step // nil: probe.Run
	Keyring func(context.Context) error                                                       // whether it answers; nil: config.CheckKeyring
}

// stage is how far a panel is.
type stage uint8

const (
	editing  stage = iota // the form has the keys
	checking              // the steps are made
	checked               // all were made, and the person has to say how to go on
	saving                // secrets and configuration are being written
)

// Panel is the window with the form. Make it with New; the shell, or the screen
// of the first run, calls it.
type Panel struct {
	opt  Form
	env  *screen.Env
	view string
	file string
	form *form.Model

	where     string // the secrets are in, as the form is built
	taken     []string
	seen      config.Stamp
	noKeyring string // why it cannot be used, "" when it can or is not known yet

	stage    stage
	gen      int                // of the check or saving: an answer to an earlier one is void
	cancel   context.CancelFunc // of it
	names    []string           // steps there will be
	steps    []probe.Step       // that were made
	creds    credentials        // that were checked
	top      int                // first line of the steps on screen
	page     int                // lines of them on screen
	over     int                // lines that there are more
	firstBad int                // line of the first step that went worst
	jump     bool               // the next frame shows the first step that went worst

	note string // what the last key did, or why it did nothing
	bad  bool   // the note is about a failure
}

var _ interface {
	screen.Dialog
	screen.Starter
	screen.Typist
	screen.Listener
	screen.Sized
} = (*Panel)(nil)

// New returns the window. It reads nothing before it is on screen.
func New(o Form) *Panel {
	p := &Panel{opt: o, env: o.Env, view: o.View, file: o.File}
	if p.view == "" {
		p.view = "connect"
	}
	if p.file == "" {
		p.file = config.DefaultFile()
	}
	if p.opt.Check == nil {
		p.opt.Check = probe.Run
	}
	if p.opt.Keyring == nil {
		p.opt.Keyring = config.CheckKeyring
	}
	p.form = form.New(p.env, p.view)
	p.where = p.firstPlace()
	p.form.SetFields(p.fields(p.where)...)
	if b := p.opt.Begin; b != nil && b.ClientID == "" { // the rest is there
		p.form.Focus(fieldID)
	}
	return p
}

// Init looks what the configuration has already, and whether there is a keyring.
func (p *Panel) Init() tea.Cmd { return tea.Batch(p.look(), p.tryKeyring()) }

// Title returns the heading.
func (p *Panel) Title() string {
	if p.opt.Replace {
		return "Tenant " + p.opt.Begin.Name
	}
	return "Connect a tenant"
}

// Width returns how wide the inside of the window likes to be.
func (p *Panel) Width() int { return 92 }

// Typing reports whether a field has the keys.
func (p *Panel) Typing() bool { return p.stage == editing }

// mine is a message of a panel to itself.
type mine interface{ of() *Panel }

// Listens takes the answers to its questions and what its commands bring.
func (p *Panel) Listens(msg tea.Msg) bool {
	switch m := msg.(type) {
	case dialog.Answer:
		return m.View == p.view && (p.form.Takes(m) || m.Name == askAnyway || m.Name == askLeave)
	case mine:
		return m.of() == p
	}
	return false
}

// Names of its questions.
const (
	askAnyway = "connect: anyway"
	askLeave  = "connect: leave"
)

// Update handles keys, pastes and what it listens to.
func (p *Panel) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case dialog.Answer:
		return p.answered(m)
	case mine:
		return p.arrived(m)
	case tea.PasteMsg:
		if p.stage == editing {
			p.note = ""
			return p.form.Update(m), false
		}
	case tea.KeyPressMsg:
		return p.key(m)
	}
	return nil, false
}

func (p *Panel) key(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if p.stage == editing && p.form.Early(msg) {
		return nil, false
	}
	p.note, p.bad = "", false
	a, _ := p.env.Keys.Resolve([]keymap.Scope{keymap.Editor, keymap.Dialog}, msg.String())
	switch p.stage {
	case editing:
		return p.editKey(a, msg)
	case checking:
		if a == "editor.close" || a == "dialog.close" {
			p.giveUp()
			p.say("Given up; nothing was saved", false)
		}
	case checked:
		return p.checkedKey(a, msg)
	}
	return nil, false
}

// editKey takes a key while the form has them.
func (p *Panel) editKey(a keymap.Action, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	switch a {
	case "editor.review":
		return p.begin(), false
	case "editor.run":
		return p.askAnyway(), false
	case "editor.next":
		p.form.Next()
	case "editor.prev":
		p.form.Prev()
	case "editor.reset":
		p.form.Reset()
		if p.form.Focused() == fieldWhere {
			p.rebuild(p.form.Value(fieldWhere))
		}
	case "editor.close", "dialog.close":
		return p.leave()
	default:
		return p.form.Update(msg), false
	}
	return nil, false
}

// checkedKey takes a key while the steps of a check wait to be looked at.
func (p *Panel) checkedKey(a keymap.Action, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	switch a {
	case "editor.review":
		return p.begin(), false
	case "editor.run":
		return p.askAnyway(), false
	case "editor.close", "dialog.close":
		p.back()
		return nil, false
	case "dialog.accept":
		if p.worst() == probe.Problem {
			p.back()
			return nil, false
		}
		return p.save(), false
	case "editor.next":
		p.top = min(p.top+1, p.over)
		return nil, false
	case "editor.prev":
		p.top = max(p.top-1, 0)
		return nil, false
	}
	switch t, _ := p.env.Keys.Resolve([]keymap.Scope{keymap.Text}, msg.String()); t {
	case "text.down":
		p.top = min(p.top+1, p.over)
	case "text.up":
		p.top = max(p.top-1, 0)
	case "text.page-down", "text.half-down":
		p.top = min(p.top+max(p.page-1, 1), p.over)
	case "text.page-up", "text.half-up":
		p.top = max(p.top-max(p.page-1, 1), 0)
	}
	return nil, false
}

// back returns to the form, to the first field that has a complaint.
func (p *Panel) back() {
	p.stage = editing
	for _, key := range p.form.Keys() {
		if p.form.Complaint(key) != "" {
			p.form.Focus(key)
			return
		}
	}
}

// leave closes the window, and asks before what was typed is lost.
func (p *Panel) leave() (tea.Cmd, bool) {
	if !p.form.Changed() {
		return nil, true
	}
	return screen.Send(screen.Show{Dialog: &dialog.Confirm{
		Env: p.env, View: p.view, Name: askLeave, Head: "Discard what was typed?", Lines: []string{"Nothing was saved."}, Yes: "Discard", No: "Go on",
	}}), false
}

// askAnyway asks whether to save without a check that went well.
func (p *Panel) askAnyway() tea.Cmd {
	if p.stage == editing && !p.sound() {
		return nil
	}
	return screen.Send(screen.Show{Dialog: &dialog.Confirm{
		Env: p.env, View: p.view, Name: askAnyway, Head: "Save without a check that passed?",
		Lines: []string{"Whether the tenant can be reached and the secret is right is not known. It is saved and opened as it is."}, Yes: "Save anyway",
	}})
}

func (p *Panel) answered(a dialog.Answer) (tea.Cmd, bool) {
	switch {
	case a.Name == askLeave:
		p.giveUp()
		return nil, true
	case a.Name == askAnyway && p.stage == checked:
		return p.save(), false
	case a.Name == askAnyway && p.stage == editing:
		if !p.sound() {
			return nil, false
		}
		p.creds = p.gather()
		return p.save(), false
	case p.stage == editing:
		cmd := p.form.Update(a)
		if p.form.Value(fieldWhere) != p.where {
			p.rebuild(p.form.Value(fieldWhere))
		}
		return cmd, false
	}
	return nil, false
}

// sound checks the form itself, goes to the first field that will not do, and
// reports whether all will.
func (p *Panel) sound() bool {
	n := p.form.Check()
	switch {
	case n == 1:
		p.say("Correct the marked field first", true)
	case n > 1:
		p.say("Correct the marked fields first", true)
	}
	return n == 0
}

func (p *Panel) say(text string, bad bool) { p.note, p.bad = text, bad }

// giveUp cancels what is under way.
func (p *Panel) giveUp() {
	if p.cancel != nil {
		p.cancel()
		p.cancel = nil
	}
	p.gen++
	p.stage = editing
}
