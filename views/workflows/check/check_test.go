package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// ids writes the rules of a report.
func ids(r Report) string {
	var out []string
	for _, p := range r.Problems {
		out = append(out, fmt.Sprintf("%d:%d %s", p.Line, p.Column, p.Rule))
	}
	return strings.Join(out, ", ")
}

func TestReport(t *testing.T) {
	r := Text([]byte("{\n  \"nam\": 1, \"id\": \"x\",\n  \"definition\": {}\n}"), library(t))
	if got := ids(r); got != "1:1 name-missing, 2:3 unknown-member, 2:13 read-only-member, 3:3 definition-empty" {
		t.Error(got)
	}
	if len(r.Errors()) != 1 || len(r.Warnings()) != 2 || len(r.Notes()) != 1 || r.Left != 0 {
		t.Errorf("%+v", r)
	}
	if got := r.Errors()[0].String(); got != `1:1 error: a workflow needs a name; add "name"` {
		t.Error(got)
	}
	if got := r.Notes()[0].String(); got != "2:13 note: “id” is set by the tenant and not sent" {
		t.Error(got)
	}
}

// What is wrong with a value is told once, and nothing more is made of it.
func TestWrongTypesAreToldOnce(t *testing.T) {
	for text, want := range map[string]string{
		`{"name":[]}`:                                 "1:9 wrong-type",
		`{"name":"a","owner":{"id":7}}`:               "1:27 wrong-type",
		`{"name":"a","definition":7}`:                 "1:26 wrong-type",
		`{"name":"a","definition":null}`:              "",
		`{"name":"a","definition":{"steps":[]}}`:      "1:35 wrong-type",
		`{"name":"a","trigger":[]}`:                   "1:23 wrong-type",
		`{"name":"a","trigger":{"type":7}}`:           "1:31 wrong-type",
		`{"name":"a","trigger":{"type":"SCHEDULED"}}`: "1:13 schedule-empty",
		`{"name":"a","trigger":{"type":"SCHEDULED","attributes":{"cronString":7}}}`: "1:70 wrong-type",
		`{"name":"a","trigger":{"type":"EVENT","attributes":{"id":7}}}`:             "1:58 wrong-type",
	} {
		if got := ids(Text([]byte(text), library(t))); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	for step, want := range map[string]string{
		`7`:          "wrong-type",
		`{"type":7}`: "wrong-type",
		`{"type":"action","actionId":7,"nextStep":7,"attributes":7}`:                                                                 "wrong-type, wrong-type, wrong-type",
		`{"type":"choice","choiceList":7,"defaultStep":7}`:                                                                           "wrong-type, wrong-type",
		`{"type":"choice","choiceList":[7],"defaultStep":"a"}`:                                                                       "wrong-type",
		`{"type":"choice","choiceList":[{"comparator":7,"nextStep":7,"variableA.$":7,"variableB":1}],"defaultStep":"a"}`:             "wrong-type, wrong-type, wrong-type",
		`{"type":"failure","failureName":7}`:                                                                                         "wrong-type",
		`{"type":"action","actionId":"sp:loop:iterator","attributes":{"input.$":"$.trigger.x","start":7,"steps":[]},"nextStep":"a"}`: "wrong-type, wrong-type",
	} {
		r := Text([]byte(`{"start":"a","steps":{"a":`+step+`}}`), Options{Scope: Definition, Action: library(t).Action})
		var got []string
		for _, p := range r.Problems {
			if p.Rule != "step-unreachable" && p.Rule != "no-end" {
				got = append(got, p.Rule)
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %v, want %s", step, got, want)
		}
	}
}

// loops are steps within steps within steps.
const loops = `{"start":"Outer","steps":{
  "Outer":{"type":"action","actionId":"sp:loop:iterator","nextStep":"End","attributes":{"input.$":"$.trigger.list","start":"Inner","steps":{
    "Inner":{"type":"action","actionId":"sp:loop:iterator","nextStep":"End","attributes":{"input.$":"$.loop.loopInput.list","context.$":"$.outer","start":"Deep","steps":{
      "Deep":{"type":"action","actionId":"sp:sleep","attributes":{"type":"$.loop.context"},"nextStep":"Gone"}}}},
    "End":{"type":"success"}}}},
  "End":{"type":"success"}}}`

func TestLoopsInLoops(t *testing.T) {
	o := library(t)
	o.Scope = Definition
	r := Text([]byte(loops), o)
	if got := ids(r); got != "4:103 next-step-missing" {
		t.Fatal(got)
	}
	if want := "/steps/Outer/attributes/steps/Inner/attributes/steps/Deep/nextStep"; r.Problems[0].Pointer != want {
		t.Errorf("%s, want %s", r.Problems[0].Pointer, want)
	}
}

func TestOneStepInALoop(t *testing.T) {
	o := library(t)
	o.Scope, o.Step, o.Around = OneStep, []string{"Outer", "Inner", "Deep"}, []byte(loops)
	deep := func(next string) string {
		return "{\n \"type\":\"action\",\"actionId\":\"sp:sleep\",\n \"attributes\":{\"type.$\":\"$.loop.context\"},\n \"nextStep\":\"" + next + "\"\n}"
	}
	for next, want := range map[string]string{
		"Deep": "1:1 breaks-elsewhere", // no end is reached, said where the loop starts
		"Dep":  "4:13 next-step-missing",
	} {
		if got := ids(Text([]byte(deep(next)), o)); got != want {
			t.Errorf("%s: %s, want %s", next, got, want)
		}
	}
	if got := ids(Text([]byte(`{"type":"success"}`), o)); got != "" {
		t.Errorf("an end: %s", got)
	}
	o.Step = []string{"Outer", "New"} // it is not there yet
	if got := ids(Text([]byte(`{"type":"success"}`), o)); got != "1:1 step-unreachable" {
		t.Errorf("a new step: %s", got)
	}
	o.Step = []string{"Nowhere", "New"}
	if got := ids(Text([]byte(`{"type":"success"}`), o)); !strings.Contains(got, "1:1") {
		t.Errorf("a step of a loop that is not there: %s", got)
	}
}

// What an edit of one step spoils in others is told, what was wrong before is not.
func TestOneStepSpoilsOthers(t *testing.T) {
	o := library(t)
	o.Scope, o.Step = OneStep, []string{"B"}
	o.Around = []byte(`{"start":"A","steps":{
		"A":{"type":"action","actionId":"sp:sleep","nextStep":"B","attributes":{}},
		"B":{"type":"action","actionId":"sp:sleep","nextStep":"C","attributes":{"type":"sleep"}},
		"C":{"type":"success"},"Lost":{"type":"success"}}}`)
	r := Text([]byte(`{"type":"failure","failureName":"no"}`), o)
	if got := ids(r); got != "1:1 breaks-elsewhere" || !strings.Contains(r.Problems[0].Text, "“C” is never reached") {
		t.Errorf("%s: %v", got, r.Problems)
	}
	o.Action = nil
	if got := ids(Text([]byte(`{"type":"action","actionId":"sp:sleep","nextStep":"C","attributes":{"type":"sleep"}}`), o)); got != "1:1 library-unread" {
		t.Error(got)
	}
}

// Names from the text never reach a terminal as they are.
func TestHostileNames(t *testing.T) {
	r := Text([]byte(`{"name":"a","\u001b[2J":1,"definition":{"start":"\u202eevil","steps":{"\u009b":{"type":"\u0007"}}}}`), library(t))
	if len(r.Problems) < 3 {
		t.Fatal(ids(r))
	}
	for _, p := range r.Problems {
		for _, c := range p.String() {
			if c < ' ' || c >= 0x7f && c < 0xa0 || c == '\u202e' {
				t.Errorf("%q", p.String())
			}
		}
	}
}

// A report is bounded, and errors stay in it.
func TestManyProblems(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"x":0`)
	for i := range 3 * MaxProblems {
		b.WriteString(`,"x` + strconv.Itoa(i) + `":0`)
	}
	b.WriteString("}")
	r := Text([]byte(b.String()), library(t))
	if len(r.Problems) != MaxProblems || r.Left != 2*MaxProblems+2 {
		t.Errorf("%d problems, %d left", len(r.Problems), r.Left)
	}
	if e := r.Errors(); len(e) != 1 || e[0].Rule != "name-missing" {
		t.Errorf("%v", e)
	}
	if !slices.IsSortedFunc(r.Problems, func(a, b Problem) int { return a.Column - b.Column }) {
		t.Error("not in the order of the text")
	}
}

func TestCircles(t *testing.T) {
	act := func(next string) string {
		return `{"type":"action","actionId":"sp:sleep","attributes":{"type":"x"},"nextStep":"` + next + `"}`
	}
	fork := func(a, b string) string {
		return `{"type":"choice","choiceList":[{"comparator":"IsPresent","variableA.$":"$.trigger.a","nextStep":"` + a + `"}],"defaultStep":"` + b + `"}`
	}
	for name, c := range map[string]struct {
		steps map[string]string
		want  []string
	}{
		"a circle that can be left":             {map[string]string{"A": act("B"), "B": fork("A", "E")}, nil},
		"two ways into one circle":              {map[string]string{"A": fork("B", "C"), "B": act("D"), "C": fork("D", "E"), "D": act("D")}, []string{"D → D"}},
		"two circles":                           {map[string]string{"A": fork("B", "C"), "B": act("B"), "C": fork("D", "E"), "D": act("D")}, []string{"B → B", "D → D"}},
		"a circle nobody comes to":              {map[string]string{"A": act("E"), "B": act("C"), "C": act("B")}, []string{"“B” is never", "“C” is never"}},
		"only a circle":                         {map[string]string{"A": fork("B", "A"), "B": act("A")}, []string{"no end is ever reached: A → B → A"}},
		"no end, but a step that leads nowhere": {map[string]string{"A": fork("B", ""), "B": act("B")}, []string{"leads nowhere when", "B → B"}},
	} {
		var text []string
		for n, s := range c.steps {
			text = append(text, `"`+n+`":`+s)
		}
		if strings.Contains(strings.Join(text, ""), `"E"`) {
			text = append(text, `"E":{"type":"success"}`)
		}
		slices.Sort(text)
		o := library(t)
		o.Scope = Definition
		r := Text([]byte(`{"start":"A","steps":{`+strings.Join(text, ",")+`}}`), o)
		if len(r.Problems) != len(c.want) {
			t.Errorf("%s: %v", name, r.Problems)
			continue
		}
		for i, p := range r.Problems {
			if !strings.Contains(p.Text, c.want[i]) {
				t.Errorf("%s: %s, want %s", name, p.Text, c.want[i])
			}
		}
	}
}

func TestNearest(t *testing.T) {
	names := slices.Values([]string{"Get Identity", "Get identities", "Send Email", "End Step - Success"})
	for name, want := range map[string]string{
		"get identity": "Get Identity", "Get Idnetity": "Get Identity", "Send Mail": "Send Email", "End Step – Success": "End Step - Success",
		"Provision": "", "": "", strings.Repeat("x", 1000): "",
	} {
		if got := (&checker{}).nearest(name, names); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	c := &checker{}
	for range mostSearches {
		c.nearest("a", names)
	}
	if c.nearest("Send Emai", names) != "" {
		t.Error("the search has no bound")
	}
	for _, d := range []struct {
		a, b string
		want int
	}{{"", "abc", 3}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"kitten", "sitting", 3}} {
		if got := distance([]rune(d.a), []rune(d.b)); got != d.want {
			t.Errorf("%s and %s: %d", d.a, d.b, got)
		}
	}
}
