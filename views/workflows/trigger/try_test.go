package trigger

import (
	"encoding/json"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/golden"
	"iscope/ui/jsonedit"
	"iscope/ui/theme"
)

// sample is what the library has as an example of changed attributes.
const sample = `{"identity":{"id":"ee76","name":"john.doe","attributes":{"location":"Tokyo"}},"changes":[
  {"attribute":"department","oldValue":"sales","newValue":"marketing"},
  {"attribute":"manager","oldValue":{"id":"1","name":"nice.guy"},"newValue":{"id":"2","name":"mean.guy"}},
  {"attribute":"email","oldValue":"a@x","newValue":"b@x"}],"none":[],"count":2}`

func event(filter string) api.Trigger {
	return api.Trigger{Type: "EVENT", Event: "idn:identity-attributes-changed", Filter: filter}
}

func TestTry(t *testing.T) {
	for filter, want := range map[string]string{
		``: "would start: there is no filter, so every such event starts it",
		`$.changes[?(@.attribute == 'department')]`:                               `would start: attribute is "department" ← {"attribute":"department","newValue":"marketing","oldValue":"sales"}`,
		`$.changes[?(@.attribute == 'grade')]`:                                    `would not start: attribute is "department", wanted "grade"; of the 3 in changes that is the nearest`,
		`$.changes[?(@.attribute == 'manager' && @.newValue.name != 'mean.guy')]`: `would not start: newValue.name is "mean.guy", wanted anything else; of the 3 in changes that is the nearest`,
		`$.changes[?(@.attribute == 'x' || @.attribute =~ /e.*l/)]`:               `would start: attribute matches /e.*l/ ← {"attribute":"email","newValue":"b@x","oldValue":"a@x"}`,
		`$.identity[?(@.attributes.location == 'Oslo')]`:                          `would not start: attributes.location is "Tokyo", wanted "Oslo"`,
		`$.identity[?(@.attributes.grade in ['E1', 'E2'])]`:                       `would not start: attributes.grade is missing`,
		`$[?(@.count >= 3)]`:                `would not start: count is 2, wanted at least 3`,
		`$[?(@.changes size 4)]`:            `would not start: changes has the size 3, wanted 4`,
		`$[?(@.none empty false)]`:          `would not start: none is an empty list, wanted not empty`,
		`$[?(!@.count)]`:                    `would not start: count is present`,
		`$[?(@.gone)]`:                      `would not start: gone is missing`,
		`$[?(@.identity.name =~ /JOHN.*/)]`: `would not start: identity.name is "john.doe", wanted what matches /JOHN.*/`,
		`$[?(!(@.count == 2) && @.gone)]`:   `would not start: count is 2, wanted anything else`,
		`$.gone[?(@.a == 1)]`:               `would not start: gone is not in the input`,
		`$.none[?(@.a == 1)]`:               `would not start: none is empty`,
		`$.changes[0].gone[?(@.a == 1)]`:    `would not start: $.changes[0].gone is not in the input`,
		`$.identity.name`:                   `would start: its filter finds something ← "john.doe"`,
		`$.identity.gone`:                   `would not start: identity.gone is not in the input`,
		`$.changes[?(@.attribute == 'x' && (@.newValue.a stddev 1))]`: `cannot be tried here: the filter cannot be read, at character 49: “stddev” is not a comparison`,
		`$.changes[?(@.attribute =~ /a(?=b)/)]`:                       `cannot be tried here: a regular expression that only the tenant understands`,
		`$.changes[?(@.attribute == 'a]`:                              `cannot be tried here: the filter cannot be read, at character 28: the quote is not closed`,
		`$.changes[?(@.attribute == '\u001b[2J')]`:                    `would not start: attribute is "department", wanted "␛[2J"; of the 3 in changes that is the nearest`,
	} {
		v := Try(event(filter), json.RawMessage(sample))
		got := v.Words
		if v.Matched != nil {
			got += " ← " + string(v.Matched)
		}
		if got != want {
			t.Errorf("%s:\n%s, want\n%s", filter, got, want)
		}
		if v.Passes != strings.HasPrefix(want, "would start") || v.Untried != strings.HasPrefix(want, "cannot") {
			t.Errorf("%s: %+v", filter, v)
		}
	}
}

