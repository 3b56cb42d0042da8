package script

import (
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/isc"
)

// What stands behind :filter on screen filters here too.
func TestGetFilterTerms(t *testing.T) {
	onStill(t, isc.V3, func(t *testing.T, r *rig) {
		r.withNERM(t)
		r.get(t, "workflows --limit 0 -o csv")
		all := r.rows(t)
		for _, c := range []struct {
			request Request
			fits    func(row []string) bool
			none    bool
		}{
			{request: Request{What: "workflows", Filter: "status:disabled"}, fits: func(row []string) bool { return row[1] == "off" }},
			{request: Request{What: "workflows", Filter: "trigger:schedule joiner", Match: "leeds"}, none: true},
			{request: Request{What: "workflows", Filter: "trigger:schedule,external", Limit: 3}, fits: func(row []string) bool {
				return strings.HasPrefix(row[3], "schedule") || strings.HasPrefix(row[3], "external")
			}},
			{request: Request{What: "workflows", Filter: `owner:"` + all[0][5] + `"`}, fits: func(row []string) bool { return row[5] == all[0][5] }},
			{request: Request{What: "workflows", Filter: "enabled eq true"}, fits: func(row []string) bool { return row[1] == "on" }},
			{request: Request{What: "executions", Filter: "status:failed", Limit: 7}, fits: func(row []string) bool { return row[1] == "Failed" }},
			{request: Request{What: "executions", Filter: "since:2h workflow:" + all[0][0]}, fits: func(row []string) bool {
				at, err := time.Parse(time.RFC3339, row[3])
				return err == nil && time.Since(at) <= 2*time.Hour && row[2] == all[0][2]
			}, none: true},
			{request: Request{What: "executions", Filter: "joiner", Limit: 3}, fits: func(row []string) bool { return strings.Contains(row[2], "Joiner") }},
			{request: Request{What: "inbox", Filter: "status:rejected"}, fits: func(row []string) bool { return row[1] == "rejected" }},
			{request: Request{What: "inbox", Filter: `type:"manual action",approval older:1d`, Limit: 4}, fits: func(row []string) bool {
				at, err := time.Parse(time.RFC3339, row[2])
				return err == nil && time.Since(at) >= 24*time.Hour && (row[3] == "ManualAction" || row[3] == "Approval")
			}},
			{request: Request{What: "inbox", Filter: "operation:remove"}, fits: func(row []string) bool { return strings.EqualFold(row[4], "remove") }},
			{request: Request{What: "tasks", Filter: "status:error,warning", Limit: 9}, fits: func(row []string) bool { return row[1] == "error" || row[1] == "warning" }},
			{request: Request{What: "tasks", Filter: "status:pending"}, fits: func(row []string) bool { return row[5] == "" }},
			{request: Request{What: "tasks", Filter: "status:success aggregation", Limit: 3}, fits: func(row []string) bool {
				return row[1] == "success" && strings.Contains(strings.ToLower(strings.Join(row, " ")), "aggregation")
			}},
			{request: Request{What: "sessions", Filter: "status:pending_approval"}, fits: func(row []string) bool { return row[1] == "pending approval" }},
		} {
			g := r.asked(t, c.request.What)
			c.request.Output = "csv"
			g.Request = c.request
			r.out.Reset()
			r.err.Reset()
			if code := g.Run(t.Context()); code != OK {
				t.Errorf("%+v: exit code %d: %s", c.request, code, r.err.String())
				continue
			}
			rows := r.rows(t)
			if len(rows) == 0 && !c.none || c.request.Limit > 0 && len(rows) > c.request.Limit {
				t.Errorf("%+v: %d rows", c.request, len(rows))
			}
			for _, row := range rows {
				if c.fits == nil || !c.fits(row) {
					t.Errorf("%+v: %q", c.request, row)
				}
			}
		}
	})
}

// A mistake is told before anything is asked.
func TestGetFilterMistakes(t *testing.T) {
	onStill(t, isc.V3, func(t *testing.T, r *rig) {
		r.withNERM(t)
		for want, request := range map[string]Request{
			`--filter: status cannot be "faild"; there are queued, running, completed, failed, canceled, timedout and terminated`: {What: "executions", Filter: "status:faild"},
			`this list cannot be filtered by "colour"; there are status, trigger and owner`:                                       {What: "workflows", Filter: "colour:red"},
			"--filter has status: and --status is given too":                                                                      {What: "inbox", Filter: "status:pending", Status: "completed"},
			`--filter: older: "soon" is no age`:                                                                                   {What: "inbox", Filter: "older:soon"},
			"--filter: “faild” is no status":                                                                                      {What: "tasks", Filter: "status:faild"},
			"--filter: type: and not are for the screen":                                                                          {What: "tasks", Filter: "status:error type:x"},
			"--filter has status: and --status":                                                                                   {What: "tasks", Filter: "status:error", Status: "warning"},
			`--filter: pending tasks: this list cannot be filtered by "source"`:                                                   {What: "tasks", Filter: "status:pending source:x"},
			`this list cannot be filtered by "x"; there are status, workflow, requester`:                                          {What: "sessions", Filter: "x:y"},
		} {
			g := r.asked(t, request.What)
			request.Output = "csv"
			g.Request = request
			r.err.Reset()
			if code := g.Run(t.Context()); code != Usage || !strings.Contains(r.err.String(), want) {
				t.Errorf("%+v: exit code %d, %s", request, code, r.err.String())
			}
		}
	})
}

func TestSieveOfSessions(t *testing.T) {
	g, err := Get{Request: Request{What: "sessions", Filter: "workflow:w requester:r profile:p uid:u closed"}}.filtered()
	if err != nil || g.Workflow != "w" || g.Match != "closed" || g.terms.requester != "r" || g.terms.profile != "p" || g.terms.uid != "u" || g.Filter != "" {
		t.Errorf("%+v, %v", g.Request, err)
	}
}

func TestSieveOfItems(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	it := api.WorkItem{Type: "PolicyVioloation", Created: now.Add(-48 * time.Hour), Application: "Payroll", RequesterName: "Grace Hopper", Operation: "Remove"}
	for text, want := range map[string]bool{
		"type:policyviolation": true, `type:"Policy violation",x`: true, "type:approval": false, "older:2d": true, "older:3d": false, "younger:3d": true, "younger:2d": false,
		"application:pay,vpn requester:hopper operation:remove": true, "application:vpn": false, "requester:ada": false, "operation:add": false,
	} {
		g, err := Get{Request: Request{What: "inbox", Filter: text}}.filtered()
		if err != nil || g.terms.item(&it, now) != want || g.terms.whole() {
			t.Errorf("%q: %v, %v", text, !want, err)
		}
	}
	undated := it
	undated.Created = time.Time{}
	for _, text := range []string{"older:1d", "younger:1d"} {
		if g, err := (Get{Request: Request{What: "inbox", Filter: text}}).filtered(); err != nil || g.terms.item(&undated, now) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
