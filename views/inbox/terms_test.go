package inbox

import (
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/screen"
)

var _ interface {
	screen.Filterer
	screen.Opener
} = (*Model)(nil)

// filter filters by a text, and returns what was wrong with it.
func (d *desk) filter(text string) string {
	d.t.Helper()
	cmd, wrong := d.Filter(text)
	d.do(cmd)
	d.wait(time.Second)
	return wrong
}

func TestFilterByTerms(t *testing.T) {
	sit(t, ward, func(d *desk) {
		for _, c := range []struct {
			text string
			want []string
			says string
		}{
			{"type:manualaction", []string{"hand"}, "type ManualAction"},
			{`type:"policy violation",manualaction`, []string{"hand", "policy"}, "type PolicyViolation or ManualAction"},
			{"requester:grace", []string{"old", "hand"}, "requester grace"},
			{"application:payroll,vpn", []string{"fresh", "old", "week"}, "application Payroll or VPN"},
			{"operation:remove", []string{"old"}, "1 of 6"},
			{"older:1w", []string{"old", "week"}, "older 1w"},
			{"older:2d younger:7d", []string{"hand", "policy"}, "younger 7d"},
			{"application:payroll readers", []string{"fresh", "week"}, "2 of 6"},
			{"status:pending requester:nobody", nil, "No work item is like that: requester nobody."},
			{"", []string{"fresh", "old", "week", "hand", "undated", "policy"}, "pending · mine · 6 items"},
		} {
			if wrong := d.filter(c.text); wrong != "" || !slices.Equal(ids(d.Model), c.want) {
				t.Errorf("%q: %q, %v", c.text, wrong, ids(d.Model))
			}
			d.says(c.says)
		}
		d.filter("type:approval readers")
		d.act("app.back")
		if got := ids(d.Model); d.list.Filter() != "" || len(got) != 4 {
			t.Errorf("the words go first: %v", got)
		}
		d.act("app.back")
		if got := ids(d.Model); len(got) != 6 {
			t.Errorf("then the terms: %v", got)
		}
	})
}

func TestGoldenFiltered(t *testing.T) {
	sit(t, lifelike, func(d *desk) {
		d.filter("type:approval,form")
		drawn(d, "list-terms")
		d.filter("requester:nobody")
		drawn(d, "list-terms-none")
	})
	sit(t, lifelike, func(d *desk) {
		d.tenant.closed = append(d.tenant.closed, record("elsewhere", []string{"Finished"}, decided("Finished", "Me Myself")))
		d.do(d.Open("elsewhere"))
		drawn(d, "detail-unlisted")
	})
}

func TestFilterSaysWhatThereIs(t *testing.T) {
	sit(t, ward, func(d *desk) {
		d.filter("requester:grace")
		was := ids(d.Model)
		for text, want := range map[string]string{
			"type:approve":        `type cannot be "approve"; there are Approval, Certification, Challenge, Delegation,`,
			"status:done":         `status cannot be "done"; there are pending, completed, finished, rejected, returned, expired and canceled`,
			"colour:red":          "there are status, type, application, requester, operation, older and younger",
			"older:soon":          `older: "soon" is no age such as 30m, 12h, 3d or 2w`,
			"older:0d":            "is no age",
			"younger:d":           "is no age",
			"older:3d younger:2d": "nothing is older than 3d and younger than 2d",
			"section:x":           "cannot be filtered by",
		} {
			if wrong := d.filter(text); !strings.HasPrefix(wrong, "Not filtered: ") || !strings.Contains(wrong, want) || !slices.Equal(ids(d.Model), was) {
				t.Errorf("%q: %q, %v", text, wrong, ids(d.Model))
			}
		}
	})
}

func TestFilterByStatusShowsTheOtherList(t *testing.T) {
	sit(t, func(t testing.TB) *tenant {
		s := newTenant(t, 4)
		for _, state := range []string{"Finished", "Rejected", "Finished"} {
			s.closed = append(s.closed, record("c"+string(rune('0'+len(s.closed))), []string{state}, decided(state, "Me Myself")))
		}
		return s
	}, func(d *desk) {
		for _, c := range []struct {
			text string
			n    int
			says string
		}{
			{"status:completed", 3, "completed · mine · 3 items"}, {"status:finished", 2, "status finished · 2 of 3"}, {"status:rejected c1", 1, "1 of 3"},
			{"", 3, "completed · mine · 3 items"}, {"status:pending i2", 1, "pending · mine · 1 of 4"},
		} {
			if wrong := d.filter(c.text); wrong != "" || d.list.Shown() != c.n {
				t.Errorf("%q: %q, %v", c.text, wrong, ids(d.Model))
			}
			d.says(c.says)
		}
		d.filter("status:finished")
		d.act("inbox.history") // of what is open no state is asked for
		d.filter("")
		if d.completed || d.list.Shown() != 4 {
			t.Errorf("%v", ids(d.Model))
		}
	})
}

func TestFilterKeepsTheSection(t *testing.T) {
	sit(t, ward, func(d *desk) {
		d.act("inbox.section-next")
		d.filter("older:1d")
		if got := ids(d.Model); !slices.Equal(got, []string{"week"}) {
			t.Errorf("rows %v", got)
		}
		d.filter("section:overdue")
		if got := ids(d.Model); !slices.Equal(got, []string{"old"}) || d.section != 2 {
			t.Errorf("rows %v in section %d", got, d.section)
		}
		d.filter("section:all operation:delete")
		if got := ids(d.Model); !slices.Equal(got, []string{"undated"}) || d.section != 0 {
			t.Errorf("rows %v in section %d", got, d.section)
		}
		d.act("inbox.section-next")
		if d.says("Payroll 0"); len(ids(d.Model)) != 0 {
			t.Errorf("rows %v", ids(d.Model))
		}
	}, three())
}

