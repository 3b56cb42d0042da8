package views

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/journal"
	"iscope/api/sandbox"
	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/views/inbox"
)

// town is two demo tenants with an inbox each, opened as the program does it.
type town struct {
	*stage
	ctx     context.Context
	tenants map[string]*sandbox.Tenant
	books   map[string]*journal.Bytes
	items   map[string][]api.WorkItem
}

func (w *town) open(name string, n int) (*Session, error) {
	e := testEnv(w.t, time.Now)
	e.Tenant = name
	s := &Session{Env: e, Journal: journal.New(w.books[name].Open(), name, time.Now), Calls: &api.Calls{}}
	client := demotest.ISC(w.t, w.tenants[name], isc.Config{Guard: s.Journal.Guard, Calls: s.Calls})
	page, err := client.WorkItems(w.ctx, "", api.Query{})
	w.items[name] = page.Items
	s.Views = []View{inbox.New(e, &api.Commands{ISC: client}, inbox.Options{Journal: s.Journal}, w.ctx, fmt.Sprintf("inbox#%d", n))}
	return s, err
}

// inTown plays in the first of two tenants.
func inTown(t *testing.T, play func(*town)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		w := &town{stage: &stage{t: t}, ctx: ctx, items: map[string][]api.WorkItem{}, tenants: map[string]*sandbox.Tenant{
			"east": sandbox.New(sandbox.Options{Seed: 7}), "west": sandbox.New(sandbox.Options{Seed: 8}),
		}, books: map[string]*journal.Bytes{"east": journal.NewBytes(nil), "west": journal.NewBytes(nil)}}
		first, err := w.open("east", 1)
		if err != nil {
			t.Fatal(err)
		}
		w.raise(t, Options{
			Env: first.Env, Views: first.Views, First: keymap.Inbox, Theme: "dark", Calls: first.Calls, Journal: first.Journal,
			Tenants: []Tenant{{Name: "east"}, {Name: "west"}}, Open: w.open,
		}, func(*stage) { play(w) })
	})
}

func (w *town) to(name string) {
	w.press("T")
	w.send(tea.PasteMsg{Content: name})
	w.press("enter")
}

// sent returns what was asked of a tenant that changes something.
func (w *town) sent(name string) (out []string) {
	for _, e := range w.tenants[name].Record().Entries {
		if e.Method != http.MethodGet && e.Method != http.MethodHead && !strings.Contains(e.Path, "/oauth/") {
			out = append(out, e.Method+" "+e.Path)
		}
	}
	return out
}

func (w *town) pick(tenant string) api.WorkItem {
	for _, it := range w.items[tenant] {
		if oneLine(it) {
			return it
		}
	}
	w.t.Fatal("the demo tenant has no request of one line")
	return api.WorkItem{}
}

// entries returns what a tenant's journal knows, in another window.
func (w *town) entries(tenant string) []journal.Entry {
	j := journal.New(w.books[tenant].Open(), tenant, time.Now)
	defer func() { _ = j.Close() }()
	out, err := j.Entries()
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func TestTwoTenantsNeverMix(t *testing.T) {
	inTown(t, func(w *town) {
		east := w.pick("east")
		w.send(screen.Goto{View: keymap.Inbox, Value: east.ID})
		w.press("a") // held
		w.to("west")
		w.says("Leave east?")
		w.wait(time.Minute) // nothing leaves under the question
		if n := len(w.sent("east")); n != 0 {
			t.Fatalf("%d requests changed something under the question", n)
		}
		w.press("y")
		w.says("Now in west")
		w.says(fmt.Sprintf("pending · mine · %d items", len(w.items["west"])))
		w.wait(time.Minute)
		if got := w.entries("east"); len(got) != 1 || got[0].Ending != journal.TakenBack {
			t.Errorf("the journal of the first has %+v", got)
		}
		w.press("u", "U") // nothing of the first can be sent or taken back here
		w.wait(time.Minute)
		west := w.pick("west")
		w.send(screen.Goto{View: keymap.Inbox, Value: west.ID})
		w.press("a")
		w.wait(10 * time.Second)
		if got := w.sent("west"); len(got) != 1 || !strings.HasSuffix(got[0], "/"+west.Body().Approval[0].ID) {
			t.Errorf("sent to the second %q", got)
		}
		if got := w.sent("east"); len(got) != 0 {
			t.Errorf("sent to the first %q", got)
		}
		if got := w.entries("west"); len(got) != 1 || got[0].Target != west.ID || got[0].Tenant != "west" {
			t.Errorf("the journal of the second has %+v", got)
		}
	})
}

// TestLeavingWhileADecisionIsOnItsWay: its answer is waited for, read back and
// told under its tenant's name, and the journal knows how it ended.
func TestLeavingWhileADecisionIsOnItsWay(t *testing.T) {
	inTown(t, func(w *town) {
		east := w.pick("east")
		if err := w.tenants["east"].SetFaults(sandbox.Fault{Method: "write", Kind: sandbox.FaultSlow, DelayMs: 8000}); err != nil {
			t.Fatal(err)
		}
		w.send(screen.Goto{View: keymap.Inbox, Value: east.ID})
		w.press("a")
		w.wait(7 * time.Second) // held, read once more, and sent
		w.to("west")
		w.says("on its way")
		w.wait(time.Second)
		w.press("y")
		w.says("Now in west")
		w.wait(time.Minute)
		if got := w.sent("east"); len(got) != 1 {
			t.Errorf("sent to the first %q", got)
		}
		if got := w.entries("east"); len(got) != 1 || got[0].Ending != journal.Done {
			t.Errorf("the journal of the first has %+v", got)
		}
		if len(w.tenants["west"].Record().Entries) == 0 || len(w.retiredViews()) != 0 {
			t.Errorf("%d views of the first are open", len(w.retiredViews()))
		}
		found := false
		for _, d := range w.decisions {
			found = found || strings.HasPrefix(d.Target, "east: ")
		}
		if !found {
			t.Errorf("noted is %+v", w.decisions)
		}
	})
}

func (w *town) retiredViews() (out []View) {
	for _, r := range w.Shell.tenants.retired {
		out = append(out, r.views...)
	}
	return out
}
