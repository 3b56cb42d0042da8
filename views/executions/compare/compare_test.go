package compare

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"iscope/api"
	"iscope/ui/diff"
	"iscope/ui/golden"
	"iscope/views/executions/run"
	"iscope/views/executions/run/runtest"
)

// made returns a run of a script.
func made(t testing.TB, status api.ExecutionStatus, seconds float64, text string) *run.Run {
	t.Helper()
	r := run.Make(runtest.Execution(status, seconds), runtest.Script(t, runtest.Beginning+text), api.ReadDefinition([]byte(runtest.Provisioning)), true)
	r.Workflow = "Joiner: provision laptop"
	return r
}

// withData writes the three events of a step with what went in and came out.
func withData(from, to float64, name, action, input, output string) string {
	return fmt.Sprintf("%g ActivityTaskScheduled [%s|%s] {\"input\":%s}\n%g ActivityTaskStarted [%s|%s]\n%g ActivityTaskCompleted [%s|%s] {\"output\":%s}\n",
		from, name, action, input, from+0.05, name, action, to, name, action, output)
}

// good and bad are two runs of one workflow that part at its choice.
func good(t testing.TB) *run.Run {
	return made(t, api.ExecutionCompleted, 8, withData(0.2, 0.6, "Get Identity", "sp:get-identity", `{"id":"a1","deep":{"x":1,"y":[1,2,3]}}`, `{"name":"Ada","type":"contractor"}`)+
		runtest.Step(0.7, 0.8, "Is contractor?", "sp:compare-strings")+withData(1, 6.8, "Tell sponsor", "sp:send-email", `{"to":"s@acme.example"}`, `{"sent":true}`)+
		"8 WorkflowExecutionCompleted")
}

func bad(t testing.TB) *run.Run {
	return made(t, api.ExecutionFailed, 32.1, withData(0.2, 3.6, "Get Identity", "sp:get-identity", `{"deep":{"y":[1,2,4],"x":1},"id":"a2"}`, `{"name":"Bob","type":"employee"}`)+
		runtest.Step(3.7, 3.8, "Is contractor?", "sp:compare-strings")+`
		4 StartChildWorkflowExecutionInitiated [Each account|sp:loop:iterator] {"input":{"account":1}}
		4.1 ChildWorkflowExecutionStarted [Each account|sp:loop:iterator]
		`+runtest.Step(4.2, 5, "Disable account", "sp:manage-account")+`
		31 ChildWorkflowExecutionFailed [Each account|sp:loop:iterator|account is locked]
		32.1 WorkflowExecutionFailed [||step Each account failed]`)
}

func TestARunIsNotOtherThanItself(t *testing.T) {
	for _, h := range runtest.Crafted(t) {
		r := run.Make(h.Exec, h.Events, h.Definition, true)
		if c := Make(r, r); !c.Empty() || !c.Alike() || c.First >= 0 || c.Parts() {
			t.Errorf("%s differs from itself: %+v", h.Name, c)
		}
		for i := range Make(r, r).Rows {
			if s, left := Make(r, r).Differences(i); len(s)+left > 0 {
				t.Errorf("%s, row %d: %+v", h.Name, i, s)
			}
		}
	}
}

func TestWhereTheyPart(t *testing.T) {
	c := Make(bad(t), good(t))
	var rows []string
	for i := range c.Rows {
		r := &c.Rows[i]
		rows = append(rows, fmt.Sprintf("%s%s a=%v b=%v %03b", strings.Repeat(" ", r.Depth), r.Step().Label, r.A != nil, r.B != nil, r.What))
	}
	want := []string{
		"Whole run a=true b=true 100010", "Get Identity a=true b=true 100000", "Is contractor? a=true b=true 100", "Each account a=true b=false 001",
		" Disable account a=true b=false 001", "Tell sponsor a=false b=true 001",
	}
	if strings.Join(rows, "\n") != strings.Join(want, "\n") {
		t.Errorf("rows\n%s\nwant\n%s", strings.Join(rows, "\n"), strings.Join(want, "\n"))
	}
	if c.First != 2 || !c.Parts() || c.Empty() || c.Alike() {
		t.Errorf("first %d, parts %v", c.First, c.Parts())
	}
	if by, ok := c.Rows[1].Delta(); !ok || by != 3*time.Second {
		t.Errorf("Get Identity took %v more, known %v", by, ok)
	}
	if _, ok := c.Rows[3].Delta(); ok {
		t.Error("a step of one run has a difference in time")
	}
}

func TestOnlyTimeDiffers(t *testing.T) {
	a := made(t, api.ExecutionCompleted, 3, runtest.Step(1, 2, "One", "sp:http")+"3 WorkflowExecutionCompleted")
	b := made(t, api.ExecutionCompleted, 4, runtest.Step(1, 3, "One", "sp:http")+"4 WorkflowExecutionCompleted")
	if c := Make(a, b); c.Empty() || !c.Alike() || c.First >= 0 {
		t.Errorf("empty %v, alike %v, first %d", c.Empty(), c.Alike(), c.First)
	}
}

