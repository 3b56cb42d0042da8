package inbox

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
)

// These tests pin guarantee 2 (package views): nothing is decided but what was on
// screen, as it was.

func TestForwardOfWhatChangedMeanwhile(t *testing.T) {
	sit(t, people, func(d *desk) {
		choose(d, "bob")
		d.tenant.change(d.list.SelectedID(), value("Domain Admins"))
		d.wait(20 * time.Second) // a refresh happens under the dialog
		d.write("away")
		d.press(tea.KeyEnter)
		d.wait(30 * time.Second)
		d.wrote()
	})
}

func TestRowThatChangedUnderTheFinger(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		d.tenant.change(d.list.SelectedID(), value("Domain Admins"))
		d.act("app.refresh")
		d.act("inbox.approve")
		d.wait(30 * time.Second)
		d.wrote()
	})
}

func TestReviewShowsEveryLine(t *testing.T) {
	long := "CN=Payroll Readers Europe,OU=Groups,OU=Finance,DC=corp,DC=example,DC=com-TAIL"
	sit(t, holding(record("id-1", []string{"Pending", "Pending"}, value(long)), record("id-2", []string{"Pending", "Pending"}, value("Backup Ops"))), func(d *desk) {
		d.act("list.mark", "list.mark", "inbox.approve")
		got := strings.ReplaceAll(d.dialog(), "\n", "")
		d.press(tea.KeyEnd)
		got += strings.ReplaceAll(d.dialog(), "\n", "")
		for _, want := range []string{"TAIL", "Backup Ops", "id-1", "id-2"} {
			if !strings.Contains(got, want) {
				t.Errorf("%q is not in the review:\n%s", want, got)
			}
		}
	})
}

func TestImitatedNamesAreAskedAbout(t *testing.T) {
	sit(t, holding(record("id-1", []string{"Pending"}, value("Dоmain Admins"))), func(d *desk) { // a Cyrillic о
		d.act("inbox.approve")
		if got := d.dialog(); !strings.Contains(got, "mixes alphabets") || !strings.Contains(got, "id-1") {
			t.Errorf("dialog:\n%s", got)
		}
		d.wait(time.Minute)
		d.wrote()
	})
}

func TestLineOfAProtectedTenantIsAskedAbout(t *testing.T) {
	sit(t, holding(record("a", []string{"Pending", "Pending"})), func(d *desk) {
		d.env.Protected = true
		d.act("app.open", "inbox.reject")
		if got := d.dialog(); !strings.Contains(got, "Type acme") {
			t.Errorf("dialog:\n%s", got)
		}
	})
}

func TestClickInTheDetailStaysThere(t *testing.T) {
	sit(t, items(10), func(d *desk) {
		d.act("app.open")
		before := d.list.SelectedID()
		d.frame()
		d.do(d.Click(110, 8))
		if d.list.SelectedID() != before || !d.split.Focused {
			t.Errorf("the cursor went from %s to %s", before, d.list.SelectedID())
		}
	})
}

// TestReadingFirstAsksOnce pins that a key pressed twice while the lines of an
// item are being read asks one question.
func TestReadingFirstAsksOnce(t *testing.T) {
	sit(t, holding(record("a", []string{"Pending", "Pending"})), func(d *desk) {
		it := *d.list.Row("a")
		it.Raw = api.Raw{} // as in a very long list
		d.list.Replace(it)
		first, second := d.Act("inbox.approve"), d.Act("inbox.approve")
		if second != nil {
			t.Error("the lines are read twice")
		}
		d.do(first)
		d.wait(time.Second)
		d.press('y')
		d.wait(time.Minute)
		d.wrote("approve work item a")
		if run := d.book.Run(d.book.Batch()); run.Done != 1 || run.Open() != 0 {
			t.Errorf("%+v", run)
		}
	})
}

// TestDetailBesideTheList pins that an open detail saves the question only when
// all of the item is in it, and that values stand there whole.
func TestDetailBesideTheList(t *testing.T) {
	for name, c := range map[string]struct {
		lines int
		asks  bool
	}{"all in sight": {2, false}, "some out of sight": {30, true}} {
		t.Run(name, func(t *testing.T) {
			states := make([]string, c.lines)
			for i := range states {
				states[i] = "Pending"
			}
			long := "CN=Payroll Readers Europe,OU=Groups,OU=Finance,DC=corp,DC=example,DC=com-TAIL"
			sit(t, holding(record("a", states, value(long))), func(d *desk) {
				d.act("app.open", "app.pane") // the detail stays beside the list
				if got := d.frame(); !strings.Contains(got, "TAIL") {
					t.Errorf("the value is cut:\n%s", got)
				}
				d.act("inbox.approve")
				if asked := d.window() != nil; asked != c.asks {
					t.Errorf("asked: %v, want %v", asked, c.asks)
				}
			})
		})
	}
}
