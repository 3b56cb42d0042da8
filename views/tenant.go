package views

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// Tenant is one that can be opened, as the picker shows it.
type Tenant struct {
	Name      string // as the configuration has it; clean
	Host      string // where it is, clean
	Color     string // palette index or #rrggbb; "" is the theme's accent
	Protected bool
	ReadOnly  bool
}

// Session is an open tenant: everything that belongs to it and to no other.
type Session struct {
	Env     *screen.Env // of its own; Styles may be nil
	Views   []View      // with addresses that no view had before
	Journal *journal.Journal
	Calls   *api.Calls
	Limited func() api.Limit
	Accent  string // colour of the tenant
	// Close ends what the views used, such as the memory. It is called once, in
	// a command, when nothing of the tenant is under way any more; the journal is
	// closed before it. nil: there is nothing to end.
	Close func()
}

// opened brings a tenant that was asked for. The shell sends it to itself.
type opened struct {
	turn    int
	name    string
	session *Session
	err     error
}

// To returns the shell's address.
func (opened) To() string { return shellID }

// tenancy is what the shell knows of tenants beside the one that is open.
type tenancy struct {
	instance int             // number of the session on screen, from 1
	used     map[string]bool // addresses of views there have been
	turn     int             // counts attempts to open one, so that an old answer is told
	opening  *opening        // the window that waits for one
	retired  []*retired      // sessions that still have something on its way
	names    map[int]string  // of the tenants there have been, by session
}

// switchTo opens another tenant, after a question where something would be
// lost.
func (s *Shell) switchTo(name string) tea.Cmd {
	i := slices.IndexFunc(s.opt.Tenants, func(t Tenant) bool { return t.Name == name })
	switch {
	case s.opt.Open == nil || i < 0:
		return s.toasts.Push(screen.Toast{Tone: screen.Warn, Text: "No tenant is called " + name})
	case name == s.env.Tenant:
		return s.toasts.Push(screen.Toast{Text: name + " is open already"})
	}
	pending := s.pending()
	if len(pending) == 0 {
		return s.openTenant(name)
	}
	s.leaving = &dialog.Confirm{
		Env: s.env, View: shellID, Name: "leave", Value: name, Head: "Leave " + s.env.Tenant + "?", Yes: "Open " + name, Grave: true, Lines: pending,
	}
	return tea.Batch(s.hold(true), s.open(s.leaving))
}

// openTenant asks for the tenant, which may take a while: its secret may be
// behind a command or a password. Until it is there nothing can be decided and
// nothing leaves.
func (s *Shell) openTenant(name string) tea.Cmd {
	s.tenants.turn++
	turn, instance, open := s.tenants.turn, s.tenants.instance+1, s.opt.Open
	s.tenants.opening = &opening{env: s.env, name: name}
	return tea.Batch(s.hold(true), s.open(s.tenants.opening), func() tea.Msg {
		session, err := open(name, instance)
		return opened{turn, name, session, err}
	})
}

// onOpened puts the tenant on screen in the place of the one there is.
func (s *Shell) onOpened(o opened) tea.Cmd {
	if o.turn != s.tenants.turn || s.tenants.opening == nil { // given up meanwhile
		return discard(o.session)
	}
	s.closeDialog(s.tenants.opening)
	s.tenants.opening = nil
	if err := s.flawed(o); err != "" {
		return tea.Batch(discard(o.session), s.hold(false), s.toasts.Push(screen.Toast{Tone: screen.Bad, Keep: true, Text: o.name + " cannot be opened: " + err}))
	}
	leave := s.retire()
	s.toasts.Leave(s.env.Tenant)
	s.adoptSession(o.session)
	text := "Now in " + s.env.Tenant
	switch {
	case s.env.ReadOnly:
		text += ", read-only"
	case s.env.Protected:
		text += ", which is protected"
	}
	return tea.Batch(leave, s.start(), s.toasts.Push(screen.Toast{Tone: screen.Good, Text: text}))
}

// flawed says why a session cannot be shown, "" where it can. Views that had
// their address before could be given what was meant for another tenant.
func (s *Shell) flawed(o opened) string {
	switch {
	case o.err != nil:
		return o.err.Error()
	case o.session == nil || o.session.Env == nil || len(o.session.Views) == 0:
		return "there is nothing to show"
	case o.session.Env == s.env:
		return "it shares what belongs to " + s.env.Tenant
	}
	for _, v := range o.session.Views {
		if s.tenants.used[v.ID()] {
			return fmt.Sprintf("the address %s was in use before", v.ID())
		}
	}
	return ""
}

