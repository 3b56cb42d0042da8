package inbox

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/theme"
	"iscope/views/inbox/book"
)

// followDelay is how long the cursor has to rest before the detail shows its
// row: holding a key must not draw, or ask for, every item on the way.
const followDelay = 150 * time.Millisecond

// detailTabs are the tabs of the detail.
var detailTabs = []string{"Item", "JSON"}

// detail is the pane with one item.
type detail struct {
	item   api.WorkItem
	body   api.WorkItemBody
	pinned bool // opened by its id, until another is shown: need not be in the list
	cursor int  // approval item under the cursor
	top    int
	tab    int
	gen    int // of the follow tick awaited
	width  int // as rendered last
	height int
	length int
}

// followed is sent when the cursor has rested.
type followed struct {
	view string
	gen  int
}

func (f followed) To() string { return f.view }

func (d *detail) set(m *Model, it api.WorkItem) {
	if d.item.ID != it.ID {
		d.cursor, d.top = 0, 0
		d.length = math.MaxInt // until it is drawn nobody saw it
		m.json.Top()
	}
	d.item, d.body = it, it.Body()
	d.cursor = max(0, min(d.cursor, len(d.body.Approval)-1))
	m.json.SetText(api.Pretty(it.Raw.JSON()))
}

// line returns the approval item under the cursor.
func (d *detail) line() (int, bool) { return d.cursor, d.tab == 0 && d.cursor < len(d.body.Approval) }

func (d *detail) move(m *Model, by int) {
	if len(d.body.Approval) == 0 {
		d.scroll(by)
		return
	}
	d.cursor = max(0, min(d.cursor+by, len(d.body.Approval)-1))
	d.reveal(m)
}

func (d *detail) scroll(by int) { d.top = max(0, min(d.top+by, d.length-d.height)) }

// reveal scrolls the line under the cursor into sight, with what belongs to it
// below, and for the first line all that stands above it where there is room.
func (d *detail) reveal(m *Model) {
	from, to := d.span(m)
	d.top = min(max(d.top, to-d.height), from)
	if d.cursor == 0 && to <= d.height {
		d.top = 0
	}
}

// inSight reports whether all of the approval item under the cursor was on
// screen last, or as much of it as fits.
func (d *detail) inSight(m *Model) bool {
	from, to := d.span(m)
	return from >= d.top && min(to, from+d.height) <= d.top+d.height
}

// whole reports whether everything about the item was on screen last.
func (d *detail) whole() bool { return d.length <= d.height }

// span returns from which line of the text to before which the approval item
// under the cursor goes.
func (d *detail) span(m *Model) (from, to int) {
	_, from, to = d.text(m, d.width)
	return from, to
}

func (d *detail) act(m *Model, a keymap.Action) bool {
	switch a {
	case "text.next-tab":
		d.tab = (d.tab + 1) % len(detailTabs)
		return true
	case "text.prev-tab":
		d.tab = (d.tab + len(detailTabs) - 1) % len(detailTabs)
		return true
	}
	if d.tab == 1 {
		return m.json.Act(a)
	}
	switch a {
	case "text.down":
		d.move(m, 1)
	case "text.up":
		d.move(m, -1)
	case "text.top":
		d.move(m, -1<<20)
	case "text.bottom":
		d.move(m, 1<<20)
	case "text.page-down", "text.half-down":
		d.scroll(d.height / 2)
	case "text.page-up", "text.half-up":
		d.scroll(-d.height / 2)
	default:
		return false
	}
	return true
}

// follow has the detail show the row under the cursor once that has rested.
func (m *Model) follow() tea.Cmd {
	if !m.split.Open || m.list.SelectedID() == m.detail.item.ID || m.detail.pinned && m.split.Focused {
		return nil
	}
	m.detail.gen++
	msg := followed{m.id, m.detail.gen}
	return tea.Tick(followDelay, func(time.Time) tea.Msg { return msg })
}

func (m *Model) onFollowed(f followed) tea.Cmd {
	if f.gen != m.detail.gen || !m.split.Open {
		return nil
	}
	return m.showSelected()
}

// showSelected shows the row under the cursor in the detail and reads it anew.
func (m *Model) showSelected() tea.Cmd {
	it := m.list.Selected()
	m.detail.gen++
	m.detail.pinned = false
	if it == nil {
		m.detail.item, m.detail.body = api.WorkItem{}, api.WorkItemBody{}
		return nil
	}
	m.detail.set(m, *it)
	ctx, t := m.reads.Next(api.GetWorkItem)
	return m.cmds.WorkItem(ctx, t, it.ID)
}

// onDetail takes the item read for the detail.
func (m *Model) onDetail(r api.Result[api.WorkItem]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) || r.Err != nil {
		return nil // what the list knew stays; the list says what is wrong
	}
	m.reads.Done(r.Ticket)
	if m.detail.item.ID == r.Value.ID {
		m.detail.set(m, r.Value)
	}
	m.changing(func() { m.list.Replace(r.Value) })
	return nil
}

