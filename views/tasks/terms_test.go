package tasks

import (
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/ui/screen"
)

var _ interface {
	screen.Filterer
	screen.Opener
} = (*Model)(nil)

// filterBy filters by a text, and returns what was wrong with it.
func (r *rig) filterBy(text string) string {
	r.t.Helper()
	r.frame(120, 36)
	cmd, wrong := r.m.Filter(text)
	r.Do(cmd)
	r.Advance(time.Second)
	return wrong
}

func TestFilterByTerms(t *testing.T) {
	bubble(t, func(t *testing.T) {
		kept := memory{}
		r := start(t, tenant(), kept.into)
		for _, c := range []struct {
			text string
			past bool
			want []string
			says string
		}{
			{"entitlement", false, []string{"t-old"}, "1 of 3"},
			{"", false, []string{"t-old", "t-ad", "t-sap"}, "pending"},
			{"status:error", true, []string{"t-bad"}, "filter: status:error"},
			{"aggregation", true, []string{"t-done0", "t-done1", "t-done2", "t-bad"}, "4 of 7"},
			{`source:hr type:entitlement`, true, []string{"t-bad"}, "applied here: type “entitlement”"},
			{`completionStatus eq "Warning"`, true, []string{"t-warn"}, `filter: completionStatus eq "Warning"`},
			{"not found", true, nil, "No task matches"},
			{"status:pending", false, []string{"t-old", "t-ad", "t-sap"}, "pending"},
			{"status:pending source:ad cloud", false, []string{"t-ad"}, "only AD"},
			{"STATUS:pending cloud", false, []string{"t-ad", "t-sap"}, "2 of 3"},
			{"status:error,warning source:hr", true, []string{"t-bad"}, "filter: status:error,warning"},
			{"", true, []string{"t-done0", "t-done1", "t-done2", "t-bad", "t-warn", "t-term", "t-temp"}, "history"},
		} {
			if wrong := r.filterBy(c.text); wrong != "" || r.m.past != c.past || !slices.Equal(r.ids(), c.want) {
				t.Errorf("%q: %q, history %v, %v", c.text, wrong, r.m.past, r.ids())
			}
			r.has(c.says)
		}
		if kept[memoryFilter] != "" || !r.m.source.IsZero() {
			t.Errorf("remembered %q, source %v", kept[memoryFilter], r.m.source)
		}
	})
}

func TestFilterSaysWhatThereIs(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		r.filterBy("status:pending source:ad")
		for text, want := range map[string]string{
			"status:faild":              "Not filtered: “faild” is no status; there are Success, Warning, Error, Terminated, TempError; put it in quotes to ask for it anyway; status:pending shows those that have not ended",
			"colour:red":                "“colour” is no field of tasks; there are status, source, launcher, type and id",
			"source:nobody":             "no source seen so far is called “nobody”",
			"status:pending type:x":     `Pending tasks are not filtered: this list cannot be filtered by "type"; there are status and source`,
			"status:pending source:zzz": `no source is called "zzz"; there are AD, HR and SAP`,
			`"quote`:                    "this quote is not closed",
		} {
			if wrong := r.filterBy(text); !strings.Contains(wrong, want) || r.m.past || !slices.Equal(r.ids(), []string{"t-ad"}) {
				t.Errorf("%q: %q, %v", text, wrong, r.ids())
			}
		}
	})
}

func TestCompletions(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		for text, want := range map[string][]string{
			"":                       {"status:", "source:", "launcher:", "type:", "id:"},
			"s":                      {"status:", "source:"},
			"status:":                {"status:pending", "status:success", "status:warning", "status:error", "status:terminated", "status:temperror"},
			"x status:err":           {"x status:error", "x status:temperror"},
			"status:p":               {"status:pending", "status:temperror"},
			"status:error,":          {"status:error,success", "status:error,warning", "status:error,error", "status:error,terminated", "status:error,temperror"},
			"source:h":               {"source:HR"},
			"status:pending ":        {"status:pending source:"},
			"status:pending source:": {"status:pending source:AD", "status:pending source:HR", "status:pending source:SAP"},
			"completionStatus ":      nil,
			"colour:":                nil,
		} {
			var got []string
			for _, c := range r.m.Completions(text) {
				got = append(got, c.Text)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q: %q", text, got)
			}
		}
	})
}

func TestOpenByID(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := tenant()
		elsewhere := task("t-else", "Identity Refresh", "", time.Hour, "")
		r := start(t, f, nil)
		r.Do(r.m.Open(" t-bad ")) // it is in the history, which is not shown
		r.has("Entitlement Aggregation", "Connection refused by hr.acme.example:443")
		if !r.m.split.Focused || r.m.past || r.m.detail.task.ID != "t-bad" {
			t.Fatalf("open is %s", r.m.detail.task.ID)
		}
		r.Advance(5 * time.Minute)
		if r.m.detail.task.ID != "t-bad" {
			t.Errorf("a refresh shows %s", r.m.detail.task.ID)
		}
		if why := r.m.Disabled("tasks.clear"); !strings.Contains(why, "has ended") {
			t.Errorf("it can be cleared: %q", why)
		}
		r.Do(r.m.Open("nope\x1b[2J"))
		if got := r.Toasts(); len(got) != 1 || !strings.HasPrefix(got[0], `No task has the id "nope`) || strings.Contains(got[0], "\x1b") || r.m.detail.task.ID != "t-bad" {
			t.Errorf("said %q, open is %s", got, r.m.detail.task.ID)
		}
		f.script = []answer{{err: &api.Error{Kind: api.Server, Op: api.GetTask, Detail: "bad gateway"}}}
		r.Do(r.m.Open("t-ad"))
		if got := r.Toasts(); len(got) != 2 || !strings.Contains(got[1], "bad gateway") {
			t.Errorf("said %q", got)
		}
		r.Do(r.m.Open("t-ad"))
		if r.m.shown().SelectedID() != "t-ad" || r.m.detail.task.ID != "t-ad" {
			t.Errorf("the cursor is on %s", r.m.shown().SelectedID())
		}
		// One that is pending and in no list is cleared like any other.
		f.script = []answer{{t: elsewhere}, {t: elsewhere}}
		f.writes = map[string]answer{"t-else": {t: task("t-else", "Identity Refresh", "", time.Hour, `,"completionStatus":"ERROR","completed":"2026-03-02T12:00:00Z"`)}}
		r.Do(r.m.Open("t-else"))
		r.act("tasks.clear")
		r.confirm()
		r.Advance(time.Second)
		if !slices.Equal(f.patched, []string{"t-else"}) || r.m.detail.task.Pending() {
			t.Errorf("patched %v, shown as pending %v", f.patched, r.m.detail.task.Pending())
		}
		for _, odd := range []any{"", " ", 3, nil} {
			if r.m.Open(odd) != nil {
				t.Errorf("%v is read", odd)
			}
		}
	})
}