// adoptSession makes a session the one on screen; the view stays the same.
func (s *Shell) adoptSession(n *Session) {
	scope := s.view().Scope()
	s.tenants.instance++
	s.env, s.opt.Views, s.opt.Journal, s.opt.Calls, s.opt.Limited, s.opt.Accent, s.opt.Close = n.Env, n.Views, n.Journal, n.Calls, n.Limited, n.Accent, n.Close
	s.active = max(slices.IndexFunc(n.Views, func(v View) bool { return v.Scope() == scope }), 0)
	s.dialogs, s.leaving, s.decisions, s.recall, s.notice = nil, nil, nil, recall{}, ""
	s.enroll()
}

// enroll notes the addresses of the views, and gives their environment what is
// the shell's to say.
func (s *Shell) enroll() {
	s.tenants.names[s.tenants.instance] = s.env.Tenant
	for _, v := range s.opt.Views {
		s.tenants.used[v.ID()] = true
	}
	s.env.Accessible, s.env.Links = s.opt.Accessible, s.opt.Terminal.Links() && !s.opt.Accessible
	s.toasts.Patient = s.opt.Accessible
	if s.opt.Accessible {
		s.env.Motion = false
	}
	s.restyle()
}

// discard closes a session that was never shown.
func discard(n *Session) tea.Cmd {
	if n == nil {
		return nil
	}
	return func() tea.Msg {
		for _, v := range n.Views {
			v.Close()
		}
		if n.Journal != nil {
			_ = n.Journal.Close()
		}
		if n.Close != nil {
			n.Close()
		}
		return nil
	}
}

// pending says what each view would lose if it were left now.
func (s *Shell) pending() []string {
	var out []string
	for _, v := range s.opt.Views {
		if l, ok := v.(Leaver); ok {
			if free, why := l.CanLeave(); !free {
				out = append(out, why)
			}
		}
	}
	return out
}

// tenantNames returns those that can be opened.
func (s *Shell) tenantNames() []choice {
	out := make([]choice, 0, len(s.opt.Tenants))
	for _, t := range s.opt.Tenants {
		var notes []string
		if t.Protected {
			notes = append(notes, "protected")
		}
		if t.ReadOnly {
			notes = append(notes, "read-only")
		}
		c := choice{label: t.Name, note: strings.Join(append(notes, t.Host), "  "), value: t.Name, tint: s.env.Styles.Tint(t.Color)}
		if t.Name == s.env.Tenant {
			c.label, c.current = t.Name+" (open)", true
		}
		out = append(out, c)
	}
	if s.opt.Connect != nil {
		out = append(out, choice{label: "connect another tenant…", value: keymap.Action("app.connect")})
	}
	return out
}

// opening is the window that stands while a tenant is being opened. It takes
// every key, so that nothing is decided in the one that is left.
type opening struct {
	env  *screen.Env
	name string
}

// givenUp is the answer of a person who does not want to wait for a tenant.
const givenUp = "given up"

// Title returns what is being done.
func (o *opening) Title() string { return "Opening " + o.name }

// Hints returns the keys of the window.
func (o *opening) Hints() []screen.Hint { return []screen.Hint{{Key: "esc", Text: "stay here"}} }

// Render draws the one line there is.
func (o *opening) Render(w, h int) (string, *tea.Cursor) {
	return fitLines([]string{"Its secret is fetched, and its clients are made.", "Nothing is sent from " + o.env.Tenant + " meanwhile."}, w, h), nil
}

// Update waits, but for the key that gives up.
func (o *opening) Update(msg tea.Msg) (tea.Cmd, bool) {
	if key, ok := msg.(tea.KeyPressMsg); ok && dialogAction(o.env, key) == "dialog.close" {
		return screen.Send(dialog.Answer{View: shellID, Name: givenUp}), true
	}
	return nil, false
}

// giveUp stays in the tenant there is.
func (s *Shell) giveUp() tea.Cmd {
	if s.tenants.opening == nil {
		return nil
	}
	s.tenants.turn++
	s.tenants.opening = nil
	return s.hold(false)
}

// woundDown is the end of the time that a retired session is given. The shell
// sends it to itself.
type woundDown struct{ instance int }

// To returns the shell's address.
func (woundDown) To() string { return shellID }

// patience is how long a retired session may wait for the answers to what it
// sent: a write has half a minute, and is then read back.
const patience = 90 * time.Second

// connect opens the window in which a tenant is added.
func (s *Shell) connect() tea.Cmd {
	if s.opt.Connect == nil {
		return s.toasts.Push(screen.Toast{Tone: screen.Warn, Text: "No tenant can be added here"})
	}
	return s.open(s.opt.Connect(s.env))
}

// connected opens a tenant that was added, if that is what msg says.
func (s *Shell) connected(msg tea.Msg) tea.Cmd {
	if s.opt.Connected == nil {
		return nil
	}
	t, ok := s.opt.Connected(msg)
	if !ok {
		return nil
	}
	s.opt.Tenants = append(slices.DeleteFunc(slices.Clone(s.opt.Tenants), func(o Tenant) bool { return o.Name == t.Name }), t)
	return s.switchTo(t.Name)
}
