package book

import (
	"strings"
	"testing"

	"iscope/api"
)

func TestFormDifference(t *testing.T) {
	const form = `[{"formItems":[{"name":"a","label":"Account","required":true,"helpText":"h","allowedValues":[{"label":"Ada","value":"1"},{"label":"Bob","value":"2"}]},{"name":"b","label":"Note","value":"v"},{"label":"Remark"},{"label":"Remark"}]}]`
	was := formItem(t, form)
	if got := formDifference(was, formItem(t, form)); got != "" {
		t.Errorf("the same form: %q", got)
	}
	for want, c := range map[string][2]string{
		`"Account" offers "Bob" no more`:      {`,{"label":"Bob","value":"2"}`, ``},
		`"Account" offers "Cy" now`:           {`{"label":"Bob"`, `{"label":"Cy","value":"3"},{"label":"Bob"`},
		`"Account" calls "Bob" now "Ada"`:     {`"label":"Bob"`, `"label":"Ada"`},
		`"Account" is not required now`:       {`"required":true`, `"required":false`},
		`what "Account" says changed`:         {`"h"`, `"H"`},
		`"Note" was "v", is "w"`:              {`"value":"v"`, `"value":"w"`},
		`"Note" is now called "Nota"`:         {`"Note"`, `"Nota"`},
		`"Note" is a field of another type`:   {`"label":"Note"`, `"label":"Note","type":"number"`},
		`new field "Extra"`:                   {`{"name":"b"`, `{"name":"x","label":"Extra"},{"name":"b"`},
		`field "Note" is gone`:                {`{"name":"b","label":"Note","value":"v"},`, ``},
		`field "Remark" is gone`:              {`,{"label":"Remark"}]`, `]`},
		`new field "N"; field "Note" is gone`: {`{"name":"b","label":"Note","value":"v"}`, `{"name":"n","label":"N"}`},
	} {
		if n := strings.Count(form, c[0]); n != 1 {
			t.Fatalf("%s: %d places", c[0], n)
		}
		is := formItem(t, strings.Replace(form, c[0], c[1], 1))
		if got := formDifference(was, is); got != want || is.Print == was.Print {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	renamed := strings.NewReplacer("Account Selection for Mara", "Account Selection for Mora", `"mara.`, `"mora.`, "Please", "Now").Replace(string(was.Raw.JSON()))
	it, _ := api.ReadWorkItem([]byte(renamed))
	it.SetRaw(api.RawRow([]byte(renamed)))
	if got := formDifference(was, it); !strings.Contains(got, `called "Account Selection for Mora Lindqvist"; it is now for "mora.lindqvist", not "mara.lindqvist"; what it says changed`) {
		t.Error(got)
	}
	many := formItem(t, `[{"formItems":[{"name":"1"},{"name":"2"},{"name":"3"},{"name":"4"}]}]`)
	if got := formDifference(was, many); !strings.HasSuffix(got, "; and 4 more changes") {
		t.Error(got)
	}
	none := api.WorkItem{}
	if formDifference(none, none) != "" || formDifference(was, none) != "its form is gone" || formDifference(none, was) != "it has a form now" {
		t.Error("a form that comes or goes is not said")
	}
}

// formItem is an account selection with the sections given as JSON.
func formItem(t testing.TB, sections string) api.WorkItem {
	t.Helper()
	raw := []byte(`{"id":"f","type":"Form","state":"Pending","form":{"id":"f1","title":"Account Selection for Mara Lindqvist",` +
		`"subtitle":"Please select from the following","targetUser":"mara.lindqvist","sections":` + sections + `}}`)
	it, ok := api.ReadWorkItem(raw)
	if !ok {
		t.Fatalf("unreadable: %s", raw)
	}
	it.SetRaw(api.RawRow(raw))
	return it
}
