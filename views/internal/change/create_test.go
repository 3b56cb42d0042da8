package change

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
	"iscope/views/internal/change/changetest"
)

// maker is a tenant in which workflows are made.
type maker struct {
	api.ISC
	journal *changetest.Journal
	mu      sync.Mutex
	all     []api.Workflow
	page    int // rows of a page; 0: all of them
	sorts   bool
	me      string
	listErr []error // of the requests for the list, in turn
	err     error   // what a creation is answered with
	other   string  // the name in the answer, instead of the one asked for
	lost    bool    // it is not made
	rival   string  // who makes another of that name at the same time
	late    time.Duration
	posts   int
	lists   int
}

func (f *maker) Whoami(context.Context) (api.Account, error) {
	return api.Account{IdentityID: f.me}, nil
}

func (f *maker) Workflows(_ context.Context, q api.Query) (api.Page[api.Workflow], error) {
	f.lists++
	if len(f.listErr) > 0 {
		err := f.listErr[0]
		f.listErr = f.listErr[1:]
		if err != nil {
			return api.Page[api.Workflow]{}, err
		}
	}
	f.mu.Lock()
	all := slices.Clone(f.all)
	f.mu.Unlock()
	if f.sorts && q.Sorters == "-modified" {
		slices.SortStableFunc(all, func(a, b api.Workflow) int { return b.Modified.Compare(a.Modified) })
	}
	size := f.page
	if size == 0 {
		size = len(all)
	}
	from := min(q.Offset, len(all))
	to := min(from+size, len(all))
	return api.Page[api.Workflow]{Items: all[from:to], More: to < len(all), Next: to}, nil
}

// add makes a workflow that is there n minutes after the first.
func (f *maker) add(name, by string, n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at := noon.Add(time.Duration(n) * time.Minute)
	f.all = append(f.all, api.Workflow{ID: fmt.Sprintf("%s-%d-%d", name, n, len(f.all)), Name: name, Created: at, Modified: at, Creator: api.Ref{ID: by}})
}

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

func (f *maker) CreateWorkflow(ctx context.Context, d api.WorkflowDraft) (api.Workflow, error) {
	if err := f.journal.Guard(ctx, api.CreateWorkflow); err != nil {
		return api.Workflow{}, err
	}
	f.posts++
	if f.err != nil && !api.AsError(api.CreateWorkflow, f.err).Ambiguous() {
		return api.Workflow{}, f.err
	}
	posts := f.posts
	create := func() { f.add(d.Name, "me", 100+posts) }
	if f.rival != "" {
		f.add(d.Name, f.rival, 200)
	}
	switch {
	case f.late > 0:
		time.AfterFunc(f.late, create)
	case !f.lost:
		create()
	}
	if f.err != nil || len(f.all) == 0 {
		return api.Workflow{}, f.err
	}
	w := f.all[len(f.all)-1]
	if f.other != "" {
		w.Name = f.other
	}
	return w, nil
}

func newMaker() *maker {
	f := &maker{journal: changetest.New(), me: "me"}
	f.add("Joiner", "me", 1)
	f.add("Leaver", "you", 2)
	return f
}

var cutOff = &api.Error{Kind: api.Offline, Op: api.CreateWorkflow, Detail: "connection reset by peer"}

