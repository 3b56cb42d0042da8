package refs

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"iscope/api"
)

const joiner = `{"start":"Get Identity","steps":{
 "Get Identity":{"type":"action","actionId":"sp:get-identity","attributes":{"id.$":"$.trigger.identity.id"},"nextStep":"Contractor?"},
 "Contractor?":{"type":"choice","choiceList":[
   {"comparator":"StringEquals","variableA.$":"$.getIdentity.attributes.type","variableB":"contractor","nextStep":"Define Variable"}],
   "defaultStep":"Get Accounts"},
 "Define Variable":{"type":"Mutation","nextStep":"Get Accounts","attributes":{"id":"sp:define-variable","variables":[
   {"name":"Due Date","variableA.$":"$.now()","transforms":[{"id":"sp:transform:concatenate:string","input":{"variableB.$":"$.trigger.zone"}}]}]}},
 "Get Accounts":{"type":"action","actionId":"sp:get-accounts","attributes":{"filter":"owner eq \"{{$.getIdentity.id}}\" and due lt {{$.defineVariable.dueDate}}","plain":"$.getIdentity.id","price":"$50 a month"},"nextStep":"Each account"},
 "Each account":{"type":"action","actionId":"sp:loop:iterator","nextStep":"Update","attributes":{"input.$":"$.getAccounts.accounts","context.$":"$","start":"Enable","steps":{
   "Enable":{"type":"action","actionId":"sp:manage-account","nextStep":"Log","attributes":{"id.$":"$.loop.loopInput.id","who.$":"$.loop.context.getIdentity.name","direct.$":"$.getIdentity.name"}},
   "Log":{"type":"action","actionId":"sp:http","nextStep":"Enabled","attributes":{"ok.$":"$.enable.success","later.$":"$.enabled","round.$":"$.loop.round"}},
   "Enabled":{"type":"success"}}}},
 "Update":{"type":"Mutation","nextStep":"End","attributes":{"id":"sp:update-variable","variables":[{"name":"$.defineVariable.dueDate","variableA":"{{$.secrets.abc}}"}]}},
 "End":{"type":"success"},
 "Old step":{"type":"action","nextStep":"Gone","attributes":{"x.$":"$.nobody.x"}}}}`

// at returns the index of a step by the end of its pointer.
func at(t testing.TB, g *Graph, name string) int {
	t.Helper()
	i, ok := g.ByStep(Steps + name)
	if !ok || g.Pointer(i) != Steps+name {
		t.Fatalf("%s is %d, %v", name, i, ok)
	}
	return i
}

func joinerGraph() *Graph { return Of(api.ReadDefinition([]byte(joiner))) }

func (g *Graph) names(list []int) string {
	var out []string
	for _, i := range list {
		out = append(out, g.nodes[i].Step.Name)
	}
	return strings.Join(out, ",")
}

