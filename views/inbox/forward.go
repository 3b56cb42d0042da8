package inbox

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/field"
	"iscope/ui/screen"
)

// searchDelay is how long typing rests before identities are searched.
const searchDelay = 250 * time.Millisecond

// searchLimit is how many identities a search asks for.
const searchLimit = 30

// forwardTo is the answer of the forward dialog.
type forwardTo struct {
	view    string
	target  api.Identity
	comment string
	notify  bool
	items   []api.WorkItem // as they were when the dialog opened
}

func (f forwardTo) To() string { return f.view }

// searchDue is sent when typing has rested.
type searchDue struct {
	view string
	gen  int
}

func (s searchDue) To() string { return s.view }

// forwardDialog asks who shall own the items, and why.
type forwardDialog struct {
	m       *Model
	items   []api.WorkItem // as they were shown
	what    string
	pick    *dialog.Pick
	gen     int
	problem string

	chosen  *api.Identity
	comment *field.Field
	notify  bool
	wrong   string
}

var _ screen.Dialog = (*forwardDialog)(nil)

// openForward asks for the new owner of the marked items or of the one under
// the cursor.
func (m *Model) openForward() tea.Cmd {
	if !m.list.Settled() {
		return screen.Say(screen.Warn, "The list has just changed; look again before you decide")
	}
	var items []api.WorkItem
	for _, it := range m.targets() {
		if !m.book.collides(key{item: it.ID}) {
			items = append(items, *it)
		}
	}
	if len(items) == 0 {
		return screen.Say(screen.Warn, "A decision about this is on its way already")
	}
	what := cell.Count(len(items), "item")
	if len(items) == 1 {
		what = itemName(items[0])
	}
	f := &forwardDialog{m: m, items: items, what: what, notify: true}
	f.pick = &dialog.Pick{Env: m.env, Search: f.search, Empty: "type a name, alias or e-mail address"}
	f.pick.SetOptions(options(m.recent))
	return screen.Send(screen.Show{Dialog: f})
}

func options(people []api.Identity) []dialog.Option {
	out := make([]dialog.Option, 0, len(people))
	for _, p := range people {
		out = append(out, dialog.Option{Value: p, Label: p.Name, Note: strings.TrimSpace(p.Alias + "  " + p.Email)})
	}
	return out
}

// Title says what is forwarded.
func (f *forwardDialog) Title() string { return "Forward: " + f.what }

// Hints returns the keys of the window.
func (f *forwardDialog) Hints() []screen.Hint {
	if f.chosen == nil {
		return f.pick.Hints()
	}
	return []screen.Hint{{Key: "enter", Text: "forward"}, {Key: "tab", Text: "notify on/off"}, {Key: "esc", Text: "other owner"}}
}

// Listens takes the answers to the searches of this dialog.
func (f *forwardDialog) Listens(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case searchDue:
		return true
	case api.Result[[]api.Identity]:
		return msg.View == f.m.id
	}
	return false
}

// search waits for typing to rest.
func (f *forwardDialog) search(string) tea.Cmd {
	f.gen++
	msg := searchDue{f.m.id, f.gen}
	return tea.Tick(searchDelay, func(time.Time) tea.Msg { return msg })
}

// Update handles keys, pastes and the results of searches.
func (f *forwardDialog) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case searchDue:
		return f.ask(msg), false
	case api.Result[[]api.Identity]:
		f.found(msg)
		return nil, false
	}
	if f.chosen != nil {
		return f.updateComment(msg)
	}
	if key, ok := msg.(tea.KeyPressMsg); ok {
		if a, _ := f.m.env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, key.String()); a == "dialog.accept" {
			if o, ok := f.pick.Selected(); ok {
				if p, ok := o.Value.(api.Identity); ok {
					f.chosen, f.comment = &p, field.New("")
				}
			}
			return nil, false
		}
	}
	return f.pick.Update(msg)
}

