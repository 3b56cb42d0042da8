package selection

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/form"
	"iscope/ui/screen"
)

// Chosen is the answer: a person filled in the form of an item and confirmed
// it. The dialog sends it to the view; closing the dialog sends none.
type Chosen struct {
	View   string
	Item   api.WorkItem      // as it was shown; a decision carries its Print
	Fields map[string]string // the body of the submission, see api.Form.Answers
}

// To returns the view the answer is for.
func (c Chosen) To() string { return c.View }

// Names of the questions this dialog asks.
const (
	askSubmit  = "selection:submit"
	askDiscard = "selection:discard"
)

// reviewed is what a review was about.
type reviewed struct {
	of     *Dialog
	seq    int
	fields map[string]string
}

// Dialog is the window. Make it with New.
type Dialog struct {
	env    *screen.Env
	view   string
	item   api.WorkItem
	asks   *api.Form // nil: the item has none
	form   *form.Model
	fields map[string]api.FormField // by the key in form
	keys   []string                 // of form, in order

	obstacle string // why the form cannot be submitted from here
	problem  string // why it cannot be reviewed as it is
	checked  bool   // problem counts complaints
	seq      int    // grows with every edit: a review of an earlier one is void
	tall     int    // the most lines the form needed at this width
	wide     int
}

var _ interface {
	screen.Dialog
	screen.Listener
	screen.Sized
} = (*Dialog)(nil)

// New returns the window for an item. The view gets the answer.
func New(env *screen.Env, view string, item api.WorkItem) *Dialog {
	d := &Dialog{env: env, view: view, item: item, asks: item.Body().Form, obstacle: Obstacle(item), form: form.New(env, view), fields: map[string]api.FormField{}}
	if d.asks != nil {
		d.form.SetFields(d.build()...)
	}
	return d
}

// Obstacle says why the form of an item cannot be submitted from here, "" where
// it can.
func Obstacle(item api.WorkItem) string {
	f := item.Body().Form
	switch {
	case f == nil:
		return "the item came without its form"
	case !item.State.Open():
		return "the item is closed"
	}
	return f.Obstacle()
}

// Title says what is filled in.
func (d *Dialog) Title() string { return "Choose account: " + d.name() }

// name is what people call the item.
func (d *Dialog) name() string { return orElse(d.item.Description, "work item "+d.item.ID) }

// Width is how wide the inside of the window likes to be.
func (d *Dialog) Width() int { return 88 }

// Hints returns the keys of the window.
func (d *Dialog) Hints() []screen.Hint {
	key := d.env.Keys.Key
	if d.obstacle != "" {
		return []screen.Hint{{Key: key("editor.close"), Text: "close"}, {Key: key("editor.next"), Text: "next field"}}
	}
	hints := []screen.Hint{{Key: key("editor.review"), Text: "review"}, {Key: key("editor.next"), Text: "next field"}}
	if f := d.fields[d.form.Focused()]; f.Kind == api.FieldChoice && f.Problem == "" {
		hints = append(hints, screen.Hint{Key: key("dialog.accept"), Text: "choose"})
	}
	return append(hints, screen.Hint{Key: key("editor.close"), Text: "cancel"}, screen.Hint{Key: key("editor.reset"), Text: "reset field"})
}

// Listens takes the answers of the windows that this one opened.
func (d *Dialog) Listens(msg tea.Msg) bool {
	if a, ok := msg.(dialog.Answer); ok && a.View == d.view {
		r, mine := a.Value.(reviewed)
		return mine && r.of == d || d.form.Takes(msg)
	}
	return false
}

// Update handles keys, pastes and the answers of the windows it opened.
func (d *Dialog) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case dialog.Answer:
		if r, ok := msg.Value.(reviewed); ok && r.of == d {
			return d.answered(msg.Name, r)
		}
		return d.edit(msg), false
	case tea.PasteMsg:
		return d.edit(msg), false
	case tea.KeyPressMsg:
		if !d.form.Early(msg) {
			return d.key(msg)
		}
	}
	return nil, false
}

// key takes the keys of an editor first, then those that edit.
func (d *Dialog) key(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	switch action, _ := d.env.Keys.Resolve([]keymap.Scope{keymap.Editor, keymap.Dialog}, msg.String()); action {
	case "editor.next":
		d.form.Next()
	case "editor.prev":
		d.form.Prev()
	case "editor.reset":
		d.form.Reset()
		d.edited()
	case "editor.review":
		return d.review(), false
	case "editor.close", "dialog.close":
		if d.form.Changed() {
			return d.askToDiscard(), false
		}
		return nil, true
	default:
		if d.env.Keys.Binding(action).Scope == keymap.Editor {
			return nil, false // it means something to another form
		}
		return d.edit(msg), false
	}
	return nil, false
}

// edit hands a message to the form.
func (d *Dialog) edit(msg tea.Msg) tea.Cmd {
	cmd := d.form.Update(msg)
	d.edited()
	return cmd
}

// edited notes that something may have changed.
func (d *Dialog) edited() {
	d.seq++
	if d.checked {
		d.form.Recheck()
		d.count()
		return
	}
	d.problem = ""
}

// answered carries out what was agreed to in a window of this dialog.
func (d *Dialog) answered(name string, r reviewed) (tea.Cmd, bool) {
	switch {
	case name == askDiscard:
		return nil, true
	case name != askSubmit:
		return nil, false
	case r.seq != d.seq:
		d.problem = "The form was edited after the review; review it again"
		return nil, false
	}
	return screen.Send(Chosen{d.view, d.item, r.fields}), true
}

func (d *Dialog) askToDiscard() tea.Cmd {
	return screen.Send(screen.Show{Dialog: &dialog.Confirm{
		Env: d.env, View: d.view, Name: askDiscard, Value: reviewed{of: d}, Head: "Discard what you filled in?",
		Lines: []string{d.name(), "Nothing was sent."}, Yes: "Discard", No: "Go on",
	}})
}