func TestCamel(t *testing.T) {
	for in, want := range map[string]string{
		"HTTP Request 2": "hTTPRequest2", "Get Identity": "getIdentity", "Get HR count": "getHRcount", "loop": "loop", "": "",
		"Älter als": "älterals", "API URL": "aPIURL", " a\tb ": "ab",
	} {
		if got := Camel(in); got != want {
			t.Errorf("Camel(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for in, want := range map[string]string{
		"Get List of Identities": "getListofIdentities getListOfIdentities", "Get Identity": "getIdentity", "Get HR count": "getHRcount getHRCount", "": "",
	} {
		if got := strings.Join(Names(in), " "); got != want {
			t.Errorf("Names(%q) = %q, want %q", in, got, want)
		}
	}
	g := Of(api.ReadDefinition([]byte(`{"start":"Get List of Identities","steps":{"Get List of Identities":{"type":"action","nextStep":"b"},
		"b":{"type":"action","attributes":{"a.$":"$.getListOfIdentities[0]","b.$":"$.getListofIdentities[0]"}}}}`)))
	for _, u := range g.Producers(at(t, g, "b")) {
		if u.Source != Result || u.Reach != Always {
			t.Errorf("%s", g.line(u))
		}
	}
}

func TestRoot(t *testing.T) {
	for in, want := range map[string]string{
		"$.trigger.id": "trigger|.id|false|true", "$": "||false|true", "$[*].a": "|[*].a|false|true", "$..id": "|..id|false|true",
		"$.now()": "now|()|true|true", "$['a b'].c": "a b|.c|false|true", `$["x"]`: "x||false|true", "$.a[?(@.b == 'c')]": "a|[?(@.b == 'c')]|false|true",
		"$50": "||false|false", "trigger": "||false|false", "$['x": "|['x|false|false", "$.*": "|.*|false|true",
	} {
		name, rest, call, ok := Root(in)
		if got := fmt.Sprintf("%s|%s|%v|%v", name, rest, call, ok); got != want {
			t.Errorf("Root(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestExpressions(t *testing.T) {
	raw := `{"a.$":"$.x","b":"Hi {{$.y.z}} and {{ $.w }}","c":["$.list","no"],"d/e":{"f.$":"$.p[?(@.id == '{{$.q}}' && @.n == $.r.n)].v"},"price":"$50","n":1,"":"{{plain}}","a.$":"$.x"}`
	want := []Expression{
		{"$.x", "/a.$", Path},
		{"$.y.z", "/b", Template},
		{"$.w", "/b", Template},
		{"$.list", "/c/0", Text},
		{"$.p[?(@.id == '{{$.q}}' && @.n == $.r.n)].v", "/d~1e/f.$", Path},
		{"$.r.n", "/d~1e/f.$", Nested},
		{"$.q", "/d~1e/f.$", Nested},
		{"$.x", "/a.$", Path},
	}
	if diff := cmp.Diff(want, Expressions(json.RawMessage(raw))); diff != "" {
		t.Error(diff)
	}
	if got := Expressions(json.RawMessage(`{"a.$":"$.x","b`)); len(got) != 1 {
		t.Errorf("%v before the error", got)
	}
	if got := Expressions(json.RawMessage(`"$.x\u001b[2J"`)); len(got) != 1 || strings.Contains(got[0].Text, "\x1b") {
		t.Errorf("not clean: %q", got)
	}
}

func FuzzExpressions(f *testing.F) {
	f.Add([]byte(`{"a.$":"$.x","b":[["{{$.y[?(@.z=='{{$.q}}')]}}"],{"c":{}}]}`))
	f.Add([]byte(joiner))
	f.Add([]byte(`["$","{{","$[","$.","{{$}}","$['","}}{{"]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, e := range Expressions(raw) {
			if !strings.HasPrefix(e.Text, "$") || strings.ContainsAny(e.Text, "\x1b\n") || len(e.At) > maxPointer+8 {
				t.Errorf("%+v", e)
			}
			Root(e.Text)
		}
	})
}

func TestFlow(t *testing.T) {
	g := joinerGraph()
	for _, c := range []struct {
		name, exits string
		reached     bool
	}{
		{"Get Identity", "Contractor?", true}, {"Contractor?", "Define Variable,Get Accounts", true}, {"End", "", true}, {"Old step", "?", false},
		{"Each account/attributes/steps/Enable", "Log", true},
	} {
		i := at(t, g, c.name)
		var to []string
		for _, e := range g.Exits(i) {
			if e.To < 0 {
				to = append(to, "?")
				continue
			}
			to = append(to, g.nodes[e.To].Step.Name)
		}
		if got := strings.Join(to, ","); got != c.exits || g.Node(i).Reached != c.reached {
			t.Errorf("%s leads to %q, reached %v", c.name, got, g.Node(i).Reached)
		}
	}
	loop := at(t, g, "Each account")
	if start, name := g.Start(loop); name != "Enable" || start != at(t, g, "Each account/attributes/steps/Enable") || g.Node(start).Loop != loop || g.Node(loop).Inner > start {
		t.Errorf("the loop begins with %d %q", start, name)
	}
	if start, name := g.Start(None); name != "Get Identity" || start != at(t, g, "Get Identity") {
		t.Errorf("it begins with %d %q", start, name)
	}
	if start, name := g.Start(at(t, g, "Get Identity")); start != None || name != "" {
		t.Errorf("a step without a loop begins with %d %q", start, name)
	}
}

func TestByStep(t *testing.T) {
	g := joinerGraph()
	for pointer, want := range map[string]string{
		"/definition/steps/Get Accounts/attributes/filter":                          "Get Accounts",
		"/definition/steps/Each account/attributes/steps/Log/attributes/ok.$":       "Each account/attributes/steps/Log",
		"/definition/steps/Each account/attributes/steps/Nobody":                    "Each account",
		"/definition/steps/Get Identity/attributes/steps/Log":                       "Get Identity",
		"/definition/steps/Each account/attributes/steps/Log/attributes/steps/Done": "Each account/attributes/steps/Log",
	} {
		if i, ok := g.ByStep(pointer); !ok || g.Pointer(i) != Steps+want {
			t.Errorf("%s is %d", pointer, i)
		}
	}
	for _, pointer := range []string{"", "/definition", "/definition/steps/", "/definition/steps/Nobody", "/trigger/attributes/id"} {
		if i, ok := g.ByStep(pointer); ok {
			t.Errorf("%q is %d", pointer, i)
		}
	}
	odd := Of(api.Definition{Steps: []api.Step{{Name: "a/b~c"}}})
	if i, ok := odd.ByStep("/definition/steps/a~1b~0c"); !ok || odd.Pointer(i) != "/definition/steps/a~1b~0c" {
		t.Errorf("%d, %v", i, ok)
	}
}

// line is a use on one line.
func (g *Graph) line(u Use) string {
	s := fmt.Sprintf("%s %d %s", u.Text, u.Source, g.names(u.Producers))
	if u.Source == Result {
		s += fmt.Sprintf(" reach %d", u.Reach)
	}
	if u.Via != nil {
		s += " via " + g.line(*u.Via)
	}
	return s
}

func TestProducers(t *testing.T) {
	g := joinerGraph()
	for name, want := range map[string][]string{
		"Get Identity": {"$.trigger.identity.id 2 "},
		"Contractor?":  {"$.getIdentity.attributes.type 3 Get Identity reach 0"},
		"Get Accounts": {
			"$.getIdentity.id 3 Get Identity reach 0", "$.defineVariable.dueDate 3 Define Variable reach 1", "$.getIdentity.id 3 Get Identity reach 0",
		},
		"Define Variable": {"$.now() 7 ", "$.trigger.zone 2 "},
		"Each account":    {"$.getAccounts.accounts 3 Get Accounts reach 0", "$ 1 "},
		"Each account/attributes/steps/Enable": {
			"$.loop.loopInput.id 4 Each account via $.getAccounts.accounts[*].id 3 Get Accounts reach 0",
			"$.loop.context.getIdentity.name 5 Each account via $.getIdentity.name 3 Get Identity reach 0",
			"$.getIdentity.name 3 Get Identity reach 3",
		},
		"Each account/attributes/steps/Log": {
			"$.enable.success 3 Enable reach 0", "$.enabled 3 Enabled reach 2", "$.loop.round 0 ",
		},
		"Update":   {"$.secrets.abc 6 ", "$.defineVariable.dueDate 3 Define Variable reach 1"},
		"Old step": {"$.nobody.x 0 "},
		"End":      nil,
	} {
		var got []string
		for _, u := range g.Producers(at(t, g, name)) {
			got = append(got, g.line(u))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestUsedBy(t *testing.T) {
	g := joinerGraph()
	for name, want := range map[string][]string{
		"Get Identity": {
			"0  /start", "4 Contractor? /choiceList/0/variableA.$", "4 Get Accounts /attributes/filter", "4 Get Accounts /attributes/plain",
			"4 Enable /attributes/who.$", "4 Enable /attributes/direct.$",
		},
		"Get Accounts":                         {"3 Contractor? /defaultStep", "1 Define Variable /nextStep", "4 Each account /attributes/input.$", "4 Enable /attributes/id.$"},
		"Define Variable":                      {"2 Contractor? /choiceList/0/nextStep", "4 Get Accounts /attributes/filter", "5 Update /attributes/variables/0/name"},
		"Each account/attributes/steps/Enable": {"0 Each account /attributes/start", "4 Log /attributes/ok.$"},
		"Old step":                             nil,
	} {
		var got []string
		for _, r := range g.UsedBy(at(t, g, name)) {
			from := ""
			if r.From >= 0 {
				from = g.nodes[r.From].Step.Name
			}
			got = append(got, fmt.Sprintf("%d %s %s", r.Kind, from, r.At))
		}
		if diff := cmp.Diff(set(want), set(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// set makes the order of a list say nothing.
func set(s []string) map[string]bool {
	m := map[string]bool{}
	for _, x := range s {
		m[x] = true
	}
	return m
}

// steps makes a definition out of "a>b b>c|d c. d>": what leads where.
func steps(text string) api.Definition {
	var d api.Definition
	for _, f := range strings.Fields(text) {
		name, to, _ := strings.Cut(f, ">")
		s := api.Step{Name: strings.TrimSuffix(name, "."), Type: "action"}
		if d.Start == "" {
			d.Start = s.Name
		}
		switch targets := strings.Split(to, "|"); {
		case strings.HasSuffix(name, "."):
			s.Type = "success"
		case len(targets) > 1:
			s.Type, s.DefaultStep = "choice", targets[len(targets)-1]
			for _, t := range targets[:len(targets)-1] {
				s.Choices = append(s.Choices, api.Choice{NextStep: t})
			}
		default:
			s.NextStep = to
		}
		d.Steps = append(d.Steps, s)
	}
	return d
}

func TestCircles(t *testing.T) {
	for text, want := range map[string]string{
		"a>b b>c c.":               "000",
		"a>b b>a":                  "22",
		"a>a":                      "2",
		"a>b b>c|w w>a c.":         "1110",
		"a>b|x b>c c>b x.":         "0220",
		"a>b b>a|gone":             "11", // the flow stops where nothing is
		"a. x>y y>x":               "022",
		"a>b|c b>c c>d|a d>e e>d":  "11122",
		"a>b|b b>a|":               "11",
		"a>b b>c c>d d>b|e e>f f.": "011100",
	} {
		g := Of(steps(text))
		got := ""
		for i := range g.Len() {
			got += fmt.Sprint(g.Node(i).Circle)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// anyFlow draws a definition in which anything leads anywhere.
func anyFlow(t *rapid.T) api.Definition {
	n := rapid.IntRange(1, 9).Draw(t, "steps")
	name := rapid.Map(rapid.IntRange(0, n), func(i int) string { return fmt.Sprint("s", i) }) // the last one is nowhere
	d := api.Definition{Start: "s0"}
	for i := range n {
		s := api.Step{Name: fmt.Sprint("s", i), Type: "choice", DefaultStep: name.Draw(t, "default")}
		for range rapid.IntRange(0, 2).Draw(t, "choices") {
			s.Choices = append(s.Choices, api.Choice{NextStep: name.Draw(t, "choice")})
		}
		d.Steps = append(d.Steps, s)
	}
	return d
}

// reachable is the plain way to say where the flow gets from a step without
// going through another one.
func reachable(g *Graph, from, without int) map[int]bool {
	out := map[int]bool{}
	if from == without {
		return out
	}
	queue := []int{from}
	for len(queue) > 0 {
		for _, e := range g.Exits(queue[0]) {
			if e.To >= 0 && e.To != without && !out[e.To] {
				out[e.To] = true
				queue = append(queue, e.To)
			}
		}
		queue = queue[1:]
	}
	return out
}

// TestReachHoldsForAnyFlow compares what the graph says about ways, and circles,
// with what trying them out says.
func TestReachHoldsForAnyFlow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := Of(anyFlow(t))
		for p := range g.Len() {
			around := reachable(g, p, None)
			endless := around[p]
			for i := range g.Len() {
				if around[i] && !reachable(g, i, None)[p] {
					endless = false
				}
			}
			for _, e := range append(g.Exits(p), exitsOf(g, around)...) {
				endless = endless && e.To >= 0
			}
			want := Straight
			if around[p] {
				want = WayOut
			}
			if endless {
				want = Endless
			}
			if got := g.Node(p).Circle; got != want {
				t.Fatalf("s%d: circle %d, want %d", p, got, want)
			}
			for u := range g.Len() {
				want := Never
				switch {
				case !g.Node(u).Reached, !g.Node(p).Reached, p == u, u == 0, reachable(g, 0, p)[u]:
					if around[u] {
						want = Sometimes
					}
				default:
					want = Always
				}
				if got := g.reach([]int{p}, u); got != want {
					t.Fatalf("s%d before s%d: %d, want %d", p, u, got, want)
				}
			}
		}
	})
}

func exitsOf(g *Graph, steps map[int]bool) []Exit {
	var out []Exit
	for i := range steps {
		out = append(out, g.Exits(i)...)
	}
	return out
}
