package executions

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/api/isc"
	"iscope/ui/dialog"
	"iscope/ui/diff"
	"iscope/ui/golden"
	"iscope/views/internal/viewtest"
)

// Workflow returns a workflow as it is today.
func (f *tenant) Workflow(ctx context.Context, id string) (api.Workflow, error) {
	done, err := f.ask(ctx, api.GetWorkflow, id)
	defer done()
	if err != nil {
		return api.Workflow{}, err
	}
	i := slices.IndexFunc(f.workflows, func(w api.Workflow) bool { return w.ID == id })
	if i < 0 {
		return api.Workflow{}, &api.Error{Kind: api.NotFound, Op: api.GetWorkflow, Status: 404, Detail: "no such workflow"}
	}
	return f.workflows[i], nil
}

// redefine gives a workflow another definition.
func (f *tenant) redefine(workflow int, definition string, at time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	w := &f.workflows[workflow]
	w.Raw, w.Modified = api.RawRow([]byte(fmt.Sprintf(`{"id":%q,"definition":%s}`, w.ID, definition))), at
	w.ModifiedBy = api.Ref{Name: "Ada Admin"}
}

func TestReadDefinition(t *testing.T) {
	same := []string{
		`{"start":"A","steps":{"A":{"n":1.50,"next":"B"},"B":{"l":[1,{"x":null}]}}}`,
		`{"steps":{"B":{"l":[1,{}],"d":null},"A":{"next":"B","n":1.50}},
		  "start":"A","nothing":null}`,
	}
	first := readDefinition([]byte(same[0]))
	if first == "" || readDefinition([]byte(same[1])) != first {
		t.Errorf("%s\nis not\n%s", readDefinition([]byte(same[1])), first)
	}
	for _, other := range []string{
		strings.Replace(same[0], "1.50", "1.5", 1), // as sent: nobody says what it means to the engine
		strings.Replace(same[0], `"A"`, `"B"`, 1), strings.Replace(same[0], "[1,", "[", 1), strings.Replace(same[0], "[1,", "[null,", 1),
	} {
		if got := readDefinition([]byte(other)); got == "" || got == first {
			t.Errorf("%s is the same as %s", other, same[0])
		}
	}
	for _, none := range []string{"", "null", "{}", "[]", `"text"`, `{"a":`, `{"a":null}`} {
		if got := readDefinition([]byte(none)); got != "" {
			t.Errorf("%q is a definition: %q", none, got)
		}
	}
}

const before = `{"start":"Get Identity","steps":{
	"Get Identity":{"actionId":"sp:get-identity","attributes":{"id.$":"$.trigger.identity.id"},"nextStep":"Create ticket","type":"action","versionNumber":2},
	"Create ticket":{"actionId":"sp:http","attributes":{"method":"post","url":"https://tickets.example.com/v1","requestContentType":"json"},"nextStep":"Wait for approval","type":"action"},
	"Wait for approval":{"actionId":"sp:forms","attributes":{"timeout":"25s"},"nextStep":"End Step - Success","type":"action"},
	"End Step - Success":{"type":"success"}}}`

// after is what before became.
var after = strings.NewReplacer("25s", "10m", "tickets.example.com/v1", "tickets.example.com/v2").Replace(before)

// changed opens the view over the company, whose Joiner was changed after a run
// of it failed.
func changed(t *testing.T, also ...func(*tenant)) (*Model, *viewtest.Loop, *tenant) {
	t.Helper()
	f := company(t, time.Now())
	f.definition = before
	for _, change := range also {
		change(f)
	}
	f.redefine(0, after, time.Now().Add(-10*time.Minute))
	m, loop := open(t, f)
	m.list.Select("failed-1")
	return m, loop, f
}

func TestOlderDefinitionIsSaid(t *testing.T) {
	const badge = "ran with an older definition; D shows the difference"
	synctest.Test(t, func(t *testing.T) {
		m, loop, f := changed(t)
		loop.Act("app.open")
		golden.Equal(t, "older-definition-80x24", render(m, 80, 20))
		golden.Equal(t, "older-definition-40x12", render(m, 40, 10))
		f.redefine(0, before, time.Now())
		loop.Advance(time.Minute)
		if got := render(m, 80, 20); strings.Contains(got, badge) {
			t.Errorf("today's definition is what it ran with:\n%s", got)
		}
		f.redefine(0, after, time.Now())
		loop.Advance(time.Minute)
		if got := render(m, 80, 20); !strings.Contains(got, badge) {
			t.Errorf("a change while one looks is not said:\n%s", got)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		m, loop, _ := changed(t, func(f *tenant) { f.definition = "" }) // no history-v2
		loop.Act("app.open")
		if got := render(m, 80, 20); strings.Contains(got, badge) {
			t.Errorf("nobody knows what it ran with:\n%s", got)
		}
	})
}

func TestDefinitionShowsTheDifference(t *testing.T) {
	for _, opened := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			_, loop, f := changed(t)
			if opened {
				loop.Act("app.open")
			}
			f.reset()
			loop.Act("executions.definition")
			r, ok := loop.Dialog().(*dialog.Reader)
			if !ok {
				t.Fatalf("the dialog is a %T, toasts %q", loop.Dialog(), loop.Toasts())
			}
			golden.Equal(t, "definition-90x30", r.Title()+"\n"+textOf(r.Text, 90, 30))
			want := map[bool]int{true: 0, false: 1}[opened]
			if n, flows := f.count(api.GetHistoryV2), f.count(api.GetWorkflow); n != want || flows != 1 {
				t.Errorf("opened %v: %d histories and %d workflows read", opened, n, flows)
			}
		})
	}
}

