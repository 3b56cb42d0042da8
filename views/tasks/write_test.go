package tasks

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/config"
	"iscope/ui/screen"
	"iscope/views/internal/columns"
	"iscope/views/internal/save/savetest"
)

// cells reads a file as one map for each row.
func cells(t *testing.T, text string) []map[string]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%q: %v", text, err)
	}
	var out []map[string]string
	for _, values := range rows[1:] {
		row := map[string]string{}
		for i, key := range rows[0] {
			row[key] = values[i]
		}
		out = append(out, row)
	}
	return out
}

func TestWritePendingTasks(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		r.act("list.write")
		rows := cells(t, savetest.File(t, r.Loop, ".csv", tea.KeyUp, tea.KeyRight)) // all columns
		if len(rows) != 3 || len(rows[0]) != 12 {
			t.Fatalf("%v", rows)
		}
		for key, want := range map[string]string{
			"status": "stuck", "task": "Entitlement Aggregation", "target": "HR", "for_seconds": "111600", "progress": "37", "id": "t-old", "created": at.Add(-31 * time.Hour).UTC().Format(time.RFC3339),
		} {
			if got := rows[0][key]; got != want {
				t.Errorf("%s: %q, want %q", key, got, want)
			}
		}
		r.m.env.ReadOnly = true // nothing is changed by it
		r.act("list.down", "app.open", "list.write")
		var one api.Task
		if err := json.Unmarshal([]byte(savetest.File(t, r.Loop, ".json", tea.KeyUp, tea.KeyRight, tea.KeyRight)), &struct {
			ID *string `json:"id"`
		}{&one.ID}); err != nil || one.ID != r.m.detail.task.ID {
			t.Errorf("the one that is looked at: %q, %v", one.ID, err)
		}
	})
}

func TestWriteHistory(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{ended: many(300)}, nil)
		r.act("tasks.history", "list.write")
		if text, _ := r.Dialog().Render(90, 20); !strings.Contains(text, "The history goes on: of it 100 tasks are loaded.") {
			t.Errorf("it is not said that there is more:\n%s", text)
		}
		rows := cells(t, savetest.File(t, r.Loop, ".csv"))
		if len(rows) != 100 || rows[0]["status"] != "success" || strings.ContainsAny(rows[0]["ended"], "✓ ") {
			t.Errorf("%d rows, %v", len(rows), rows[0])
		}
	})
}

// TestColumnsAreRemembered pins that each of the two lists has columns and an
// order of its own, beyond the end of the program.
func TestColumnsAreRemembered(t *testing.T) {
	bubble(t, func(t *testing.T) {
		kept := memory{}
		r := start(t, tenant(), kept.into)
		r.has("for↓", "launcher")
		r.act("list.columns")
		for _, k := range []string{"j", "j", " ", "G", " ", "enter"} { // target off, id on
			press(r.Dialog(), k)
		}
		r.hasNot("target")
		r.act("list.reverse", "tasks.history", "list.sort")
		r.has("target", "status↑")
		if kept["columns.tasks"] != "status task !target for usual progress phase launcher type !created !launched id | for" || kept["columns.tasks-history"] != "| status" {
			t.Errorf("remembered %q", kept)
		}
		again := start(t, tenant(), kept.into)
		again.has("for↑")
		again.hasNot("target")
		again.act("tasks.history")
		again.has("target", "status↑")
	})
}

// press hands a key to a window.
func press(d screen.Dialog, key string) {
	msg := tea.KeyPressMsg{Code: rune(key[0]), Text: key}
	switch key {
	case "enter":
		msg = tea.KeyPressMsg{Code: tea.KeyEnter}
	case " ":
		msg = tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	d.Update(msg)
}

// TestConfigurationKnowsTheColumns pins that what the configuration may name is
// what there is.
func TestConfigurationKnowsTheColumns(t *testing.T) {
	bubble(t, func(t *testing.T) {
		now, other := start(t, tenant(), nil).m.lists()
		for _, l := range []columns.List{now, other} {
			var got config.ListColumns
			for _, h := range l.Table.Headings() {
				got.All = append(got.All, h.Key)
				if h.Sorts {
					got.Sorts = append(got.Sorts, h.Key)
				}
			}
			if want := config.Columns[l.Name]; !slices.Equal(got.All, want.All) || !slices.Equal(got.Sorts, want.Sorts) {
				t.Errorf("%s has %q, the configuration %q", l.Name, got, want)
			}
		}
	})
}
