package session

import (
	"slices"
	"strings"
	"testing"

	"iscope/api"
	"iscope/ui/screen"
	"iscope/views/session/filter"
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

func TestFilterByTerms(t *testing.T) {
	memory := &notes{kept: map[string]string{}}
	inBubble(t, func(m *Model, _ *fake) {
		m.env.Memory = memory
		m.Aliases = map[string]string{"wf-review": "Yearly review"}
	}, func(r *rig) {
		const other = "99f072dd-13b4-41e1-8ea0-16f2a59b57c8"
		for _, c := range []struct {
			text string
			want api.SessionQuery
			says string
		}{
			{"workflow:wf-contractor status:failed", api.SessionQuery{WorkflowID: "wf-contractor", Status: "failed"}, "status failed · workflow wf-contractor"},
			{"status:pending_approval", api.SessionQuery{Status: "pending approval"}, "status pending approval · 1 session"},
			{`status:"pending approval"`, api.SessionQuery{Status: "pending approval"}, "status pending approval"},
			{"workflow:review", api.SessionQuery{WorkflowID: "wf-review"}, "workflow Yearly review"},
			{"requester:ada", api.SessionQuery{RequesterID: "u-ada"}, "requester Ada Lovelace"},
			{`profile:"Müller, GmbH"`, api.SessionQuery{ProfileID: "p-gmbh"}, "profile Müller, GmbH"},
			{"requester:" + other, api.SessionQuery{RequesterID: other}, "requester " + other[:8]},
			{"uid:" + uidA, api.SessionQuery{UID: uidA}, "uid " + uidA[:8]},
			{"", api.SessionQuery{}, "3 sessions"},
		} {
			if wrong := r.filter(c.text); wrong != "" || r.lastQuery() != c.want {
				t.Errorf("%q: %q, asked for %+v", c.text, wrong, r.lastQuery())
			}
			r.shows(c.says)
			if memory.kept[memoryFilter] != r.m.filter.String() {
				t.Errorf("%q: remembered %q", c.text, memory.kept[memoryFilter])
			}
		}
		lists := r.nerm.lists
		if wrong := r.filter("grace"); wrong != "" || r.m.list.Shown() != 1 || r.nerm.lists != lists {
			t.Errorf("%q, %d rows, %d requests", wrong, r.m.list.Shown(), r.nerm.lists-lists)
		}
	})
}

func TestFilterSaysWhatThereIs(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.filter("status:failed")
		was := r.m.filter
		for text, want := range map[string]string{
			"status:surprise":        `Not filtered: status cannot be "surprise"; there are `,
			"colour:red":             "there are status, workflow, requester, profile and uid",
			"workflow:nothing":       `no workflow is called "nothing"`,
			"requester:nobody":       "names are not all known here, an id always will do",
			"profile:müller":         `several profiles have "müller" in their name: Müller, GmbH and Zoë Müller`,
			`uid:"a` + "\x1b" + `b"`: "uid: it has characters that nobody can see",
		} {
			if wrong := r.filter(text); !strings.Contains(wrong, want) || strings.Contains(wrong, "\x1b") || r.m.filter != was {
				t.Errorf("%q: %q, %+v", text, wrong, r.m.filter)
			}
		}
		r.open()
		if wrong := r.filter("status:closed"); !strings.Contains(wrong, "while a session is edited") {
			t.Errorf("%q", wrong)
		}
	})
	inBubble(t, func(m *Model, _ *fake) { m.cmds = &api.Commands{} }, func(r *rig) {
		if wrong := r.filter("laptop"); !strings.Contains(wrong, "NERM is not configured") {
			t.Errorf("%q", wrong)
		}
	})
	inBubble(t, func(m *Model, f *fake) {
		f.onList = func() error { return &api.Error{Kind: api.Forbidden, Op: api.ListSessions} }
	}, func(r *rig) {
		if wrong := r.filter("status:failed"); !strings.Contains(wrong, "may not list workflow sessions") || r.m.filter != (filter.Filter{}) {
			t.Errorf("%q", wrong)
		}
	})
}

func TestCompletions(t *testing.T) {
	inBubble(t, func(m *Model, _ *fake) { m.Aliases = map[string]string{"wf-review": "Yearly review"} }, func(r *rig) {
		var got []string
		for _, text := range []string{"", "status:pending_ap", "workflow:y", "requester:ada", "profile:m"} {
			for _, c := range r.m.Completions(text) {
				got = append(got, c.Text)
			}
		}
		if want := []string{"status:", "workflow:", "requester:", "profile:", "uid:", "status:pending_approval", `workflow:"Yearly review"`, `requester:"Ada Lovelace (ada@acme.example)"`, `profile:"Müller, GmbH"`, `profile:"Zoë Müller"`}; !slices.Equal(got, want) {
			t.Errorf("%q", got)
		}
	})
}
