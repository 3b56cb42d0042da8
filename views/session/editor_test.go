package session

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/dialog"
	"iscope/ui/form"
)

// open puts the first session into the editor and goes to its first text.
func (r *rig) open() {
	r.t.Helper()
	r.press("e")
	if r.m.editor == nil || r.m.editor.stage != editing {
		r.t.Fatalf("the editor is not open: %+v", r.m.editor)
	}
	r.m.editor.form.Focus(attrKey + "reason")
}

// set changes a field as typing into it would.
func (r *rig) set(key, value string) {
	r.t.Helper()
	if !r.m.editor.form.Set(key, value) {
		r.t.Fatalf("%s cannot be edited", key)
	}
	r.Do(r.m.edited())
}

// send reviews and agrees.
func (r *rig) send() {
	r.t.Helper()
	r.press("ctrl+s")
	r.answer("y")
}

func (r *rig) complaint(key, want string) {
	r.t.Helper()
	if got := r.m.editor.form.Complaint(key); !strings.Contains(got, want) || (got == "") != (want == "") {
		r.t.Errorf("the complaint about %s is %q, want %q", key, got, want)
	}
}

func TestEditSendsOnlyWhatChanges(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.m.editor.form.Focus(attrKey + "contract_end")
		for range len("03/31/2026") {
			r.press("backspace")
		}
		r.Type("06/30/2026")
		r.m.editor.form.Focus(keyStatus)
		r.press("c", "enter")
		r.Do(nil)
		pick := r.Dialog().(*dialog.Pick)
		for _, c := range "losed" {
			pick.Update(tea.KeyPressMsg{Code: c, Text: string(c)})
		}
		r.answer("enter")
		r.press("ctrl+s")
		head, lines := r.question()
		for _, want := range []string{"Session " + uidA, "Id " + idA, "Tenant acme", "Status", "pending approval → closed", "Contract end (contract_end)", "03/31/2026 → 06/30/2026"} {
			if !strings.Contains(lines, want) {
				t.Errorf("the review does not say %q:\n%s", want, lines)
			}
		}
		if head != "Send 2 changes?" || strings.Contains(lines, "Site") {
			t.Errorf("%s\n%s", head, lines)
		}
		r.answer("y")
		if len(r.nerm.patches) != 1 {
			t.Fatalf("%d patches", len(r.nerm.patches))
		}
		want := `{"workflow_session":{"attributes":{"contract_end":"06/30/2026"},"status":"closed","status_uid":"closed"}}`
		if p := r.nerm.patches[0]; p.body != want || p.run || p.id != idA {
			t.Errorf("sent %+v", p)
		}
		if r.m.editor != nil || !slices.Contains(r.Toasts(), "Sent: 2 changes of session 0a1b2c3d4e5f60718293a4b5c6d7e8f9") {
			t.Errorf("toasts %v", r.Toasts())
		}
		if d := r.decisions(); len(d) != 1 || d[0].Outcome != "done" || d[0].ID != idA || d[0].What != "change session" {
			t.Errorf("decisions %+v", d)
		}
		if !slices.ContainsFunc(r.Sent, func(msg tea.Msg) bool { m, ok := msg.(api.Mutated); return ok && m.IDs[0] == idA }) {
			t.Error("nobody is told that the session changed")
		}
		r.shows("closed")
	})
}

func TestEditorReadsTheSessionAnew(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.nerm.alter(idA, attrKey+"site", "Rotterdam")
		r.open()
		if got := r.m.editor.form.Value(attrKey + "site"); got != "Rotterdam" {
			t.Errorf("the form begins with %q", got)
		}
	})
}

func TestSessionThatCannotBeReadIsNotEdited(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		delete(r.nerm.rows, idA)
		r.press("e")
		r.shows("could not be read", "was not found", "esc goes back")
		r.press("ctrl+s", "x", "esc")
		if r.m.editor != nil || r.m.Typing() {
			t.Error("the editor does not close")
		}
	})
}

