package executions

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
)

// peeks is how many histories are read for the rows around the cursor before
// somebody moves it again.
const peeks = 36

// causes is what the list tells about failures, and how it comes to know.
type causes struct {
	words map[string]string // by execution; "" where nobody knows
	asked map[string]bool   // read for its cause once
	busy  string            // execution whose history is read now
	left  int               // of peeks
}

func newCauses() causes {
	return causes{words: map[string]string{}, asked: map[string]bool{}, left: peeks}
}

// glance reads the beginning of a history, to find out why a run failed.
func (m *Model) glance(e api.Execution) tea.Cmd {
	d := m.doc(e)
	if d.loading || d.all || d.gone || d.pages > 0 {
		return nil
	}
	return m.read(d)
}

// peek finds out why a failed run near the cursor failed, once the cursor rests:
// one at a time, in the background, and while nothing else is to be done.
func (m *Model) peek() tea.Cmd {
	c, fd := &m.causes, &m.feed
	if d := m.docs[c.busy]; d != nil && d.loading || !m.active || !m.rest.still || m.blurred || m.poller.Resting() != 0 ||
		fd.round || fd.out > 0 || len(fd.queue) > 0 || m.poller.Stale() || c.left <= 0 {
		return nil
	}
	if d := m.shown(); d != nil && d.loading {
		return nil
	}
	r := m.nextCause()
	if r == nil {
		return nil
	}
	c.asked[r.ID] = true
	d := m.doc(r.Execution)
	if d.loading || d.all || d.gone || d.pages > 0 {
		return nil // somebody is about to tell, or has nothing to tell
	}
	c.left--
	c.busy = r.ID
	d.used, d.quiet = 0, true // nobody looks at it: the first to be forgotten
	return m.read(d)
}

// nextCause returns the failed row that is nearest to the cursor, within a screen
// of it, and was not asked about; nil where there is none.
func (m *Model) nextCause() *row {
	at, last := m.list.Place(), m.list.Shown()-1
	for away := range max(m.area.rows, 1) {
		for _, i := range [2]int{at + away, at - away} {
			if i < 0 || i > last {
				continue
			}
			r := m.list.At(i)
			if _, known := m.causes.words[r.ID]; r.Status.Failed() && !r.gone && !known && !m.causes.asked[r.ID] {
				return r
			}
		}
	}
	return nil
}

// noteCause remembers why a run failed, for the list.
func (m *Model) noteCause(d *document) {
	if !d.exec.Status.Failed() {
		return
	}
	text := ""
	switch f := d.run.failing; {
	case f != nil:
		text = f.label
		if e := oneLine(d.run.errorOf(f)); e != "" {
			text += ": " + e
		}
	default:
		text = oneLine(d.run.errorOf(d.run.whole))
	}
	if text == "" && !d.all {
		return
	}
	if m.causes.words[d.exec.ID] != text {
		m.causes.words[d.exec.ID] = text
		m.list.Touch()
	}
}
