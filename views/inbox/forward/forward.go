package forward

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/field"
	"iscope/ui/screen"
	"iscope/views/internal/people"
)

// SearchDelay is how long typing rests before identities are searched.
const SearchDelay = people.Delay

// Chosen is the answer of the window. It goes to the view that opened it.
type Chosen struct {
	View    string
	Targets []api.Identity // at least one; the items go to them in turn
	Comment string
	Notify  bool
	Items   []api.WorkItem // as they were shown
}

// To returns the view the answer is for.
func (c Chosen) To() string { return c.View }

// Dialog is the window. It is used through a pointer by the shell.
type Dialog struct {
	Env    *screen.Env
	Cmds   *api.Commands
	Reads  *api.Scope // of the view
	View   string
	What   string         // what is forwarded, for the title
	Items  []api.WorkItem // as they are shown
	Recent []api.Identity // people forwarded to lately, newest first
	// To is who it goes to where that is known already; the window then begins
	// at its second step.
	To api.Identity
	// Comment and Quiet are what the second step begins with: the text, and that
	// the new owner is not told.
	Comment string
	Quiet   bool
	// Comments are templates to choose from.
	Comments []string

	search *people.Search

	chosen   []api.Identity
	writing  bool // the second step
	checking bool // whether a recent one is still there is being asked
	unsure   bool // that could not be found out
	comment  *field.Field
	template int // chosen from Comments, -1 for none
	quiet    bool
	wrong    string
}

var _ interface {
	screen.Dialog
	screen.Starter
	screen.Listener
} = (*Dialog)(nil)

// New returns the window for d's exported fields, at its first step.
func New(d Dialog) *Dialog {
	d.template = -1
	d.comment, d.quiet = field.New(d.Comment), d.Quiet
	out := &d
	out.search = people.New(people.Search{Env: d.Env, Cmds: d.Cmds, Reads: d.Reads, View: d.View, Recent: d.Recent})
	if d.To.ID != "" {
		out.chosen, out.writing = []api.Identity{d.To}, true
	}
	return out
}

// startPick begins the first step.
func (d *Dialog) startPick() {
	d.writing, d.checking, d.unsure, d.wrong = false, false, false, ""
	d.search.Restart()
}

// Init asks whether the person it goes to is still here, where one was given.
func (d *Dialog) Init() tea.Cmd {
	if d.To.ID == "" {
		return nil
	}
	return d.isStillHere(d.To)
}

// Title says what is forwarded.
func (d *Dialog) Title() string { return "Forward: " + d.What }

// Hints returns the keys of the window.
func (d *Dialog) Hints() []screen.Hint {
	if !d.writing {
		return d.search.Hints()
	}
	hints := []screen.Hint{{Key: "enter", Text: "forward"}, {Key: "tab", Text: "notify on/off"}}
	if len(d.Comments) > 0 {
		hints = append(hints, screen.Hint{Key: "↑ ↓", Text: "template"})
	}
	if d.mayAdd() {
		hints = append(hints, screen.Hint{Key: d.Env.Keys.Key("dialog.more"), Text: "one more owner"})
	}
	return append(hints, screen.Hint{Key: "esc", Text: "other owner"})
}

// mayAdd reports whether one more owner would get anything.
func (d *Dialog) mayAdd() bool { return len(d.chosen) < len(d.Items) }

// Listens takes the answers to the searches of this window.
func (d *Dialog) Listens(msg tea.Msg) bool {
	if r, ok := msg.(api.Result[api.Identity]); ok {
		return r.View == d.View
	}
	return d.search.Listens(msg)
}

// Update handles keys, pastes and the results of searches.
func (d *Dialog) Update(msg tea.Msg) (tea.Cmd, bool) {
	if r, ok := msg.(api.Result[api.Identity]); ok {
		d.check(r)
		return nil, false
	}
	if d.search.Listens(msg) {
		if d.writing { // somebody was taken already
			return nil, false
		}
		return d.search.Update(msg)
	}
	if d.writing {
		return d.write(msg)
	}
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch a, _ := d.Env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, key.String()); a {
		case "dialog.accept":
			return d.take(), false
		case "dialog.close":
			if len(d.chosen) > 0 { // one more owner was not wanted after all
				d.writing = true
				return nil, false
			}
		}
	}
	return d.search.Update(msg)
}

