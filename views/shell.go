package views

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/notify"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/ui/toast"
)

// shellID is the address of the shell itself.
const shellID = "shell"

// Options is what the shell is made of. Env to Limited and Accent are those of
// the tenant that is opened first; another one brings its own in a Session.
type Options struct {
	Env     *screen.Env // Styles may be nil: the shell makes them
	Views   []View      // the tabs, in order
	First   keymap.Scope
	Calls   *api.Calls
	Journal *journal.Journal           // of decisions; nil: what earlier runs left open is not asked
	Limited func() api.Limit           // how the rate limit stands; nil: never limited
	Browse  func(address string) error // opens a web page; nil: in the person's browser
	Theme   string                     // name of a palette, or auto
	// ThemeFrom is what names the palette at each start, such as --theme; "" where
	// the next run begins with the one that KeepTheme was called with last.
	ThemeFrom string
	KeepTheme func(name string) // nil: nothing is remembered
	ASCII     bool
	Accent    string // colour of the tenant
	Version   string
	Notes     []screen.Toast // what to say at the start
	// Terminal is how the terminal notifies; the zero Terminal has a bell alone.
	Terminal notify.Terminal
	// CanSuspend reports whether there is a shell to go back to; nil finds out.
	CanSuspend func() bool
	// Palettes are the themes there are; nil: those built in.
	Palettes *theme.Set
	// Accessible is for a screen reader: no lines, frames and motion, and states
	// in words.
	Accessible bool
	Slow       bool // the line is thin: what only tells the time is drawn seldom

	// Tenants are those that can be opened, and Open opens one, in a command. The
	// addresses of its views must carry instance, a number no session had before:
	// "inbox#2". nil: there is no other tenant.
	Tenants []Tenant
	Open    func(name string, instance int) (*Session, error)
	Close   func() // ends what the first tenant used, as Session.Close does
	// Connect makes the window in which a tenant is added to the configuration;
	// nil: there is none. Connected knows the intent that the window ends with, and
	// describes the tenant that was added, which is then opened.
	Connect   func(*screen.Env) screen.Dialog
	Connected func(tea.Msg) (Tenant, bool)
}

// Shell is the root model. It is used through a pointer by one Bubble Tea
// program.
type Shell struct {
	opt     Options
	env     *screen.Env
	active  int
	width   int
	height  int
	dark    bool
	focused bool

	dialogs   []window
	toasts    toast.Stack
	decisions []decision
	lost      int // answers whose view was gone
	recall    recall
	leaving   *dialog.Confirm // the question whether to quit or to leave the tenant, while it is open
	agreed    bool            // to quit, and to what is given up by that
	tenants   tenancy
	few, none bool // the terminal has 16 colours, or none
	suspended time.Time

	notice string // what the person was notified of and has not seen yet, "" for nothing

	title string
	frame string
	cur   *tea.Cursor
	dirty bool
	zones zones
	foot  foot
}

// decision is a line of the activity log.
type decision struct {
	screen.Decided
	at time.Time
}

// New returns the shell.
func New(opt Options) *Shell {
	s := &Shell{opt: opt, env: opt.Env, dark: true, focused: true, dirty: true}
	for i, v := range opt.Views {
		if v.Scope() == opt.First {
			s.active = i
		}
	}
	if s.opt.Palettes == nil {
		s.opt.Palettes = theme.Builtin()
	}
	s.tenants = tenancy{instance: 1, used: map[string]bool{}, names: map[int]string{}}
	s.enroll()
	return s
}

// restyle makes the styles anew after something they depend on changed.
func (s *Shell) restyle() {
	name := s.opt.Theme
	if s.none { // what a colour would tell is told by bold, faint and underline
		name = theme.Mono
	}
	s.env.Styles = s.opt.Palettes.Styles(theme.Choice{
		Name: name, Dark: s.dark, Few: s.few, ASCII: s.opt.ASCII, Accessible: s.opt.Accessible, Accent: s.opt.Accent,
	})
	s.env.Epoch++
}

// clockTick is the moment to draw the header again. The shell sends it to
// itself.
type clockTick struct{}

// How often the header is drawn anew for the time alone: on a thin line seldom,
// and more seldom where each change is read aloud.
const (
	clockEvery  = time.Second
	clockSlow   = 5 * time.Second
	clockSpoken = time.Minute
)