func TestCreate(t *testing.T) {
	for name, c := range map[string]struct {
		set   func(*maker)
		want  Ending
		said  string
		posts int
	}{
		"created": {nil, Done, "", 1},
		"refused": {func(f *maker) {
			f.err = &api.Error{Kind: api.Invalid, Op: api.CreateWorkflow, Status: 400, Detail: "no"}
		}, Refused, "create workflow: no (HTTP 400)", 1},
		"lost answer":         {func(f *maker) { f.err = cutOff }, Done, "no clear answer came; the list shows that it is there", 1},
		"at work for a while": {func(f *maker) { f.err, f.late = cutOff, 3*time.Second }, Done, "no clear answer came; the list shows that it is there", 1},
		"lost on its way":     {func(f *maker) { f.err, f.lost = cutOff, true }, Unknown, "no clear answer came, and the list does not have it; look again before creating it once more", 1},
		"about another":       {func(f *maker) { f.other = "Merger" }, Done, "no clear answer came; the list shows that it is there", 1},
		"list not read": {func(f *maker) {
			f.listErr = []error{&api.Error{Kind: api.Forbidden, Op: api.ListWorkflows, Detail: "no right"}}
		}, Refused, "nothing was sent, since the list of workflows could not be read first: list workflows: no right", 0},
		"list not read after":   {func(f *maker) { f.err, f.listErr = cutOff, []error{nil, &api.Error{Kind: api.Server}} }, Unknown, "no clear answer came, and the list could not be read (server); look for it there before creating it once more", 1},
		"journal full":          {func(f *maker) { f.journal.Fill() }, Refused, "nothing was sent: the journal of decisions cannot be written: no space left on device", 0},
		"endings not written":   {func(f *maker) { f.journal.FillAfter() }, Done, "it is created; the journal of decisions cannot be written: no space left on device", 1},
		"another of that name":  {func(f *maker) { f.err, f.lost = cutOff, true; f.add("Mover", "me", 3) }, Unknown, "no clear answer came, and the list does not have it; look again before creating it once more", 1},
		"somebody else's":       {func(f *maker) { f.err, f.lost, f.rival = cutOff, true, "you" }, Unknown, "no clear answer came, and the list does not have it; look again before creating it once more", 1},
		"a rival beside ours":   {func(f *maker) { f.err, f.rival = cutOff, "you" }, Done, "no clear answer came; the list shows that it is there", 1},
		"two of them":           {func(f *maker) { f.err, f.rival, f.me = cutOff, "you", "" }, Unknown, "no clear answer came, and the list has 2 new workflows of that name", 1},
		"an empty tenant":       {func(f *maker) { f.all = nil }, Done, "", 1},
		"of one moment":         {func(f *maker) { f.add("Mover", "me", 101); f.err = cutOff }, Done, "no clear answer came; the list shows that it is there", 1},
		"page by page":          {func(f *maker) { f.page, f.err = 1, cutOff }, Done, "no clear answer came; the list shows that it is there", 1},
		"sorted, page by page":  {func(f *maker) { f.page, f.sorts, f.err = 1, true, cutOff }, Done, "no clear answer came; the list shows that it is there", 1},
		"nothing left the host": {func(f *maker) { f.err = &api.Error{Kind: api.Offline, Detail: "no route", Unsent: true} }, Refused, "nothing was sent: : no route", 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newMaker()
				if c.set != nil {
					c.set(f)
				}
				o := Create(t.Context(), f, f.journal, api.WorkflowDraft{Name: "Mover"})
				if o.Ending != c.want || o.Said != c.said || f.posts != c.posts {
					t.Errorf("%d %q after %d requests", o.Ending, o.Said, f.posts)
				}
				if o.Ending == Done && o.Object.Name != "Mover" || o.Absent != (o.Ending == Unknown && strings.Contains(o.Said, "does not have it")) {
					t.Errorf("%+v", o)
				}
				if c.posts > 0 && o.Left == strings.HasPrefix(o.Said, "nothing was sent") {
					t.Errorf("left %v: %s", o.Left, o.Said)
				}
			})
		})
	}
}

// TestTwoThatMayBeIt pins that of two new workflows of the name none is taken
// for ours.
func TestTwoThatMayBeIt(t *testing.T) {
	f := newMaker()
	f.err, f.me = cutOff, ""
	after, err := FindNewest(t.Context(), f)
	if err != nil || after.IDs[0] != "Leaver-2-1" {
		t.Fatalf("%+v, %v", after, err)
	}
	f.rival = "you"
	i := Creation(f.journal, api.WorkflowDraft{Name: "Mover"}, after)
	if e := Record(f.journal, i); e != nil {
		t.Fatal(e)
	}
	o := CreateRecorded(t.Context(), f, f.journal, i.ID, api.WorkflowDraft{Name: "Mover"}, &after)
	if o.Ending != Unknown || o.Said != "no clear answer came, and the list has 2 new workflows of that name" || o.Absent {
		t.Errorf("%+v", o)
	}
	f.journal.Is(t, "begin create workflow ", "send create workflow", "end unknown")
}

// TestOneCreationAfterTheOther pins that what was made is not taken for the next.
func TestOneCreationAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newMaker()
		after, err := FindNewest(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for n := range 2 {
			i := Creation(f.journal, api.WorkflowDraft{Name: "Mover"}, after)
			if e := Record(f.journal, i); e != nil {
				t.Fatal(e)
			}
			if n == 1 {
				f.err, f.lost = cutOff, true
			}
			o := CreateRecorded(t.Context(), f, f.journal, i.ID, api.WorkflowDraft{Name: "Mover"}, &after)
			if want := []Ending{Done, Unknown}[n]; o.Ending != want {
				t.Errorf("%d: %+v", n, o)
			}
		}
		if f.posts != 2 {
			t.Errorf("%d requests", f.posts)
		}
	})
}

