package workflows

import (
	"slices"
	"strings"
	"testing"

	"iscope/api"
	"iscope/ui/screen"
	"iscope/views/workflows/find"
)

var _ screen.Filterer = (*Model)(nil)

// filter filters by a text, and returns what was wrong with it.
func (r *rig) filter(text string) string {
	r.t.Helper()
	r.frame(120, 36)
	cmd, wrong := r.m.Filter(text)
	r.Do(cmd)
	return wrong
}

// owned is tenant with one workflow of another owner.
func owned() []api.Workflow {
	all := tenant()
	all[1].Owner = api.Ref{Type: "IDENTITY", ID: "o2", Name: "Anna Lund"}
	return all
}

func TestFilterByTerms(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: owned()}, nil)
		for _, c := range []struct {
			text string
			want []string
			says string
		}{
			{"status:disabled", []string{"w-draft", "w-badge"}, "status disabled"},
			{"trigger:event", []string{"w-joiner", "w-leaver"}, "trigger event"},
			{"trigger:schedule,none status:enabled", []string{"w-review"}, "trigger schedule or none"},
			{"owner:lund", []string{"w-leaver"}, "owner lund"},
			{"owner:ann joiner", []string{"w-joiner"}, "owner ann"},
			{"owner:o2,o1 status:disabled", []string{"w-draft", "w-badge"}, "owner o2 or o1"},
			{"owner:lund status:disabled", nil, "No workflow matches: owner lund, status disabled."},
			{"laptop", []string{"w-joiner"}, "1 of 5"},
			{"", []string{"w-draft", "w-review", "w-badge", "w-joiner", "w-leaver"}, " 5 "},
		} {
			if wrong := r.filter(c.text); wrong != "" || !slices.Equal(r.names(), c.want) {
				t.Errorf("%q: %q, %v", c.text, wrong, r.names())
			}
			r.has(c.says)
		}
		r.filter("status:enabled laptop")
		r.act("app.back")
		if len(r.names()) != 3 {
			t.Errorf("the words go first: %v", r.names())
		}
		r.act("app.back")
		if len(r.names()) != 5 {
			t.Errorf("then the terms: %v", r.names())
		}
		r.filter("status:enabled")
		r.Do(r.m.Open("w-badge")) // what hides it is taken back
		if r.m.table.SelectedID() != "w-badge" || !r.m.asked.isZero() {
			t.Errorf("the cursor is on %s", r.m.table.SelectedID())
		}
	})
}

func TestFilterSaysWhatThereIs(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: owned()}, nil)
		r.filter("status:disabled")
		for text, want := range map[string]string{
			"status:on":   "Not filtered: status cannot be \"on\"; there are enabled and disabled",
			"trigger:x":   `trigger cannot be "x"; there are event, schedule, external and none`,
			"owner:nobod": `no owner is called "nobod"; there are`,
			"colour:red":  "there are status, trigger and owner",
		} {
			if wrong := r.filter(text); !strings.Contains(wrong, want) || !slices.Equal(r.names(), []string{"w-draft", "w-badge"}) {
				t.Errorf("%q: %q, %v", text, wrong, r.names())
			}
		}
		var got []string
		for _, text := range []string{"", "status:d", "trigger:e", "owner:"} {
			for _, c := range r.m.Completions(text) {
				got = append(got, c.Text)
			}
		}
		if want := []string{"status:", "trigger:", "owner:", "status:disabled", "status:enabled", "trigger:event", "trigger:external", "trigger:schedule", "trigger:none", `owner:"Ann Berg"`, `owner:"Anna Lund"`}; !slices.Equal(got, want) {
			t.Errorf("%q", got)
		}
	})
}

// What was found in definitions stays while it is filtered, and goes when nothing
// is asked for.
func TestFilterWithinWhatWasFound(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: owned()}, nil)
		r.filter("status:disabled")
		r.m.narrow(find.Keep{IDs: []string{"w-joiner", "w-badge"}, Label: "sp:http"})
		if !slices.Equal(r.names(), []string{"w-badge", "w-joiner"}) {
			t.Errorf("%v", r.names())
		}
		r.filter("status:enabled")
		if r.has("only: sp:http"); !slices.Equal(r.names(), []string{"w-joiner"}) {
			t.Errorf("%v", r.names())
		}
		r.filter("")
		if r.hasNot("only: sp:http"); len(r.names()) != 5 {
			t.Errorf("%v", r.names())
		}
	})
}