func TestFilterOfWhatWasDecided(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		d.act("inbox.approve")
		d.wait(10 * time.Second)
		d.act("inbox.decisions")
		d.says("Approve access i0")
		if wrong := d.filter("type:approval"); !strings.Contains(wrong, "filtered by words alone") || !strings.Contains(wrong, "H goes back") {
			t.Errorf("%q", wrong)
		}
		if wrong := d.filter("laptop"); wrong != "" || d.list.Filter() != "" || len(d.Completions("")) != 0 {
			t.Errorf("%q", wrong)
		}
		d.silent("Approve access i0")
		d.filter("")
		d.says("Approve access i0")
	})
}

func TestCompletionsNameWhatIsHere(t *testing.T) {
	sit(t, ward, func(d *desk) {
		var got []string
		for _, text := range []string{"app", "application:", "requester:g", "status:re", "type:manual", "section:"} {
			for _, c := range d.Completions(text) {
				got = append(got, c.Text)
			}
		}
		want := []string{"application:", "application:CRM", "application:Payroll", `application:"Payroll EU"`, "application:VPN", `requester:"Grace Hopper"`, "status:rejected", "status:returned", "status:expired", "type:ManualAction", "section:all", "section:Payroll", "section:Overdue", `section:Nobody's`}
		if !slices.Equal(got, want) {
			t.Errorf("%q", got)
		}
	}, three())
}

// TestOpenUnlisted pins that an item that is not in the list is shown, and
// nothing can be decided about it.
func TestOpenUnlisted(t *testing.T) {
	sit(t, func(t testing.TB) *tenant {
		s := newTenant(t, 3)
		s.closed = append(s.closed, record("done", []string{"Finished"}, decided("Finished", "Me Myself")))
		return s
	}, func(d *desk) {
		d.do(d.Open(" done "))
		d.says("Approve access done")
		if d.detail.item.ID != "done" || !d.split.Focused || d.list.SelectedID() != "i0" {
			t.Fatalf("open is %s, cursor on %s", d.detail.item.ID, d.list.SelectedID())
		}
		d.wait(5 * time.Minute) // refreshes leave it
		d.says("Approve access done")
		for _, a := range []keymap.Action{"inbox.approve", "inbox.reject", "inbox.forward", "inbox.complete", "inbox.repeat"} {
			if why := d.Disabled(a); !strings.Contains(why, "opened by its id and is not in the list") {
				t.Errorf("%s: %q", a, why)
			}
			d.act(a)
		}
		d.wait(time.Minute)
		for _, op := range []api.Op{api.ApproveItem, api.BulkApprove, api.BulkReject, api.ForwardWorkItem} {
			if n := d.tenant.count(op, ""); n != 0 {
				t.Errorf("%d × %s", n, op)
			}
		}
		d.act("app.pane") // the list beside it has the keys: it shows what these are about
		d.says("Approve access i0")
		if d.detail.pinned || d.detail.item.ID != "i0" {
			t.Errorf("open is %s", d.detail.item.ID)
		}
	})
}

func TestOpenHiddenByTheFilter(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		d.filter("i1")
		d.do(d.Open("i2"))
		d.wait(time.Second) // it counts as one that has just come
		d.says("Approve access i2")
		if why := d.Disabled("inbox.approve"); why != "" || d.list.Filter() != "i1" {
			t.Errorf("%q, filter %q", why, d.list.Filter())
		}
		d.act("inbox.approve")
		d.wait(10 * time.Second)
		if d.tenant.state("i2") != "Finished" || d.tenant.state("i1") == "Finished" {
			t.Errorf("i2 is %v, i1 %v", d.tenant.state("i2"), d.tenant.state("i1"))
		}
	})
}

// TestOpenTooLate pins that an item whose reading took a while does not come into
// the place of what the person went on to, where the next key would be about it.
func TestOpenTooLate(t *testing.T) {
	for name, goOn := range map[string]func(d *desk){
		"opened another": func(d *desk) { d.act("list.down", "app.open") },
		"types a filter": func(d *desk) { d.act("app.filter") },
		"went elsewhere": func(d *desk) { d.do(d.SetActive(false)) },
	} {
		t.Run(name, func(t *testing.T) {
			sit(t, items(3), func(d *desk) {
				d.tenant.troubled(trouble{op: api.GetWorkItem, times: 1, sleeps: 5 * time.Second})
				cmd := d.Open("elsewhere")
				goOn(d)
				before := d.detail.item.ID
				d.tenant.closed = append(d.tenant.closed, record("elsewhere", []string{"Pending"}))
				d.do(cmd)
				d.wait(10 * time.Second)
				if d.detail.item.ID != before || d.detail.pinned {
					t.Errorf("the detail shows %q, was %q", d.detail.item.ID, before)
				}
				d.told(screen.Info, "not shown since you went on")
			})
		})
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		d.do(d.Open("nope\x1b[2J"))
		d.told(screen.Bad, `No work item has the id "nope`)
		if d.split.Open {
			t.Error("a window with nothing in it")
		}
		d.tenant.troubled(trouble{op: api.GetWorkItem, err: &api.Error{Kind: api.Server, Op: api.GetWorkItem, Detail: "bad gateway"}})
		d.do(d.Open("elsewhere"))
		d.told(screen.Bad, "bad gateway")
		for _, odd := range []any{"", "  ", 3, nil} {
			if d.Open(odd) != nil {
				t.Errorf("%v is read", odd)
			}
		}
	})
}