// TestSortedListsAreNotReadWhole pins that what was made last is found without
// all of a long list.
func TestSortedListsAreNotReadWhole(t *testing.T) {
	f := &maker{page: 10, sorts: true}
	for n := range 200 { // ten on a page
		f.add("Mover", "me", n)
	}
	if n, err := FindNewest(t.Context(), f); err != nil || !n.Created.Equal(noon.Add(199*time.Minute)) || f.lists != 1 {
		t.Errorf("%v after %d pages, %v", n, f.lists, err)
	}
	f.all[0].Modified = noon.Add(time.Hour * 24) // an old one, changed last
	f.lists = 0
	if n, err := FindNewest(t.Context(), f); err != nil || !n.Created.Equal(noon.Add(199*time.Minute)) || f.lists != 1 {
		t.Errorf("%v after %d pages, %v", n, f.lists, err)
	}
	f.sorts, f.lists = false, 0
	if n, err := FindNewest(t.Context(), f); err != nil || !n.Created.Equal(noon.Add(199*time.Minute)) || f.lists != 20 {
		t.Errorf("%v after %d pages, %v", n, f.lists, err)
	}
	f.listErr = []error{nil, errors.New("boom")}
	if _, err := FindNewest(t.Context(), f); err == nil {
		t.Error("a list that broke off counts as whole")
	}
}

func TestSettleCreation(t *testing.T) {
	for name, c := range map[string]struct {
		set    func(*maker)
		cannot string
		want   string
	}{
		"there":   {func(f *maker) { f.add("Mover", "me", 9) }, "", "done: it is there, with the id Mover-9-2"},
		"not":     {nil, "", "lost: it did not take effect; the list does not have it"},
		"others'": {func(f *maker) { f.add("Mover", "you", 9) }, "", "lost: it did not take effect; the list does not have it"},
		"two":     {func(f *maker) { f.add("Mover", "me", 9); f.add("Mover", "me", 10) }, "", "unknown: no clear answer came, and the list has 2 new workflows of that name"},
		"cannot":  {nil, "offline", "unknown: nobody knows whether it arrived: offline"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newMaker()
				after, err := FindNewest(t.Context(), f)
				if err != nil {
					t.Fatal(err)
				}
				e := f.journal.Sent(t, Creation(f.journal, api.WorkflowDraft{Name: "Mover"}, after))
				if !IsCreation(e) || IsCreation(journal.Entry{Intent: journal.Intent{Op: api.CreateWorkflow}}) {
					t.Errorf("%+v", e)
				}
				if c.set != nil {
					c.set(f)
				}
				on := Screen{Cmds: &api.Commands{ISC: f}, Journal: f.journal, Writes: t.Context(), Reads: api.NewScope(t.Context(), "workflows#1")}
				got, _ := SettleCreation(on, f, c.cannot, e).Settle([]journal.Entry{e})().(screen.Recalled)
				if got.Outcome != c.want || got.Target != "Mover" || got.Intent != e.ID || f.posts != 0 {
					t.Errorf("%+v after %d requests", got, f.posts)
				}
			})
		})
	}
}

// TestSettleOneOfSeveralAlike pins that a workflow made for one decision of a
// batch is not taken for that of another with the same name.
func TestSettleOneOfSeveralAlike(t *testing.T) {
	for name, c := range map[string]struct {
		names []string // what is created together; the last one never arrives
		made  int      // workflows of that name there are
		want  string
	}{
		"another has the name": {[]string{"Mover", "Mover"}, 1, "unknown: 2 workflows of that name were to be created together, and the list has 1 new ones; which is whose is not known"},
		"but for blanks":       {[]string{"Mover ", "Mover"}, 1, "unknown: 2 workflows of that name were to be created together, and the list has 1 new ones; which is whose is not known"},
		"none arrived":         {[]string{"Mover", "Mover"}, 0, "lost: it did not take effect; the list does not have it"},
		"names differ":         {[]string{"Badge", "Mover"}, 1, "done: it is there, with the id Mover-9-2"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newMaker()
				after, err := FindNewest(t.Context(), f)
				if err != nil {
					t.Fatal(err)
				}
				var intents []journal.Intent
				for _, n := range c.names {
					intents = append(intents, Creation(f.journal, api.WorkflowDraft{Name: n}, after))
				}
				Alike(intents)
				for i := range c.made {
					f.add("Mover", "me", 9+i)
				}
				e := f.journal.Sent(t, intents[len(intents)-1])
				on := Screen{Cmds: &api.Commands{ISC: f}, Journal: f.journal, Writes: t.Context(), Reads: api.NewScope(t.Context(), "workflows#1")}
				if got, _ := SettleCreation(on, f, "", e).Settle([]journal.Entry{e})().(screen.Recalled); got.Outcome != c.want {
					t.Errorf("%q", got.Outcome)
				}
			})
		})
	}
}