func TestRetriesAndRoundsAreFolded(t *testing.T) {
	loop := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "%d StartChildWorkflowExecutionInitiated [Each account] {\"input\":{\"n\":%d}}\n%d.1 ChildWorkflowExecutionStarted [Each account]\n%d.2 ChildWorkflowExecutionCompleted [Each account]\n", i+5, i*n, i+5, i+5)
		}
		return b.String()
	}
	retried := "1 ActivityTaskScheduled [Ask]\n1.1 ActivityTaskStarted [Ask]\n2 ActivityTaskFailed [Ask||busy]\n"
	a := made(t, api.ExecutionCompleted, 20, retried+runtest.Step(2.1, 3, "Ask", "")+loop(3)+"20 WorkflowExecutionCompleted")
	b := made(t, api.ExecutionCompleted, 20, runtest.Step(2.1, 3, "Ask", "")+loop(5)+"20 WorkflowExecutionCompleted")
	c := Make(a, b)
	if len(c.Rows) != 3 || c.Rows[1].What != Retries || c.Rows[2].What != Rounds|Data || c.First != 1 || c.Parts() {
		t.Fatalf("%d rows, first %d: %+v", len(c.Rows), c.First, c.Rows)
	}
	sections, left := c.Differences(2)
	if len(sections) != 2 || left != 0 || sections[0].Title != "Input of iteration 2" {
		t.Errorf("%+v, %d left", sections, left)
	}
}

