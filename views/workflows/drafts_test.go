package workflows

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/views/internal/draft"
)

// kept is what the editor keeps of an edit of a part of a workflow.
func kept(id, part, pointer string, copied int, saved time.Time) []byte {
	return fmt.Appendf(nil, `{"id":%q,"copy":%d,"name":"a","part":%q,"pointer":%q,"saved":%q,"base":"{}","text":"{\"name\":\"b\"}"}`,
		id, copied, part, pointer, saved.Format(time.RFC3339))
}

// counted is a store that counts how often it was looked through, and fails when
// it is told to.
type counted struct {
	draft.Files
	lists atomic.Int64 // from commands that run beside one another
	fail  error
}

func (c *counted) List() ([][]byte, error) {
	c.lists.Add(1)
	if c.fail != nil {
		return nil, c.fail
	}
	return c.Files.List()
}

func newCounted(t *testing.T) *counted {
	return &counted{Files: draft.Files{Dir: t.TempDir(), Tenant: "acme", Kind: "workflow"}}
}

func (c *counted) save(t *testing.T, name string, body []byte) {
	t.Helper()
	if err := c.Save(name, body); err != nil {
		t.Fatal(err)
	}
}

// TestDraftIsShown pins that row, detail, filter and chooser tell of a draft from
// when it was typed until it is given up, in this run of the program and the next.
func TestDraftIsShown(t *testing.T) {
	bubble(t, func(t *testing.T) {
		store := newCounted(t)
		s := enter(t, staging{change: func(_ *screen.Env, o *Options) { o.Drafts = store }})
		w := joinerOf(t, s)
		row := "◌ draft · " + w.Name
		s.m.table.Select(w.ID)
		s.hasNot("draft")
		s.describe(" Edited.")
		s.Press(escape)
		s.Advance(time.Second)
		s.has(row)
		lists := store.lists.Load()
		s.Advance(5 * time.Minute) // refreshes are not for drafts
		if store.lists.Load() != lists {
			t.Errorf("looked %d times while nothing was typed", store.lists.Load()-lists)
		}
		s.does("app.open")
		s.has("◌ e goes on with a draft that was not sent")
		s.does("app.back", "workflows.edit")
		s.shows("name, description, trigger · draft of 5m ago")
		s.Press(escape)

		s = enter(t, staging{tenant: s.tenant, change: func(_ *screen.Env, o *Options) { o.Drafts = store }})
		s.m.table.SetFilter("draft joiner")
		s.Advance(time.Second)
		s.has(row)
		if s.m.table.Shown() != 1 || s.m.table.SelectedID() != w.ID {
			t.Errorf("the filter shows %d, the cursor is on %s", s.m.table.Shown(), s.m.table.SelectedID())
		}
		s.does("workflows.edit")
		s.Write("Fields")
		s.Press(enterK)
		s.Advance(time.Second)
		s.Write("Discard")
		s.Press(enterK)
		s.Agree("Discard the draft?")
		s.Advance(time.Second)
		s.Press(escape)
		s.Advance(time.Second)
		if s.m.table.Shown() != 0 {
			t.Errorf("the filter still shows %s", s.m.table.SelectedID())
		}
		s.m.table.SetFilter("")
		s.m.table.Select(w.ID)
		s.has(w.Name)
		s.hasNot("draft · ")
		s.does("app.open")
		s.hasNot("goes on with a draft")
	})
}

// TestDraftGoesWithWhatIsSent pins that a workflow is not marked any more once its
// draft was sent.
func TestDraftGoesWithWhatIsSent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		store := newCounted(t)
		s := enter(t, staging{change: func(_ *screen.Env, o *Options) { o.Drafts = store }})
		w := joinerOf(t, s)
		s.m.table.Select(w.ID)
		s.describe(" Edited.")
		s.Advance(time.Second)
		s.has("◌ draft · " + w.Name) // behind the window
		s.Press(onward)
		s.Press(onward)
		s.Agree("")
		s.Advance(time.Minute)
		s.hasNot("draft · ")
		if row := s.m.table.Row(w.ID); !strings.HasSuffix(row.Description, " Edited.") {
			t.Errorf("it was not sent: %q", row.Description)
		}
	})
}

// drafted is the small list, with drafts of two of its workflows.
func drafted(t *testing.T, change func(*screen.Env)) (*rig, *counted) {
	t.Helper()
	store := newCounted(t)
	store.save(t, "w-joiner", kept("w-joiner", "definition", "", 0, at.Add(-3*time.Minute)))
	store.save(t, "w-joiner#2", kept("w-joiner", "definition", "", 1, at.Add(-time.Hour)))
	store.save(t, "w-badge", kept("w-badge", "step", "/definition/steps/Done", 0, at.Add(-2*time.Hour)))
	store.save(t, "new 1", kept("new 1", "whole", "", 0, at))
	r := start(t, &fake{all: tenant()}, change)
	r.m.unsent.store = store
	r.Do(r.m.askDrafts())
	return r, store
}

func TestDraftFrames(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r, _ := drafted(t, nil)
		r.m.table.Select("w-joiner")
		golden.File(t, "drafts-80x24.golden", r.frame(80, 24))
		golden.File(t, "drafts-40x12.golden", r.frame(40, 12))
		r.act("app.open")
		golden.File(t, "draft-overview-40x12.golden", r.frame(40, 12))
	})
}

// TestDraftsReadAloud pins that a screen reader gets a word for the sign, behind the
// name.
func TestDraftsReadAloud(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r, _ := drafted(t, func(env *screen.Env) { env.Styles.Accessible = true })
		r.has("laptop, draft", "Badge lost, draft")
		r.hasNot("draft ·")
	})
}

// TestMarkIsNoPartOfTheName pins that a mark is no part of the name: the order stays
// and a file has the name alone.
func TestMarkIsNoPartOfTheName(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r, _ := drafted(t, nil)
		c := r.m.nameColumn()
		w := r.m.table.Row("w-joiner")
		if got := c.Value(w); got != w.Name {
			t.Errorf("a file has %q", got)
		}
		var ids []string
		for range r.m.table.Len() {
			ids = append(ids, r.m.table.SelectedID())
			r.act("list.down")
		}
		if want := []string{"w-draft", "w-review", "w-badge", "w-joiner", "w-leaver"}; !slices.Equal(ids, want) {
			t.Errorf("the order is %v", ids)
		}
	})
}

// TestDraftsThatCannotBeListed pins that marks stay where the folder cannot be read
// for a moment, and that a look which was overtaken says nothing.
func TestDraftsThatCannotBeListed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r, store := drafted(t, nil)
		store.fail = errors.New("input/output error")
		r.Do(r.m.askDrafts())
		r.has("◌ draft · Joiner")
		store.fail = nil
		early := r.m.askDrafts()()
		if err := store.Drop("w-badge"); err != nil {
			t.Fatal(err)
		}
		r.Do(r.m.askDrafts())
		r.Do(r.m.Update(early))
		r.hasNot("◌ draft · Badge lost")
		r.has("◌ draft · Joiner")
	})
}