func TestTryWhatCannotBe(t *testing.T) {
	for _, c := range []struct {
		trigger api.Trigger
		sample  string
		want    string
	}{
		{api.Trigger{Type: "SCHEDULED"}, `{}`, "only an event has a filter"},
		{event("$.a"), `{`, "the input is not JSON"},
		{event("$.a"), `{} {}`, "the input is not JSON"},
		{event("$.a"), strings.Repeat(" ", jsonedit.Max+1), "the input is too large"},
	} {
		if v := Try(c.trigger, json.RawMessage(c.sample)); !v.Untried || v.Passes || v.Words != "cannot be tried here: "+c.want {
			t.Errorf("%+v, want %s", v, c.want)
		}
	}
}

// TestTerms pins what is told of each term: whether it holds for what came
// nearest to passing, and what was found instead.
func TestTerms(t *testing.T) {
	v := Try(event(`$.changes[?(@.attribute == 'manager' && (@.newValue.name == 'x' || @.oldValue.id in ['7', '8']) && !(@.newValue.id == '9'))]`), json.RawMessage(sample))
	want := []Judged{
		{Depth: 0, Words: "all of these:", Joins: true},
		{Depth: 1, Words: `attribute is "manager"`, Holds: true, Known: true},
		{Depth: 1, Words: "at least one of these:", Joins: true},
		{Depth: 2, Words: `newValue.name is "x"`, Known: true, Actual: `newValue.name is "mean.guy", wanted "x"`},
		{Depth: 2, Words: `oldValue.id is one of "7", "8"`, Known: true, Actual: `oldValue.id is "1", wanted one of "7", "8"`},
		{Depth: 1, Words: "not:", Joins: true},
		{Depth: 2, Words: `newValue.id is "9"`, Known: true},
	}
	if len(v.Terms) != len(want) {
		t.Fatalf("%+v", v.Terms)
	}
	for i := range want {
		if v.Terms[i] != want[i] {
			t.Errorf("%d: %+v, want %+v", i, v.Terms[i], want[i])
		}
	}
}

func FuzzTry(f *testing.F) {
	f.Add(`$.changes[?(@.attribute == 'x')]`, sample)
	f.Add(`$..[?(!(@ empty true))]`, `[[],{},{"a":"\u202e"}]`)
	f.Fuzz(func(t *testing.T, filter, input string) {
		v := Try(event(filter), json.RawMessage(input))
		if v.Words == "" || v.Passes && v.Untried {
			t.Errorf("%q: %+v", filter, v)
		}
		for _, s := range append([]string{v.Words}, words(v.Terms)...) {
			if strings.ContainsAny(s, "\x1b\n\u202e") && !strings.ContainsAny(filter, "\x1b\n\u202e") {
				t.Errorf("%q: %q is not clean", filter, s)
			}
		}
	})
}

func words(list []Judged) []string {
	var out []string
	for _, j := range list {
		out = append(out, j.Words, j.Actual)
	}
	return out
}

// two is a filter with terms of which one does not hold for the example.
const two = `$.changes[?(@.attribute == 'manager' && @.newValue.name == 'grace.hopper')]`

func press(t *testing.T, d *Tryout, keys ...tea.KeyPressMsg) bool {
	t.Helper()
	done := false
	for _, k := range keys {
		cmd, over := d.Update(k)
		if cmd != nil {
			t.Error("a window that asks nothing has a command")
		}
		done = over
	}
	return done
}

func ctrl(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Mod: tea.ModCtrl} }