func TestNothingChangedIsNotSent(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.press("ctrl+s")
		if r.Dialog() != nil || len(r.Toasts()) != 1 || !strings.HasPrefix(r.Toasts()[0], "Nothing has changed") {
			t.Errorf("toasts %v", r.Toasts())
		}
		r.press("esc")
		if r.m.editor != nil {
			t.Error("an unchanged editor asks before it closes")
		}
	})
}

func TestLocalValidation(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.set(keyWorkflow, "")
		r.set(keyProfile, "a b")
		r.set(keyProfiles, "p-1, p 2")
		r.set(attrKey+"contract_end", "30/06/2026")
		r.press("ctrl+s")
		if r.Dialog() != nil {
			t.Fatal("an invalid form is reviewed")
		}
		r.complaint(keyWorkflow, "must not be blank")
		r.complaint(keyProfile, "an id has no spaces")
		r.complaint(keyProfiles, "p 2")
		r.complaint(attrKey+"contract_end", "must be a date as mm/dd/yyyy, such as 03/14/2026")
		r.shows("4 fields cannot be sent like this", "must not be blank")
		if r.m.editor.form.Focused() != keyWorkflow {
			t.Errorf("focused %q", r.m.editor.form.Focused())
		}
	})
}

func TestStatusTakesOnlyKnownWords(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.set(keyStatus, "finished")
		r.press("ctrl+s")
		r.complaint(keyStatus, "none but the values offered")
		f := r.m.fields(r.m.editor.base)
		i := slices.IndexFunc(f, func(f form.Field) bool { return f.Key == keyStatus })
		if n := len(f[i].Options); n != 61 {
			t.Errorf("%d statuses are offered", n)
		}
	})
}

func TestAddAndRemoveAttributes(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.press("ctrl+n")
		pick := r.Dialog().(*dialog.Pick)
		frame, _ := pick.Render(70, 12)
		if !strings.Contains(frame, "Shift") || strings.Contains(frame, "Site") || strings.Contains(frame, "Curriculum") {
			t.Errorf("offered:\n%s", frame)
		}
		r.answer("S", "h", "i", "f", "t", "enter")
		r.Type("d") // a choice: the window opens
		r.take("day")
		r.press("ctrl+n")
		r.take("Another one, by its uid")
		r.say("free_text")
		r.press("ctrl+s")
		r.complaint(attrKey+"free_text", "give it a value, or remove it with ctrl+x")
		r.Type("hello")
		r.m.editor.form.Focus(attrKey + "site")
		r.press("ctrl+x")
		r.press("ctrl+s")
		_, lines := r.question()
		for _, want := range []string{"Shift (shift)\n  not there → day", "free_text\n  not there → hello", "Site (site)\n  Leeds → empty"} {
			if !strings.Contains(lines, want) {
				t.Errorf("the review does not say %q:\n%s", want, lines)
			}
		}
		r.answer("y")
		want := `{"workflow_session":{"attributes":{"free_text":"hello","shift":"day","site":""}}}`
		if p := r.nerm.patches; len(p) != 1 || p[0].body != want {
			t.Errorf("sent %+v", p)
		}
		if r.m.editor != nil {
			t.Error("the editor stays open")
		}
	})
}

func TestAddByUID(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.press("ctrl+n")
		r.answer("b", "y", " ", "i", "t", "s", "enter")
		p := r.Dialog().(*dialog.Prompt)
		for uid, wrong := range map[string]bool{"": true, "a b": true, strings.Repeat("x", 300): true, "free_text": false} {
			if got := p.Check(uid) != ""; got != wrong {
				t.Errorf("Check(%.20q) refuses: %v", uid, got)
			}
		}
		r.say("site")
		if r.m.editor.form.Focused() != attrKey+"site" || r.m.editor.form.Changed() {
			t.Error("an attribute that is there is added again")
		}
	})
}

