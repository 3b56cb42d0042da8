package views

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/api/journal"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/golden"
	"iscope/ui/screen"
)

// worker is a fake view with something to lose: it can keep back, give up and
// settle, and it notes what became of what it sent.
type worker struct {
	*fakeView
	held    []bool
	gaveUp  int
	settled []journal.Entry
	sending bool // something is on its way, until an answer comes
	env     *screen.Env
}

func (w *worker) Hold(on bool) tea.Cmd   { w.held = append(w.held, on); return nil }
func (w *worker) Abandon() tea.Cmd       { w.gaveUp++; w.leave = ""; return nil }
func (w *worker) Settles(op api.Op) bool { return op == api.BulkApprove && w.scope == keymap.Inbox }
func (w *worker) Settle(e []journal.Entry) tea.Cmd {
	w.settled = append(w.settled, e...)
	var cmds []tea.Cmd
	for _, x := range e {
		cmds = append(cmds, screen.Send(screen.Recalled{Decided: screen.Decided{What: "approve", Target: x.Name, ID: x.Target, Outcome: "done"}, Intent: x.ID}))
	}
	return tea.Batch(cmds...)
}

func (w *worker) CanLeave() (bool, string) {
	if w.sending {
		return false, "1 decision is on its way"
	}
	return w.fakeView.CanLeave()
}

func (w *worker) Update(msg tea.Msg) tea.Cmd {
	w.got = append(w.got, msg)
	if r, ok := msg.(api.Result[api.WorkItem]); ok && r.IsWrite() {
		w.sending = false
		return tea.Batch(screen.Say(screen.Good, "Approved: laptop"), screen.Send(screen.Decided{What: "approve", Target: "laptop", Outcome: "done"}),
			tea.Sequence(screen.Send(screen.Show{Dialog: dialog.NewReader(w.env, "What came of it", "…")}), screen.Send(api.Mutated{Op: api.BulkApprove})))
	}
	return nil
}

// house is a program with two tenants, each with views and a journal of its own.
type house struct {
	*stage
	all     map[string][]*worker // by tenant, the newest session last
	closed  []string             // sessions, in order
	books   map[string]*journal.Bytes
	fail    error
	wait    chan struct{} // nil: a tenant opens at once
	natural bool          // views have the addresses they had before
}

func (h *house) session(t *testing.T, name string, n int) *Session {
	if h.books[name] == nil {
		h.books[name] = journal.NewBytes(nil)
	}
	env := testEnv(t, time.Now)
	env.Tenant, env.Protected = name, name == "acme-prod"
	s := &Session{
		Env: env, Accent: map[string]string{"acme-prod": "196"}[name], Journal: journal.New(h.books[name].Open(), name, time.Now),
		Close: func() { h.closed = append(h.closed, fmt.Sprintf("%s#%d", name, n)) },
	}
	h.all[name] = nil
	for _, v := range fakes() {
		if !h.natural {
			v.id = fmt.Sprintf("%s#%d", v.scope, n)
		}
		w := &worker{fakeView: v, env: env}
		h.all[name] = append(h.all[name], w)
		s.Views = append(s.Views, w)
	}
	return s
}

// inHouse plays in the first of two tenants.
func inHouse(t *testing.T, play func(*house)) {
	t.Helper()
	h := &house{all: map[string][]*worker{}, books: map[string]*journal.Bytes{}}
	onStage(t, func(o *Options) {
		first := h.session(t, "acme-prod", 1)
		o.Env, o.Views, o.Journal, o.Accent, o.Close = first.Env, first.Views, first.Journal, first.Accent, first.Close
		o.Tenants = []Tenant{
			{Name: "acme-prod", Host: "acme.api.identitynow.com", Color: "196", Protected: true},
			{Name: "acme-dev", Host: "acme-dev.api.identitynow.com", ReadOnly: true}, {Name: "beta", Host: "beta.api.identitynow.com"},
		}
		o.Open = func(name string, n int) (*Session, error) {
			if h.wait != nil {
				<-h.wait
			}
			if h.fail != nil {
				return nil, h.fail
			}
			return h.session(t, name, n), nil
		}
	}, func(st *stage) { h.stage = st; play(h) })
}

