package outbox

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/views/inbox/book"
)

// A key that takes back and is held down means one row. For repeatDelay after
// it did, longer than keyboards wait before they repeat, further presses are
// swallowed, and as long as they come within repeatRate. Any other key between
// them shows that it is no repeat.
const (
	repeatDelay = 700 * time.Millisecond
	repeatRate  = 300 * time.Millisecond
)

// Update handles keys, and text while the filter or a search is typed.
func (p *Panel) Update(msg tea.Msg) (tea.Cmd, bool) {
	p.sync()
	switch {
	case p.reading != "" && p.text.Typing():
		p.text.Type(msg)
		return nil, false
	case p.reading == "" && p.list.Typing():
		p.list.Type(msg)
		p.moved = true // to what was looked for
		return nil, false
	}
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, false
	}
	scopes := []keymap.Scope{keymap.Outbox, keymap.List, keymap.Dialog, keymap.Global}
	if p.reading != "" {
		scopes = []keymap.Scope{keymap.Outbox, keymap.Text, keymap.List, keymap.Dialog, keymap.Global}
	}
	action, _ := p.env.Keys.Resolve(scopes, key.String())
	cmd, done := p.act(action)
	p.closed = done
	return cmd, done
}

// act does what an action means and reports whether it closes the window.
func (p *Panel) act(a keymap.Action) (tea.Cmd, bool) {
	p.note = ""
	if a != "outbox.undo" && a != "outbox.forget" {
		p.quiet = time.Time{}
	}
	switch a {
	case "outbox.undo":
		return p.takeBack(), false
	case "outbox.stop":
		return p.stop(), false
	case "outbox.send", "inbox.send":
		return p.hurry(), false
	case "outbox.retry":
		return p.retry(), false
	case "outbox.forget":
		return p.forget(), false
	case "list.copy-id":
		return p.copyID(), false
	case "dialog.close", "app.back", "app.kill", "app.quit", "inbox.outbox":
		return nil, p.back(a)
	}
	p.look(a)
	return nil, false
}

// back leaves the detail, else clears marks and filter, else closes. The keys
// that quit, and the one that opened the window, close it at once.
func (p *Panel) back(a keymap.Action) bool {
	if p.reading != "" {
		if !p.text.Act("app.back") {
			p.reading = ""
		}
		return false
	}
	return a == "app.quit" || a == "inbox.outbox" || !p.list.Act("app.back")
}

// look moves around: nothing of it is about decisions.
func (p *Panel) look(a keymap.Action) {
	switch {
	case p.reading != "":
		p.text.Act(a)
	case a == "dialog.accept", a == "app.open":
		if r := p.list.Selected(); r != nil {
			p.reading = idOf(r.d)
			p.text.Top()
		}
	case a == "dialog.next", a == "dialog.prev", a == "app.pane":
		if p.batch != 0 {
			p.all = !p.all
			p.list.ClearMarks() // nothing marked is out of sight
			p.sync()
		}
	case a == "list.sort", a == "list.reverse": // the order says where decisions are
	case p.list.Act(a):
		p.moved = p.moved || strings.HasPrefix(string(a), "list.")
	}
}

// aim returns the rows a key is about: the one that is read, the marked ones,
// or the one under the cursor.
func (p *Panel) aim() []*row {
	if p.reading != "" {
		if r := p.find(p.reading); r != nil {
			return []*row{r}
		}
		return nil
	}
	if marked := p.list.Marked(); len(marked) > 0 {
		return marked
	}
	if r := p.list.Selected(); r != nil {
		return []*row{r}
	}
	return nil
}

// slips reports whether a key that takes a row away may have been meant for
// another row than the one it would take, and says so.
func (p *Panel) slips() bool {
	now := p.env.Now()
	if now.Before(p.quiet) {
		if until := now.Add(repeatRate); until.After(p.quiet) {
			p.quiet = until
		}
		p.note = "One press takes one; " + p.env.Keys.Key("list.mark") + " marks more"
		return true
	}
	return p.changed()
}

// changed reports whether the row under the cursor has just come there, where
// that is what a key is about, and says so.
func (p *Panel) changed() bool {
	if p.reading != "" || p.list.Marks() > 0 || p.list.Settled() {
		return false
	}
	p.note = "The row has just changed; look again"
	return true
}

func (p *Panel) takeBack() tea.Cmd {
	if p.slips() {
		return nil
	}
	rows := p.aim()
	keys := keysOf(rows, waits)
	switch {
	case len(rows) == 0:
		p.note = "There is nothing to take back"
		return nil
	case len(keys) == 0 && len(rows) == 1:
		p.note = tooLate(rows[0])
		return nil
	case len(keys) == 0:
		p.note = "Too late for all of them"
		return nil
	case len(rows) == 1:
		p.note = "Taken back, nothing was sent: " + rows[0].d.Name
	default:
		p.note = "Taken back, nothing was sent: " + cell.Count(len(keys), "decision")
		if n := len(rows) - len(keys); n > 0 {
			p.note += "; too late for " + cell.Thousands(n)
		}
	}
	p.quiet = p.env.Now().Add(repeatDelay)
	return p.desk.Withdraw(keys)
}