func TestDiff(t *testing.T) {
	for _, c := range []struct{ name, old, now, want string }{
		{"order of members", `{"a":1,"b":2}`, `{"b":2,"a":1}`, ""},
		{"nothing and null", `null`, ``, ""},
		{"a member more", `{"a":1}`, `{"a":1,"b":2}`, " {|   \"a\": 1,|+  \"b\": 2| }"},
		{"a value", `{"a":1}`, `{"a":2}`, " {|-  \"a\": 1|+  \"a\": 2| }"},
		{"big numbers", `[12345678901234567890]`, `[12345678901234567891]`, " [|-  12345678901234567890|+  12345678901234567891| ]"},
		{"from nothing", ``, `"x"`, `+"x"`},
		{"no JSON", `{`, `[`, "-{|+["},
		{"hostile text", `"a"`, `"\u001b[31m\u202e"`, "-\"a\"|+\"\\u001b[31m\ufffd\""},
	} {
		var parts []string
		for _, l := range Diff(json.RawMessage(c.old), json.RawMessage(c.now)) {
			parts = append(parts, " -+~"[l.Kind:l.Kind+1]+l.Text)
		}
		if got := strings.Join(parts, "|"); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Applying a difference to one side gives the other, apart from what was left out
// because it is the same.
func TestDiffTellsBothSides(t *testing.T) {
	value := rapid.Custom(func(t *rapid.T) json.RawMessage {
		raw, err := json.Marshal(rapid.MapOf(rapid.SampledFrom([]string{"a", "b", "c", "d"}), rapid.SliceOfN(rapid.IntRange(0, 3), 0, 3)).Draw(t, "value"))
		if err != nil {
			t.Fatal(err)
		}
		return raw
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := value.Draw(t, "a"), value.Draw(t, "b")
		count := func(lines []string) map[string]int {
			n := map[string]int{}
			for _, l := range lines {
				n[l]++
			}
			return n
		}
		old, now := count(bare(a)), count(bare(b))
		changed := false
		for _, l := range Diff(a, b) {
			switch l.Text = strings.TrimSuffix(l.Text, ","); l.Kind {
			case diff.Removed:
				old[l.Text]--
				changed = true
			case diff.Added:
				now[l.Text]--
				changed = true
			}
		}
		for text, n := range old {
			if n != now[text] {
				t.Fatalf("%s and %s: %q is left %d and %d times", a, b, text, n, now[text])
			}
		}
		if changed == same(a, b) {
			t.Fatalf("%s and %s: changed %v", a, b, changed)
		}
	})
}

// Whatever two runs are, every step of both is in one row, in order.
func TestNothingIsLost(t *testing.T) {
	step := rapid.Custom(func(t *rapid.T) string {
		return rapid.SampledFrom([]string{"One", "Two", "Three", "Four"}).Draw(t, "step")
	})
	rapid.Check(t, func(rt *rapid.T) {
		draw := func(label string) *run.Run {
			var b strings.Builder
			for i, name := range rapid.SliceOfN(step, 0, 12).Draw(rt, label) {
				b.WriteString(runtest.Step(float64(i), float64(i)+0.5, name, "sp:http"))
			}
			return made(t, api.ExecutionCompleted, 20, b.String()+"20 WorkflowExecutionCompleted")
		}
		a, b := draw("a"), draw("b")
		c := Make(a, b)
		var left, right []*run.Step
		for _, r := range c.Rows {
			if r.A != nil {
				left = append(left, r.A)
			}
			if r.B != nil {
				right = append(right, r.B)
			}
			if r.A != nil && r.B != nil && r.A.Name != r.B.Name {
				rt.Fatalf("%s stands beside %s", r.A.Name, r.B.Name)
			}
		}
		for _, side := range []struct {
			got []*run.Step
			of  *run.Run
		}{{left, a}, {right, b}} {
			if len(side.got) != len(side.of.Steps) {
				rt.Fatalf("%d of %d steps", len(side.got), len(side.of.Steps))
			}
			for i, s := range side.of.Steps {
				if side.got[i] != s {
					rt.Fatalf("step %d is %s", i, side.got[i].Label)
				}
			}
		}
	})
}

func press(d *Dialog, keys ...rune) (done bool) {
	for _, k := range keys {
		key := tea.KeyPressMsg{Code: k, Text: string(k)}
		if k == tea.KeyEscape || k == tea.KeyTab {
			key.Text = ""
		}
		_, done = d.Update(key)
	}
	return done
}

func TestGoldenWindows(t *testing.T) {
	for _, c := range []struct {
		name, theme string
		w, h        int
		same        bool
		keys        []rune
	}{
		{name: "window-110x30", w: 110, h: 30},
		{name: "window-74x18", w: 74, h: 18},
		{name: "window-34x6", w: 34, h: 6},
		{name: "window-mono-74x18", theme: "ascii", w: 74, h: 18},
		{name: "window-data-110x30", w: 110, h: 30, keys: []rune{'k'}},
		{name: "window-only-110x30", w: 110, h: 30, keys: []rune{']'}},
		{name: "window-read-34x6", w: 34, h: 6, keys: []rune{'k', tea.KeyTab}},
		{name: "window-none-74x12", w: 74, h: 12, same: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := golden.Env(t, c.theme)
			b := good(t)
			if c.same {
				b = bad(t)
			}
			d := New(env, Make(bad(t), b), "this run", "last success")
			frame, _ := d.Render(c.w, c.h)
			golden.Fits(t, frame, c.w, c.h)
			press(d, c.keys...)
			frame, _ = d.Render(c.w, c.h)
			golden.Fits(t, frame, c.w, c.h)
			golden.Equal(t, c.name, frame)
		})
	}
}

func TestKeysOfTheWindow(t *testing.T) {
	d := New(golden.Env(t, ""), Make(bad(t), good(t)), "this run", "last success", "The runs used different definitions")
	frame, _ := d.Render(110, 30)
	if d.cursor != 2 || !strings.Contains(ansi.Strip(frame), "different definitions") {
		t.Fatalf("the cursor is on row %d:\n%s", d.cursor, ansi.Strip(frame))
	}
	for _, c := range []struct {
		keys string
		want int
	}{{"j", 3}, {"G", 5}, {"jj", 5}, {"g", 0}, {"k", 0}, {"e", 2}, {"]", 3}, {"[[", 1}, {"[[[", 0}} {
		if press(d, []rune(c.keys)...) || d.cursor != c.want {
			t.Errorf("after %q the cursor is on row %d, want %d", c.keys, d.cursor, c.want)
		}
	}
	if press(d, tea.KeyTab, 'j') || !d.inDiff || d.cursor != 0 {
		t.Error("tab does not give the keys to the diff")
	}
	press(d, '/')
	_, cursor := d.Render(110, 30)
	if cursor == nil || press(d, 'q', tea.KeyEscape) {
		t.Error("q of a search closes the window")
	}
	if press(d, tea.KeyEscape) || d.inDiff {
		t.Error("esc does not lead back to the steps")
	}
	if !press(d, tea.KeyEscape) {
		t.Error("esc does not close the window")
	}
	if d.Title() != "Compare: Joiner: provision laptop" || len(d.Hints()) == 0 {
		t.Errorf("title %q", d.Title())
	}
}

func BenchmarkCompare13000Steps(b *testing.B) {
	history := func(skip int) *run.Run {
		var text strings.Builder
		for i := range 13_000 {
			if i != skip {
				text.WriteString(runtest.Step(float64(i), float64(i)+0.8, fmt.Sprintf("Step %d", i), "sp:http"))
			}
		}
		return made(b, api.ExecutionCompleted, 14_000, text.String())
	}
	x, y := history(-1), history(500)
	for b.Loop() {
		Make(x, y)
	}
}

// bare are the lines of a document without the commas at their ends.
func bare(raw json.RawMessage) []string {
	var out []string
	for _, l := range lines(raw) {
		out = append(out, strings.TrimSuffix(strings.TrimPrefix(l, "  "), ","))
	}
	return out
}