func TestOnlyRowsCanBeRemoved(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.m.editor.form.Focus(keyWorkflow)
		r.press("ctrl+x")
		if r.m.editor.form.Changed() || len(r.Toasts()) != 1 {
			t.Error("a member of the session was removed")
		}
	})
}

func TestResetField(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.Type("x")
		r.press("ctrl+z")
		if r.m.editor.form.Changed() {
			t.Error("ctrl+z leaves the change")
		}
	})
}

func TestWhatCannotGoBackAsItCameIsNotEdited(t *testing.T) {
	raw := `{"id":"x","status":"new","attributes":{"cv":"a.pdf","deep":{"a":1},"list":["a",2],"tags":["a","b"],"b\u202eid":"1","odd":"a\u200bb","text":"a\r\nb"}}`
	inBubble(t, nil, func(r *rig) {
		r.open()
		s := read(t, raw)
		for _, f := range r.m.fields(&s) {
			uid := strings.TrimPrefix(f.Key, attrKey)
			if uid == f.Key {
				continue
			}
			want := map[string]form.Kind{"cv": form.Fixed, "deep": form.Fixed, "list": form.Fixed, "b�id": form.Fixed}[uid]
			if f.Kind != want {
				t.Errorf("%s is edited as %d, want %d", uid, f.Kind, want)
			}
			if warned := strings.Contains(f.Help, "hidden characters"); warned != (uid == "odd" || uid == "b�id") {
				t.Errorf("%s: help %q", uid, f.Help)
			}
		}
	})
}

func TestSecretsAreNeverShown(t *testing.T) {
	inBubble(t, func(m *Model, _ *fake) { m.Drafts = newMemory() }, func(r *rig) {
		r.open()
		r.m.editor.form.Focus(attrKey + "national_id")
		r.Type("ZZ999")
		r.lacks("AB123456", "ZZ999")
		r.Advance(time.Second)
		if kept := r.m.Drafts.(*memory).kept[idA]; strings.Contains(kept, "ZZ999") || strings.Contains(kept, "AB123456") {
			t.Errorf("the draft holds a secret: %s", kept)
		}
		if free, why := r.m.CanLeave(); free || !strings.Contains(why, uidA) {
			t.Errorf("a secret that no draft keeps can be left: %v %q", free, why)
		}
		r.press("ctrl+s")
		_, lines := r.question()
		if strings.Contains(lines, "ZZ999") || strings.Contains(lines, "AB123456") || !strings.Contains(lines, "(hidden) → (hidden, new)") {
			t.Errorf("the review says\n%s", lines)
		}
		r.nerm.onPatch = func(apply func() api.Session) (api.Session, error) {
			s := apply()
			for i := range s.Attributes {
				if s.Attributes[i].UID == "national_id" {
					s.Attributes[i].Value = "scrambled"
				}
			}
			return s, nil
		}
		r.answer("y")
		if p := r.nerm.patches; len(p) != 1 || !strings.Contains(p[0].body, `"national_id":"ZZ999"`) {
			t.Errorf("sent %+v", p)
		}
		if r.m.editor != nil || !strings.Contains(strings.Join(r.Toasts(), " "), "encrypted values cannot be compared") {
			t.Errorf("toasts %v", r.Toasts())
		}
	})
}

func TestCloseAsks(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.Type("x")
		r.press("esc")
		if head, _ := r.question(); head != "Discard the changes?" {
			t.Errorf("asked %q", head)
		}
		r.answer("n")
		if r.m.editor == nil || !r.m.editor.form.Changed() {
			t.Fatal("no discards")
		}
		r.press("esc")
		r.answer("y")
		if r.m.editor != nil || r.m.Typing() {
			t.Error("yes keeps the editor")
		}
		before := r.nerm.lists
		r.Advance(time.Minute)
		if r.nerm.lists == before {
			t.Error("the list does not refresh after the editor")
		}
	})
}

func TestListRestsWhileEditing(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		before := r.nerm.lists
		r.Advance(10 * time.Minute)
		if r.nerm.lists != before {
			t.Error("the list is read while a session is edited")
		}
	})
}

