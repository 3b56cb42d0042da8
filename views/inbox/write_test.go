package inbox

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
	"iscope/keymap"
	"iscope/views/internal/columns"
	"iscope/views/internal/save/savetest"
	"iscope/views/internal/viewtest"
)

// written writes what the window that was opened just now proposes, after keys.
func (d *desk) written(ending string, keys ...rune) string {
	d.t.Helper()
	l := viewtest.New(d.t, d.Model)
	l.Do(d.Model.Act("inbox.write"))
	return savetest.File(d.t, l, ending, keys...)
}

func TestWriteItems(t *testing.T) {
	sit(t, ward, func(d *desk) {
		rows, err := csv.NewReader(strings.NewReader(d.written(".csv", tea.KeyUp, tea.KeyRight))).ReadAll()
		if err != nil || len(rows) != 7 {
			t.Fatalf("%v, %v", rows, err)
		}
		if got := strings.Join(rows[0], " "); got != "state age_seconds type operation what application requester lines value created id" {
			t.Errorf("%q", got)
		}
		it := d.list.At(0)
		want := []string{"pending", "", typeWord(it.Type), it.Operation, itemName(*it), it.Application, it.RequesterName, "1", it.Value, it.Created.UTC().Format(time.RFC3339), it.ID}
		for i, got := range rows[1] {
			if want[i] != "" && got != want[i] {
				t.Errorf("%s: %q, want %q", rows[0][i], got, want[i])
			}
		}
		d.env.ReadOnly = true
		d.act("list.mark", "list.mark")
		lines := strings.Split(strings.TrimSpace(d.written(".jsonl", tea.KeyUp, tea.KeyRight, tea.KeyRight)), "\n")
		if len(lines) != 2 || lines[0] != string(it.Raw.JSON()) {
			t.Errorf("the marked ones: %q", lines)
		}
		d.wrote()
	})
}

// TestWriteWhatALongListKeeps pins that rows whose records are not kept are
// written with what the list shows, and that this is said.
func TestWriteWhatALongListKeeps(t *testing.T) {
	sit(t, ward, func(d *desk) {
		it := *d.list.At(1)
		it.Raw = api.Raw{}
		d.list.Replace(it)
		l := viewtest.New(t, d.Model)
		l.Do(d.Model.Act("list.write"))
		var all []map[string]any
		if err := json.Unmarshal([]byte(savetest.File(t, l, ".json", tea.KeyUp, tea.KeyRight, tea.KeyRight)), &all); err != nil || len(all) != 6 {
			t.Fatalf("%v, %v", all, err)
		}
		if all[1]["id"] != it.ID || all[1]["description"] != it.Description || all[1]["approvalItems"] != nil || all[0]["approvalItems"] == nil {
			t.Errorf("%v", all[1])
		}
		if said := l.Toasts(); !strings.Contains(said[len(said)-1], "of 1 only what the list shows") {
			t.Errorf("%q", said)
		}
	})
}

func TestColumnsAreRemembered(t *testing.T) {
	sit(t, ward, func(d *desk) {
		d.act("list.columns")
		d.press('j', 'j')
		d.write(" ") // type
		d.press(tea.KeyEnter)
		shown := func(l *list) bool { return l.Headings()[2].Key == "type" && l.Headings()[2].Shown }
		if shown(d.list) || !shown(d.other.list) {
			t.Error("not the list behind the window has lost a column")
		}
		next := d.again()
		next.show()
		if shown(next.list) || !shown(next.other.list) {
			t.Error("it is not remembered")
		}
		if d.memory["columns.inbox"] == "" || d.memory["columns.inbox-completed"] != "" {
			t.Errorf("remembered %v", d.memory)
		}
		next.act("inbox.decisions")
		for _, a := range []keymap.Action{"list.columns", "list.write"} {
			if !next.mine.Hides(a) {
				t.Errorf("%s is offered for what was decided", a)
			}
		}
	})
}

// TestConfigurationKnowsTheColumns pins that what the configuration may name is
// what there is.
func TestConfigurationKnowsTheColumns(t *testing.T) {
	sit(t, ward, func(d *desk) {
		for _, l := range []columns.List{d.arranged(d.list, false), d.arranged(d.other.list, true)} {
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
