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
		cmds = append(cmds, s.toTop(k))
	}
	s.do(tea.Batch(cmds...))
}

// answers gives an answer to a question that is off the screen already.
func (s *rig) answers(value any) {
	s.t.Helper()
	cmd, mine := s.desk.Answered(dialog.Answer{View: s.ID(), Name: question, Value: value})
	if !mine {
		s.t.Fatalf("nobody takes %v", value)
	}
	s.do(cmd)
	s.wait(time.Minute)
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
		{api.CreateWorkflow, "Create the workflow?", func(s *rig) { s.do(s.desk.Create(template)) }},
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
				s.press(next)
				if s.desk.job.stage == checking {
					s.press(next)
				}
				f.fail = failing(c.op, &api.Error{Kind: api.Server, Status: 502, Detail: "bad gateway"})
				s.burst(next, next)
				if len(s.stack) != 2 {
					t.Fatalf("%d windows are open", len(s.stack))
				}
				s.press(esc, next) // declined, and asked again
				old := s.asked(c.head).Value
				s.agree(c.head)
				s.wait(time.Minute)
				s.answers(old)
				if n := f.count(c.op); n != 1 {
					t.Errorf("%d sent", n)
				}
				if len(s.stack) != 1 {
					t.Errorf("%d windows are open", len(s.stack))
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
		s.do(tea.Batch(s.desk.Owner(s.all(), grace), s.desk.Owner(s.all(), grace)))
		if len(s.stack) != 1 {
			t.Fatalf("%d questions are open", len(s.stack))
		}
		old := s.asked("Change the owner?").Value
		s.agree("Change the owner?")
		s.wait(time.Minute)
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
		s.press(next)
		s.burst(next, ctrl('t')) // the other method, while the question is on its way
		c := s.asked("Change the workflow?")
		if lines := strings.Join(c.Lines, "\n"); !strings.Contains(lines, "PATCH") {
			t.Errorf("the question says\n%s", lines)
		}
		s.press(esc, ctrl('t')) // declined: now it is another request
		s.shows("PUT /workflows/")
		s.answers(c.Value)
		s.shows("What is to be sent changed after the question; nothing was sent")
		if f.count(api.PatchWorkflow)+f.count(api.ReplaceWorkflow) != 0 {
			t.Errorf("sent %q", f.bodies)
		}
		s.press(next)
		s.agree("Change the workflow?")
		s.wait(time.Second)
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
		s.wait(time.Second)
		s.press(esc)
		s.wait(time.Second)
	})
	kept := store.all()
	if !strings.Contains(kept, "Orders one laptop") {
		t.Fatal("no draft")
	}
	bubble(t, func(t *testing.T) {
		s := openWith(t, f, f, store, changetest.New())
		f.latency = 2 * time.Second
		s.do(s.desk.Edit(f.read(idA), Whole))
		s.press(next)
		s.shows("One moment: it is being read")
		s.wait(5 * time.Second)
		if got := store.all(); got != kept {
			t.Errorf("the draft is now %s", got)
		}
		s.chooses("Take it up")
		if text := s.desk.panel.editor.Text(); !strings.Contains(text, "Orders one laptop") {
			t.Errorf("the text is %s", text)
		}
	})
	bubble(t, func(t *testing.T) { // nor one that closes it
		s := openWith(t, f, f, store, changetest.New())
		s.do(s.desk.Edit(f.read(idA), Whole))
		s.press(next, esc)
		s.wait(5 * time.Second)
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
	s.press(next, next)
	s.agree("Change the workflow?")
	s.wait(time.Second)
	f.latency = time.Second
	s.press(next)
	s.agree("Step 1 of 3: disable the workflow?")
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
		s.press(next)
		s.shows("One moment: disabling Joiner")
		s.press(ctrl('t'))
		if len(s.stack) != 1 || s.desk.job.put {
			t.Errorf("%d windows, PUT %v", len(s.stack), s.desk.job.put)
		}
		s.press(esc) // back to the text
		before := s.desk.panel.editor.Text()
		s.write("x")
		s.shows("One moment: disabling Joiner")
		s.do(s.toTop(tea.PasteMsg{Content: "y"}))
		s.press(ctrl('r'), ctrl('o'))
		if got := s.desk.panel.editor.Text(); got != before || s.desk.job.text != before {
			t.Errorf("the text is now %s", got)
		}
		if len(s.opened) != 0 || s.desk.job.stage == outside {
			t.Error("the text was opened in an editor")
		}
		s.wait(10 * time.Second)
		s.shows("2 change", "PATCH")
		s.press(esc)
		s.write("x")
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
		s.press(next)
		f.fail = failing(api.PatchWorkflow, &api.Error{Kind: api.Server, Status: 504, Detail: "gateway timeout"})
		s.press(next)
		s.agree("Change the workflow?")
		s.wait(time.Minute)
		f.fail, f.latency = nil, 2*time.Second
		s.press(next) // which reads it first
		s.edits = func(r extern.Request) extern.Done {
			time.Sleep(30 * time.Second)
			return extern.Done{Text: []byte(strings.Replace(string(r.Text), "one laptop", "two laptops", 1))}
		}
		s.press(ctrl('o'))
		s.wait(10 * time.Second)
		if got := s.desk.job.stage; got != outside {
			t.Errorf("stage %d while the editor is open", got)
		}
		s.wait(time.Minute)
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
			s.wait(10 * time.Second)
			s.press(next)
			s.agree("Step 2 of 3: change the workflow?")
		}, "Joiner: provision laptop is disabled; e asks to enable it again", "Step 3 of 3: enable the workflow again?"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := disabling(t)
				c.from(s)
				for s.top() != nil {
					s.press(esc)
				}
				s.wait(time.Minute)
				if s.top() != nil {
					t.Fatalf("a window opened by itself at stage %d", s.desk.job.stage)
				}
				if !slices.Contains(s.Sent, tea.Msg(screen.Notify{Tone: screen.Warn, Text: c.told})) {
					t.Errorf("nobody said %q", c.told)
				}
				s.do(s.desk.Edit(s.tenant.read(idA), Whole))
				for range 3 {
					if _, asked := s.top().(*dialog.Confirm); !asked {
						s.press(next)
						s.wait(10 * time.Second)
					}
				}
				s.asked(c.asks)
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
		s.do(s.desk.Owner(s.all()[1:], grace))
		s.agree("Change the owner of 2 workflows?")
		s.wait(time.Minute)
		if n := f.count(api.PatchWorkflow); n != 1 {
			t.Errorf("%d sent", n)
		}
		all, _ := s.j.Entries()
		if i := slices.IndexFunc(all, func(e journal.Entry) bool { return e.Ending == journal.Open }); i >= 0 {
			t.Errorf("%s stays open", all[i].Name)
		}
		r, ok := s.top().(*dialog.Reader)
		if !ok {
			t.Fatalf("on top is %T", s.top())
		}
		if text, _ := r.Render(100, 20); !strings.Contains(text, "Flow 1: not changed: not sent") {
			t.Errorf("it is told\n%s", text)
		}
	})
}
