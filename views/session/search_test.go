package session

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/dialog"
)

// pick returns the window on top.
func (r *rig) pick() *dialog.Pick {
	r.t.Helper()
	p, ok := r.Dialog().(*dialog.Pick)
	if !ok {
		r.t.Fatalf("the dialog is a %T", r.Dialog())
	}
	return p
}

// offered returns what the window on top offers.
func (r *rig) offered() []string {
	r.t.Helper()
	p := r.pick()
	frame, _ := p.Render(90, 30)
	var out []string
	for _, l := range splitLines(frame)[2:] {
		if l = strings.TrimSpace(strings.TrimLeft(stripped(l), " ▌")); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// types hands text to the window on top, as the shell does.
func (r *rig) types(text string) {
	r.t.Helper()
	for _, c := range text {
		cmd, _ := r.pick().Update(tea.KeyPressMsg{Code: c, Text: string(c)})
		r.Do(cmd)
	}
}

func (r *rig) has(want ...string) {
	r.t.Helper()
	got := strings.Join(r.offered(), "\n")
	for _, w := range want {
		if !strings.Contains(got, w) {
			r.t.Errorf("not offered: %q\n%s", w, got)
		}
	}
}

// TestPeopleAreSearchedAsOneTypes pins the whole way of a person into a field:
// what is known is there at once, NERM is asked when typing rests, once and for
// the latest text, and what is sent is an id.
func TestPeopleAreSearchedAsOneTypes(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.m.addAttribute("sponsor", "")
		r.press("a") // opens the window
		r.Do(r.pick().Init())
		r.has("Ada Lovelace (ada@acme.example)", "ada")
		if strings.Contains(strings.Join(r.offered(), ""), "as it is") {
			t.Errorf("what was typed is offered before anybody was asked: %q", r.offered())
		}
		before := len(r.nerm.searches)
		r.pick().Update(keyPress("backspace"))
		r.types("Farah ")
		r.Advance(100 * time.Millisecond)
		r.types("Away")
		r.Advance(time.Second)
		if asked := r.nerm.searches[before:]; !slices.Equal(asked, []string{"Farah Away"}) {
			t.Errorf("asked for %q", asked)
		}
		r.has("Farah Away (farah@acme.example)", "Take “Farah Away” as it is")
		r.answer("enter")
		if got := r.m.editor.form.Value(attrKey + "sponsor"); got != "Farah Away (farah@acme.example)" {
			t.Errorf("the field holds %q", got)
		}
		r.press("ctrl+s")
		if _, lines := r.question(); !strings.Contains(lines, "not there → Farah Away (farah@acme.example)") {
			t.Errorf("the review says\n%s", lines)
		}
		r.nerm.onPatch = func(apply func() api.Session) (api.Session, error) {
			apply()
			r.nerm.rows[idA]["attributes"].(map[string]any)["sponsor"] = "Farah Away (farah@acme.example)" // NERM answers names
			return r.nerm.session(idA), nil
		}
		r.answer("y")
		want := `{"workflow_session":{"attributes":{"sponsor":"u-far"}}}`
		if p := r.nerm.patches; len(p) != 1 || p[0].body != want || r.m.editor != nil {
			t.Errorf("sent %+v, the editor is open: %v", p, r.m.editor != nil)
		}
	})
}

// TestSupersededSearches pins that the answer to an older text changes nothing,
// and that a mail address is asked for as one.
func TestSupersededSearches(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.m.editor.form.Focus(keyRequester)
		r.press("enter")
		r.types("nobody")
		old := searchDue{r.m.id, r.m.search.gen}
		r.types("@x")
		before := len(r.nerm.searches)
		r.Send(old)
		if len(r.nerm.searches) != before {
			t.Error("an older text was asked for")
		}
		r.Advance(time.Second)
		if got := r.nerm.searches[before:]; !slices.Equal(got, []string{"nobody@x"}) {
			t.Errorf("asked for %q", got)
		}
		r.has("Take “nobody@x” as it is")
		r.nerm.onLookups = &api.Error{Kind: api.Server, Op: api.ListNERMUsers, Detail: "no such luck"}
		r.types(" y")
		r.Advance(time.Second)
		r.has("no such luck")
	})
}