// clock arms the next clockTick.
func (s *Shell) clock() tea.Cmd {
	every := clockEvery
	switch {
	case s.opt.Accessible:
		every = clockSpoken
	case s.opt.Slow:
		every = clockSlow
	}
	return tea.Tick(every, func(time.Time) tea.Msg { return clockTick{} })
}

// Init starts every view and asks the terminal for its background.
func (s *Shell) Init() tea.Cmd {
	cmds := []tea.Cmd{tea.RequestBackgroundColor, s.clock(), s.start()}
	for _, n := range s.opt.Notes {
		cmds = append(cmds, s.toasts.Push(n))
	}
	return tea.Batch(cmds...)
}

// start starts the views of the tenant, and has what an earlier run left open
// settled.
func (s *Shell) start() tea.Cmd {
	cmds := []tea.Cmd{s.adopt()}
	for i, v := range s.opt.Views {
		cmds = append(cmds, v.Init())
		if i == s.active {
			cmds = append(cmds, v.SetActive(true))
		}
	}
	return s.stamped(tea.Batch(cmds...), s.tenants.instance)
}

// view returns the one on screen.
func (s *Shell) view() View { return s.opt.Views[s.active] }

// Update takes every message one of four ways; see the package comment.
func (s *Shell) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	s.dirty = true
	cmd := s.take(msg)
	return s, s.stamped(cmd, s.tenants.instance)
}

func (s *Shell) take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.key(msg)
	case tea.PasteMsg:
		return s.paste(msg)
	case tea.MouseMsg:
		return s.mouse(msg)
	case clockTick:
		return s.clock()
	case toast.Expired:
		s.toasts.Expire(msg)
		return nil
	case tea.WindowSizeMsg:
		s.width, s.height = msg.Width, msg.Height
		return nil
	case tea.BackgroundColorMsg, tea.ColorProfileMsg:
		s.terminalSaid(msg)
		return nil
	case resumed:
		return s.resume()
	case tea.FocusMsg, tea.BlurMsg, api.Mutated:
		return s.broadcast(msg)
	case stamp:
		if msg.instance != s.tenants.instance {
			return s.fromElsewhere(msg)
		}
		return s.take(msg.msg)
	case addressed:
		return s.deliver(msg)
	}
	return s.intent(msg)
}

// terminalSaid takes what the terminal tells of its colours.
func (s *Shell) terminalSaid(msg tea.Msg) {
	dark, few, none := s.dark, s.few, s.none
	switch msg := msg.(type) {
	case tea.BackgroundColorMsg:
		s.dark = msg.IsDark()
	case tea.ColorProfileMsg:
		profile := fmt.Sprint(msg)
		s.few, s.none = profile == "ANSI", profile == "Ascii" || profile == "NoTTY"
	}
	if dark != s.dark || few != s.few || none != s.none {
		s.restyle()
	}
}

// log adds a line to the activity log.
func (s *Shell) log(d screen.Decided) {
	s.decisions = append(s.decisions, decision{d, s.env.Now()})
	if len(s.decisions) > decisionsKept {
		s.decisions = s.decisions[1:]
	}
}

// decisionsKept is how many decisions the activity log remembers.
const decisionsKept = 1000

// browsed says whether a web page could be opened.
type browsed struct {
	address string
	err     error
}

func (s *Shell) browse(address string) tea.Cmd {
	open := s.opt.Browse
	if open == nil {
		open = openPage
	}
	return func() tea.Msg { return browsed{address, open(address)} }
}

// goTo shows another view and hands it what to open.
func (s *Shell) goTo(g screen.Goto) tea.Cmd {
	for i, v := range s.opt.Views {
		if v.Scope() != g.View {
			continue
		}
		cmds := []tea.Cmd{s.activate(i)}
		if o, ok := v.(screen.Opener); ok && g.Value != nil {
			cmds = append(cmds, o.Open(g.Value))
		}
		return tea.Batch(cmds...)
	}
	return nil
}

func (s *Shell) activate(i int) tea.Cmd {
	if i == s.active {
		return nil
	}
	hide := s.view().SetActive(false)
	s.active = i
	return tea.Batch(hide, s.view().SetActive(true))
}

// Close cancels what every view has under way, after the program ended.
func (s *Shell) Close() {
	for _, v := range s.opt.Views {
		v.Close()
	}
	if s.opt.Close != nil {
		s.opt.Close()
	}
	for len(s.tenants.retired) > 0 {
		if end := s.windDown(s.tenants.retired[0].instance, true); end != nil {
			end()
		}
	}
}
