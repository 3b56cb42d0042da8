package find

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"iscope/api"
)

// short writes hits as step|where|match, without workflows.
func short(r Result) []string {
	var out []string
	for _, f := range r.Flows {
		for _, h := range f.Hits {
			out = append(out, h.Step+"|"+h.Where+"|"+h.Match)
		}
	}
	return out
}

// TestQueries pins what each kind of query finds, and where.
func TestQueries(t *testing.T) {
	ix := indexOf(t, joiner, leaver, bare)
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"servicedesk", []string{"Create ticket|attributes.url|ServiceDesk"}},
		{"LINE TWO ü", []string{"Create ticket|attributes.body|line two Ü"}},
		{"retries", []string{"Send/Tell~me|attributes.retries|retries"}},
		{"2022", nil}, // created and executionCount are no text to look for
		{"Create ticket", []string{"Get Identity|nextStep|Create ticket", "Create ticket||Create ticket"}},
		{"action:sp:http", []string{"Create ticket|actionId|sp:http", "Call|actionId|sp:http"}},
		{"ACTION: compare", []string{"Ask|actionId|compare"}},
		{"operator:compare-strings", []string{"Ask|actionId|compare-strings"}},
		{"trigger:identity-created", []string{"|trigger.attributes.id|identity-created"}},
		{"trigger:scheduled", []string{"|trigger.type|SCHEDULED"}},
		{"secret:desk", []string{"Create ticket|attributes.headers.X-Key.$|desk-key_1"}},
		{"secret:", []string{"Create ticket|attributes.authorization.refID|", "Create ticket|attributes.headers.X-Key.$|desk-key_1", "Create ticket|attributes.body|other"}},
		{"source:", []string{"Disable|attributes.sourceName|", "Disable|attributes.targets[0].id|", "Disable|attributes.targets[0].name|"}},
		{"source:active dir", []string{"Disable|attributes.sourceName|Active Dir"}},
		{"url:governance", []string{"Call|attributes.url|governance"}},
		{"address:@BRIGHTFEN", []string{"Send/Tell~me|attributes.recipientEmailList[0]|@brightfen", "Send/Tell~me|attributes.recipientEmailList[1]|@brightfen"}},
		{"step:ticket", []string{"Create ticket||ticket", "Create ticket|displayName|Ticket"}},
		{"owner:wilson", []string{"|owner.name|Wilson"}},
		{"owner:2c91808568c529c60168cca6f90c1313", []string{"|owner.id|2c91808568c529c60168cca6f90c1313"}},
		{"text:$.secrets.desk", []string{"Create ticket|attributes.headers.X-Key.$|$.secrets.desk"}},
		{"$.definition.steps.*[?(@.actionId == 'sp:http')].attributes.url", []string{
			"Create ticket|attributes.url|https://ServiceDesk.example/api/now/table/sc_request", "Call|attributes.url|https://governance.example/flags"}},
		{"$..retries", []string{"Send/Tell~me|attributes.retries|3"}},
		{"$.definition.steps['Send/Tell~me'].attributes['urgent','x']", []string{"Send/Tell~me|attributes|{1 member}"}},
		{"$..steps.Disable.attributes.targets[-1:].name", []string{"Disable|attributes.targets[1].name|Base"}},
		{"$..recipientEmailList[0,1]", []string{"Send/Tell~me|attributes.recipientEmailList[0]|hr@brightfen.example", "Send/Tell~me|attributes.recipientEmailList[1]|it@brightfen.example"}},
		{"$.definition.steps['Send/Tell~me'].attributes.recipientEmailList.length()", []string{"Send/Tell~me|attributes.recipientEmailList|2"}},
		{"$.definition.steps.nobody", nil},
		{"$.definition.nosuchname", nil},
		{"", nil}, {"text:", nil}, {"nothing says this", nil},
	} {
		t.Run(c.query, func(t *testing.T) {
			r := ix.Search(parse(t, c.query))
			if got := short(r); !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// TestCounts pins how workflows, places and steps are counted.
func TestCounts(t *testing.T) {
	ix := indexOf(t, joiner, leaver, bare)
	if ix.Len() != 3 || ix.Bare() != 1 {
		t.Errorf("%d workflows, %d without steps", ix.Len(), ix.Bare())
	}
	r := ix.Search(parse(t, "$.secrets")) // leads nowhere: it is a JSONPath
	if len(r.Flows) != 0 {
		t.Errorf("%s", lines(r))
	}
	r = ix.Search(parse(t, "secret:"))
	if len(r.Flows) != 1 || r.Places != 3 || r.Steps != 1 || !r.Flows[0].Enabled || r.Flows[0].Name != "Joiner: provision laptop" {
		t.Errorf("%s", lines(r))
	}
	r = ix.Search(parse(t, "action:"))
	if len(r.Flows) != 2 || r.Places != 7 || r.Steps != 7 || !slices.Equal(r.IDs(), []string{r.Flows[0].ID, r.Flows[1].ID}) {
		t.Errorf("%s", lines(r))
	}
	if c := ix.Count(Action, "sp:http"); c != (Count{2, 2}) {
		t.Errorf("%+v", c)
	}
	if c := ix.Count(Action, "sp:htt"); c != (Count{}) {
		t.Errorf("%+v", c)
	}
	if got := ix.Used(Action)[0]; got != (Value{"sp:http", Count{2, 2}}) {
		t.Errorf("%+v", got)
	}
}

// TestUsesAreExact pins that the library asks for an action, not for a text.
func TestUsesAreExact(t *testing.T) {
	ix := indexOf(t, joiner, leaver)
	if r := ix.Uses(Action, "sp:http"); r.Steps != 2 || len(r.Flows) != 2 {
		t.Errorf("%s", lines(r)) // "sp:http" as a value of a choice is no use of it
	}
	for id, want := range map[string]int{"sp:htt": 0, "SP:HTTP": 0, "sp:compare-strings": 1, "": 0} {
		if r := ix.Uses(Action, id); len(r.Flows) != want {
			t.Errorf("%s: %s", id, lines(r))
		}
	}
	if r := ix.Uses(Text, "laptop"); len(r.Flows) != 0 {
		t.Error("a text is no use")
	}
}

// TestPointersLeadThere pins that what a hit points to is what was found.
func TestPointersLeadThere(t *testing.T) {
	ix := indexOf(t, joiner, leaver)
	raws := map[string]any{}
	for _, raw := range []string{joiner, leaver} {
		var v map[string]any
		if err := json.Unmarshal([]byte(raw), &v); err != nil {
			t.Fatal(err)
		}
		raws[v["id"].(string)] = v
	}
	n := 0
	for _, q := range []string{"e", "sp:", "secret:", "step:", "url:", "$..*", "$.definition.steps.*", "$..[?(@.type == 'action')]"} {
		for _, f := range ix.Search(parse(t, q)).Flows {
			for _, h := range f.Hits {
				n++
				v, ok := at(raws[f.ID], h.Pointer)
				if !ok {
					t.Fatalf("%s: %q leads nowhere", q, h.Pointer)
				}
				if s, text := v.(string); text && !strings.HasPrefix(h.Pointer, "/definition/steps/"+h.Step) && h.Match != "" && !strings.Contains(strings.ToLower(s+h.Pointer), strings.ToLower(h.Match)) {
					t.Errorf("%s: %q holds %q, not %q", q, h.Pointer, s, h.Match)
				}
			}
		}
	}
	if n < 100 {
		t.Errorf("only %d hits", n)
	}
}

// at follows a JSON pointer.
func at(v any, pointer string) (any, bool) {
	for _, part := range strings.Split(pointer, "/")[1:] {
		part = strings.ReplaceAll(strings.ReplaceAll(part, "~1", "/"), "~0", "~")
		switch x := v.(type) {
		case map[string]any:
			var ok bool
			if v, ok = x[part]; !ok {
				return nil, false
			}
		case []any:
			var i int
			if _, err := fmt.Sscan(part, &i); err != nil || i >= len(x) {
				return nil, false
			}
			v = x[i]
		default:
			return nil, false
		}
	}
	return v, true
}

// TestTapeIsTheRecord pins that a record comes back from its tape as
// encoding/json reads it.
func TestTapeIsTheRecord(t *testing.T) {
	d := newDictionary()
	for _, raw := range []string{joiner, leaver, `{}`, `{"a":[],"b":{},"c":[[1,-2.5e3,true,false,null,""],{"x":"\u0041\n\"\\/"}],"ü":"\ud83d\ude00"}`, ` { "a" : [ 1 , 2 ] } `} {
		var want any
		if err := json.Unmarshal([]byte(raw), &want); err != nil {
			t.Fatal(err)
		}
		tape := d.record([]byte(raw))
		got, end := d.decode(tape, 0)
		if !reflect.DeepEqual(got, want) || end != len(tape) || skip(tape, 0) != len(tape) {
			t.Errorf("%s\ncame back as %v", raw, got)
		}
	}
	for _, raw := range []string{"", "null", "[1]", `{"a":`, `"x"`, "7"} {
		if tape := d.record([]byte(raw)); tape != nil {
			t.Errorf("%s has a tape", raw)
		}
	}
}

// TestUpdateReadsWhatChanged pins that a record is read again only when its
// modified time, or without one the record itself, is new.
func TestUpdateReadsWhatChanged(t *testing.T) {
	a, b, c := flow(t, joiner), flow(t, leaver), flow(t, `{"id":"c","name":"No times","description":"first"}`)
	one := New().Update(t.Context(), []api.Workflow{a, b, c})
	changed := flow(t, strings.ReplaceAll(strings.ReplaceAll(joiner, "ServiceDesk", "helpdesk"), "2026-03-01", "2026-03-09"))
	c2 := flow(t, `{"id":"c","name":"No times","description":"second"}`)
	same := b
	same.Enabled, same.Name = true, "Leaver, renamed"
	two := one.Update(t.Context(), []api.Workflow{changed, same, c2, changed})
	if two.Len() != 3 || two.byID[a.ID].differs(one.byID[a.ID]) == false || two.byID[b.ID].differs(one.byID[b.ID]) || !two.byID["c"].differs(one.byID["c"]) {
		t.Error("the wrong records were read")
	}
	if got := len(two.Search(parse(t, "helpdesk")).Flows); got != 1 {
		t.Errorf("%d workflows have what is new", got)
	}
	if n := len(two.Search(parse(t, "servicedesk")).Flows) + len(two.Search(parse(t, "first")).Flows); n != 0 {
		t.Error("what was is found still")
	}
	if len(one.Search(parse(t, "servicedesk")).Flows) != 1 || len(one.Search(parse(t, "helpdesk")).Flows) != 0 {
		t.Error("the old index is not what it was")
	}
	if f := two.Search(parse(t, "governance")).Flows[0]; !f.Enabled || f.Name != "Leaver, renamed" {
		t.Errorf("%+v", f)
	}
	three := two.Update(t.Context(), []api.Workflow{c2})
	if three.Len() != 1 || three.stale != 4 {
		t.Errorf("%d workflows, %d stale", three.Len(), three.stale)
	}
	three.stale = 5000
	if four := three.Update(t.Context(), []api.Workflow{a}); four.d == three.d || four.stale != 0 || len(four.words.text) >= len(three.words.text) {
		t.Error("the past was not forgotten")
	}
}

// TestBounds pins that a query everything matches costs no more hits than
// anybody reads, and is counted all the same; and that parts make the whole.
func TestBounds(t *testing.T) {
	ix := New().Update(t.Context(), many(t, 300, 20))
	r := ix.Search(parse(t, "e"))
	hits := 0
	for _, f := range r.Flows {
		hits += len(f.Hits)
		if len(f.Hits) > hitsPerFlow {
			t.Fatalf("%d hits of one workflow", len(f.Hits))
		}
	}
	if hits != hitsInAll || !r.Cut || len(r.Flows) != 300 || r.Places <= hits || r.Steps != 300*20 {
		t.Errorf("%d hits, %d workflows, %d places, %d steps", hits, len(r.Flows), r.Places, r.Steps)
	}
	for _, text := range []string{"payroll vault", "action:sp:sleep", "$..recipientEmailList[*]"} {
		q := parse(t, text)
		var sum Result
		for from := 0; from >= 0; {
			var part Result
			part, from = ix.Part(t.Context(), q, sum.hits(), from, 70)
			sum.Add(part)
		}
		if whole := ix.Search(q); !reflect.DeepEqual(sum, whole) {
			t.Errorf("%s: %d places in parts, %d at once", text, sum.Places, whole.Places)
		}
	}
}

// TestPathErrors pins that what is no JSONPath is said, and where.
func TestPathErrors(t *testing.T) {
	for _, text := range []string{"$.", "$[", "$[?(@.a == ]"} {
		if q, err := Parse(text); err == nil || q.Kind != Nothing {
			t.Errorf("%s: %+v", text, q)
		}
	}
}

// TestComplete pins what is offered while one types.
func TestComplete(t *testing.T) {
	ix := indexOf(t, joiner, leaver)
	for typed, want := range map[string][]string{
		"": {"action:", "trigger:", "secret:"}, "s": {"secret:", "source:", "step:"}, "SO": {"source:"}, "action:sp:h": {"action:sp:http"}, "action:sp:http": nil,
		"Secret:": {"Secret:9d0c-vault", "Secret:desk-key_1", "Secret:other"}, "laptop": nil, "$.definition": nil,
	} {
		var got []string
		for _, c := range ix.Complete(typed, 3) {
			got = append(got, c.Text)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

// TestSearchWhileUpdating pins that an index may be searched while the next one is
// made from it: they share what stayed the same.
func TestSearchWhileUpdating(t *testing.T) {
	ws := many(t, 60, 4)
	ix := New().Update(t.Context(), ws)
	want := ix.Search(parse(t, "payroll")).Places
	done := make(chan *Index)
	go func() {
		next := ix
		for i := range 20 {
			changed := flow(t, strings.NewReplacer("laptop", fmt.Sprintf("payroll %d", i), "2026-03-01", fmt.Sprintf("2026-03-%02d", i+1), "0c7f2a5e-0001", "joiner").Replace(joiner))
			next = next.Update(t.Context(), append(slices.Clone(ws), changed))
		}
		done <- next
	}()
	for {
		select {
		case next := <-done:
			if got := next.Search(parse(t, "payroll")).Places; got <= want {
				t.Errorf("%d places after the update, %d before", got, want)
			}
			return
		default:
			if got := ix.Search(parse(t, "payroll")).Places; got != want {
				t.Fatalf("%d places, %d before", got, want)
			}
			ix.Search(parse(t, "$..url"))
			ix.Uses(Action, "sp:http")
		}
	}
}

// TestUpdateEnds pins that an update that is not wanted any more changes nothing.
func TestUpdateEnds(t *testing.T) {
	ix := indexOf(t, joiner)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if ix.Update(ctx, []api.Workflow{flow(t, leaver)}) != ix {
		t.Error("it was read on")
	}
}
