package session

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"iscope/config"
	"iscope/views/internal/save/savetest"
)

// TestWriteHidesEncryptedValues pins that a file has the records as they may be
// seen, and ids where the list shows names.
func TestWriteHidesEncryptedValues(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.Act("list.write")
		if r.Dialog() != nil {
			t.Error("it is written before it is known what is encrypted")
		}
		r.Act("list.write")
		csv := savetest.File(t, r.Loop, ".csv")
		if !strings.Contains(csv, "u-ada") || !strings.Contains(csv, "p-zoe") {
			t.Errorf("no ids in\n%s", csv)
		}
		r.Act("list.write")
		text := savetest.File(t, r.Loop, ".json", tea.KeyUp, tea.KeyRight, tea.KeyRight)
		if !strings.Contains(text, `"attributes"`) || strings.Contains(text, "AB123456") {
			t.Errorf("an encrypted value, or no record at all, is in\n%s", text)
		}
	})
}

// TestConfigurationKnowsTheColumns pins that what the configuration may name is
// what there is.
func TestConfigurationKnowsTheColumns(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		var got config.ListColumns
		for _, h := range r.m.list.Headings() {
			got.All = append(got.All, h.Key)
			if h.Sorts {
				got.Sorts = append(got.Sorts, h.Key)
			}
		}
		if want := config.Columns["sessions"]; !slices.Equal(got.All, want.All) || !slices.Equal(got.Sorts, want.Sorts) {
			t.Errorf("%q, the configuration %q", got, want)
		}
	})
}