// TestSeveralAreChosen pins a field that takes several: chosen ones are added
// and taken away until the end is chosen, and a comma in a name tears nothing.
func TestSeveralAreChosen(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.m.addAttribute("employer", "")
		key := attrKey + "employer"
		r.press("enter")
		r.has("Done", "none chosen", "Müller, GmbH", "On Leave")
		r.take("Müller, GmbH")
		r.has("1 chosen", "chosen: enter takes it away")
		r.take("Zoë Müller")
		if got := r.m.editor.form.Value(key); got != "Müller, GmbH,Zoë Müller" {
			t.Errorf("the field holds %q", got)
		}
		r.take("Müller, GmbH")
		r.take("Müller, GmbH")
		shown := r.Dialog()
		r.take("Done")
		if r.Dialog() != nil && r.Dialog() == shown {
			t.Error("the window opens again")
		}
		r.press("ctrl+s")
		r.answer("y")
		want := `{"workflow_session":{"attributes":{"employer":"p-zoe,p-gmbh"}}}`
		if p := r.nerm.patches; len(p) != 1 || p[0].body != want {
			t.Errorf("sent %+v", p)
		}
	})
}

func TestBackspaceTakesTheLastAway(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.set(keyProfiles, "p-zoe, p-ngu")
		r.m.editor.form.Focus(keyProfiles)
		r.press("backspace")
		if got := r.m.editor.form.Value(keyProfiles); got != "p-zoe" {
			t.Errorf("left %q", got)
		}
		r.m.editor.form.Focus(keyProfile)
		r.press("backspace")
		if got := r.m.editor.form.Value(keyProfile); got != "" {
			t.Errorf("left %q", got)
		}
	})
}

// TestIDsArePasted pins that ids go into a field as they are, and any other text
// into the window.
func TestIDsArePasted(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.m.editor.form.Focus(keyProfiles)
		r.Send(tea.PasteMsg{Content: idB + ", " + idC + "\n"})
		if got := r.m.editor.form.Value(keyProfiles); got != idB+", "+idC {
			t.Errorf("the field holds %q", got)
		}
		r.m.editor.form.Focus(keyRequester)
		r.Send(tea.PasteMsg{Content: " Ada\n"})
		r.Do(r.pick().Init())
		if r.pick().Text() != "Ada" || r.m.editor.form.Value(keyRequester) != "u-ada" {
			t.Errorf("searches for %q", r.pick().Text())
		}
		r.has("Ada Lovelace")
	})
}

// TestChoices pins that choices come from NERM, and that a value which is none of
// them is refused here.
func TestChoices(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		if !slices.Contains(r.nerm.asked, "4") || slices.Contains(r.nerm.asked, "6") {
			t.Errorf("asked for the choices of %q", r.nerm.asked)
		}
		r.m.editor.form.Focus(attrKey + "site")
		r.press("enter")
		got := r.offered()
		if !slices.ContainsFunc(got, func(l string) bool { return strings.HasPrefix(l, "Leeds") && strings.HasSuffix(l, "as it is") }) || strings.Contains(strings.Join(got, ""), "of another") {
			t.Errorf("offered %q", got)
		}
		r.types("rot")
		r.answer("enter")
		r.set(attrKey+"contract_end", "2026-06-30")
		r.Do(r.m.onAttribute(dialog.Answer{Value: "access"}))
		r.set(attrKey+"access", "badge, sword")
		r.press("ctrl+s")
		r.complaint(attrKey+"site", "")
		r.complaint(attrKey+"access", `"sword" is none of the choices: badge, laptop, VPN`)
		r.complaint(attrKey+"contract_end", "must be a date as mm/dd/yyyy, such as 03/14/2026; did you mean 06/30/2026?")
		r.set(attrKey+"access", "VPN, badge")
		r.complaint(attrKey+"access", "")
	})
}

// TestChoicesThatCannotBeRead pins that the server is left to judge then.
func TestChoicesThatCannotBeRead(t *testing.T) {
	inBubble(t, func(_ *Model, f *fake) { f.onOptions = errors.New("not today") }, func(r *rig) {
		r.open()
		r.m.editor.form.Focus(attrKey + "site")
		r.press("x")
		r.has("the choices could not be read")
		r.set(attrKey+"site", "Atlantis")
		r.press("ctrl+s")
		r.complaint(attrKey+"site", "")
	})
}

