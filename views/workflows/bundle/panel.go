package bundle

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api/journal"
	"iscope/api/safe"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/ui/table"
	"iscope/ui/theme"
	"iscope/views/internal/paths"
)

// Panel is the window of an import: it asks for the path, and shows what was
// found there and what becomes of it. The desk makes it.
type Panel struct {
	desk *Desk
	env  *screen.Env
	job  *job
	path *paths.Field
	list *table.Model[*item]

	review int // grows with every change of what is to be created: an answer to a question before is void
	note   string
	opened bool // it was put on screen
	closed bool
}

var _ interface {
	screen.Dialog
	screen.Starter
	screen.Typist
	screen.Listener
	screen.Sized
} = (*Panel)(nil)

func newPanel(d *Desk) *Panel {
	p := &Panel{desk: d, env: d.Env, job: d.job, path: paths.New(d.Env, d.View, "", jsonEnding)}
	p.list = table.New(p.env, p.columns(), func(it **item) string { return (*it).draft.From + " " + (*it).draft.Name })
	p.list.Text = func(it **item) string { return (*it).draft.Name + " " + (*it).draft.From + " " + (*it).words() }
	p.refresh()
	return p
}

// refresh takes what is new of the job.
func (p *Panel) refresh() {
	if len(p.job.items) != p.list.Len() {
		p.list.SetRows(append([]*item(nil), p.job.items...))
	}
	p.list.Touch()
}

// Init is called when the window is put on screen.
func (p *Panel) Init() tea.Cmd {
	p.opened = true
	return nil
}

// Title returns the heading.
func (p *Panel) Title() string { return "Import workflows" }

// Width returns how wide the inside of the window likes to be.
func (p *Panel) Width() int { return 110 }

// Typing reports whether text is being typed.
func (p *Panel) Typing() bool { return p.job.stage == asking || p.list.Typing() }

// Listens takes the answers to the questions of this import, and what was found
// to complete a path with.
func (p *Panel) Listens(msg tea.Msg) bool {
	switch m := msg.(type) {
	case dialog.Answer:
		v, mine := about(m)
		return mine && v.job == p.job.n
	case paths.Completed:
		return m.To() == p.desk.View
	}
	return false
}

// Update handles keys, pastes and what it listens to.
func (p *Panel) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case dialog.Answer:
		cmd, _ := p.desk.Answered(m)
		return cmd, false
	case paths.Completed:
		return p.path.Update(m), false
	case tea.PasteMsg:
		switch {
		case p.job.stage == asking:
			return p.path.Update(m), false
		case p.list.Typing():
			p.list.Type(m)
		}
	case tea.KeyPressMsg:
		p.note = ""
		switch {
		case p.job.stage == asking:
			return p.pathKey(m)
		case p.list.Typing():
			p.list.Type(m)
			return nil, false
		}
		return p.listKey(m)
	}
	return nil, false
}

// pathKey takes a key while the path is typed.
func (p *Panel) pathKey(m tea.KeyPressMsg) (tea.Cmd, bool) {
	switch a, _ := p.env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, m.String()); a {
	case "dialog.close":
		return p.close()
	case "dialog.accept":
		if strings.TrimSpace(p.path.Value()) == "" {
			p.job.said = "Name a file or a folder"
			return nil, false
		}
		return p.desk.read(p.path.Value()), false
	}
	p.job.said = ""
	return p.path.Update(m), false
}

// listKeys are the scopes whose keys the list understands.
var listKeys = []keymap.Scope{keymap.Outbox, keymap.List, keymap.Editor, keymap.Dialog, keymap.Global}

// listKey takes a key while the list has them.
func (p *Panel) listKey(m tea.KeyPressMsg) (tea.Cmd, bool) {
	switch a, _ := p.env.Keys.Resolve(listKeys, m.String()); a {
	case "editor.close", "dialog.close", "app.back", "app.quit":
		if p.list.Act("app.back") { // a filter first
			return nil, false
		}
		return p.close()
	case "editor.review":
		return p.proceed(), false
	case "list.mark":
		p.toggle()
	case "list.mark-all":
		p.toggleAll()
	case "list.range": // nothing is marked here
	case "outbox.stop":
		if p.job.running {
			return p.desk.stop(journal.TakenBack, "you canceled the rest"), false
		}
	case "dialog.accept", "app.open":
		return p.show(), false
	default:
		p.list.Act(a)
	}
	return nil, false
}

// proceed asks whether to create what is taken in.
func (p *Panel) proceed() tea.Cmd {
	cmd := tea.Cmd(nil)
	switch {
	case p.job.stage != choosing:
	case p.job.running:
		p.note = "One moment: workflows are being created"
	default:
		if cmd = p.desk.ask(); cmd == nil {
			p.note = "Nothing is included; " + p.env.Keys.Key("list.mark") + " includes what the cursor is on"
		}
	}
	return cmd
}