func (m *Model) renderDetail(w, h int) (string, *tea.Cursor) {
	if m.detail.item.ID == "" {
		return pane.Message(m.env, w, h, "No item is open."), nil
	}
	head := []string{pane.Tabs(m.env, w, detailTabs, m.detail.tab), ""}
	if h <= len(head) {
		return cell.Fit(head, w, h), nil
	}
	if m.detail.tab == 1 {
		body, cursor := m.json.Render(w, max(h-2, 0))
		if cursor != nil {
			cursor.Y += 2
		}
		return strings.Join(append(head, body), "\n"), cursor
	}
	d := &m.detail
	lines, from, _ := d.text(m, w)
	d.width, d.height, d.length = w, max(h-2, 0), len(lines)
	d.scroll(0)
	var cursor *tea.Cursor
	if from >= d.top && from < d.top+d.height && len(d.body.Approval) > 0 {
		cursor = m.env.Focus(0, len(head)+from-d.top)
	} else {
		cursor = m.env.Focus(0, len(head))
	}
	return cell.Fit(append(head, lines[d.top:]...), w, h), cursor
}

// text returns the lines of the detail, and from which to before which of them
// the approval item under the cursor goes.
func (d *detail) text(m *Model, w int) (lines []string, from, to int) {
	st, it := m.env.Styles, &d.item
	var out []string
	for _, l := range cell.Wrap(itemName(*it), w) {
		out = append(out, st.Strong.Render(l))
	}
	out = append(out, st.Glyph(stateOf(it.State))+" "+string(orPending(it.State))+st.Muted.Render("  "+typeWord(it.Type)), "")
	age := ""
	if !it.Created.IsZero() {
		age = cell.Stamp(it.Created, m.env.Zone)
		if ago := m.env.Age(it.Created); ago != "" {
			age += ", " + ago
		}
		if word := ageWord(m.env.Now().Sub(it.Created)); word != "" && it.State.Open() {
			age += ", " + word
		}
	}
	completed := ""
	if !it.Completed.IsZero() {
		completed = cell.Stamp(it.Completed, m.env.Zone)
	}
	out = append(out, pane.Fields(m.env, w, [2]string{"name", it.Name}, [2]string{"requester", it.RequesterName}, [2]string{"owner", d.body.OwnerName},
		[2]string{"created", age}, [2]string{"completed", completed}, [2]string{"id", it.ID})...)
	if dec := m.book.About(it.ID); dec != nil && (dec.Stage == book.Stopped || dec.Stage == book.Doubtful) {
		out = append(out, "")
		for _, l := range cell.Wrap(capital(book.Verb(dec.Op))+": "+dec.Reason, w) {
			out = append(out, st.Bad.Render(l))
		}
	}
	out, from, to = d.approvalText(m, out, w)
	out = d.remediationText(m, out, w)
	out = formText(m, out, d.body.Form, w)
	for _, e := range d.body.Errors {
		out = append(out, "", st.Bad.Render(cell.Cut(e, w)))
	}
	out = append(out, "")
	for _, l := range cell.Wrap(d.whatNow(m), w) {
		out = append(out, st.Muted.Render(l))
	}
	return out, from, to
}

func orPending(s api.WorkItemState) api.WorkItemState {
	if s == "" {
		return api.StatePending
	}
	return s
}

// approvalText adds the approval items: what each asks, whole, and where. It
// returns where the one under the cursor is.
func (d *detail) approvalText(m *Model, out []string, w int) (lines []string, from, to int) {
	st := m.env.Styles
	if len(d.body.Approval) == 0 {
		return out, len(out), len(out)
	}
	head := cell.Count(len(d.body.Approval), "line")
	if n := d.body.NumItems; n >= 0 && n != len(d.body.Approval)+len(d.body.Remediation) {
		head += fmt.Sprintf(" (the tenant counts %d)", n)
	}
	out = append(out, "", st.Muted.Render(head))
	from, to = len(out), len(out)
	for i, a := range d.body.Approval {
		marker := "  "
		if m.split.Focused && i == d.cursor {
			marker = st.Accent.Render(st.Glyphs.Cursor) + " "
		}
		if i == d.cursor {
			from = len(out)
		}
		lead := marker + d.lineSign(m, a) + " " + operationStyle(st, a.Operation).Render(cell.Left(name(a.Operation, "–"), 7)) + " "
		for _, l := range cell.Wrap(asks(st, a), max(w-max(askIndent, cell.Width(lead)), 8)) {
			out = append(out, cell.Cut(lead+l, w))
			lead = cell.Spaces(askIndent)
		}
		if where := strings.Join(nonEmpty(a.Application, a.Account), st.Glyphs.Sep); where != "" {
			for _, l := range cell.Wrap(where, max(w-askIndent, 8)) {
				out = append(out, cell.Cut(cell.Spaces(askIndent)+st.Muted.Render(l), w))
			}
		}
		if i == d.cursor {
			to = len(out)
		}
	}
	return out, from, to
}

