package inbox

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"iscope/api"
	"iscope/ui/golden"
	"iscope/ui/theme"
)

// lifelike is an inbox with an item of each kind.
func lifelike(t testing.TB) *tenant {
	ago := func(d time.Duration) func(map[string]any) { return set("created", noon.Add(-d).Format(time.RFC3339)) }
	lines := record("request-many", []string{"Pending", "Finished", "Rejected", "Pending", "Pending"},
		set("description", "Access of Ada Lovelace: five changes for the move to Finance"), set("numItems", 5), ago(3*time.Hour))
	for i, op := range []string{"Add", "Remove", "Delete", "Create", "Disable"} {
		l := lines["approvalItems"].([]any)[i].(map[string]any)
		l["operation"], l["value"], l["account"] = op, []string{"Finance Readers", "Engineering Admins", "alovelace-old", "alovelace", "vpn"}[i], "CN=Ada Lovelace,OU=People,DC=acme,DC=example"
	}
	return newTenant(t, 0).add(
		record("request-one", []string{"Pending"}, set("description", "Access for Ada Lovelace"), ago(12*time.Minute)),
		lines,
		record("manual", nil, manual, set("name", "Manual action 17"), ago(4*24*time.Hour)),
		record("remediation", nil, set("type", "Remediation"), set("description", "Undo what the review of Q1 revoked"), ago(20*24*time.Hour), set("remediationItems", []any{
			map[string]any{"id": "r1", "targetDisplayName": "Grace Hopper", "applicationName": "Payroll", "attributeName": "memberOf", "attributeOperation": "remove", "attributeValue": "Payroll Admins", "nativeIdentity": "CN=ghopper"},
			map[string]any{"id": "r2", "targetName": "ghopper2", "applicationName": "VPN", "attributeName": "profile", "attributeOperation": "set", "attributeValue": "none", "nativeIdentity": "ghopper2"},
		}), noLines),
		record("form", nil, set("type", "Form"), set("description", "Choose the account for 入社手続き"), ago(50*time.Hour), noLines, set("form", map[string]any{
			"id": "f1", "name": "Account Selection Form", "title": "Choose an account", "subtitle": "Two accounts match.", "targetUser": "Katherine Johnson",
			"sections": []any{map[string]any{"name": "s", "label": "Accounts", "formItems": []any{
				map[string]any{"name": "account", "label": "Account", "required": true, "allowedValues": []any{"kjohnson", "kjohnson-adm"}},
				map[string]any{"name": "note", "label": "Note", "value": "Both were made by the migration."},
			}}},
		})),
		record("policy", nil, set("type", "PolicyVioloation"), set("description", "Segregation of duties: pays and approves"), ago(15*24*time.Hour), noLines),
	)
}

func noLines(m map[string]any) { delete(m, "approvalItems") }

var sizes = [][2]int{{120, 36}, {80, 24}, {40, 12}}

// drawn compares what is on screen at three sizes and in monochrome ASCII.
func drawn(d *desk, name string) {
	d.t.Helper()
	for _, s := range sizes {
		frame, _ := d.Render(s[0], s[1])
		golden.Fits(d.t, frame, s[0], s[1])
		golden.Equal(d.t, fmt.Sprintf("%s-%dx%d", name, s[0], s[1]), frame)
	}
	colour := d.env.Styles
	d.env.Styles = theme.New("mono", true, true, "")
	frame, _ := d.Render(80, 24)
	golden.Fits(d.t, frame, 80, 24)
	golden.Mono(d.t, name+"-mono", frame)
	d.env.Styles = colour
}