// toggle leaves what is under the cursor out, or takes it in.
func (p *Panel) toggle() {
	r := p.list.Selected()
	switch {
	case r == nil:
		return
	case p.job.running:
		p.note = "One moment: workflows are being created"
		return
	case (*r).fate == refused: // again, after whatever was in the way
		(*r).fate, (*r).out, (*r).said = ready, false, ""
	case (*r).fate != ready:
		p.note = "It cannot be created: it is " + itemWords[(*r).fate]
		return
	default:
		(*r).out = !(*r).out
	}
	p.review++
	p.list.Touch()
	p.list.Act("list.down")
}

// toggleAll takes everything in or, where that is so already, leaves it out.
func (p *Panel) toggleAll() {
	if p.job.running {
		return
	}
	out := true
	for _, it := range p.job.items {
		out = out && (it.fate != ready || !it.out)
	}
	for _, it := range p.job.items {
		if it.fate == ready {
			it.out = out
		}
	}
	p.review++
	p.list.Touch()
}

// show opens a window with all about what is under the cursor.
func (p *Panel) show() tea.Cmd {
	r := p.list.Selected()
	if r == nil {
		return nil
	}
	it, st := *r, p.env.Styles
	var lines []string
	if facts := it.facts(); len(facts) > 0 {
		lines = append(lines, strings.Join(facts, "; "))
	}
	for _, n := range it.draft.Notes {
		lines = append(lines, st.Muted.Render(n))
	}
	if len(it.draft.Text) > 0 {
		lines = append(lines, "", string(it.draft.Text))
	}
	return screen.Send(screen.Show{Dialog: dialog.NewReader(p.env, it.draft.Name, strings.Join(lines, "\n"))})
}

// close takes the window away. What is under way goes on.
func (p *Panel) close() (tea.Cmd, bool) {
	p.closed = true
	if p.desk.job != p.job {
		return nil, true
	}
	if p.job.running {
		return screen.Say(screen.Info, "The import goes on; "+p.env.Keys.Key("workflows.import")+" shows it"), true
	}
	p.desk.over()
	return nil, true
}

// Hints returns the keys that work now.
func (p *Panel) Hints() []screen.Hint {
	switch p.job.stage {
	case asking:
		k := p.env.Keys
		return []screen.Hint{{Key: k.Key("dialog.accept"), Text: "read"}, {Key: k.Key("dialog.next"), Text: "complete"}, {Key: k.Key("dialog.close"), Text: "cancel"}}
	case reading:
		return []screen.Hint{{Key: p.env.Keys.Key("dialog.close"), Text: "cancel"}}
	}
	var out []screen.Hint
	put := func(a keymap.Action, text string) {
		if k := p.env.Keys.Key(a); k != "" {
			out = append(out, screen.Hint{Key: k, Text: text})
		}
	}
	by := p.job.counts()
	switch {
	case p.job.running && by[queued] > 0:
		put("outbox.stop", "cancel the rest ("+cell.Thousands(by[queued])+")")
	case !p.job.running && by[ready] > 0:
		put("editor.review", "review and create ("+cell.Thousands(by[ready])+")")
	}
	if r := p.list.Selected(); r != nil && !p.job.running {
		switch {
		case (*r).fate == ready && !(*r).out:
			put("list.mark", "leave out")
		case (*r).fate == ready || (*r).fate == refused:
			put("list.mark", "include")
		}
	}
	put("app.open", "read it")
	put("dialog.close", "close")
	return out
}

// word says how an item stands.
func (it *item) word() (string, theme.State) {
	switch {
	case it.fate == ready && it.out && it.same > 0:
		return "is there", theme.Off
	case it.fate == ready && it.out:
		return "left out", theme.Off
	case it.fate == ready && it.same > 0:
		return "another", theme.Warn
	}
	return itemWords[it.fate], itemStates[it.fate]
}

// words says all about an item, in one sentence.
func (it *item) words() string {
	parts := it.facts()
	if it.fate != made {
		parts = append(parts, it.draft.Notes...)
	}
	return strings.Join(parts, "; ")
}

// facts say how an item stands, but for the notes on what is left out of it.
func (it *item) facts() []string {
	var parts []string
	put := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	if it.fate == blocked {
		put(it.draft.From + ": " + it.draft.Name)
	}
	put(it.said)
	if it.fate == made {
		put("its id is " + it.w.ID)
	}
	if it.same > 0 && it.fate == ready {
		put("the tenant has " + cell.Count(it.same, "workflow") + " of this name")
	}
	if safe.MixedScripts(it.draft.Name) {
		put("the name mixes letters of several scripts")
	}
	return parts
}
