package refs

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"iscope/api"
)

func TestValueIn(t *testing.T) {
	steps := map[string]json.RawMessage{
		"getListofThings": json.RawMessage(`["x"]`),
		"getIdentity":     json.RawMessage(`{"id":"2c91","n":12345678901234567890,"tags":["a","b"],"name":"Zo\u001b[2Jë","html":"<b>"}`),
		"getAccounts":     json.RawMessage(`{"accounts":[{"id":"1","owner":"2c91"},{"id":"2","owner":"x"}]}`),
		"broken":          json.RawMessage(`{`),
	}
	trigger := json.RawMessage(`{"identity":{"id":"2c91","o'clock":"2c'91"},"ok":true,"none":null}`)
	for expr, want := range map[string]string{
		"$.getListOfThings[0]":                    "x",
		"$.getIdentity.id":                        "2c91",
		"$.getIdentity.n":                         "12345678901234567890",
		"$.getIdentity.tags":                      `["a","b"]`,
		"$.getIdentity.html":                      "<b>",
		"$.getIdentity.name":                      "Zo␛[2Jë",
		"$.trigger.ok":                            "true",
		"$.trigger.identity.id":                   "2c91",
		"$.getAccounts.accounts[*].id":            `["1","2"]`,
		"$.getAccounts.accounts[1].id":            "2",
		"$.getAccounts.accounts[0]":               `{"id":"1","owner":"2c91"}`,
		"$['getIdentity'].id":                     "2c91",
		"$.getAccounts.accounts[?(@.owner=='x')]": `{"id":"2","owner":"x"}`,
		"$.getAccounts.accounts[?(@.owner=='{{$.trigger.identity.id}}')].id": "1",
	} {
		if got, ok := ValueIn(steps, trigger, expr); !ok || got != want {
			t.Errorf("%s is %q, %v; want %q", expr, got, ok, want)
		}
	}
	for _, expr := range []string{"", "x", "$.now()", "$.secrets.abc", "$.nobody.x", "$.getIdentity.nothing", "$.broken.x", "$.[", "$.loop.loopInput"} {
		if got, ok := ValueIn(steps, trigger, expr); ok {
			t.Errorf("%s is %q", expr, got)
		}
	}
	if all, ok := ValueIn(steps, trigger, "$"); !ok || !strings.Contains(all, `"trigger"`) || !strings.Contains(all, "2c91") {
		t.Errorf("$ is %q, %v", all, ok)
	}
}

func FuzzValueIn(f *testing.F) {
	f.Add("$.a[?(@.b=='{{$.trigger.c}}')]", []byte(`{"b":1}`))
	f.Add("{{{{$..*", []byte(`[[[]]]`))
	f.Fuzz(func(t *testing.T, expr string, raw []byte) {
		if v, ok := ValueIn(map[string]json.RawMessage{"a": raw}, raw, expr); ok && strings.ContainsAny(v, "\x1b\n\r") {
			t.Errorf("%q", v)
		}
	})
}

func TestMutates(t *testing.T) {
	d := api.ReadDefinition([]byte(joiner))
	for i := range d.Steps {
		s := &d.Steps[i]
		got := fmt.Sprint(Mutates(s))
		want := map[string]string{
			"Define Variable": "[{Due Date false $.now() [{sp:transform:concatenate:string [{variableB.$ $.trigger.zone}]}] 0}]",
			"Update":          "[{$.defineVariable.dueDate true {{$.secrets.abc}} [] 0}]",
		}[s.Name]
		if want == "" {
			want = "[]"
		}
		if got != want {
			t.Errorf("%s: %s", s.Name, got)
		}
	}
	odd := api.Step{Type: "mutation", Attributes: json.RawMessage(`{"variables":[7,{"name":5,"variableA":[1]},{"name":"defineVariable.x"}],"id":"sp:update-variable"}`)}
	if got := fmt.Sprint(Mutates(&odd)); got != "[{5 true [1] [] 1} {defineVariable.x true  [] 2}]" {
		t.Error(got)
	}
	if got := ofStep(&odd); len(got) != 2 || got[1].Text != "$.defineVariable.x" || got[1].Form != Target {
		t.Errorf("%v", got)
	}
}

// hostile is a definition of n steps of which each chooses between all sorts of
// others and asks for the results of some.
func hostile(n int) api.Definition {
	d := api.Definition{Start: "S0"}
	for i := range n {
		d.Steps = append(d.Steps, api.Step{
			Name: fmt.Sprint("S", i), Type: "choice", DefaultStep: fmt.Sprint("S", i+1),
			Choices:    []api.Choice{{NextStep: fmt.Sprint("S", i*7919%n)}, {NextStep: fmt.Sprint("S", n-1)}},
			Attributes: json.RawMessage(fmt.Sprintf(`{"a.$":"$.s%d.x","b":"{{$.s%d.y}}"}`, (i+n-1)%n, i*31%n)),
		})
	}
	return d
}

// TestHostileDefinitionsAreBounded pins that no definition makes the graph take
// its size squared: a hundred thousand steps, and loops in loops.
func TestHostileDefinitionsAreBounded(t *testing.T) {
	g := Of(hostile(100_000))
	if refs := len(g.UsedBy(g.Len() - 1)); refs < 100_000 {
		t.Errorf("%d references to the last step", refs)
	}
	for i := range 200 {
		for _, u := range g.Producers(i * 97) {
			if u.Reach > Never {
				t.Errorf("%s is reached %d", u.Text, u.Reach)
			}
		}
	}
	if least := -g.Len(); g.search < least {
		t.Errorf("searched %d steps beyond the bound", -g.search)
	}
	nested := hostile(40)
	for range 15 {
		inner := nested
		nested = hostile(40)
		nested.Steps[3].Loop = &inner
	}
	deep := Of(nested)
	if deep.Len() != 16*40 {
		t.Errorf("%d steps", deep.Len())
	}
	for i := range deep.Len() {
		if at, ok := deep.ByStep(deep.Pointer(i)); !ok || at != i {
			t.Fatalf("%s is %d", deep.Pointer(i), at)
		}
		deep.Producers(i)
	}
}

func BenchmarkOf1000(b *testing.B) {
	d := hostile(1000)
	for b.Loop() {
		g := Of(d)
		g.UsedBy(0)
	}
}