func TestGoldenLists(t *testing.T) {
	sit(t, lifelike, func(d *desk) {
		drawn(d, "list")
		d.act("list.mark", "list.mark", "list.sort", "list.sort", "list.reverse")
		drawn(d, "list-marked-sorted")
	})
	sit(t, lifelike, func(d *desk) {
		d.act("inbox.approve")
		d.wait(time.Second)
		d.act("inbox.reject")
		d.press('y')
		d.tenant.change("request-many", set("description", "Another name"))
		d.act("inbox.send")
		d.act("list.top")
		d.wait(time.Second)
		d.act("list.down", "inbox.complete")
		drawn(d, "list-deciding")
	})
	sit(t, lifelike, func(d *desk) {
		d.act("app.filter")
		d.write("ada !move")
		drawn(d, "list-filter")
	})
	sit(t, lifelike, func(d *desk) {
		for i, state := range []string{"Finished", "Rejected", "Returned", "Expired", "Canceled", "Novel"} {
			d.tenant.closed = append(d.tenant.closed, record("c"+state, []string{state}, decided(state, "Me Myself"), set("completed", noon.Add(-time.Duration(i+1)*time.Hour).Format(time.RFC3339))))
		}
		d.act("inbox.history")
		drawn(d, "completed")
	})
	sit(t, items(0), func(d *desk) {
		drawn(d, "empty")
		d.act("inbox.history")
		drawn(d, "completed-empty")
	})
	sit(t, slow(3), func(d *desk) { drawn(d, "loading") })
	sit(t, lifelike, func(d *desk) {
		d.tenant.troubled(trouble{op: api.ListWorkItems, times: -1, err: &api.Error{Kind: api.Forbidden, Status: 403, Detail: "The server understood the request but refuses to authorize it.", TrackingID: "b1f2"}})
		d.wait(17 * time.Second)
		drawn(d, "error")
	})
	sit(t, func(t testing.TB) *tenant {
		return newTenant(t, 3).troubled(trouble{op: api.ListWorkItems, times: -1, err: &api.Error{Kind: api.Offline, Detail: "no route to host"}})
	}, func(d *desk) { drawn(d, "error-first") })
}

func TestGoldenDetails(t *testing.T) {
	for _, id := range []string{"request-one", "request-many", "manual", "remediation", "form", "policy"} {
		sit(t, lifelike, func(d *desk) {
			d.do(d.Open(id))
			d.act("app.pane")
			drawn(d, "detail-"+id)
		})
	}
	sit(t, lifelike, func(d *desk) {
		d.act("app.open", "text.next-tab")
		drawn(d, "detail-json")
	})
	sit(t, lifelike, func(d *desk) {
		d.do(d.Open("request-many"))
		d.tenant.troubled(trouble{op: api.RejectItem, err: &api.Error{Kind: api.Invalid, Status: 400, Detail: "The approval item cannot be rejected any more."}})
		d.act("app.pane", "text.down", "text.down", "text.down", "inbox.reject", "inbox.send")
		drawn(d, "detail-refused")
	})
}

// hostile are texts as no tenant should have them: clean, but long, wide or
// empty.
var hostile = []string{"", "a", strings.Repeat("long ", 60), strings.Repeat("長", 90), "👩‍👩‍👧‍👦", "é́́́́", "\u2066\u202e", strings.Repeat("x", 500)}

func TestFrameFitsEverySize(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := func(name string) any { return rapid.SampledFrom(hostile).Draw(rt, name) }
		s := newTenant(t, 0)
		for i := range rapid.IntRange(0, 6).Draw(rt, "items") {
			rec := record(fmt.Sprint("i", i), make([]string, rapid.IntRange(0, 4).Draw(rt, "lines")))
			for _, k := range []string{"name", "description", "requesterDisplayName", "ownerName", "type", "state"} {
				rec[k] = text(k)
			}
			for _, l := range rec["approvalItems"].([]any) {
				for _, k := range []string{"account", "application", "name", "operation", "value", "state"} {
					l.(map[string]any)[k] = text(k)
				}
			}
			rec["remediationItems"] = []any{map[string]any{"id": "r", "targetName": text("target"), "attributeName": text("attribute"), "attributeValue": text("value")}}
			rec["form"] = map[string]any{"id": "f", "title": text("title"), "subtitle": text("subtitle"), "sections": []any{map[string]any{"label": text("label"), "formItems": []any{map[string]any{"label": text("field"), "value": text("value")}}}}}
			rec["errors"] = []any{text("error")}
			s.add(rec)
		}
		m := still(t, s, rapid.IntRange(0, 1).Draw(rt, "problem") == 1)
		if rapid.Bool().Draw(rt, "open") {
			m.split.Open, m.split.Focused = true, rapid.Bool().Draw(rt, "focused")
			if it := m.list.Selected(); it != nil {
				m.detail.set(m, *it)
			}
			m.detail.tab = rapid.IntRange(0, 1).Draw(rt, "tab")
		}
		for range 3 {
			w, h := rapid.IntRange(1, 200).Draw(rt, "w"), rapid.IntRange(1, 60).Draw(rt, "h")
			frame, _ := m.Render(w, h)
			lines := strings.Split(frame, "\n")
			if len(lines) != h {
				rt.Fatalf("a frame of %dx%d has %d lines", w, h, len(lines))
			}
			for i, l := range lines {
				if got := width(l); got > w {
					rt.Fatalf("line %d of a frame of %dx%d is %d cells wide: %q", i, w, h, got, l)
				}
			}
			m.Act("text.bottom")
		}
	})
}
