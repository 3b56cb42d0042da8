package inbox

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/inbox/book"
	"iscope/views/inbox/forward"
)

// ownerDialog asks whose items shall be listed.
type ownerDialog struct {
	*dialog.Pick
	m   *Model
	gen int
}

// ownerDue is sent when typing has rested.
type ownerDue struct {
	view string
	gen  int
}

func (o ownerDue) To() string { return o.view }

// ownersFound is how many people a search asks for.
const ownersFound = 30

// askOwner asks for another owner; from the items of one it goes back to the
// person's own.
func (m *Model) askOwner() tea.Cmd {
	if m.owner.ID != "" {
		return m.setOwner(api.Identity{})
	}
	d := &ownerDialog{m: m}
	d.Pick = &dialog.Pick{Env: m.env, View: m.id, Name: "owner", Head: "Whose work items?", Empty: "type a name, alias or e-mail address"}
	d.Pick.Search = func(string) tea.Cmd {
		d.gen++
		msg := ownerDue{m.id, d.gen}
		return tea.Tick(forward.SearchDelay, func(time.Time) tea.Msg { return msg })
	}
	return screen.Send(screen.Show{Dialog: d})
}

// Listens takes the answers to the searches of this window.
func (d *ownerDialog) Listens(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case ownerDue:
		return true
	case api.Result[[]api.Identity]:
		return msg.View == d.m.id
	}
	return false
}

// Update handles keys, pastes and the results of searches.
func (d *ownerDialog) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case ownerDue:
		text := strings.TrimSpace(d.Text())
		if msg.gen != d.gen || text == "" {
			return nil, false
		}
		ctx, t := d.m.reads.Next(api.ListPublicIdentities)
		return d.m.cmds.FindIdentities(ctx, t, text, ownersFound), false
	case api.Result[[]api.Identity]:
		if !d.m.reads.Fresh(msg.Ticket) {
			return nil, false
		}
		d.Empty = "nobody is called that"
		if msg.Err != nil {
			d.Empty = msg.Err.Error()
		}
		options := make([]dialog.Option, 0, len(msg.Value))
		for _, p := range msg.Value {
			label := p.Name
			if !p.Active() {
				label += " (" + strings.ToLower(strings.ReplaceAll(p.Status, "_", " ")) + ")"
			}
			options = append(options, dialog.Option{Value: p, Label: label, Note: strings.TrimSpace(p.Alias + "  " + p.Email)})
		}
		d.SetOptions(options)
		return nil, false
	}
	return d.Pick.Update(msg)
}

// setOwner lists the items of somebody; without an id those of the person.
func (m *Model) setOwner(p api.Identity) tea.Cmd {
	m.reads.Supersede(m.listOp())
	if m.owner.ID == "" {
		m.own = m.summary
	}
	m.owner = p
	m.split.Close()
	for _, l := range []*list{m.list, m.other.list} {
		l.ClearMarks()
		l.SetRows(nil)
	}
	m.load, m.other.load = loading{}, loading{}
	m.summary, m.counted, m.problem = api.Summary{}, false, nil
	clear(m.latest)
	m.poller.Ask()
	return tea.Batch(m.startLoad(), m.askSummary())
}

// openForward asks for the new owner of the marked items or of the one under
// the cursor.
func (m *Model) openForward() tea.Cmd {
	if !m.list.Settled() {
		return screen.Say(screen.Warn, "The list has just changed; look again before you decide")
	}
	var items []api.WorkItem
	for _, it := range m.targets() {
		if !m.book.Collides(book.Key{Item: it.ID}) {
			items = append(items, *it)
		}
	}
	if len(items) == 0 {
		return screen.Say(screen.Warn, "A decision about this is on its way already")
	}
	return screen.Send(screen.Show{Dialog: m.forwardDialog(items, api.Identity{}, api.Forward{SendNotifications: true})})
}

// forwardDialog returns the window that asks who shall own items. With a person
// it begins with that one, and with the comment of f.
func (m *Model) forwardDialog(items []api.WorkItem, to api.Identity, f api.Forward) *forward.Dialog {
	what := cell.Count(len(items), "item")
	if len(items) == 1 {
		what = itemName(items[0])
	}
	return forward.New(forward.Dialog{
		Env: m.env, Cmds: m.cmds, Reads: m.reads, View: m.id, What: what, Items: items, Recent: m.recent, Comments: m.opt.Comments,
		To: to, Comment: f.Comment, Quiet: !f.SendNotifications,
	})
}

// forwardItems takes the decisions to forward, the items dealt out among the
// new owners in turn. Several are reviewed first.
func (m *Model) forwardItems(c forward.Chosen) tea.Cmd {
	var entries []*book.Decision
	for _, it := range c.Items {
		to, ok := turn(c.Targets, len(entries), it.OwnerID)
		if !ok {
			continue
		}
		entries = append(entries, forwarding(it, to.Name, api.Forward{TargetOwnerID: to.ID, Comment: c.Comment, SendNotifications: c.Notify}))
	}
	if len(entries) == 0 {
		return screen.Say(screen.Warn, c.Targets[0].Name+" owns this already")
	}
	m.keepRecent(c.Targets)
	if m.env.Protected || m.owner.ID != "" || len(entries) > 1 {
		return screen.Send(screen.Show{Dialog: m.question(entries, len(c.Items)-len(entries))})
	}
	m.list.SetMark(entries[0].Item, false)
	return m.ask(entries)
}

// turn returns who of the new owners gets the nth item: whose turn it is, else
// the next who does not own it already.
func turn(people []api.Identity, n int, owner string) (api.Identity, bool) {
	for i := range people {
		if p := people[(n+i)%len(people)]; p.ID != owner {
			return p, true
		}
	}
	return api.Identity{}, false
}

// forwarding returns the decision to forward an item; to is what the new owner
// is called.
func forwarding(it api.WorkItem, to string, f api.Forward) *book.Decision {
	d := book.New(api.ForwardWorkItem, it, itemName(it)+" to "+to)
	d.Forward, d.To = &f, to
	return d
}

// recentTargets is how many people forwarded to are offered first.
const recentTargets = 8

// memoryRecent is where they are remembered.
const memoryRecent = "inbox.forwarded-to"

// known is what is remembered of a person.
type known struct{ ID, Name, Alias, Email string }

func (m *Model) keepRecent(people []api.Identity) {
	for _, p := range people {
		m.recent = slices.DeleteFunc(m.recent, func(o api.Identity) bool { return o.ID == p.ID })
		m.recent = slices.Insert(m.recent, 0, p)
	}
	m.recent = m.recent[:min(len(m.recent), recentTargets)]
	out := make([]known, 0, len(m.recent))
	for _, p := range m.recent {
		out = append(out, known{p.ID, p.Name, p.Alias, p.Email})
	}
	text, _ := json.Marshal(out) // texts marshal
	m.remember(memoryRecent, string(text))
}

// recallRecent reads who was forwarded to in earlier runs.
func (m *Model) recallRecent() {
	var people []known
	if json.Unmarshal([]byte(m.recall(memoryRecent)), &people) != nil {
		return
	}
	for _, p := range people[:min(len(people), recentTargets)] {
		m.recent = append(m.recent, api.Identity{ID: safe.Line(p.ID), Name: safe.Line(p.Name), Alias: safe.Line(p.Alias), Email: safe.Line(p.Email)})
	}
}