// TestTagsMayBeNew pins that a tag need not be one of those known.
func TestTagsMayBeNew(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.m.addAttribute("skills", "")
		r.press("enter")
		r.has("welding")
		r.types("rope")
		r.take("Take “rope” as it is")
		if got := r.m.editor.form.Value(attrKey + "skills"); got != "rope" {
			t.Errorf("the field holds %q", got)
		}
	})
}

// TestWorkflowsAreNamed pins that aliases come before what NERM says, and that
// both are found by their words and by id.
func TestWorkflowsAreNamed(t *testing.T) {
	set := func(m *Model, f *fake) {
		m.Aliases = map[string]string{"wf-review": "Quarterly review"}
		f.actions = map[string]string{"wf-contractor": "Registers a contractor. And more.", "wf-review": "Something else."}
	}
	inBubble(t, set, func(r *rig) {
		r.shows("Registers a contractor", "Quarterly review")
		r.lacks("And more", "Something else")
		r.open()
		r.m.editor.form.Focus(keyWorkflow)
		r.press("enter")
		r.has("Registers a contractor", "Quarterly review")
		r.types("wf-rev")
		if got := r.offered(); !strings.HasPrefix(got[0], "Quarterly review") {
			t.Errorf("offered %q", got)
		}
		r.answer("enter")
		if got := r.m.editor.form.Value(keyWorkflow); got != "wf-review" {
			t.Errorf("the field holds %q", got)
		}
	})
	inBubble(t, func(_ *Model, f *fake) { f.onActions = errors.New("no") }, func(r *rig) { r.shows("wf-contractor") })
}

// TestNamesThatTwoHaveAreSentAsTheyAre pins that nobody is guessed.
func TestNamesThatTwoHaveAreSentAsTheyAre(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.m.names.profile(api.Profile{ID: "p-zoe2", Name: "Zoë Müller"})
		key := attrKey + "employer"
		if got := r.m.asSent(key, "Zoë Müller,阮 Nguyễn"); got != "Zoë Müller,p-ngu" {
			t.Errorf("sent as %q", got)
		}
		r.m.editor.ids.put(key, "Zoë Müller", "p-zoe2")
		if got := r.m.asSent(key, "Zoë Müller"); got != "p-zoe2" {
			t.Errorf("the one that was chosen is sent as %q", got)
		}
		if got := r.m.asSent(attrKey+"reason", "Zoë Müller"); got != "Zoë Müller" {
			t.Errorf("a text is sent as %q", got)
		}
	})
}

// TestStatusOnlyNERMGives pins that such a status is shown and not offered.
func TestStatusOnlyNERMGives(t *testing.T) {
	inBubble(t, func(_ *Model, f *fake) { f.rows[idA]["status"] = "pending questions" }, func(r *rig) {
		r.open()
		r.m.editor.form.Focus(keyStatus)
		r.shows("pending_questions", "only NERM gives it")
		r.press("enter")
		r.types("questions")
		if got := r.offered(); !slices.Equal(got, []string{"nothing matches"}) {
			t.Errorf("offered %q", got)
		}
	})
}

// TestTypoIsNotAnID pins that enter after a name nobody has takes nothing: the
// window stays with what was typed.
func TestTypoIsNotAnID(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.m.editor.form.Focus(keyProfile)
		r.press("enter")
		r.answer("q", "q", "q")
		r.Advance(time.Second)
		was := r.m.editor.form.Value(keyProfile)
		p := r.Dialog().(*dialog.Pick)
		if o, _ := p.Selected(); o.Label != "Nothing is called “qqq”" {
			t.Fatalf("on %q", o.Label)
		}
		r.answer("enter")
		again := r.Dialog().(*dialog.Pick)
		r.Do(again.Init())
		if got := r.m.editor.form.Value(keyProfile); got != was || again.Text() != "qqq" {
			t.Errorf("holds %q, the window has %q", got, again.Text())
		}
		r.Advance(time.Second)
		r.take("Take “qqq” as it is")
		if got := r.m.editor.form.Value(keyProfile); got != "qqq" {
			t.Errorf("holds %q", got)
		}
	})
}