func (h *house) inbox(tenant string) *worker { return h.all[tenant][2] }

// to opens a tenant by the command.
func (h *house) to(name string) { h.typed(":", "tenant "+name, "enter") }

// typed presses a key, pastes a text and presses another key.
func (h *house) typed(open, text, end string) {
	h.press(open)
	h.send(tea.PasteMsg{Content: text})
	h.press(end)
}

func TestTenantIsChosenFromAList(t *testing.T) {
	inHouse(t, func(h *house) {
		h.press("T")
		for _, text := range []string{"acme-prod (open)", "protected  acme.api.identitynow.com", "read-only  acme-dev.api", "beta"} {
			h.says(text)
		}
		h.press("b", "e", "enter")
		h.says("Now in beta")
		old, now := h.all["acme-prod"], h.all["beta"]
		if h.env.Tenant != "beta" || h.view() != View(now[2]) || h.view().ID() != "inbox#2" {
			t.Fatalf("on screen is %s of %s", h.view().ID(), h.env.Tenant)
		}
		for _, w := range old {
			if !w.closed || w.gaveUp != 1 {
				t.Errorf("%s is open yet, gave up %d times", w.id, w.gaveUp)
			}
		}
		if !slices.Equal(now[2].shown, []bool{true}) || !slices.Equal(old[2].shown, []bool{true, false}) || len(now[0].shown) != 0 {
			t.Errorf("shown: %v, before %v", now[2].shown, old[2].shown)
		}
		if !slices.Equal(h.closed, []string{"acme-prod#1"}) {
			t.Errorf("closed are %v", h.closed)
		}
		h.silent("acme-prod")
		h.to("acme-prod")
		h.says("Now in acme-prod, which is protected")
		if h.view().ID() != "inbox#3" || h.env.Styles.Accent != h.env.Styles.Tint("196") {
			t.Errorf("%s, in another colour", h.view().ID())
		}
	})
}

func TestTenantThatIsOpenOrUnknown(t *testing.T) {
	inHouse(t, func(h *house) {
		h.to("acme-prod")
		h.says("acme-prod is open already")
		h.typed(":", "tenant omega", "enter")
		h.says(`no tenant is called "omega"; there are acme-prod, acme-dev, beta`)
		h.press("esc")
		if len(h.dialogs) != 0 || h.tenants.instance != 1 || len(h.closed) != 0 {
			t.Errorf("%d windows, session %d", len(h.dialogs), h.tenants.instance)
		}
	})
	onStage(t, nil, func(st *stage) {
		st.press("T")
		st.says("No other tenant is configured")
	})
}

// TestLeavingAsks: as quitting does, with no preset; what was held goes on when
// it is not agreed to.
func TestLeavingAsks(t *testing.T) {
	inHouse(t, func(h *house) {
		w := h.inbox("acme-prod")
		w.leave = "2 decisions held would not be sent"
		h.to("beta")
		h.says("Leave acme-prod?")
		h.says("2 decisions held would not be sent")
		if !slices.Equal(w.held, []bool{true}) {
			t.Fatalf("held %v: it may be sent under the question", w.held)
		}
		h.wait1()
		h.press("enter")
		if h.env.Tenant != "acme-prod" || w.gaveUp != 0 || !slices.Equal(w.held, []bool{true, false}) || len(h.dialogs) != 0 {
			t.Fatalf("enter alone leaves: held %v, gave up %d", w.held, w.gaveUp)
		}
		h.to("beta")
		h.wait1()
		h.press("y")
		if h.env.Tenant != "beta" || w.gaveUp != 1 || !w.closed {
			t.Errorf("in %s, gave up %d, closed %v", h.env.Tenant, w.gaveUp, w.closed)
		}
	})
}