// take takes the person under the cursor. One of the recent ones may have left
// since: that is asked.
func (d *Dialog) take() tea.Cmd {
	p, ok := d.search.Selected()
	if !ok {
		return nil
	}
	d.writing, d.wrong = true, ""
	if !slices.ContainsFunc(d.chosen, func(c api.Identity) bool { return c.ID == p.ID }) {
		d.chosen = append(d.chosen, p)
	}
	if d.search.Searched() {
		return nil
	}
	return d.isStillHere(p)
}

// isStillHere asks for the person by id; the answer goes to check.
func (d *Dialog) isStillHere(p api.Identity) tea.Cmd {
	d.checking, d.unsure = true, false
	ctx, t := d.Reads.NextFor(api.ListPublicIdentities, p.ID)
	return d.Cmds.Identity(ctx, t, p.ID)
}

// check takes the answer to whether the person chosen last is still there.
func (d *Dialog) check(r api.Result[api.Identity]) {
	if !d.checking || len(d.chosen) == 0 || !d.Reads.Fresh(r.Ticket) {
		return
	}
	last := d.chosen[len(d.chosen)-1]
	if r.Key != last.ID {
		return
	}
	d.checking = false
	gone := r.Err != nil && r.Err.Kind == api.NotFound
	switch {
	case r.Err != nil && !gone:
		d.unsure = true
		d.wrong = "It could not be checked that " + last.Name + " is still here: " + r.Err.Error() + "; enter asks again"
	case gone || !r.Value.Active():
		d.chosen = d.chosen[:len(d.chosen)-1]
		d.startPick()
		d.search.Complain(last.Name + " is not among the active identities any more; choose somebody else")
	default:
		d.chosen[len(d.chosen)-1] = r.Value
	}
}

// write is the second step: the comment.
func (d *Dialog) write(msg tea.Msg) (tea.Cmd, bool) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch a, _ := d.Env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, key.String()); a {
		case "dialog.close":
			d.forget()
			return nil, false
		case "dialog.more":
			d.addOwner()
			return nil, false
		case "dialog.next", "dialog.prev":
			if d.moved(key) {
				return nil, false
			}
		case "dialog.accept":
			return d.accept()
		}
	}
	d.wrong, d.template = "", -1
	d.comment.Update(msg)
	return nil, false
}

// forget goes back to choose another owner instead of the last, from where the
// search was.
func (d *Dialog) forget() {
	d.writing, d.checking, d.unsure, d.wrong = false, false, false, ""
	if len(d.chosen) > 0 {
		d.chosen = d.chosen[:len(d.chosen)-1]
	}
}

func (d *Dialog) addOwner() {
	switch {
	case d.checking || d.unsure:
		d.wrong = d.oneMoment()
		return
	case !d.mayAdd():
		d.wrong = "There are no more items than owners"
		return
	}
	d.startPick()
}

// moved handles the keys that go between templates and switch the e-mail.
// Others of their actions move in the text.
func (d *Dialog) moved(key tea.KeyPressMsg) bool {
	switch key.Code {
	case tea.KeyTab:
		d.quiet = !d.quiet
	case tea.KeyDown:
		d.choose(1)
	case tea.KeyUp:
		d.choose(-1)
	default:
		return false
	}
	return true
}

// choose puts the next template into the comment. What was typed by hand is not
// overwritten.
func (d *Dialog) choose(step int) {
	typed := strings.TrimSpace(d.comment.Value()) != "" && d.template < 0
	if len(d.Comments) == 0 {
		return
	}
	if typed {
		d.wrong = "A template would replace what you typed; clear it first"
		return
	}
	d.template = max(0, min(d.template+step, len(d.Comments)-1))
	d.comment.Set(d.Comments[d.template])
	d.wrong = ""
}

func (d *Dialog) accept() (tea.Cmd, bool) {
	comment := strings.TrimSpace(d.comment.Value())
	switch {
	case d.checking:
		d.wrong = d.oneMoment()
		return nil, false
	case d.unsure:
		d.wrong = ""
		return d.isStillHere(d.chosen[len(d.chosen)-1]), false
	case comment == "":
		d.wrong = "The tenant demands a comment: say why it is forwarded"
		return nil, false
	}
	return screen.Send(Chosen{d.View, d.chosen, comment, !d.quiet, d.Items}), true
}

// oneMoment says that the person chosen last is yet to be confirmed.
func (d *Dialog) oneMoment() string {
	return "One moment: whether " + d.chosen[len(d.chosen)-1].Name + " is still here is not known yet"
}
