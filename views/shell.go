package views

import (
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

// Options is what the shell is made of.
type Options struct {
	Env     *screen.Env // Styles may be nil: the shell makes them
	Views   []View      // the tabs, in order
	First   keymap.Scope
	Calls   *api.Calls
	Journal *journal.Journal           // of decisions; nil: what earlier runs left open is not asked
	Limited func() api.Limit           // how the rate limit stands; nil: never limited
	Browse  func(address string) error // opens a web page; nil: in the person's browser
	Theme   string                     // name of a palette, or auto
	ASCII   bool
	Accent  string // colour of the tenant
	Version string
	Notes   []screen.Toast // what to say at the start
	// Terminal is how the terminal notifies; the zero Terminal has a bell alone.
	Terminal notify.Terminal
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
	quitting  *dialog.Confirm // the question whether to quit, while it is open

	notice string // what the person was notified of and has not seen yet, "" for nothing

	title string
	frame string
	cur   *tea.Cursor
	dirty bool
	zones zones
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
	s.restyle()
	return s
}

// restyle makes the styles anew after something they depend on changed.
func (s *Shell) restyle() {
	s.env.Styles = theme.New(s.opt.Theme, s.dark, s.opt.ASCII, s.opt.Accent)
	s.env.Epoch++
}

// clockTick is the moment to draw the header again. The shell sends it to
// itself.
type clockTick struct{}

// clock arms the next clockTick: each second while seconds are shown, then as
// seldom as the header changes.
func (s *Shell) clock() tea.Cmd {
	return tea.Tick(time.Second, func(time.Time) tea.Msg { return clockTick{} })
}

// Init starts every view and asks the terminal for its background.
func (s *Shell) Init() tea.Cmd {
	cmds := []tea.Cmd{tea.RequestBackgroundColor, s.clock(), s.adopt()}
	for i, v := range s.opt.Views {
		cmds = append(cmds, v.Init())
		if i == s.active {
			cmds = append(cmds, v.SetActive(true))
		}
	}
	for _, n := range s.opt.Notes {
		cmds = append(cmds, s.toasts.Push(n))
	}
	return tea.Batch(cmds...)
}

// view returns the one on screen.
func (s *Shell) view() View { return s.opt.Views[s.active] }

// Update takes every message one of four ways; see the package comment.
func (s *Shell) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	s.dirty = true
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s, s.key(msg)
	case tea.PasteMsg:
		return s, s.paste(msg)
	case tea.MouseMsg:
		return s, s.mouse(msg)
	case clockTick:
		return s, s.clock()
	case toast.Expired:
		s.toasts.Expire(msg)
		return s, nil
	case tea.WindowSizeMsg:
		s.width, s.height = msg.Width, msg.Height
		return s, nil
	case tea.BackgroundColorMsg:
		s.dark = msg.IsDark()
		s.restyle()
		return s, nil
	case tea.FocusMsg, tea.BlurMsg, api.Mutated:
		return s, s.broadcast(msg)
	case addressed:
		return s, s.deliver(msg)
	}
	return s, s.intent(msg)
}

// addressed is a message for one view, or for the shell.
type addressed interface{ To() string }

// deliver hands a message to the view it is for. Where that is gone, a read is
// dropped and counted; what came of a write is said all the same.
func (s *Shell) deliver(msg addressed) tea.Cmd {
	if msg.To() == shellID {
		return s.answer(msg)
	}
	if n := len(s.dialogs); n > 0 {
		if l, ok := s.dialogs[n-1].Dialog.(listener); ok && l.Listens(msg) {
			return s.toDialog(msg)
		}
	}
	for _, v := range s.opt.Views {
		if v.ID() == msg.To() {
			return v.Update(msg)
		}
	}
	s.lost++
	if w, ok := msg.(interface {
		IsWrite() bool
		Failure() *api.Error
	}); ok && w.IsWrite() {
		if err := w.Failure(); err != nil {
			return s.toasts.Push(screen.Toast{Tone: screen.Bad, Text: err.Error(), Keep: true})
		}
		return s.toasts.Push(screen.Toast{Tone: screen.Good, Text: "A change was made by a view that is closed by now."})
	}
	return nil
}

// listener is a dialog that takes answers itself, such as the results of a
// search as one types.
type listener interface{ Listens(msg tea.Msg) bool }

func (s *Shell) broadcast(msg tea.Msg) tea.Cmd {
	switch msg.(type) {
	case tea.FocusMsg:
		s.focused = true
	case tea.BlurMsg:
		s.focused = false
	}
	cmds := make([]tea.Cmd, 0, len(s.opt.Views))
	for _, v := range s.opt.Views {
		cmds = append(cmds, v.Update(msg))
	}
	return tea.Batch(cmds...)
}

// intent carries out what a view asks for; messages nobody knows end here.
func (s *Shell) intent(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Toast:
		return s.toasts.Push(msg)
	case screen.Show:
		if msg.Late {
			return s.openLate(msg.Dialog, msg.Over)
		}
		return s.open(msg.Dialog)
	case screen.Goto:
		return s.goTo(msg)
	case screen.Copy:
		return tea.Batch(tea.SetClipboard(msg.Text), s.toasts.Push(screen.Toast{Tone: screen.Good, Text: "Copied the " + msg.What + " to the clipboard"}))
	case screen.Browse:
		return s.browse(msg.URL)
	case browsed:
		if msg.err != nil {
			return tea.Batch(tea.SetClipboard(msg.address), s.toasts.Push(screen.Toast{Text: "No browser could be opened here; the address is on the clipboard"}))
		}
	case screen.Notify:
		return s.notify(msg)
	case screen.Decided:
		s.log(msg)
	case screen.Recalled:
		return s.onRecalled(msg)
	}
	return nil
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
}
