package outline

import (
	"encoding/json"
	"strings"
	"testing"

	"iscope/api"
)

func TestDoing(t *testing.T) {
	for _, c := range []struct{ step, want string }{
		{`{"type":"action","actionId":"sp:http"}`, ""},
		{`{"type":"Mutation","attributes":{"variables":[{"name":"a","variableA.$":"$.x"}]}}`, "sets a to $.x"},
		{`{"type":"Mutation","attributes":{"id":"sp:update-variable","variables":[{"name":"define.a","variableA":"Yes"}]}}`, `changes $.define.a to "Yes"`},
		{`{"type":"Mutation","attributes":{"variables":[{"name":"$.d.a","variableA":"{{$.x}}!"}]}}`, `changes $.d.a to {{$.x}}!`},
		{`{"type":"Mutation","attributes":{"variables":[{"name":"a","variableA":"x","transforms":[{"id":"sp:transform:substring:string","input":{"start":0,"length.$":"$.n"}},{"id":""}]}]}}`,
			`sets a to "x", substring (length $.n, start 0), transformed in a way that is not stated`},
		{`{"type":"Mutation","attributes":{"variables":[{},{"name":"b"},{"name":"c"},{"name":"d"},{"name":"e"},{"name":"f"}]}}`,
			"sets a variable without a name to an empty text|sets b to an empty text|sets c to an empty text|and 3 variables more"},
		{`{"type":"Mutation","attributes":"broken"}`, ""},
		{`{"type":"action","actionId":"sp:loop:iterator","attributes":{"input":"","steps":{}}}`, "for each of a list that is not named"},
		{`{"type":"action","actionId":"sp:forms","attributes":{"recipient":"mara","deadline":"2h"}}`, "asks mara, waits 2 hours for the answer"},
		{`{"type":"action","actionId":"sp:forms","attributes":null}`, ""},
	} {
		d := api.ReadDefinition([]byte(`{"start":"a","steps":{"a":` + c.step + `}}`))
		if got := strings.Join(doing(&d.Steps[0]), "|"); got != c.want {
			t.Errorf("%s: %q, want %q", c.step, got, c.want)
		}
	}
}

func TestWaiting(t *testing.T) {
	for attributes, want := range map[string]string{
		`{"duration":"10m","type":"waitFor"}`:                              "waits 10 minutes",
		`{"duration.$":"$.form.days"}`:                                     "waits $.form.days",
		`{"type":"waitUntil","date.$":"$.x","time":"1969-12-31T05:00:00"}`: "waits until $.x",
		`{"until":"2026-01-01"}`:                                           "waits until 2026-01-01",
		`{}`:                                                               "waits",
	} {
		if got := waiting(&api.Step{ActionID: "sp:sleep", Attributes: json.RawMessage(attributes)}); got != want {
			t.Errorf("%s: %q, want %q", attributes, got, want)
		}
	}
	if got := waiting(&api.Step{ActionID: "sp:http"}); got != "" {
		t.Error(got)
	}
}

func TestSpan(t *testing.T) {
	for in, want := range map[string]string{
		"1m": "1 minute", "10m": "10 minutes", "1d12h": "1 day 12 hours", "1d 12h": "1 day 12 hours", "30s": "30 seconds", "2M": "2 months", "1y2w": "1 year 2 weeks",
		"": "", "m": "m", "soon": "soon", "5": "5", "5 parsecs": "5 parsecs", "PT5M": "PT5M", "$.x": "$.x", "99999999999s": "99999999999s",
	} {
		if got := span(in); got != want {
			t.Errorf("span(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzDoing(f *testing.F) {
	f.Add([]byte(`{"id":"sp:update-variable","variables":[{"name":"a","variableA.$":"$.x","transforms":[{"id":"x","input":{"a":1}}]}]}`), "1d2h")
	f.Add([]byte(`[]`), "9x")
	f.Fuzz(func(t *testing.T, raw []byte, s string) {
		span(s)
		lines := doing(&api.Step{Type: "Mutation", Attributes: raw})
		if len(lines) > maxDoing {
			t.Errorf("%d lines", len(lines))
		}
		for _, l := range append(lines, waiting(&api.Step{ActionID: "sp:sleep", Attributes: raw})) {
			if strings.ContainsAny(l, "\x1b\n\r") {
				t.Errorf("not clean: %q", l)
			}
		}
	})
}