func TestTryout(t *testing.T) {
	env := golden.Env(t, "dark")
	d := NewTryout(env, event(two), "Manager changed", json.RawMessage(sample))
	says := func(want string) {
		t.Helper()
		frame, _ := d.Render(94, 30)
		if !strings.Contains(frame, want) {
			t.Errorf("%q is not said:\n%s", want, frame)
		}
	}
	says(`would not start: newValue.name is "mean.guy", wanted "grace.hopper"`)
	says("the example of the step library")
	d.Update(tea.PasteMsg{Content: "{"})
	says("line 1, column 2")
	says("input, edited")
	press(t, d, ctrl('z'))
	says("would not start")
	d.editor.SetJSON([]byte(strings.ReplaceAll(sample, "mean.guy", "grace.hopper")))
	d.follow()
	says(`would start: attribute is "manager" and newValue.name is "grace.hopper"`)
	d.editor.SetJSON([]byte(`{"changes":[{"attribute":"` + strings.Repeat("x", liveTry) + `"}]}`))
	d.follow()
	says("ctrl+s tries it")
	if d.Hints()[0].Text != "try" {
		t.Errorf("%v", d.Hints())
	}
	press(t, d, ctrl('s'))
	says("would not start: attribute is ")
	if !press(t, d, tea.KeyPressMsg{Code: tea.KeyEscape}) || !d.Typing() {
		t.Error("esc does not close")
	}
	if _, done := d.Update(tea.FocusMsg{}); done {
		t.Error("something else closes it")
	}
	d = NewTryout(env, event(""), "Any", nil)
	says("there is no filter")
	says("the step library has no example")
}

func TestTryoutFrames(t *testing.T) {
	for _, theName := range []string{"dark", "mono"} {
		env := golden.Env(t, theName)
		if theName == "mono" {
			env.Styles = theme.New("mono", true, true, "")
		}
		d := NewTryout(env, event(two), "Manager changed", json.RawMessage(sample))
		for _, size := range []struct {
			name string
			w, h int
		}{{"120x36", 100, 30}, {"80x24", 74, 18}, {"40x12", 34, 6}} {
			frame, cursor := d.Render(size.w, size.h)
			golden.Fits(t, frame, size.w, size.h)
			if cursor == nil || cursor.X >= size.w || cursor.Y >= size.h {
				t.Errorf("cursor at %v", cursor)
			}
			switch {
			case theName == "dark":
				golden.Equal(t, "tryout-"+size.name, frame)
			case size.name == "80x24":
				golden.Mono(t, "tryout-mono", frame)
			}
		}
		for w := range 50 {
			for _, h := range []int{0, 1, 2, 5} {
				frame, _ := d.Render(w, h)
				golden.Fits(t, frame, w, h)
			}
		}
	}
}

func TestLines(t *testing.T) {
	env := golden.Env(t, "dark")
	lookup := func(id string) (api.LibraryItem, bool) {
		return api.LibraryItem{ID: id, Name: "Identity Attributes Changed", Description: "One or more attributes changed.", Deprecated: true}, id != "unknown"
	}
	var out []string
	for _, tr := range []api.Trigger{
		event(two),
		{Type: "EVENT", Event: "unknown", Filter: "$.changes[?(@.a = 1)]"},
		{Type: "EVENT", Event: "idn:x", Filter: `$.a[?(@.b =~ /a(?=b)/)]`, Attribute: "department", Form: "form-1", Description: "When it moves."},
		{Type: "SCHEDULED", Frequency: "cronSchedule", Cron: "0 9 * * 1", TimeZone: "Europe/Oslo"},
		{Type: "SCHEDULED", Frequency: "weekly", WeeklyDays: []string{"MON"}, WeeklyTimes: []string{"08:00"}, TimeZone: "Mars/Olympus"},
		{Type: "EXTERNAL", Name: "badge-lost", URL: "https://acme.api.example/workflows/execute/external/1", ClientID: "c-1"},
		{},
	} {
		for _, w := range []int{72, 34} {
			lines := Lines(env, tr, lookup, w, w > 50)
			out = append(out, append(lines, strings.Repeat("=", w))...)
		}
	}
	golden.Equal(t, "lines", strings.Join(out, "\n"))
	if got := Lines(env, event(""), nil, 60, true); len(got) < 3 {
		t.Errorf("%q", got)
	}
}
