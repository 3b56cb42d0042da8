package edit

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/dialog"
	"iscope/ui/extern"
	"iscope/ui/screen"
	"iscope/views/internal/change/changetest"
)

// burst hands keys over that came in one read, before what they ask for is seen.
func (s *rig) burst(keys ...tea.KeyPressMsg) {
	s.t.Helper()
	var cmds []tea.Cmd
	for _, k := range keys {
		cmds = append(cmds, s.Take(k))
	}
	s.Do(tea.Batch(cmds...))
}

// answers gives an answer to a question that is off the screen already.
func (s *rig) answers(value any) {
	s.t.Helper()
	cmd, mine := s.desk.Answered(dialog.Answer{View: s.View.ID(), Name: question, Value: value})
	if !mine {
		s.t.Fatalf("nobody takes %v", value)
	}
	s.Do(cmd)
	s.Advance(time.Minute)
}

// TestQuestionIsUsedUp pins that a key pressed twice before the question can be
// seen opens one question, and that where nobody knows what came of the request
// no question from before it sends another.
func TestQuestionIsUsedUp(t *testing.T) {
	for _, c := range []struct {
		op    api.Op
		head  string
		begin func(s *rig)
	}{
		{api.CreateWorkflow, "Create the workflow?", func(s *rig) { s.Do(s.desk.Create(template)) }},
		{api.PatchWorkflow, "Change the workflow?", func(s *rig) {
			s.edit(Whole)
			s.replace(`Orders a laptop`, `Orders one laptop`)
		}},
	} {
		t.Run(string(c.op), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := newTenant()
				s := open(t, f)
				c.begin(s)
				s.Press(next)
				if s.desk.job.stage == checking {
					s.Press(next)
				}
				f.fail = failing(c.op, &api.Error{Kind: api.Server, Status: 502, Detail: "bad gateway"})
				s.burst(next, next)
				if len(s.Stack) != 2 {
					t.Fatalf("%d windows are open", len(s.Stack))
				}
				s.Press(esc, next) // declined, and asked again
				old := s.Asked(c.head).Value
				s.Agree(c.head)
				s.Advance(time.Minute)
				s.answers(old)
				if n := f.count(c.op); n != 1 {
					t.Errorf("%d sent", n)
				}
				if len(s.Stack) != 1 {
					t.Errorf("%d windows are open", len(s.Stack))
				}
				s.shows("That question was answered already; nothing was sent")
			})
		})
	}
}

// TestOwnerQuestionIsUsedUp is the same for a new owner.
func TestOwnerQuestionIsUsedUp(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		f.fail = failing(api.PatchWorkflow, &api.Error{Kind: api.Server, Status: 504, Detail: "gateway timeout"})
		s.Do(tea.Batch(s.desk.Owner(s.all(), grace), s.desk.Owner(s.all(), grace)))
		if len(s.Stack) != 1 {
			t.Fatalf("%d questions are open", len(s.Stack))
		}
		old := s.Asked("Change the owner?").Value
		s.Agree("Change the owner?")
		s.Advance(time.Minute)
		s.answers(old)
		if n := f.count(api.PatchWorkflow); n != 1 {
			t.Errorf("%d sent", n)
		}
	})
}

// TestWhatWasShownIsSent pins that an answer is about the request that its
// question showed, and no other.
func TestWhatWasShownIsSent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		s.edit(Whole)
		s.replace(`"Orders a laptop."`, `"Orders one laptop."`)
		s.Press(next)
		s.burst(next, ctrl('t')) // the other method, while the question is on its way
		c := s.Asked("Change the workflow?")
		if lines := strings.Join(c.Lines, "\n"); !strings.Contains(lines, "PATCH") {
			t.Errorf("the question says\n%s", lines)
		}
		s.Press(esc, ctrl('t')) // declined: now it is another request
		s.shows("PUT /workflows/")
		s.answers(c.Value)
		s.shows("What is to be sent changed after the question; nothing was sent")
		if f.count(api.PatchWorkflow)+f.count(api.ReplaceWorkflow) != 0 {
			t.Errorf("sent %q", f.bodies)
		}
		s.Press(next)
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		if f.count(api.ReplaceWorkflow) != 1 || f.count(api.PatchWorkflow) != 0 {
			t.Errorf("sent %q", f.bodies)
		}
	})
}