// tooLate says why a decision cannot be taken back.
func tooLate(r *row) string {
	switch {
	case r.over != nil:
		return "It is over already"
	case r.d.Stage == book.Stopped:
		return "It stopped; there is nothing to take back"
	}
	return "Too late: it is on its way"
}

// stop takes back everything shown, also what the filter hides, that has not
// begun. What is under way cannot be called back and goes on.
func (p *Panel) stop() tea.Cmd {
	var keys []book.Key
	rows := p.list.Rows()
	for i := range rows {
		if waits(&rows[i]) {
			keys = append(keys, rows[i].d.Key)
		}
	}
	going := ""
	switch n := p.sums.moving; {
	case n == 1:
		going = "1 under way goes on"
	case n > 1:
		going = cell.Thousands(n) + " under way go on"
	}
	switch {
	case len(keys) > 0 && going != "":
		p.note = "Taken back: " + cell.Thousands(len(keys)) + "; " + going
	case len(keys) > 0:
		p.note = "Taken back: " + cell.Thousands(len(keys)) + "; nothing of it was sent"
	case going != "":
		p.note = "Too late: " + going
	default:
		p.note = "There is nothing to cancel"
	}
	if len(keys) == 0 {
		return nil
	}
	return p.desk.Withdraw(keys)
}

// holds returns how many decisions are held, of whatever batch: they are sent
// together.
func (p *Panel) holds() int {
	n := 0
	for _, d := range p.desk.Entries() {
		if d.Stage == book.Held {
			n++
		}
	}
	return n
}

// hurry sends what is held. From the progress of a run that has nothing held it
// does not send what the person does not look at.
func (p *Panel) hurry() tea.Cmd {
	n := p.holds()
	switch {
	case p.refuses():
		return nil
	case n == 0:
		p.note = "Nothing is held"
		return nil
	case p.sums.held == 0:
		p.note = "Nothing of this run is held"
		return nil
	}
	p.note = "Sending " + cell.Count(n, "decision") + " now"
	return p.desk.Hurry()
}

// refuses reports, and says, that nothing may be sent.
func (p *Panel) refuses() bool {
	if p.env.ReadOnly {
		p.note = p.env.Locked()
	}
	return p.env.ReadOnly
}

// failed returns what a retry is about: of a run, with nothing marked, all that
// failed in it.
func (p *Panel) failed() (keys []book.Key, everyone bool) {
	if p.all || p.reading != "" || p.list.Marks() > 0 {
		return unique(keysOf(p.aim(), stuck)), false
	}
	rows := p.list.Rows()
	for i := range rows {
		if stuck(&rows[i]) {
			keys = append(keys, rows[i].d.Key)
		}
	}
	return unique(keys), true
}

// unique leaves out what is there twice, as decisions of earlier runs may be.
func unique(keys []book.Key) []book.Key {
	seen := make(map[book.Key]bool, len(keys))
	return slices.DeleteFunc(keys, func(k book.Key) bool {
		again := seen[k]
		seen[k] = true
		return again
	})
}

func (p *Panel) retry() tea.Cmd {
	keys, everyone := p.failed()
	switch {
	case p.refuses(), !everyone && p.changed():
		return nil
	case len(keys) == 0 && everyone:
		p.note = "Nothing of this run failed"
		return nil
	case len(keys) == 0 && p.reading == "" && p.list.Marks() > 1:
		p.note = "None of them failed"
		return nil
	case len(keys) == 0:
		p.note = "Only what failed can be tried again"
		return nil
	}
	p.note = cell.Count(len(keys), "decision") + " to take again: shown to you first"
	return p.desk.Retry(keys)
}

// forget drops what stopped from the list.
func (p *Panel) forget() tea.Cmd {
	if p.slips() {
		return nil
	}
	rows := p.aim()
	keys := keysOf(rows, stuck)
	if len(keys) == 0 {
		p.note = "Only what failed can be set aside"
		return nil
	}
	p.note = "Set aside; it stays in the journal"
	p.quiet = p.env.Now().Add(repeatDelay)
	return p.desk.Forget(keys)
}

func (p *Panel) copyID() tea.Cmd {
	r := p.list.Selected()
	if p.reading != "" {
		r = p.find(p.reading)
	}
	if r == nil {
		return nil
	}
	return screen.Send(screen.Copy{Text: r.d.Item, What: "id"})
}