func (h *house) wait1() { h.stage.wait(time.Second) }

// TestNothingIsDecidedWhileOneOpens: the window takes every key.
func TestNothingIsDecidedWhileOneOpens(t *testing.T) {
	inHouse(t, func(h *house) {
		h.wait = make(chan struct{})
		h.to("beta")
		h.says("Opening beta")
		h.press("a", "x", "q", "T", "2")
		w := h.inbox("acme-prod")
		if len(w.acts) != 0 || h.quitting() || !slices.Equal(w.held, []bool{true}) {
			t.Fatalf("the view did %v", w.acts)
		}
		h.press("esc") // it takes too long
		if len(h.dialogs) != 0 || !slices.Equal(w.held, []bool{true, false}) {
			t.Fatalf("%d windows, held %v", len(h.dialogs), w.held)
		}
		close(h.wait)
		h.run(nil)
		if h.env.Tenant != "acme-prod" || !slices.Equal(h.closed, []string{"beta#2"}) {
			t.Errorf("in %s; closed are %v: what comes too late is thrown away", h.env.Tenant, h.closed)
		}
		for _, v := range h.all["beta"] {
			if !v.closed || len(v.shown) > 0 {
				t.Errorf("%s was shown or is open", v.id)
			}
		}
	})
}

func TestTenantThatCannotBeOpened(t *testing.T) {
	inHouse(t, func(h *house) {
		h.fail = errors.New("the secret cannot be read: no keyring")
		h.to("beta")
		h.says("beta cannot be opened: the secret cannot be read: no keyring")
		w := h.inbox("acme-prod")
		if h.env.Tenant != "acme-prod" || w.closed || !slices.Equal(w.held, []bool{true, false}) {
			t.Errorf("in %s, held %v", h.env.Tenant, w.held)
		}
		h.fail, h.natural = nil, true
		h.all["acme-prod"][0].fakeView.id = "workflows#1"
		h.toasts.Seen()
		h.to("beta")
		h.says("was in use before")
		if h.env.Tenant != "acme-prod" {
			t.Error("views with old addresses are on screen")
		}
	})
}

// TestOldAnswersFindNoAddress: reads are dropped, of writes it is told.
func TestOldAnswersFindNoAddress(t *testing.T) {
	inHouse(t, func(h *house) {
		h.to("beta")
		ticket := api.Ticket{View: "inbox#1", Op: api.ListWorkItems}
		h.send(api.Result[api.Page[api.WorkItem]]{Ticket: ticket})
		h.send(dialog.Answer{View: "inbox#1", Name: "approve"})
		for _, w := range append(h.all["beta"], h.all["acme-prod"]...) {
			if len(w.got) != 0 {
				t.Errorf("%s got %v", w.id, w.got)
			}
		}
		if h.lost != 2 {
			t.Errorf("%d counted", h.lost)
		}
		ticket.Op = api.BulkApprove
		h.send(api.Result[api.WorkItem]{Ticket: ticket, Err: &api.Error{Kind: api.Server, Op: api.BulkApprove, Detail: "bad gateway"}})
		h.says("bad gateway")
	})
}

