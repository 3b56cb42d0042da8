package library

import (
	"cmp"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/jsonview"
	"iscope/ui/screen"
	"iscope/ui/sheet"
	"iscope/ui/table"
	"iscope/views/workflows/find"
)

// Desk is what a browser works with.
type Desk struct {
	Env   *screen.Env
	View  string // who opens it
	Shelf *Shelf
	// Index returns the index of the workflows, nil while there is none.
	Index func() *find.Index
}

// Tabs of the detail.
const (
	about = iota
	example
	schema
	used
)

// Browser is the window of the library. Make it with NewBrowser.
type Browser struct {
	counted *find.Index // what the list was drawn with
	desk    Desk
	env     *screen.Env
	kind    Kind
	list    *table.Model[api.LibraryItem]
	shown   [kinds]int // version of the shelf the list was filled at, per kind
	want    string     // id to stand on once it is there
	detail  bool       // the detail has the keys
	sheet   *sheet.Sheet
	jsons   [2]*jsonview.View // example and schema
	uses    *table.Model[place]
	had     held
	made    [used + 1]bool // which tabs are made of it
	found   find.Result    // where it is used, once that tab was made
	note    string
}

var _ interface {
	screen.Dialog
	screen.Typist
	screen.Listener
	screen.Sized
} = (*Browser)(nil)

// held is what the detail was made for.
type held struct {
	id      string
	kind    Kind
	version int
	index   *find.Index
}

// place is a line of the list of uses: a workflow, or below it a step.
type place struct {
	id   string
	flow *find.Flow
	hit  *find.Hit
}

// NewBrowser returns the window, standing on the item with that id; "" for the
// first action.
func NewBrowser(d Desk, id string) *Browser {
	b := &Browser{desk: d, env: d.Env, kind: Actions, want: id, sheet: sheet.New(d.Env, "About", "Example", "Schema", "Used")}
	b.list = table.New(b.env, b.columns(), func(it *api.LibraryItem) string { return it.ID })
	b.list.Text = func(it *api.LibraryItem) string { return it.Name + " " + it.ID + " " + it.Description }
	b.list.Name = func(it *api.LibraryItem) string { return it.Name }
	b.uses = table.New(b.env, b.useColumns(), func(p *place) string { return p.id })
	for i := range b.jsons {
		b.jsons[i] = jsonview.New(b.env)
	}
	b.fill(true)
	return b
}

// Open opens the window over the library, and has that read where it was not.
func Open(d Desk, id string) tea.Cmd {
	return tea.Batch(d.Shelf.Ensure(), screen.Send(screen.Show{Dialog: NewBrowser(d, id)}))
}

// Title returns the heading.
func (b *Browser) Title() string { return "Step library" }

// Width returns how wide the inside of the window likes to be.
func (b *Browser) Width() int { return 112 }

// Typing reports whether a search is being typed.
func (b *Browser) Typing() bool {
	return b.list.Typing() || b.detail && (b.sheet.Typing() || b.json() != nil && b.json().Typing())
}

// fill takes what is new on the shelf.
func (b *Browser) fill(again bool) {
	s := b.desk.Shelf
	if b.want != "" {
		if k, ok := s.Find(b.want); ok {
			again = again || k != b.kind
			b.kind = k
		}
	}
	if !again && b.shown[b.kind] == s.Version() {
		return
	}
	b.shown[b.kind] = s.Version()
	b.list.SetRows(append([]api.LibraryItem(nil), s.Items(b.kind)...))
	if b.want != "" && b.list.Select(b.want) {
		b.want = ""
	}
}

// turn goes to another list.
func (b *Browser) turn(by int) {
	b.kind = Kind((int(b.kind) + by + int(kinds)) % int(kinds))
	b.want = ""
	b.list.SetFilter("")
	b.fill(true)
	b.list.Act("list.top")
	b.sheet.Top()
}

// findKind is what the index calls an item, and by which text.
func findKind(k Kind, it *api.LibraryItem) (find.Kind, string) {
	if k != Triggers {
		return find.Action, it.ID
	}
	switch it.Type {
	case api.TriggerScheduled, api.TriggerExternal: // a workflow says the type only
		return find.Trigger, it.Type
	}
	return find.Trigger, it.ID
}

