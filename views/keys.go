package views

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// key takes a key press to the topmost dialog, an open text field, or the
// action it stands for.
func (s *Shell) key(msg tea.KeyPressMsg) tea.Cmd {
	s.seen()
	if s.tooSmall() {
		a, _ := s.env.Keys.Resolve([]keymap.Scope{keymap.Global}, msg.String())
		if a == "app.kill" || a == "app.quit" && len(s.dialogs) == 0 { // a question nobody can see is asked once
			return s.act(a)
		}
		return nil
	}
	if s.asksForHelp(msg) {
		return s.open(s.help())
	}
	if s.asksToSuspend(msg) {
		return s.suspend()
	}
	if len(s.dialogs) > 0 {
		return s.toDialog(msg)
	}
	if s.view().Typing() {
		if a, _ := s.env.Keys.Resolve([]keymap.Scope{keymap.Global}, msg.String()); a == "app.kill" {
			return tea.Quit
		}
		return s.view().Update(msg)
	}
	a, ok := s.env.Keys.Resolve(s.scopes(), msg.String())
	if !ok {
		return nil
	}
	return s.act(a)
}

// asksForHelp reports whether a key asks for help wherever one is: one that is no
// text, since that may be what is typed.
func (s *Shell) asksForHelp(msg tea.KeyPressMsg) bool {
	if a, _ := s.env.Keys.Resolve([]keymap.Scope{keymap.Global}, msg.String()); a != "app.help" || msg.Text != "" {
		return false
	}
	if n := len(s.dialogs); n > 0 {
		_, open := s.dialogs[n-1].Dialog.(*helpPage)
		return !open
	}
	return true
}

// scopes are those of the view on screen and of the shell.
func (s *Shell) scopes() []keymap.Scope { return append(s.view().Scopes(), keymap.Global) }

// paste goes where text is being typed.
func (s *Shell) paste(msg tea.PasteMsg) tea.Cmd {
	if len(s.dialogs) > 0 {
		return s.toDialog(msg)
	}
	if s.view().Typing() {
		return s.view().Update(msg)
	}
	return nil
}

// act does an action, wherever it came from: a key, the palette, a click.
func (s *Shell) act(a keymap.Action) tea.Cmd {
	s.foot.moving = false
	if s.env.Keys.Binding(a).Writes && s.env.ReadOnly {
		return s.toasts.Push(screen.Toast{Tone: screen.Warn, Text: s.env.Locked()})
	}
	if v := s.home(a); v != s.view() {
		return s.actElsewhere(v, a)
	}
	if d, ok := s.view().(Disabler); ok {
		if why := d.Disabled(a); why != "" {
			return s.toasts.Push(screen.Toast{Tone: screen.Warn, Text: why})
		}
	}
	if name, ok := strings.CutPrefix(string(a), "view."); ok {
		return s.goTo(screen.Goto{View: keymap.Scope(name)})
	}
	switch a {
	case "app.quit":
		return s.quit()
	case "app.kill":
		return tea.Quit
	case "app.help":
		return s.open(s.help())
	case "app.palette":
		return s.open(s.palette())
	case "app.activity":
		return s.open(s.activity())
	case "app.theme":
		return s.nextTheme()
	case "app.connect":
		return s.connect()
	case "app.tenant":
		return s.chooseTenant()
	case "app.suspend":
		return s.suspend()
	}
	if isMove(a) {
		return tea.Batch(s.view().Act(a), s.moved())
	}
	return s.view().Act(a)
}

// home returns the view whose action it is; actions of lists and the shell are
// those of the view on screen.
func (s *Shell) home(a keymap.Action) View {
	scope, _, _ := strings.Cut(string(a), ".")
	for _, v := range s.opt.Views {
		if string(v.Scope()) == scope {
			return v
		}
	}
	return s.view()
}