func (f *forwardDialog) ask(due searchDue) tea.Cmd {
	text := strings.TrimSpace(f.pick.Text())
	if due.gen != f.gen {
		return nil
	}
	if text == "" {
		f.pick.SetOptions(options(f.m.recent))
		return nil
	}
	ctx, t := f.m.reads.Next(api.ListPublicIdentities)
	return f.m.cmds.FindIdentities(ctx, t, text, searchLimit)
}

func (f *forwardDialog) found(r api.Result[[]api.Identity]) {
	if !f.m.reads.Fresh(r.Ticket) {
		return
	}
	f.problem = ""
	if r.Err != nil {
		f.problem = r.Err.Error()
	}
	f.pick.Empty = "nobody is called that"
	f.pick.SetOptions(options(r.Value))
}

func (f *forwardDialog) updateComment(msg tea.Msg) (tea.Cmd, bool) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch a, _ := f.m.env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, key.String()); a {
		case "dialog.close":
			f.chosen = nil
			return nil, false
		case "dialog.next", "dialog.prev":
			if key.Code == tea.KeyTab {
				f.notify = !f.notify
				return nil, false
			}
		case "dialog.accept":
			comment := strings.TrimSpace(f.comment.Value())
			if comment == "" {
				f.wrong = "The tenant demands a comment: say why it is forwarded"
				return nil, false
			}
			return screen.Send(forwardTo{f.m.id, *f.chosen, comment, f.notify, f.items}), true
		}
	}
	f.wrong = ""
	f.comment.Update(msg)
	return nil, false
}

// Render draws the search, or the comment once an owner is chosen.
func (f *forwardDialog) Render(w, h int) (string, *tea.Cursor) {
	st := f.m.env.Styles
	if f.chosen == nil {
		content, cursor := f.pick.Render(w, h)
		if f.problem != "" {
			content += "\n" + st.Bad.Render(cell.Cut(f.problem, w))
		}
		return content, cursor
	}
	notify := "no"
	if f.notify {
		notify = "yes"
	}
	text, x := f.comment.Render(w - 10)
	lines := []string{
		st.Muted.Render("to        ") + st.Strong.Render(cell.Cut(f.chosen.Name, w-10)),
		st.Muted.Render("          " + cell.Cut(f.chosen.Email, w-10)),
		st.Muted.Render("          id " + cell.CutMiddle(f.chosen.ID, w-13)),
		cell.Cut(st.Muted.Render("notify    ")+notify+st.Muted.Render(", the new owner by e-mail"), w),
		st.Muted.Render("comment * ") + text,
	}
	cursor := tea.NewCursor(10+x, len(lines)-1)
	if safe.MixedScripts(f.chosen.Name) {
		lines = append(lines, st.Warn.Render("The name mixes alphabets: make sure by the id that this is the right person"))
	}
	if f.wrong != "" {
		lines = append(lines, st.Bad.Render(cell.Cut(f.wrong, w)))
	}
	return strings.Join(lines, "\n"), cursor
}

// recentTargets is how many people forwarded to are offered first.
const recentTargets = 8

// forwardItems takes the decisions to forward.
func (m *Model) forwardItems(f forwardTo) tea.Cmd {
	var entries []*decision
	for _, it := range f.items {
		if it.OwnerID == f.target.ID {
			continue
		}
		entries = append(entries, &decision{
			key: key{item: it.ID}, op: api.ForwardWorkItem, name: fmt.Sprintf("%s to %s", itemName(it), f.target.Name), seen: it, digest: digest(it, ""),
			forward: &api.Forward{TargetOwnerID: f.target.ID, Comment: f.comment, SendNotifications: f.notify},
		})
	}
	if len(entries) == 0 {
		return screen.Say(screen.Warn, f.target.Name+" owns this already")
	}
	m.recent = slices.DeleteFunc(m.recent, func(p api.Identity) bool { return p.ID == f.target.ID })
	m.recent = slices.Insert(m.recent, 0, f.target)
	m.recent = m.recent[:min(len(m.recent), recentTargets)]
	if m.env.Protected {
		return screen.Send(screen.Show{Dialog: m.question(entries, len(f.items)-len(entries))})
	}
	for _, d := range entries {
		m.list.SetMark(d.item, false)
	}
	return m.ask(entries)
}
