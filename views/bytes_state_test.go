package views

import (
	"fmt"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/table"
	"iscope/ui/theme"
)

// TestBytesOfStates holds that the cursor costs no more where the first cell of a
// row has the colour of its state, which it keeps under the cursor.
func TestBytesOfStates(t *testing.T) {
	onLine(t, func(o *Options) {
		l := o.Views[slices.IndexFunc(o.Views, func(v View) bool { return v.Scope() == keymap.Inbox })].(*listed)
		states := []theme.State{theme.Good, theme.Bad, theme.Warn, theme.Running}
		l.list = table.New(o.Env, []table.Column[int]{
			{Key: "status", Title: "status", Width: 11, Cell: func(i *int, _ int) (string, theme.Style) {
				s := states[*i%len(states)]
				return o.Env.Styles.Plain(s) + " " + []string{"Completed", "Failed", "stuck", "Running"}[*i%len(states)], o.Env.Styles.State(s)
			}},
			{Key: "what", Title: "what", Width: 50, Main: true, Cell: func(i *int, _ int) (string, theme.Style) {
				return fmt.Sprintf("Approve access for person %d", *i*37%101), theme.Style{}
			}},
		}, func(i *int) string { return fmt.Sprint(*i) })
		rows := make([]int, 40)
		for i := range rows {
			rows[i] = i
		}
		l.list.SetRows(rows)
	}, func(p *tea.Program, l *line) {
		l.took()
		for range 5 {
			p.Send(tea.KeyPressMsg{Code: 'j', Text: "j"})
			time.Sleep(100 * time.Millisecond)
			got := l.took()
			t.Logf("%d bytes: %q", len(got), got)
			if len(got) == 0 || len(got) > 80 {
				t.Errorf("a cursor move costs %d bytes: %q", len(got), got)
			}
		}
	})
}
