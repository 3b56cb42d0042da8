package workflows

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestFilterGoesToWhatIsCalledSo pins that after a filter the cursor is on the first
// workflow that is called by it, not on one that merely has it in its trigger, and not
// where the cursor was before.
func TestFilterGoesToWhatIsCalledSo(t *testing.T) {
	bubble(t, func(t *testing.T) {
		all := append(tenant(), wf("w-alarm", "An alarm", true, `,"trigger":{"type":"EXTERNAL","attributes":{"name":"alarm"}}`),
			wf("w-ext", "External: service desk", true, ""), wf("w-ext2", "Leave of external staff", true, ""))
		r := start(t, &fake{all: all}, nil)
		r.act("list.bottom", "app.filter")
		for _, k := range "External" {
			r.m.Update(tea.KeyPressMsg{Code: k, Text: string(k)})
		}
		if r.m.table.SelectedID() != "w-ext" || r.m.table.Place() != 0 || r.m.table.Shown() != 4 {
			t.Fatalf("the cursor is on %q, place %d of %d", r.m.table.SelectedID(), r.m.table.Place(), r.m.table.Shown())
		}
		if r.m.table.Settled() {
			t.Error("a key that acts would take a row that nobody has seen yet")
		}
		if got := r.m.table.At(1).ID; got != "w-ext2" {
			t.Errorf("the second is %q", got)
		}
	})
}
