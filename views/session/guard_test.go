package session

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/form"
	"iscope/ui/screen"
)

func TestReadOnly(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.env.ReadOnly = true
		r.press("e")
		if r.m.editor != nil {
			t.Fatal("a read-only tenant is edited")
		}
		r.env.ReadOnly = false
		r.open()
		r.Type("x")
		r.press("ctrl+s")
		r.env.ReadOnly = true
		r.answer("y")
		r.press("ctrl+s", "ctrl+r")
		if len(r.nerm.patches) != 0 {
			t.Errorf("sent %+v", r.nerm.patches)
		}
	})
}

func TestProtectedTenantWantsItsName(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.env.Protected = true
		r.open()
		r.Type("x")
		r.press("ctrl+s")
		r.answer("y")
		if len(r.nerm.patches) != 0 {
			t.Fatal("y alone sends")
		}
		r.answer("backspace")
		r.say("acme")
		if len(r.nerm.patches) != 1 {
			t.Error("the tenant's name does not send")
		}
	})
}

func TestRunIsAChoiceOfItsOwn(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.press("ctrl+r")
		head, lines := r.question()
		if head != "Run the session?" || !strings.Contains(lines, "continues at once") {
			t.Errorf("%s\n%s", head, lines)
		}
		r.answer("y")
		if p := r.nerm.patches; len(p) != 1 || !p[0].run || p[0].body != `{"workflow_session":{}}` {
			t.Errorf("sent %+v", p)
		}
		r.open()
		r.set(attrKey+"site", "Bergen")
		r.nerm.onPatch = func(apply func() api.Session) (api.Session, error) {
			apply()
			r.nerm.rows[idA]["status"] = "processing"
			return r.nerm.session(idA), nil
		}
		r.press("ctrl+r")
		head, _ = r.question()
		if head != "Send 1 change and run?" {
			t.Errorf("asked %q", head)
		}
		r.answer("y")
		if p := r.nerm.patches; len(p) != 2 || !p[1].run || r.m.editor != nil {
			t.Errorf("sent %+v", p)
		}
		if got := strings.Join(r.Toasts(), " "); !strings.Contains(got, "it is processing now") {
			t.Errorf("toasts %v", r.Toasts())
		}
	})
}

// TestAnswersToEarlierReviewsAreVoid pins that only what was last seen is sent.
func TestAnswersToEarlierReviewsAreVoid(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.set(attrKey+"site", "Bergen")
		r.press("ctrl+s")
		d := r.Dialog()
		r.set(attrKey+"site", "Rome")
		cmd, _ := d.Update(keyPress("y"))
		r.Do(cmd)
		if len(r.nerm.patches) != 0 {
			t.Errorf("sent %+v", r.nerm.patches)
		}
		r.press("ctrl+s")
		d = r.Dialog()
		first, _ := d.Update(keyPress("y"))
		second, _ := d.Update(keyPress("y"))
		r.Do(tea.Batch(first, second))
		if len(r.nerm.patches) != 1 {
			t.Errorf("agreeing twice sends %d times", len(r.nerm.patches))
		}
	})
}

func TestEditorActionsWithoutEditor(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		for _, b := range r.env.Keys.In(keymap.Editor) {
			r.Act(b.Action)
			if r.m.Disabled(b.Action) == "" {
				t.Errorf("%s does not say why it cannot be done", b.Action)
			}
		}
		for _, a := range []dialog.Answer{{View: r.m.ID(), Name: askSend, Value: reviewed{id: idA}}, {View: r.m.ID(), Name: askDiscard}, {View: r.m.ID(), Name: askRebase}} {
			r.Send(a)
		}
		if len(r.nerm.patches) != 0 || r.m.editor != nil {
			t.Error("something happened without an editor")
		}
	})
}

func TestKeysWaitWhileSending(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.set(attrKey+"site", "Bergen")
		release := make(chan struct{})
		r.nerm.onPatch = func(apply func() api.Session) (api.Session, error) {
			<-release
			return apply(), nil
		}
		r.send()
		if r.m.editor.stage != sending {
			t.Fatalf("stage %d", r.m.editor.stage)
		}
		if free, why := r.m.CanLeave(); free || !strings.Contains(why, "being sent") {
			t.Errorf("CanLeave = %v, %q", free, why)
		}
		r.press("x", "esc", "ctrl+s")
		if r.m.editor == nil || r.m.editor.form.Value(attrKey+"site") != "Bergen" {
			t.Error("keys act while the change is sent")
		}
		r.shows("sending")
		close(release)
		r.Do(nil)
		if r.m.editor != nil || len(r.nerm.patches) != 1 {
			t.Error("the answer was not taken")
		}
	})
}

// TestPanicWhileSendingIsNotRepeated pins that a defect of ours counts as an
// answer that never came: the session is read back.
func TestPanicWhileSendingIsNotRepeated(t *testing.T) {
	inBubble(t, func(m *Model, f *fake) { m.cmds.NERM = panicking{f} }, func(r *rig) {
		r.open()
		r.set(attrKey+"site", "Bergen")
		r.send()
		if r.m.editor == nil || r.m.editor.stage != editing {
			t.Fatal("the editor is stuck")
		}
		r.shows("No answer came")
	})
}

type panicking struct{ *fake }

func (panicking) PatchSession(context.Context, string, api.SessionChange, bool) (api.Session, error) {
	panic("defect")
}

func TestChangeOf(t *testing.T) {
	m := &Model{}

	changes := []form.Change{
		{Key: keyWorkflow, After: "w"}, {Key: keyRequester, After: "r"}, {Key: keyRequesterType, After: "User"}, {Key: keyProfile, After: ""},
		{Key: keyProfiles, After: " a , b,"}, {Key: keyStatus, After: "closed"}, {Key: attrKey + "x", After: "1"}, {Key: attrKey + "status", Removed: true},
	}
	c := m.changeOf(changes)
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"workflow_session":{"attributes":{"status":"","x":"1"},"profile_id":"","profile_ids":["a","b"],"requester_id":"r","requester_type":"User","status":"closed","status_uid":"closed","workflow_id":"w"}}`
	if string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
	if got := m.changeOf([]form.Change{{Key: keyProfiles}}); got.ProfileIDs == nil || got.IsZero() {
		t.Error("an emptied list of profiles is no change")
	}
}

var _ screen.Opener = (*Model)(nil)