// askIndent is the room before what a line asks: cursor, state and operation.
const askIndent = 12

// lineSign is how a line stands: a sign, or a word where that would be read.
func (d *detail) lineSign(m *Model, a api.ApprovalItem) string {
	if dec := m.book.Of(book.Key{Item: d.item.ID, Line: a.ID}); dec != nil && dec.Stage != book.Stopped {
		return m.env.Styles.Sign(theme.Held)
	}
	if m.env.Aloud() {
		return strings.ToLower(string(orPending(a.State))) + ","
	}
	return m.env.Styles.Glyph(stateOf(a.State))
}

// asks is the attribute and value of a line.
func asks(st *theme.Styles, a api.ApprovalItem) string {
	switch {
	case a.Attribute == "" && a.Value == "":
		return "account"
	case a.Attribute == "":
		return a.Value
	case a.Value == "":
		return a.Attribute
	}
	return st.Pair(a.Attribute, a.Value)
}

func nonEmpty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
}

func (d *detail) remediationText(m *Model, out []string, w int) []string {
	st := m.env.Styles
	if len(d.body.Remediation) == 0 {
		return out
	}
	out = append(out, "", st.Muted.Render(cell.Count(len(d.body.Remediation), "thing")+" to undo"))
	for _, r := range d.body.Remediation {
		lead := "  " + operationStyle(st, r.Operation).Render(cell.Left(name(r.Operation, "–"), 9)) + " "
		for _, l := range cell.Wrap(st.Pair(r.Attribute, r.Value), max(w-askIndent, 8)) {
			out = append(out, cell.Cut(lead+l, w))
			lead = cell.Spaces(askIndent)
		}
		for _, l := range cell.Wrap(strings.Join(nonEmpty(r.Target, r.NativeIdentity, r.Application), st.Glyphs.Sep), max(w-askIndent, 8)) {
			out = append(out, cell.Cut(cell.Spaces(askIndent)+st.Muted.Render(l), w))
		}
	}
	return out
}

func formText(m *Model, out []string, f *api.Form, w int) []string {
	if f == nil {
		return out
	}
	st := m.env.Styles
	out = append(out, "", st.Strong.Render(cell.Cut(f.Title, w)))
	for _, l := range cell.Wrap(f.Subtitle, w) {
		if l != "" {
			out = append(out, st.Muted.Render(l))
		}
	}
	for _, s := range f.Sections {
		out = sectionText(st, out, s, w, "")
	}
	return out
}

func sectionText(st *theme.Styles, out []string, s api.FormSection, w int, indent string) []string {
	if title := name(s.Label, s.Name); title != "" {
		out = append(out, indent+st.Muted.Render(cell.Cut(title, w)))
	}
	for _, f := range s.Fields {
		value := f.Value
		if value == "" && len(f.Options) > 0 {
			labels := make([]string, 0, len(f.Options))
			for _, o := range f.Options {
				labels = append(labels, name(o.Label, o.Value))
			}
			value = st.Muted.Render("one of ") + strings.Join(labels, ", ")
		}
		out = append(out, cell.Cut(indent+"  "+name(f.Label, f.Name)+"  "+value, w))
	}
	for _, sub := range s.Sections {
		out = sectionText(st, out, sub, w, indent+"  ")
	}
	return out
}

// whatNow says what can be done with the item here, or where it can.
func (d *detail) whatNow(m *Model) string {
	k := m.env.Keys.Key
	if m.unlisted() {
		return "This item was opened by its id and is not in the list: it can only be looked at here."
	}
	if m.completed || !d.item.State.Open() {
		return "This item is closed; nothing can be changed any more."
	}
	switch d.item.Nature {
	case api.Approval:
		if m.split.Focused && len(d.body.Approval) > 1 {
			return fmt.Sprintf("%s approves this line, %s rejects it; from the list they decide the whole item.", k("inbox.approve"), k("inbox.reject"))
		}
		return fmt.Sprintf("%s approves the whole item, %s rejects it, %s forwards it.", k("inbox.approve"), k("inbox.reject"), k("inbox.forward"))
	case api.Manual:
		return fmt.Sprintf("Do this by hand, then %s completes the item; %s copies a value, %s forwards it.", k("inbox.complete"), k("list.copy-id"), k("inbox.forward"))
	case api.AccountSelection:
		return fmt.Sprintf("%s chooses an account in the form; %s forwards the item.", k("inbox.select"), k("inbox.forward"))
	}
	if m.env.WebURL == "" {
		return fmt.Sprintf("This is decided in the tenant's web interface; %s forwards it.", k("inbox.forward"))
	}
	return fmt.Sprintf("This is decided in the web interface: %s opens it; %s forwards it.", k("list.browse"), k("inbox.forward"))
}
