package executions

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/config"
	"iscope/keymap"
	"iscope/views/internal/save/savetest"
)

// memory remembers until the test ends.
type memory map[string]string

func (m memory) Recall(key string) string   { return m[key] }
func (m memory) Remember(key, value string) { m[key] = value }

func TestWriteExecutions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		m, loop := open(t, company(t, now))
		loop.Act("list.write")
		rows, err := csv.NewReader(strings.NewReader(savetest.File(t, loop, ".csv", tea.KeyUp, tea.KeyRight))).ReadAll()
		if err != nil || len(rows) != m.list.Len()+1 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		if got := strings.Join(rows[0], " "); got != "status workflow age_seconds took_seconds trend cause started ended id request" {
			t.Errorf("%q", got)
		}
		i := slices.IndexFunc(rows, func(r []string) bool { return r[8] == "failed-1" })
		if i < 0 {
			t.Fatal("failed-1 is not in the file")
		}
		e, got := m.list.Row("failed-1"), rows[i]
		if got[0] != "Failed" || got[1] != e.flow.Name || got[6] != e.Start.UTC().Format(time.RFC3339) || strings.ContainsAny(got[3]+got[2], "smh<") || !strings.Contains(got[4], "Failed") {
			t.Errorf("%q", got)
		}

		m.list.Select("failed-1")
		loop.Act("list.write")
		var one struct{ ID, Status, WorkflowID string }
		if err := json.Unmarshal([]byte(savetest.File(t, loop, ".json", tea.KeyUp, tea.KeyRight, tea.KeyRight, tea.KeyUp, tea.KeyLeft)), &one); err != nil ||
			one.ID != "failed-1" || one.Status != "Failed" || one.WorkflowID != e.WorkflowID {
			t.Errorf("%+v, %v", one, err)
		}
	})
}

func TestColumnsOfExecutionsAreRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, kept := company(t, time.Now()), memory{}
		for range 2 {
			m, loop := show(t, f)
			m.env.Memory = kept
			m.arranged().Restore()
			if len(kept) == 0 {
				loop.Act("list.columns")
				d := loop.Dialog()
				for _, k := range []tea.KeyPressMsg{{Code: 'G', Text: "G"}, {Code: tea.KeySpace, Text: " "}, {Code: 'g', Text: "g"}, {Code: 's', Text: "s"}, {Code: tea.KeyEnter}} {
					d.Update(k)
				}
			}
			if frame := render(m, 120, 20); !strings.Contains(frame, "status↑") || !strings.Contains(frame, "request") {
				t.Errorf("remembered %v:\n%s", kept, frame)
			}
			m.SetActive(false)
		}
	})
}

// TestBoardHasNoColumns pins that what is about the list says so on the board.
func TestBoardHasNoColumns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := openBoard(t, company(t, time.Now()))
		for _, a := range []keymap.Action{"list.columns", "list.write"} {
			loop.Act(a)
			if why := m.Disabled(a); !m.Hides(a) || !strings.Contains(why, "B goes back to it") || loop.Dialog() != nil {
				t.Errorf("%s: %q", a, why)
			}
		}
		if cmd := m.Act("executions.board"); cmd != nil {
			loop.Do(cmd)
		}
		if m.Hides("list.write") || m.Disabled("list.write") != "" {
			t.Error("the list itself cannot be written")
		}
	})
}

// TestConfigurationKnowsTheColumns pins that what the configuration may name is
// what there is.
func TestConfigurationKnowsTheColumns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := open(t, company(t, time.Now()))
		l := m.arranged()
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
	})
}
