package rerun

import (
	"strings"
	"testing"

	"iscope/api"
)

func TestDifference(t *testing.T) {
	for _, c := range []struct{ input, example, want string }{
		{`{"a":1,"b":2}`, `{"a":{},"b":[]}`, ""},
		{`{"a":1}`, `{"a":{},"b":[]}`, "Unlike the trigger's example the input lacks b"},
		{`{"a":1,"z":0}`, `{"a":{}}`, "Unlike the trigger's example the input has z beyond it"},
		{`{"z":0}`, `{"a":{}}`, "Unlike the trigger's example the input lacks a and has z beyond it"},
		{`{}`, `{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1}`, "Unlike the trigger's example the input lacks a, b, c, d and 2 more"},
		{`{"a\u001b[2J":1}`, `{"a":1}`, "Unlike the trigger's example the input lacks a and has a␛[2J beyond it"},
		{`{"a":1}`, ``, ""}, {`{"a":1}`, `{}`, ""}, {`{"a":1}`, `[1]`, ""}, {`[1]`, `{"a":1}`, ""}, {`null`, `{"a":1}`, ""}, {`{`, `{"a":1}`, ""},
	} {
		if got := difference([]byte(c.input), []byte(c.example)); got != c.want {
			t.Errorf("%s against %s: %q, want %q", c.input, c.example, got, c.want)
		}
	}
}

// TestTheRule pins which way the tenant demands for which workflow, in words.
func TestTheRule(t *testing.T) {
	for _, c := range []struct {
		kind    string
		enabled bool
		way     way
		state   string
		rule    string
	}{
		{api.TriggerEvent, false, byTest, "disabled, started by an event", "it can be run as it is"},
		{api.TriggerEvent, true, barred, "enabled, started by an event", "events that happen in between are lost to it"},
		{api.TriggerScheduled, true, barred, "enabled, started by a schedule", "a scheduled start in between is left out"},
		{"external", true, byTrigger, "enabled, started by an external trigger", "through its external trigger"},
		{api.TriggerExternal, false, byTest, "disabled, started by an external trigger", "it can be run as it is"},
		{"", true, barred, "enabled, without a trigger", "nothing starts it in between"},
		{"AccessRequestTrigger", true, barred, "enabled, started by a trigger of type AccessRequestTrigger", "has to be disabled first"},
	} {
		j := &Job{}
		w := &api.Workflow{ID: "a", Enabled: c.enabled, Trigger: api.Trigger{Type: c.kind}}
		if wayOf(w) != c.way || state(w) != c.state || !strings.Contains(j.rule(w), c.rule) {
			t.Errorf("%s, enabled %v: %d, %q, %q", c.kind, c.enabled, wayOf(w), state(w), j.rule(w))
		}
	}
	if byTest.op() != api.TestWorkflow || byTrigger.op() != api.ExecuteExternal {
		t.Error("a way has the wrong operation")
	}
}