// TestOldIntentsAreDropped: a command of the old tenant that ends late opens no
// window, shows no view and wakes none.
func TestOldIntentsAreDropped(t *testing.T) {
	inHouse(t, func(h *house) {
		gate := make(chan struct{})
		late := func(msg tea.Msg) tea.Cmd { return func() tea.Msg { <-gate; return msg } }
		reader := dialog.NewReader(h.env, "Old window", "text")
		_, cmd := h.Update(screen.Toast{Text: "hello"}) // whatever comes of it is of the first tenant
		h.start(h.stamped(tea.Batch(cmd, late(screen.Show{Dialog: reader}), late(screen.Goto{View: keymap.Tasks, Value: "t1"}),
			late(screen.Copy{Text: "x", What: "id"}), late(screen.Browse{URL: "https://x"}),
			tea.Sequence(late(api.Mutated{Op: api.BulkApprove}), late(screen.Decided{What: "approve", Target: "laptop", Outcome: "done"})),
			late(screen.Toast{Text: "Approved: laptop"})), h.tenants.instance))
		h.to("beta")
		close(gate)
		h.run(nil)
		h.silent("Old window")
		if h.active != 2 || h.clipboard() != "" {
			t.Errorf("view %d, clipboard %q", h.active, h.clipboard())
		}
		for _, w := range h.all["beta"] {
			if len(w.got)+len(w.opened) != 0 {
				t.Errorf("%s got %v and opened %v", w.id, w.got, w.opened)
			}
		}
		h.says("acme-prod: Approved: laptop")
		if len(h.decisions) != 1 || h.decisions[0].Target != "acme-prod: laptop" {
			t.Errorf("noted is %+v", h.decisions)
		}
		if h.lost != 4 {
			t.Errorf("%d dropped, want the window, the view, the clipboard and the page", h.lost)
		}
	})
}

// TestOwnIntentsStillCount: what the tenant on screen asks for is done.
func TestOwnIntentsStillCount(t *testing.T) {
	inHouse(t, func(h *house) {
		h.to("beta")
		h.run(h.stamped(tea.Batch(screen.Send(screen.Goto{View: keymap.Tasks, Value: "t1"}), screen.Send(api.Mutated{})), h.tenants.instance))
		if w := h.all["beta"][3]; h.active != 3 || !slices.Equal(w.opened, []any{"t1"}) || len(w.got) != 1 {
			t.Errorf("view %d opened %v, got %v", h.active, w.opened, w.got)
		}
	})
}

// TestWhatIsOnItsWayEndsAndIsTold: the old view gets the answer to its write and
// says what came of it under its tenant's name; until then it stays.
func TestWhatIsOnItsWayEndsAndIsTold(t *testing.T) {
	inHouse(t, func(h *house) {
		w := h.inbox("acme-prod")
		w.sending = true
		h.to("beta")
		h.wait1()
		h.press("y")
		if h.env.Tenant != "beta" || w.closed || !h.all["acme-prod"][0].closed || len(h.closed) != 0 {
			t.Fatalf("in %s, closed %v; its other views are closed %v", h.env.Tenant, w.closed, h.all["acme-prod"][0].closed)
		}
		h.send(api.Result[api.WorkItem]{Ticket: api.Ticket{View: "inbox#1", Op: api.BulkApprove}})
		h.says("acme-prod: Approved: laptop")
		h.silent("What came of it")
		if !w.closed || !slices.Equal(h.closed, []string{"acme-prod#1"}) {
			t.Errorf("closed %v, %v", w.closed, h.closed)
		}
		if len(h.decisions) != 1 || !strings.HasPrefix(h.decisions[0].Target, "acme-prod: ") {
			t.Errorf("noted is %+v", h.decisions)
		}
		if n := h.inbox("beta"); len(n.got) != 0 {
			t.Errorf("the new one got %v", n.got)
		}
	})
}

// TestAnAnswerThatNeverComes: after a while the old tenant is closed all the
// same; until then quitting says that something is on its way.
func TestAnAnswerThatNeverComes(t *testing.T) {
	inHouse(t, func(h *house) {
		w := h.inbox("acme-prod")
		w.sending = true
		h.to("beta")
		h.wait1()
		h.press("y", "q")
		h.says("acme-prod: what was sent last has not been answered")
		h.wait1()
		h.press("n")
		h.stage.wait(patience)
		if !w.closed || !slices.Equal(h.closed, []string{"acme-prod#1"}) {
			t.Errorf("closed %v, %v", w.closed, h.closed)
		}
		h.press("q")
		if !h.quitting() {
			t.Error("nothing is on its way, and it does not quit")
		}
	})
}