func TestEditSurvivesLeavingTheView(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.Type("x")
		r.Do(r.m.SetActive(false))
		r.Advance(time.Hour)
		r.Do(r.m.SetActive(true))
		if r.m.editor == nil || len(r.m.editor.form.Changes()) != 1 {
			t.Error("the edit is gone")
		}
		if free, why := r.m.CanLeave(); free || why != "The draft of session "+uidA+" is not sent." {
			t.Errorf("CanLeave = %v, %q", free, why)
		}
	})
}

// TestFailureToOpen pins that a session which could not be read is read again by
// the key that refreshes, and that nothing is promised which is not done.
func TestFailureToOpen(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.nerm.onRead = func(int) error { return &api.Error{Kind: api.Offline, Op: api.GetSession, Detail: "no route"} }
		r.press("e")
		r.shows("could not be read", "no route", "check the network and nerm_url", "r tries again, esc goes back.")
		r.lacks("keeps trying")
		if r.m.Typing() || r.m.Disabled("editor.review") == "" || r.m.Disabled("editor.close") != "" {
			t.Error("the keys of the editor are offered")
		}
		r.nerm.onRead = nil
		r.press("r")
		if e := r.m.editor; e == nil || e.stage != editing || !r.m.Typing() {
			t.Fatalf("%+v", e)
		}
	})
	inBubble(t, nil, func(r *rig) {
		r.nerm.onRead = func(int) error { return &api.Error{Kind: api.Offline, Op: api.GetSession, Detail: "no route"} }
		r.press("d", "r")
		r.nerm.onRead = nil
		r.press("r")
		r.shows("New session", "Leeds")
	})
}

// TestFocusGoesToWhatBlocks pins that the first field that cannot be sent gets
// the keys, an added one without a value too.
func TestFocusGoesToWhatBlocks(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.m.addAttribute("shift", "")
		r.m.editor.form.Focus(keyStatus)
		r.press("ctrl+s")
		if got := r.m.editor.form.Focused(); got != attrKey+"shift" {
			t.Errorf("on %s", got)
		}
	})
}

// TestLeavingAField pins that what is wrong with a value is said when its field
// is left, and how it is put back.
func TestLeavingAField(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		key := attrKey + "contract_end"
		r.m.editor.form.Focus(key)
		r.Type("9")
		if r.m.editor.form.Complaint(key) != "" {
			t.Error("complains while one types")
		}
		r.press("tab")
		r.complaint(key, "must be a date as mm/dd/yyyy")
		r.complaint(key, "ctrl+z puts it back as it was")
		r.m.editor.form.Focus(key)
		r.press("ctrl+z", "tab")
		if got := r.m.editor.form.Complaint(key); got != "" {
			t.Errorf("says %q", got)
		}
	})
}

// TestAddWhatIsNotListed pins that a uid nobody lists is taken as it is typed, and
// that an attribute which is in the form is gone to.
func TestAddWhatIsNotListed(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.press("ctrl+n")
		r.answer("f", "r", "o", "b")
		r.take("Take “frob” as it is")
		if got := r.m.editor.form.Focused(); got != attrKey+"frob" {
			t.Errorf("on %s", got)
		}
		r.m.editor.form.Focus(keyStatus)
		r.press("ctrl+n")
		r.answer("r", "e", "a", "s", "o")
		r.take("Reason is in the form already")
		if got := r.m.editor.form.Focused(); got != attrKey+"reason" {
			t.Errorf("on %s", got)
		}
		r.press("ctrl+n")
		r.answer("c", "v")
		p := r.Dialog().(*dialog.Pick)
		o, _ := p.Selected()
		if frame, _ := p.Render(76, 12); strings.Contains(frame, "Take “cv”") || o.Label != "Curriculum vitae is in the form already" {
			t.Errorf("on %q\n%s", o.Label, frame)
		}
	})
}
