package external

import (
	"encoding/json"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/jsonedit"
	"iscope/ui/pager"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/change"
)

// page is what the window shows.
type page uint8

// Pages.
const (
	menuPage   page = iota
	inputPage       // the input of a dry test
	echoPage        // its echo
	secretPage      // of a client that was just made
)

// errand is what is under way.
type errand uint8

// Errands.
const (
	idle errand = iota
	creating
	echoing
)

// choice is a line of the menu.
type choice uint8

// Choices, in order.
const (
	dryTest choice = iota
	execute
	createClient
	choices
)

// Panel is the window of an external trigger. The desk makes it.
type Panel struct {
	env  *screen.Env
	desk *Desk
	n    int
	w    api.Workflow // as it is shown

	page   page
	cursor choice
	busy   errand
	state  theme.State // of said
	said   string      // what came of the last thing that was done
	note   string      // what the last key did, or why it did nothing
	closed bool

	editor *jsonedit.Editor
	about  string // where the input comes from
	echo   *echo
	text   *pager.Pager
	drawn  int // width the echo was written for

	client, url string      // of the client that was made here
	secret      *api.Secret // nil: there is none to be shown; behind a pointer, which prints as an address
	since       time.Time   // when it came
	shown       bool
	copied      bool
}

var _ interface {
	screen.Dialog
	screen.Typist
	screen.Listener
	screen.Sized
} = (*Panel)(nil)

func newPanel(d *Desk, w api.Workflow, n int) *Panel {
	p := &Panel{env: d.on.Env, desk: d, n: n, w: w, editor: jsonedit.New(d.on.Env), text: pager.New(d.on.Env), about: "the step library's example"}
	var example json.RawMessage
	if d.example != nil {
		example = d.example(w.Trigger)
	}
	if len(example) == 0 {
		example, p.about = json.RawMessage(`{}`), "empty: there is no example"
	}
	p.editor.SetJSON(example)
	return p
}

// tell says what came of something.
func (p *Panel) tell(state theme.State, words string) { p.state, p.said = state, words }

// clientID is the id of the trigger's client, as far as it is known.
func (p *Panel) clientID() string {
	if p.client != "" {
		return p.client
	}
	return p.w.Trigger.ClientID
}

// address is where to post.
func (p *Panel) address() string {
	if p.url != "" {
		return p.url
	}
	return p.w.Trigger.URL
}

// Title returns the heading.
func (p *Panel) Title() string {
	switch p.page {
	case secretPage:
		return "Client secret, shown only this once"
	case inputPage, echoPage:
		return "Dry test: " + change.WorkflowName(&p.w)
	}
	return "External trigger: " + change.WorkflowName(&p.w)
}

// Width returns how wide the inside of the window likes to be.
func (p *Panel) Width() int { return 100 }

// Typing reports whether keys are text.
func (p *Panel) Typing() bool { return p.page == inputPage || p.page == secretPage || p.text.Typing() }

// Listens takes the answers to the questions of this window.
func (p *Panel) Listens(msg tea.Msg) bool {
	a, ok := msg.(dialog.Answer)
	if !ok {
		return false
	}
	v, mine := about(a)
	return mine && v.panel == p.n
}

// Update handles keys, pastes and what it listens to.
func (p *Panel) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case dialog.Answer:
		cmd, _ := p.desk.Answered(m)
		return cmd, p.closed
	case tea.PasteMsg:
		if p.page == inputPage && p.busy == idle {
			p.editor.Update(m)
		}
	case tea.KeyPressMsg:
		p.note = ""
		switch p.page {
		case secretPage:
			return p.secretKey(m), false
		case inputPage:
			return p.inputKey(m), false
		case echoPage:
			return p.answerKey(m), false
		}
		return p.menuKey(m)
	}
	return nil, false
}

// menuKeys are the scopes whose keys the menu understands.
var menuKeys = []keymap.Scope{keymap.List, keymap.Dialog, keymap.Global}

func (p *Panel) menuKey(m tea.KeyPressMsg) (tea.Cmd, bool) {
	switch a, _ := p.env.Keys.Resolve(menuKeys, m.String()); a {
	case "list.down", "dialog.next":
		p.cursor = min(p.cursor+1, choices-1)
	case "list.up", "dialog.prev":
		p.cursor = max(p.cursor, 1) - 1
	case "list.top":
		p.cursor = 0
	case "list.bottom":
		p.cursor = choices - 1
	case "list.copy-id":
		if id := p.clientID(); id != "" {
			return screen.Send(screen.Copy{Text: id, What: "id of the client"}), false
		}
	case "dialog.accept", "app.open":
		return p.choose()
	case "dialog.close", "app.back", "app.quit":
		if p.busy == creating {
			p.note = "One moment: the client is being created, and its secret is told only once"
			return nil, false
		}
		p.closed = true
		return nil, true
	}
	return nil, false
}

// choose does what the cursor is on.
func (p *Panel) choose() (tea.Cmd, bool) {
	switch {
	case p.busy == creating:
		p.note = "One moment: the client is being created"
	case p.cursor == dryTest:
		p.page = inputPage
	case p.env.ReadOnly:
		p.note = p.env.Locked()
	case p.cursor == execute:
		p.closed = true
		return screen.Send(Execute{View: p.desk.view, Workflow: p.w}), true
	default:
		return p.desk.askCreate(), false
	}
	return nil, false
}

func (p *Panel) inputKey(m tea.KeyPressMsg) tea.Cmd {
	switch a, _ := p.env.Keys.Resolve([]keymap.Scope{keymap.Editor, keymap.Dialog}, m.String()); a {
	case "editor.close", "dialog.close":
		if p.busy == echoing { // its answer finds nobody
			p.desk.on.Reads.SupersedeFor(api.TestExternal, p.w.ID)
			p.busy = idle
		}
		p.page = menuPage
	case "editor.review":
		if p.busy == echoing {
			p.note = "One moment: the echo is awaited"
			return nil
		}
		return p.send()
	case "editor.reset":
		p.editor.Reset()
	default:
		if p.busy == idle {
			p.editor.Update(m)
		}
	}
	return nil
}

func (p *Panel) answerKey(m tea.KeyPressMsg) tea.Cmd {
	if p.text.Typing() {
		p.text.Type(m)
		return nil
	}
	switch a, _ := p.env.Keys.Resolve([]keymap.Scope{keymap.Text, keymap.List, keymap.Editor, keymap.Dialog, keymap.Global}, m.String()); a {
	case "editor.close", "dialog.close", "dialog.accept", "app.back", "app.quit", "app.open":
		p.page = inputPage
	case "list.copy-json":
		return screen.Send(screen.Copy{Text: api.Pretty(p.echo.raw), What: "echo"})
	default:
		p.text.Act(a)
	}
	return nil
}