// actElsewhere does an action of a view that is not on screen. Taking decisions
// back and sending them works from anywhere; what changes something else shows
// the view first, since nobody should act on a row that is not in sight.
func (s *Shell) actElsewhere(v View, a keymap.Action) tea.Cmd {
	b := s.env.Keys.Binding(a)
	if b.Scope == keymap.Global {
		return v.Act(a)
	}
	show := s.goTo(screen.Goto{View: v.Scope()})
	if b.Writes {
		return tea.Batch(show, s.toasts.Push(screen.Toast{Text: "Choose what to " + b.Short + ", then press " + s.env.Keys.Key(a)}))
	}
	return tea.Batch(show, v.Act(a))
}

// quit ends the program, after a question where something would be lost.
func (s *Shell) quit() tea.Cmd {
	pending := s.pending()
	for _, r := range s.tenants.retired {
		pending = append(pending, r.tenant+": what was sent last has not been answered; its outcome would not be seen.")
	}
	if len(pending) == 0 {
		return tea.Quit
	}
	s.leaving = &dialog.Confirm{
		Env: s.env, View: shellID, Name: "quit", Head: "Quit?", Yes: "Quit", Grave: true, Lines: pending,
	}
	return tea.Batch(s.hold(true), s.open(s.leaving))
}

// hold has the views keep back what they would send, or go on: nothing leaves
// while it is asked whether it shall be given up.
func (s *Shell) hold(on bool) tea.Cmd {
	var cmds []tea.Cmd
	for _, v := range s.opt.Views {
		if h, ok := v.(Holder); ok {
			cmds = append(cmds, h.Hold(on))
		}
	}
	return tea.Batch(cmds...)
}

// leave quits, after the views noted down what is given up by that.
func (s *Shell) leave() tea.Cmd {
	s.agreed = true
	var cmds []tea.Cmd
	for _, v := range s.opt.Views {
		if a, ok := v.(Abandoner); ok {
			cmds = append(cmds, a.Abandon())
		}
	}
	return tea.Sequence(tea.Batch(cmds...), tea.Quit)
}

// answer handles what is addressed to the shell.
func (s *Shell) answer(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case adopted:
		if msg.instance == s.tenants.instance {
			return s.onAdopted(msg)
		}
	case footRested:
		return s.onRested(msg)
	case adoptDue:
		if msg.instance == s.tenants.instance {
			return s.adopt()
		}
	case opened:
		return s.onOpened(msg)
	case journalShut:
		wound := woundDown(msg)
		return tea.Batch(s.windDown(msg.instance, false), tea.Tick(patience, func(time.Time) tea.Msg { return wound }))
	case woundDown:
		return s.windDown(msg.instance, true)
	case dialog.Answer:
		return s.answered(msg)
	}
	return nil
}

// answered handles what the shell's own dialogs answer.
func (s *Shell) answered(a dialog.Answer) tea.Cmd {
	switch v := a.Value.(type) {
	case keymap.Action:
		if a.Name == "palette" {
			s.recently(string(v))
			return s.act(v)
		}
	case typed:
		s.recently(v.command.name)
		return v.command.run(s, v.arg)
	case string:
		if a.Name == "leave" {
			return s.openTenant(v)
		}
	}
	switch a.Name {
	case "quit":
		return s.leave()
	case givenUp:
		return s.giveUp()
	}
	return nil
}

// nextTheme goes through the palettes.
func (s *Shell) nextTheme() tea.Cmd {
	names := s.opt.Palettes.Names()
	i := slices.IndexFunc(names, func(n string) bool { return n == s.opt.Theme || n == s.env.Styles.Name && s.opt.Theme == "" })
	return s.setTheme(names[(i+1)%len(names)])
}

// setTheme draws in another palette, in the next runs too unless these are told
// another.
func (s *Shell) setTheme(name string) tea.Cmd {
	s.opt.Theme = name
	s.restyle()
	text := "Theme: " + name
	switch {
	case s.opt.ThemeFrom != "":
		text += ", until you quit: " + s.opt.ThemeFrom + " sets it"
	case s.opt.KeepTheme != nil:
		s.opt.KeepTheme(name)
	}
	return s.toasts.Push(screen.Toast{Text: text})
}

// follows reports whether the theme is that of the terminal, which may change
// with the time of day.
func (s *Shell) follows() bool {
	return !s.opt.Slow && (s.opt.Theme == "" || s.opt.Theme == theme.Auto)
}