// TestJournalsOfTenantsAreTheirOwn: the old one sends nothing any more; the new
// one settles what was left open there, and only that.
func TestJournalsOfTenantsAreTheirOwn(t *testing.T) {
	inHouse(t, func(h *house) {
		crash := func(tenant, target string) {
			j := h.session(h.stage.t, tenant, 90).Journal
			in := journal.Intent{ID: j.NewID(), Op: api.BulkApprove, Target: target, Name: target}
			if err := errors.Join(j.Begin(in), j.Guard(journal.With(h.stage.t.Context(), in.ID), api.BulkApprove), j.Close()); err != nil {
				t.Fatal(err)
			}
		}
		crash("beta", "of beta")
		crash("acme-dev", "of dev")
		old := h.opt.Journal
		h.to("beta")
		if got := h.inbox("beta").settled; len(got) != 1 || got[0].Target != "of beta" {
			t.Errorf("settled were %+v", got)
		}
		h.says("Since the last time")
		h.says("of beta")
		h.silent("of dev")
		if err := old.Begin(journal.Intent{ID: old.NewID(), Op: api.BulkApprove, Target: "x"}); err == nil {
			t.Error("something can still be decided in the tenant that was left")
		}
		// An answer of the journal that was left is none of the new one's.
		h.send(adopted{instance: 1, entries: []journal.Entry{{Intent: journal.Intent{ID: "i", Op: api.BulkApprove, Target: "x"}, Sent: time.Now()}}})
		h.send(adoptDue{instance: 1})
		if got := h.inbox("beta").settled; len(got) != 1 {
			t.Errorf("settled were %+v", got)
		}
	})
}

func TestSwitchingLeavesNothingBehind(t *testing.T) {
	inHouse(t, func(h *house) {
		h.send(screen.Decided{What: "approve", Target: "laptop", Outcome: "done"})
		h.send(screen.Toast{Text: "Approved: laptop"})
		h.send(screen.Toast{Tone: screen.Bad, Text: "refused", Keep: true})
		h.to("beta")
		h.press("L")
		h.silent("laptop")
		h.press("esc")
		h.says("+1") // what must not be missed waits behind the news
		h.stage.wait(5 * time.Second)
		h.says("acme-prod: refused")
		h.Close()
		if !slices.Contains(h.closed, "beta#2") {
			t.Errorf("closed are %v", h.closed)
		}
		h.opt.Close = nil
	})
}

// TestTenantsEndInConnect: where a tenant can be connected, the list of them leads
// there, and no message takes that for a tenant.
func TestTenantsEndInConnect(t *testing.T) {
	inHouse(t, func(h *house) {
		asked := 0
		h.opt.Connect = func(env *screen.Env) screen.Dialog {
			asked++
			return dialog.NewReader(env, "The form", "text")
		}
		h.press("T", "z", "z", "enter")
		h.silent("app.connect")
		h.press("backspace", "backspace", "down", "down", "down", "enter")
		h.says("The form")
		if asked != 1 {
			t.Errorf("asked %d times", asked)
		}
	})
}

func TestGoldenTenants(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
		inHouse(t, func(h *house) {
			h.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			h.press("T", "down")
			frame := h.View().Content
			golden.Fits(t, frame, size[0], size[1])
			golden.Equal(t, fmt.Sprintf("tenants-%dx%d", size[0], size[1]), frame)
		})
	}
	inHouse(t, func(h *house) {
		h.send(tea.WindowSizeMsg{Width: 80, Height: 24})
		h.opt.Theme, h.opt.ASCII = "mono", true
		h.restyle()
		h.press("T", "down")
		golden.Mono(t, "tenants-mono", h.View().Content)
		if strings.ContainsFunc(ansi.Strip(h.View().Content), func(r rune) bool { return r > 0x7e }) {
			t.Error("it is not ASCII")
		}
	})
}