// TestReviewKeyWhileReading pins that a key pressed too early neither begins a
// review of nothing nor costs the draft of an earlier edit.
func TestReviewKeyWhileReading(t *testing.T) {
	f, store := newTenant(), newDisk()
	bubble(t, func(t *testing.T) {
		s := openWith(t, f, f, store, changetest.New())
		s.edit(Whole)
		s.replace(`Orders a laptop`, `Orders one laptop`)
		s.Advance(time.Second)
		s.Press(esc)
		s.Advance(time.Second)
	})
	kept := store.all()
	if !strings.Contains(kept, "Orders one laptop") {
		t.Fatal("no draft")
	}
	bubble(t, func(t *testing.T) {
		s := openWith(t, f, f, store, changetest.New())
		f.latency = 2 * time.Second
		s.Do(s.desk.Edit(f.read(idA), Whole))
		s.Press(next)
		s.shows("One moment: it is being read")
		s.Advance(5 * time.Second)
		if got := store.all(); got != kept {
			t.Errorf("the draft is now %s", got)
		}
		s.Choose("Continue the draft")
		if text := s.desk.panel.editor.Text(); !strings.Contains(text, "Orders one laptop") {
			t.Errorf("the text is %s", text)
		}
	})
	bubble(t, func(t *testing.T) { // nor one that closes it
		s := openWith(t, f, f, store, changetest.New())
		s.Do(s.desk.Edit(f.read(idA), Whole))
		s.Press(next, esc)
		s.Advance(5 * time.Second)
		if !strings.Contains(store.all(), "Orders one laptop") {
			t.Errorf("the draft is now %s", store.all())
		}
	})
}

// disabling begins an edit that the tenant refuses while the workflow is enabled,
// and stops while it is being disabled, which takes a while.
func disabling(t *testing.T) *rig {
	t.Helper()
	f := newTenant()
	strict(f)
	s := open(t, f)
	s.edit(OneStep("/definition/steps/Order"))
	s.replace(`example.test/orders`, `example.test/v2`)
	s.Press(next, next)
	s.Agree("Change the workflow?")
	s.Advance(time.Second)
	f.latency = time.Second
	s.Press(next)
	s.Agree("Step 1 of 3: disable the workflow?")
	if !s.desk.job.switching {
		t.Fatal("it is not being disabled")
	}
	return s
}

// TestKeysWhileDisabling pins that what would be in no draft and no request is not
// taken into the text, and that no question is asked about what changes right now.
func TestKeysWhileDisabling(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := disabling(t)
		s.edits = func(extern.Request) extern.Done { return extern.Done{Same: true} }
		s.Press(next)
		s.shows("One moment: disabling Joiner")
		s.Press(ctrl('t'))
		if len(s.Stack) != 1 || s.desk.job.put {
			t.Errorf("%d windows, PUT %v", len(s.Stack), s.desk.job.put)
		}
		s.Press(esc) // back to the text
		before := s.desk.panel.editor.Text()
		s.Write("x")
		s.shows("One moment: disabling Joiner")
		s.Paste("y")
		s.Press(ctrl('r'), ctrl('o'))
		if got := s.desk.panel.editor.Text(); got != before || s.desk.job.text != before {
			t.Errorf("the text is now %s", got)
		}
		if len(s.opened) != 0 || s.desk.job.stage == outside {
			t.Error("the text was opened in an editor")
		}
		s.Advance(10 * time.Second)
		s.shows("2 change", "PATCH")
		s.Press(esc)
		s.Write("x")
		if s.desk.panel.editor.Text() == before || s.desk.job.text == before {
			t.Error("nothing can be typed any more")
		}
	})
}

