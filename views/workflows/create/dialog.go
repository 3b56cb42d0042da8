package create

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/jsonedit"
	"iscope/ui/screen"
	"iscope/views/internal/change"
	"iscope/views/internal/paths"
	"iscope/views/workflows/bundle"
)

// Chosen is the answer of a Dialog. It goes to the view that opened it.
type Chosen struct {
	View   string
	Source Source
}

// To returns the view the answer is for.
func (c Chosen) To() string { return c.View }

// way is what a new workflow is begun with.
type way uint8

const (
	menu way = iota
	empty
	trigger
	file
	paste
	another
)

// Dialog is the window that asks what a new workflow begins with. It is used
// through a pointer by the shell; make it with New.
type Dialog struct {
	Env  *screen.Env
	View string
	// Triggers returns those of the library; why says why there are none, "" while
	// they are still being read. It is asked again and again, also to draw. Without
	// it none are offered.
	Triggers func() (items []api.LibraryItem, why string)
	// Workflows are those that can be copied; Current the id of the one the cursor
	// is on, "" for none.
	Workflows []api.Workflow
	Current   string

	way     way
	pick    *dialog.Pick
	path    *paths.Field
	editor  *jsonedit.Editor
	busy    bool // a file is being read
	offered int  // triggers on the list
	problem string
}

var _ interface {
	screen.Dialog
	screen.Typist
	screen.Listener
	screen.Sized
} = (*Dialog)(nil)

// New returns the window for d's exported fields.
func New(d Dialog) *Dialog {
	out := &d
	out.start()
	return out
}

// start begins with the question how.
func (d *Dialog) start() {
	d.way, d.problem, d.busy = menu, "", false
	options := []dialog.Option{{Value: empty, Label: "Empty", Note: "one step that succeeds"}}
	if d.Triggers != nil {
		options = append(options, dialog.Option{Value: trigger, Label: "For a trigger", Note: "an event, a schedule, a call from outside"})
	}
	options = append(options,
		dialog.Option{Value: file, Label: "From a file", Note: "as exported or downloaded"},
		dialog.Option{Value: paste, Label: "From the clipboard", Note: "paste its JSON"})
	if len(d.Workflows) > 0 {
		options = append(options, dialog.Option{Value: another, Label: "Copy of another workflow", Note: "under a new name"})
	}
	d.pick = &dialog.Pick{Env: d.Env, View: d.View}
	d.pick.SetOptions(options)
}

// Title says what is asked.
func (d *Dialog) Title() string {
	return [...]string{"New workflow", "New workflow", "New workflow: for which trigger?", "New workflow: from which file?", "New workflow: paste its JSON", "New workflow: a copy of which?"}[d.way]
}

// Width returns how wide the inside of the window likes to be.
func (d *Dialog) Width() int {
	if d.way == paste {
		return 100
	}
	return 76
}

// Typing reports that text is being typed.
func (d *Dialog) Typing() bool { return true }

// Listens takes what the window sends itself.
func (d *Dialog) Listens(msg tea.Msg) bool {
	switch m := msg.(type) {
	case read:
		return m.dialog == d
	case paths.Completed:
		return m.To() == d.View
	}
	return false
}

// Hints returns the keys that work now.
func (d *Dialog) Hints() []screen.Hint {
	k := d.Env.Keys
	accept, back := k.Key("dialog.accept"), screen.Hint{Key: k.Key("dialog.close"), Text: "back"}
	switch d.way {
	case menu:
		return d.pick.Hints()
	case file:
		return []screen.Hint{{Key: accept, Text: "read"}, {Key: k.Key("dialog.next"), Text: "complete"}, back}
	case paste:
		return []screen.Hint{{Key: k.Key("editor.review"), Text: "take it"}, {Key: k.Key("editor.reset"), Text: "clear"}, back}
	}
	return []screen.Hint{d.pick.Hints()[0], {Key: accept, Text: "take"}, back}
}

// read is what was found in a file. The window sends it to itself, by way of its
// view.
type read struct {
	dialog   *Dialog
	path     string
	drafts   []bundle.Draft
	problems []bundle.Problem
}

// To returns the view the message is for.
func (r read) To() string { return r.dialog.View }

// Update handles keys, pastes and what the window sent itself.
func (d *Dialog) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case read:
		if d.way != file || !d.busy {
			return nil, false
		}
		d.busy = false
		return d.take(m.drafts, m.problems)
	case paths.Completed:
		if d.way == file {
			return d.path.Update(m), false
		}
		return nil, false
	}
	switch d.way {
	case menu:
		return d.inMenu(msg)
	case file:
		return d.inFile(msg)
	case paste:
		return d.inPaste(msg)
	}
	return d.inList(msg)
}

// action returns what a key means in a scope.
func (d *Dialog) action(msg tea.Msg, scopes ...keymap.Scope) keymap.Action {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return ""
	}
	a, _ := d.Env.Keys.Resolve(scopes, key.String())
	return a
}