// hold makes the tab that is shown of the item under the cursor, where that is
// new. The others are made once they are looked at.
func (b *Browser) hold() *api.LibraryItem {
	it := b.list.Selected()
	if it == nil {
		return nil
	}
	want := held{it.ID, b.kind, b.desk.Shelf.Version(), b.desk.Index()}
	if b.had != want {
		if b.had.id != want.id || b.had.kind != want.kind {
			b.sheet.Top()
			for i := range b.jsons {
				b.jsons[i] = jsonview.New(b.env)
			}
			b.uses.SetRows(nil)
		}
		b.had, b.made = want, [used + 1]bool{}
	}
	t := b.sheet.Tab()
	if b.made[t] {
		return it
	}
	b.made[t] = true
	switch t {
	case example:
		b.jsons[0].Set(document(cmp.Or(string(it.Example), string(it.InputExample))))
	case schema:
		b.jsons[1].Set(document(string(it.Schema)))
	case used:
		b.lookUp(it)
	}
	return it
}

// lookUp lists where an item is used.
func (b *Browser) lookUp(it *api.LibraryItem) {
	b.found = find.Result{}
	if b.had.index != nil {
		b.found = b.had.index.Uses(findKind(b.kind, it))
	}
	var rows []place
	for i := range b.found.Flows {
		f := &b.found.Flows[i]
		rows = append(rows, place{f.ID, f, nil})
		for k := range f.Hits {
			if h := &f.Hits[k]; h.Step != "" {
				rows = append(rows, place{f.ID + h.Pointer, f, h})
			}
		}
	}
	b.uses.SetRows(rows)
}

func document(raw string) *jsonview.Doc {
	if raw == "" {
		return &jsonview.Doc{}
	}
	return jsonview.Parse(api.Pretty([]byte(raw)))
}

// json returns the document that is shown, nil where none is.
func (b *Browser) json() *jsonview.View {
	if t := b.sheet.Tab(); t == example || t == schema {
		return b.jsons[t-example]
	}
	return nil
}

// Listens takes the answers for the shelf, so that the list grows under the
// cursor.
func (b *Browser) Listens(msg tea.Msg) bool {
	r, ok := msg.(Result)
	return ok && r.View == b.desk.View && r.Key == ticketKey
}

// Update handles keys, pastes and what comes for the shelf.
func (b *Browser) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case Result:
		cmd, _ := b.desk.Shelf.Update(m)
		b.fill(false)
		return tea.Batch(cmd, screen.Send(Read{b.desk.View})), false
	case tea.PasteMsg:
		b.typed(m)
	case tea.KeyPressMsg:
		b.note = ""
		b.fill(false)
		if b.Typing() {
			b.typed(m)
			return nil, false
		}
		b.hold()
		if b.detail {
			return b.detailKey(m)
		}
		return b.listKey(m)
	}
	return nil, false
}

// typed hands a key to the search that is open.
func (b *Browser) typed(msg tea.Msg) {
	switch {
	case b.list.Typing():
		b.list.Type(msg)
	case !b.detail:
	case b.sheet.Typing():
		b.sheet.Type(msg)
	case b.json() != nil && b.json().Typing():
		b.json().Type(msg)
	}
}

// Hints returns the keys that work now.
func (b *Browser) Hints() []screen.Hint {
	var out []screen.Hint
	put := func(text string, actions ...keymap.Action) {
		var keys []string
		for _, a := range actions {
			if k := b.env.Keys.Key(a); k != "" {
				keys = append(keys, k)
			}
		}
		if len(keys) > 0 {
			out = append(out, screen.Hint{Key: strings.Join(keys, " "), Text: text})
		}
	}
	it := b.list.Selected()
	switch {
	case it == nil:
	case !b.detail:
		put("detail", "dialog.accept")
	case b.sheet.Tab() == about && b.successor(it) != "":
		put("successor", "dialog.accept")
	case b.sheet.Tab() == used && b.uses.Len() > 0:
		put("open there", "dialog.accept")
	}
	if b.detail {
		put("tabs", "text.prev-tab", "text.next-tab")
	} else {
		put("lists", "text.prev-tab", "text.next-tab")
		put("search", "app.filter")
	}
	if it != nil {
		if b.sheet.Tab() != used || !b.detail {
			put("where used", usedKey)
		}
		if b.detail && b.json() != nil {
			put("fold", "steps.fold")
		}
		put("copy id, JSON", "list.copy-id", "list.copy-json")
	}
	if b.detail {
		put("list", "dialog.close")
	} else {
		put("close", "dialog.close")
	}
	return out
}