// TestEditorKeepsTheText pins that an answer awaited before the text was opened in
// an editor of its own does not take the job from it.
func TestEditorKeepsTheText(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		s.edit(Whole)
		s.replace(`Orders a laptop`, `Orders one laptop`)
		s.Press(next)
		f.fail = failing(api.PatchWorkflow, &api.Error{Kind: api.Server, Status: 504, Detail: "gateway timeout"})
		s.Press(next)
		s.Agree("Change the workflow?")
		s.Advance(time.Minute)
		f.fail, f.latency = nil, 2*time.Second
		s.Press(next) // which reads it first
		s.edits = func(r extern.Request) extern.Done {
			time.Sleep(30 * time.Second)
			return extern.Done{Text: []byte(strings.Replace(string(r.Text), "one laptop", "two laptops", 1))}
		}
		s.Press(ctrl('o'))
		s.Advance(10 * time.Second)
		if got := s.desk.job.stage; got != outside {
			t.Errorf("stage %d while the editor is open", got)
		}
		s.Advance(time.Minute)
		if !strings.Contains(s.desk.job.text, "two laptops") {
			t.Errorf("the text of the editor is ignored; stage %d", s.desk.job.stage)
		}
	})
}

// TestClosedWindowStaysClosed pins that a window that was closed while it is
// being disabled or changed does not open by itself: what is typed elsewhere by
// then is not meant for it. It is told that it waits.
func TestClosedWindowStaysClosed(t *testing.T) {
	for name, c := range map[string]struct {
		from func(s *rig)
		told string
		asks string
	}{
		"disabled": {func(*rig) {}, "Joiner: provision laptop is disabled; e goes on with the change", "Step 2 of 3: change the workflow?"},
		"changed": {func(s *rig) {
			s.Advance(10 * time.Second)
			s.Press(next)
			s.Agree("Step 2 of 3: change the workflow?")
		}, "Joiner: provision laptop is disabled; e asks to enable it again", "Step 3 of 3: enable the workflow again?"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := disabling(t)
				c.from(s)
				for s.Top() != nil {
					s.Press(esc)
				}
				s.Advance(time.Minute)
				if s.Top() != nil {
					t.Fatalf("a window opened by itself at stage %d", s.desk.job.stage)
				}
				if !slices.Contains(s.Sent, tea.Msg(screen.Notify{Tone: screen.Warn, Text: c.told})) {
					t.Errorf("nobody said %q", c.told)
				}
				s.Do(s.desk.Edit(s.tenant.read(idA), Whole))
				for range 3 {
					if _, asked := s.Top().(*dialog.Confirm); !asked {
						s.Press(next)
						s.Advance(10 * time.Second)
					}
				}
				s.Asked(c.asks)
			})
		})
	}
}

// TestOwnerStopsAtDisabling pins that where disabling one stops the rest, those
// are not sent, told so, and do not stay open in the journal.
func TestOwnerStopsAtDisabling(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant(`{"id":"w-0","name":"Flow 0","enabled":true,"modified":"1999-01-01T00:00:00Z","owner":{"id":"gone","name":"Gone"}}`,
			`{"id":"w-1","name":"Flow 1","enabled":true,"modified":"1999-01-01T00:00:00Z","owner":{"id":"gone","name":"Gone"}}`)
		s := open(t, f)
		f.fail = failing(api.PatchWorkflow, &api.Error{Kind: api.Forbidden, Status: 403, Detail: "no"})
		s.Do(s.desk.Owner(s.all()[1:], grace))
		s.Agree("Change the owner of 2 workflows?")
		s.Advance(time.Minute)
		if n := f.count(api.PatchWorkflow); n != 1 {
			t.Errorf("%d sent", n)
		}
		all, _ := s.j.Entries()
		if i := slices.IndexFunc(all, func(e journal.Entry) bool { return e.Ending == journal.Open }); i >= 0 {
			t.Errorf("%s stays open", all[i].Name)
		}
		r, ok := s.Top().(*dialog.Reader)
		if !ok {
			t.Fatalf("on top is %T", s.Top())
		}
		if text, _ := r.Render(100, 20); !strings.Contains(text, "Flow 1: not changed: not sent") {
			t.Errorf("it is told\n%s", text)
		}
	})
}