// answer hands a source to the view, or shows why there is none.
func (d *Dialog) answer(s Source, err error) (tea.Cmd, bool) {
	if err != nil {
		d.problem = err.Error()
		return nil, false
	}
	return screen.Send(Chosen{d.View, s}), true
}

// take answers with what was read.
func (d *Dialog) take(drafts []bundle.Draft, problems []bundle.Problem) (tea.Cmd, bool) {
	s, why := one(drafts, problems, func(id string) bool {
		for i := range d.Workflows {
			if d.Workflows[i].ID == id {
				return true
			}
		}
		return false
	})
	if why != "" {
		d.problem = why
		return nil, false
	}
	return d.answer(s, nil)
}

func (d *Dialog) inMenu(msg tea.Msg) (tea.Cmd, bool) {
	if d.action(msg, keymap.Dialog) != "dialog.accept" {
		return d.pick.Update(msg)
	}
	o, _ := d.pick.Selected()
	w, ok := o.Value.(way)
	if !ok {
		return nil, false
	}
	if w == empty {
		return d.answer(Empty())
	}
	d.way, d.problem = w, ""
	switch w {
	case trigger:
		d.pick = &dialog.Pick{Env: d.Env, View: d.View}
		d.offerTriggers()
	case another:
		d.pick = &dialog.Pick{Env: d.Env, View: d.View, Current: d.Current, Empty: "no workflow is called that"}
		options := make([]dialog.Option, len(d.Workflows))
		for i := range d.Workflows {
			options[i] = dialog.Option{Value: d.Workflows[i].ID, Label: change.WorkflowName(&d.Workflows[i]), Note: d.Workflows[i].Owner.String()}
		}
		d.pick.SetOptions(options)
	case file:
		d.path = paths.New(d.Env, d.View, "", ".json")
	case paste:
		d.editor = jsonedit.New(d.Env)
	}
	return nil, false
}

// offerTriggers shows the triggers as far as they are known.
func (d *Dialog) offerTriggers() {
	items, why := d.Triggers()
	d.offered = len(items)
	d.pick.Empty = "no trigger is called that"
	if len(items) == 0 {
		if d.pick.Empty = why; why == "" {
			d.pick.Empty = "the step library is being read"
		}
	}
	options := make([]dialog.Option, len(items))
	for i, it := range items {
		label := it.Name
		if label == "" {
			label = it.ID
		}
		if it.Deprecated {
			label += " (deprecated)"
		}
		options[i] = dialog.Option{Value: i, Label: label, Note: it.ID}
	}
	d.pick.SetOptions(options)
}

// catchUp shows the triggers that have come since.
func (d *Dialog) catchUp() {
	if d.way != trigger {
		return
	}
	if items, _ := d.Triggers(); len(items) != d.offered {
		d.offerTriggers()
	}
}

// inList is for the choice of a trigger, or of a workflow to copy.
func (d *Dialog) inList(msg tea.Msg) (tea.Cmd, bool) {
	d.catchUp()
	o, ok := d.pick.Selected()
	switch d.action(msg, keymap.Dialog) {
	case "dialog.close":
		d.start()
		return nil, false
	case "dialog.accept":
		if !ok {
			return nil, false
		}
		if id, isID := o.Value.(string); isID {
			for i := range d.Workflows {
				if d.Workflows[i].ID == id {
					return d.answer(Duplicate(d.Workflows[i]))
				}
			}
			return nil, false
		}
		i, _ := o.Value.(int)
		items, _ := d.Triggers()
		if i >= len(items) || items[i].ID != o.Note {
			d.offerTriggers() // it is another list now
			return nil, false
		}
		return d.answer(ForTrigger(items[i], d.Env.Zone))
	}
	d.problem = ""
	return d.pick.Update(msg)
}

func (d *Dialog) inFile(msg tea.Msg) (tea.Cmd, bool) {
	switch d.action(msg, keymap.Dialog) {
	case "dialog.close":
		d.start()
		return nil, false
	case "dialog.accept":
		if d.busy || strings.TrimSpace(d.path.Value()) == "" {
			return nil, false
		}
		d.busy, d.problem = true, ""
		path := d.path.Value()
		return func() tea.Msg {
			drafts, problems := bundle.Read(path)
			return read{d, path, drafts, problems}
		}, false
	}
	d.problem, d.busy = "", false // what is being read is not what is typed any more
	return d.path.Update(msg), false
}

func (d *Dialog) inPaste(msg tea.Msg) (tea.Cmd, bool) {
	switch d.action(msg, keymap.Editor, keymap.Dialog) {
	case "editor.close", "dialog.close":
		d.start()
		return nil, false
	case "editor.reset":
		d.editor, d.problem = jsonedit.New(d.Env), ""
		return nil, false
	case "editor.review":
		drafts, problems := bundle.ReadText("the text", d.editor.Text())
		if len(problems) > 0 && problems[0].Line > 0 {
			d.editor.GoTo(problems[0].Line, problems[0].Column)
		}
		return d.take(drafts, problems)
	}
	d.problem = ""
	d.editor.Update(msg)
	return nil, false
}
