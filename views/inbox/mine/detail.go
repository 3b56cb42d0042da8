package mine

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api/journal"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/pane"
	"iscope/ui/screen"
)

// A reader likes to be this wide, and leaves this much of a narrower screen.
const (
	readerWidth  = 100
	readerMargin = 6
)

// open shows everything about the decision under the cursor.
func (m *Model) open() tea.Cmd {
	e := m.list.Selected()
	if e == nil {
		return nil
	}
	text := strings.Join(m.facts(e, max(min(m.width-readerMargin, readerWidth), 20)), "\n")
	return screen.Send(screen.Show{Dialog: dialog.NewReader(m.env, "Decision", text)})
}

// facts are the lines of the detail, at most w cells wide.
func (m *Model) facts(e *journal.Entry, w int) []string {
	st := m.env.Styles
	var out []string
	for _, l := range cell.Wrap(subject(e), w) {
		out = append(out, st.Strong.Render(l))
	}
	state, means := fate(e)
	out = append(out, "", loud(st, e).Render(st.Plain(state)+" "+outcome(e)))
	out = append(out, cell.Wrap(means, w)...)
	wanted := make([]string, 0, len(e.Want))
	for _, k := range slices.Sorted(maps.Keys(e.Want)) {
		wanted = append(wanted, k+" = "+e.Want[k])
	}
	out = append(out, "")
	out = append(out, pane.Fields(m.env, w,
		[2]string{"said", e.Words}, [2]string{"decision", operation(e)},
		[2]string{"decided", m.moment(e.Asked, "–")}, [2]string{"sent", m.moment(e.Sent, "never")}, [2]string{"ended", m.moment(e.Ended, "not yet")}, [2]string{"took", took(e)},
		[2]string{"tenant", e.Tenant}, [2]string{"id", e.Target}, [2]string{"line", e.Line})...)
	out = append(out, "", st.Title.Render("Record"))
	return append(out, pane.Fields(m.env, w,
		[2]string{"compared", strings.Join(wanted, ", ")}, [2]string{"digest", digest(e)},
		[2]string{"intent", e.ID}, [2]string{"together", e.Batch}, [2]string{"run", e.Run})...)
}

// moment writes a time in the person's zone and in UTC, and how long ago it is.
func (m *Model) moment(t time.Time, never string) string {
	if t.IsZero() {
		return never
	}
	if m.env.Aloud() {
		return cell.Stamp(t, m.env.Zone)
	}
	return cell.Stamp(t, m.env.Zone) + ", " + m.env.Age(t)
}

// took is how long the tenant, or the reading back, took.
func took(e *journal.Entry) string {
	if e.Sent.IsZero() || e.Ended.IsZero() {
		return ""
	}
	return cell.Duration(e.Ended.Sub(e.Sent))
}

// digest stands for what was shown, "" where nothing was.
func digest(e *journal.Entry) string {
	if e.Digest == 0 {
		return ""
	}
	return fmt.Sprintf("%016x", e.Digest)
}

// take copies what is under the cursor.
func (m *Model) take(a keymap.Action) tea.Cmd {
	e := m.list.Selected()
	switch {
	case e == nil:
		return nil
	case a == "list.copy-json":
		return screen.Send(screen.Copy{Text: asJSON(e), What: "decision as JSON"})
	case e.Target == "":
		return screen.Say(screen.Warn, "This decision is about nothing that has an id")
	}
	return screen.Send(screen.Copy{Text: e.Target, What: "id"})
}

// asJSON writes a decision with the names its file has.
func asJSON(e *journal.Entry) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(struct {
		Decided   string            `json:"decided"`
		Sent      string            `json:"sent,omitempty"`
		Ended     string            `json:"ended,omitempty"`
		Tenant    string            `json:"tenant"`
		Operation string            `json:"operation"`
		Target    string            `json:"target"`
		Line      string            `json:"line,omitempty"`
		Item      string            `json:"item"`
		Want      map[string]string `json:"want,omitempty"`
		Outcome   string            `json:"outcome"`
		Words     string            `json:"words,omitempty"`
		Digest    string            `json:"digest,omitempty"`
		Intent    string            `json:"intent"`
		Batch     string            `json:"batch,omitempty"`
		Run       string            `json:"run"`
	}{
		stamp(e.Asked), stamp(e.Sent), stamp(e.Ended), e.Tenant, string(e.Op), e.Target, e.Line, e.Name, e.Want, outcome(e), e.Words, digest(e), e.ID, e.Batch, e.Run,
	})
	if err != nil {
		return e.ID // strings cannot fail
	}
	return strings.TrimSuffix(b.String(), "\n")
}
