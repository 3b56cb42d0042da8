package executions

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/executions/since"
)

// sinceQuestion is the name of the window that asks for a time.
const sinceQuestion = "since"

// askSince asks which time shall be shown.
func (m *Model) askSince() tea.Cmd {
	lines := append(since.Examples(), "Executions are kept for 90 days. Empty: any time.", "")
	return screen.Send(screen.Show{Dialog: &dialog.Prompt{
		Env: m.env, View: m.id, Name: sinceQuestion, Head: "Executions of which time?", Lines: lines, Text: m.filter.since.Text,
		Check: func(text string) string {
			if _, err := m.parseSince(text); err != nil {
				return err.Error()
			}
			return ""
		},
	}})
}

func (m *Model) parseSince(text string) (since.Range, error) {
	return since.Parse(text, m.env.Now(), m.env.Zone)
}

// sinceAnswered shows executions of the time that was typed, and has older ones
// read back to its beginning.
func (m *Model) sinceAnswered(a dialog.Answer) tea.Cmd {
	text, ok := a.Value.(string)
	if !ok {
		return nil
	}
	r, err := m.parseSince(text)
	if err != nil {
		return screen.Say(screen.Bad, err.Error()) // what was right when it was typed may be a day later
	}
	m.abandonBack()
	m.filter.since = r
	m.feed.back.stopped = false
	return tea.Batch(m.refilter(), m.pump())
}

// back is the loading of older executions, back to the time that is asked for. It
// goes on beside the refreshes, which must not wait for it.
type back struct {
	out     int  // pages under way
	stopped bool // somebody does not want to wait for it
	waits   bool // a request failed: a refresh must succeed first
}

// goesBack reports whether older executions are loaded, or would be if the tenant
// could be reached.
func (m *Model) goesBack() bool {
	if m.filter.since.IsZero() || m.feed.back.stopped {
		return false
	}
	for _, f := range m.feed.flows {
		if m.lacks(f) {
			return true
		}
	}
	return false
}

// lacks reports whether executions of a workflow are to be loaded that the filter
// asks for.
func (m *Model) lacks(f *flow) bool {
	if f.err != nil || !f.listed || !m.wants(f) {
		return false
	}
	if !f.loaded {
		return true
	}
	r, short := m.short(f)
	return short && !r.lost
}

// backProgress returns of how many workflows all was read that is asked for.
func (m *Model) backProgress() (done, all int) {
	for _, f := range m.feed.flows {
		if f.listed && m.wants(f) {
			all++
			if !m.lacks(f) {
				done++
			}
		}
	}
	return done, all
}

// pumpBack asks for older pages as long as some are to be loaded, those first
// that complete the list from its top on.
func (m *Model) pumpBack() tea.Cmd {
	fd := &m.feed
	if m.filter.since.IsZero() || fd.back.stopped || fd.back.waits || !m.active || fd.listing && !fd.loaded {
		return nil
	}
	var cmds []tea.Cmd
	for fd.out+fd.back.out < m.abreast() {
		f := m.nextBack()
		if f == nil {
			break
		}
		fd.back.out++
		f.older = older{due: true, back: true}
		cmds = append(cmds, m.send(ask{flow: f, older: true}))
	}
	return tea.Batch(cmds...)
}

// nextBack returns the workflow of which an older page is to be read next, nil
// where there is none.
func (m *Model) nextBack() *flow {
	var next *flow
	for _, f := range m.feed.flows {
		if f.loaded && !f.older.due && m.lacks(f) && (next == nil || m.nearest(f, next) < 0) {
			next = f
		}
	}
	return next
}

// stopBack stops loading because somebody does not want to wait for it, and
// reports whether there was any.
func (m *Model) stopBack() bool {
	if !m.goesBack() {
		return false
	}
	m.abandonBack()
	m.feed.back.stopped = true
	return true
}

// abandonBack gives up the pages that are under way: they answer a question that
// nobody asks any more.
func (m *Model) abandonBack() {
	m.feed.back.out = 0
	for _, f := range m.feed.flows {
		if f.older.due && f.older.back {
			f.older.due = false
			m.scope.SupersedeFor(api.ListExecutions, olderKey+f.ID)
		}
	}
}

// showEvery is how often the list takes what was loaded meanwhile, a millisecond
// or two each time, whatever it has already. Only where rows that it has changed
// too it has to look at every row: up to fifty milliseconds for a hundred thousand
// that are filtered by text or sorted, which is to be felt by fewer than one key in
// a hundred.
const (
	showEvery     = 250 * time.Millisecond
	showSlowEvery = time.Second
	showRarely    = 4 * time.Second
)

// loadedLately says that what was loaded shall be shown. The view sends it to
// itself.
type loadedLately struct{ view string }

// To returns the view the message is for.
func (l loadedLately) To() string { return l.view }

// takeLater shows what was loaded with what comes soon after it.
func (m *Model) takeLater(got merged) tea.Cmd {
	if !got.changed || m.feed.showing {
		return nil
	}
	m.feed.showing = true
	wait, msg := showEvery, loadedLately{m.id}
	if !m.env.Motion {
		wait = showSlowEvery // a thin line: each time is a page of it
	}
	if key, _ := m.list.Sort(); m.feed.ledger.stale && (key != "" || m.list.Filter() != "") {
		wait = showSlowEvery
		if m.list.Len() > manyRows {
			wait = showRarely
		}
	}
	return tea.Tick(wait, func(time.Time) tea.Msg { return msg })
}

// takeNow shows what was loaded.
func (m *Model) takeNow() tea.Cmd {
	m.feed.showing = false
	if l := &m.feed.ledger; len(l.held) == 0 && !l.stale {
		return nil // what came after it took it along
	}
	m.take(merged{changed: true})
	return m.moved()
}