func TestWhatCannotBeCompared(t *testing.T) {
	offline := lost(api.GetWorkflow)
	for _, c := range []struct {
		name    string
		prepare func(*Model, *tenant)
		toast   string
	}{
		{"the same", func(_ *Model, f *tenant) { f.redefine(0, before, time.Now()) }, "No difference: this run used today's definition of Joiner: provision laptop"},
		{"no history-v2", func(_ *Model, f *tenant) { f.definition = "" }, untold},
		{"not in it", func(_ *Model, f *tenant) { f.definition = "{}" }, untold},
		{"archived", func(m *Model, _ *tenant) { m.list.Select("queued-1") }, "The tenant does not have this execution any more"},
		{"workflow deleted", func(_ *Model, f *tenant) { f.workflows = f.workflows[1:] }, "Joiner: provision laptop does not exist any more, so there is no definition of today"},
		{"offline", func(_ *Model, f *tenant) { f.fail = failing(api.GetWorkflow, offline) }, "The definitions could not be compared: connection reset by peer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m, loop, f := changed(t)
				c.prepare(m, f)
				loop.Act("executions.definition")
				if toasts := loop.Toasts(); !slices.Contains(toasts, c.toast) || loop.Dialog() != nil {
					t.Errorf("toasts %q", toasts)
				}
			})
		})
	}
}

// Once it is known that the tenant does not tell, the key says so and asks
// nothing.
func TestDefinitionIsDisabledWithoutHistoryV2(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop, f := changed(t, func(f *tenant) { f.definition = "" })
		loop.Act("executions.definition")
		if why := m.Disabled("executions.definition"); why != untold {
			t.Errorf("disabled: %q", why)
		}
		f.reset()
		loop.Act("executions.definition")
		if len(f.calls) > 0 {
			t.Errorf("asked %q", f.calls)
		}
	})
}

// The demo tenant has workflows that were changed after some of their runs.
func TestDemoTenantToldOlderDefinitions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop, _, _ := visit(t, isc.V2025)
		for i := range m.list.Rows() {
			r := m.list.Rows()[i]
			if !r.Start.Before(r.flow.Modified) || r.flow.Modified.Equal(r.flow.Created) {
				continue
			}
			m.list.Select(r.ID)
			loop.Act("app.open")
			loop.Advance(time.Second)
			if d := m.shown(); d != nil && m.olderDefinition(d) {
				loop.Act("executions.definition")
				loop.Advance(time.Second)
				if _, ok := loop.Dialog().(*dialog.Reader); !ok {
					t.Errorf("the dialog is a %T, toasts %q", loop.Dialog(), loop.Toasts())
				}
				return
			}
			loop.Act("app.back")
		}
		t.Error("no run used an older definition")
	})
}

// Text of a definition cannot drive the terminal.
func TestDifferenceIsClean(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, loop, f := changed(t)
		f.redefine(0, strings.Replace(after, "10m", `\u001b]0;x\u0007\u202e\u009b31m`, 1), time.Now())
		loop.Act("executions.definition")
		got, _ := loop.Dialog().(*dialog.Reader).Text.Render(200, 60)
		for _, bad := range []string{"\x1b]0", "\a", "\u202e", "\u009b"} {
			if strings.Contains(got, bad) {
				t.Errorf("%q is alive in\n%q", bad, got)
			}
		}
	})
}

// The differences of a long definition say which step they are in.
func TestDifferenceNamesTheStep(t *testing.T) {
	steps := map[string]any{}
	for i := range 40 {
		steps[fmt.Sprintf("Step %02d", i)] = map[string]any{"type": "action", "attributes": map[string]any{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": i}}
	}
	text := func() definition {
		raw, err := json.Marshal(map[string]any{"start": "Step 00", "steps": steps})
		if err != nil {
			t.Fatal(err)
		}
		return readDefinition(raw)
	}
	older := text()
	steps["Step 17"].(map[string]any)["attributes"].(map[string]any)["e"] = 99
	var got []string
	for _, l := range differ(older, text()) {
		if l.Kind != diff.Kept {
			got = append(got, strings.TrimSpace(l.Text))
		}
	}
	if want := []string{"193 lines the same, in step “Step 17”", `"e": 5,`, `"e": 99,`, "245 lines the same"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
