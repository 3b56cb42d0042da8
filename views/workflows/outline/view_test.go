package outline

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/golden"
)

// TestFrames keeps the tab as it stands in terminals of the sizes we promise: its
// part of them is smaller by what the shell and the detail draw around it.
func TestFrames(t *testing.T) {
	for _, theme := range []string{"mono", "ascii"} {
		for name, size := range map[string][2]int{"120x36": {70, 28}, "80x24": {80, 17}, "40x12": {40, 6}, "200x50": {150, 42}} {
			v := newView(t, theme)
			golden.Equal(t, "tree-"+theme+"-"+name, frame(t, v, size[0], size[1]))
			v.GoTo("/definition/steps/Get Accounts")
			v.Values = values(t)
			golden.Equal(t, "step-"+theme+"-"+name, frame(t, v, size[0], size[1]))
			act(t, v, "steps.data")
			golden.Equal(t, "data-"+theme+"-"+name, frame(t, v, size[0], size[1]))
			act(t, v, "steps.back", "steps.top", "steps.refs")
			golden.Equal(t, "refs-"+theme+"-"+name, frame(t, v, size[0], size[1]))
			act(t, v, "steps.back", "steps.flaw", "steps.flaw", "steps.flaw")
			golden.Equal(t, "flaws-"+theme+"-"+name, frame(t, v, size[0], size[1]))
		}
	}
	v := newView(t, "dark")
	text, _ := v.Render(70, 28)
	golden.Styled(t, "tree-styled", text)
}

func TestMoving(t *testing.T) {
	v := newView(t, "mono")
	frame(t, v, 70, 28)
	if on(v) != "Get Identity" || act(t, v, "steps.down", "steps.down") != "" || on(v) != "Kind?" {
		t.Errorf("on %s", on(v))
	}
	act(t, v, "steps.bottom")
	if on(v) != "Spin" && on(v) != "Broken" {
		t.Errorf("the last line is of %s", on(v))
	}
	act(t, v, "steps.page-up", "steps.page-down", "steps.top", "steps.up")
	if on(v) != "Get Identity" || v.cursor != 0 {
		t.Errorf("on %s", on(v))
	}
	v.MoveBy(3)
	v.MoveBy(-1)
	if v.cursor != 2 {
		t.Errorf("the wheel went to line %d", v.cursor)
	}
	if _, ok := v.Act("list.down"); ok {
		t.Error("an action of somebody else is taken")
	}
}

func TestJumpsAndBack(t *testing.T) {
	v := newView(t, "mono")
	frame(t, v, 70, 28)
	if said := act(t, v, "steps.back"); said != "No jump to take back" {
		t.Errorf("said %q", said)
	}
	v.GoTo("/definition/steps/Ask manager")
	for v.lines[v.current()].kind != leadsLine {
		act(t, v, "steps.down")
	}
	act(t, v, "steps.follow")
	if on(v) != "Wait" {
		t.Errorf("a lead goes to %s", on(v))
	}
	act(t, v, "steps.back")
	if on(v) != "Ask manager" || v.lines[v.current()].kind != leadsLine {
		t.Errorf("back on %s", on(v))
	}
	v.GoTo("/definition/steps/Tell the sponsor")
	for v.lines[v.current()].kind != leadsLine {
		act(t, v, "steps.down")
	}
	if said := act(t, v, "steps.follow"); said != "There is no step Nowhere" {
		t.Errorf("said %q", said)
	}
}

func TestRefsLeadToThoseThatRefer(t *testing.T) {
	v := newView(t, "mono")
	frame(t, v, 80, 30)
	act(t, v, "steps.refs")
	text := frame(t, v, 80, 30)
	for _, want := range []string{"Refers to 1 Get Identity", "the workflow itself", "begins with it", "uses its result in condition 1: $.getIdentity.attributes.type", "identity.$", "Disable"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	act(t, v, "steps.down", "steps.follow")
	if on(v) != "Kind?" {
		t.Errorf("picked %s", on(v))
	}
	act(t, v, "steps.back")
	if on(v) != "Get Identity" {
		t.Errorf("back on %s", on(v))
	}
	act(t, v, "steps.refs", "steps.follow")
	if v.page != nil || v.cursor != 0 {
		t.Error("the workflow itself is not the first line")
	}
	v.GoTo("/definition/steps/Broken")
	if said := act(t, v, "steps.refs"); said != "Nothing refers to Broken" {
		t.Errorf("said %q", said)
	}
}

func TestDataSaysWhoMakesIt(t *testing.T) {
	v := newView(t, "mono")
	v.Values = values(t)
	for pointer, wants := range map[string][]string{
		"Get Accounts": {
			"$.getIdentity.id", "in the run: 2c91", "from 1 Get Identity, before this step on every way",
			"in the run: Mara Lindqvist", "as a text: its name has no .$", "in the run: nothing",
		},
		"Each account/attributes/steps/Disable": {
			`in the run: ["a1","a2"]`, "the current element of 6 Each account", "$.getAccounts.accounts[*].id, from 5 Get Accounts",
			"in the run: mara.lindqvist", "outside of this loop",
		},
		"Ready?":           {"$.askmanager.formData.ok", "▲ from 12 Ask manager, before this step on some ways only"},
		"Ask manager":      {"a reference to the vault"},
		"Tell the sponsor": {"never runs before this step"},
		"Define Variable":  {"$.now()", "worked out when it is asked for"},
		"Get Identity":     {"from the trigger", "in the run: 2c91"},
	} {
		if !v.GoTo("/definition/steps/" + pointer) {
			t.Fatalf("no step %s", pointer)
		}
		act(t, v, "steps.data")
		text := frame(t, v, 120, 60)
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is missing in\n%s", pointer, want, text)
			}
		}
		for _, it := range v.page.(*listPage).items {
			if strings.Contains(it.head, "$.secrets") && strings.Contains(strings.Join(it.more, " "), "in the run") {
				t.Error("a secret is looked up")
			}
		}
	}
	v.GoTo("/definition/steps/Each account/attributes/steps/Disable")
	act(t, v, "steps.data", "steps.follow")
	if on(v) != "Get Accounts" {
		t.Errorf("the element's producer is %s", on(v))
	}
	v.GoTo("/definition/steps/Broken")
	if said := act(t, v, "steps.data"); said != "Broken uses no data of other steps" {
		t.Errorf("said %q", said)
	}
}

func TestFlawsGoRound(t *testing.T) {
	v := newView(t, "mono")
	frame(t, v, 70, 28)
	var seen []string
	for range v.summed.flaws {
		act(t, v, "steps.flaw")
		seen = append(seen, on(v))
	}
	act(t, v, "steps.flaw")
	if seen[0] != on(v) {
		t.Errorf("after %v it goes to %s", seen, on(v))
	}
	all := strings.Join(seen, ",")
	for _, want := range []string{"Tell the sponsor,Tell the sponsor", "Old step", "Spin", "Broken"} {
		if !strings.Contains(all, want) {
			t.Errorf("%s is not among %s", want, all)
		}
	}
	v.Library = nil
	v.LibraryRead()
	if without := v.summed.flaws; without != len(seen)-1 {
		t.Errorf("%d flaws without the library, %d with it", without, len(seen))
	}
	fine := New(golden.Env(t, "mono"))
	fine.SetDefinition(api.ReadDefinition([]byte(`{"start":"a","steps":{"a":{"type":"success"}}}`)), 1)
	if said := act(t, fine, "steps.flaw"); said != "Nothing is marked in this definition" {
		t.Errorf("said %q", said)
	}
	if said := act(t, fine, "steps.fold"); said != "Nothing to fold here" {
		t.Errorf("said %q", said)
	}
}

func TestFolding(t *testing.T) {
	v := newView(t, "mono")
	frame(t, v, 70, 28)
	all := len(v.shown)
	v.GoTo("/definition/steps/Each account/attributes/steps/Disabled")
	act(t, v, "steps.fold")
	if on(v) != "Each account" || len(v.shown) != all-2 || !strings.Contains(frame(t, v, 70, 28), "2 steps folded") {
		t.Errorf("on %s, %d of %d lines:\n%s", on(v), len(v.shown), all, frame(t, v, 70, 28))
	}
	if !strings.Contains(frame(t, v, 70, 28), "for each of $.getAccounts.accounts") {
		t.Error("what the loop does is folded away")
	}
	if !v.GoTo("/definition/steps/Each account/attributes/steps/Disable/attributes/operation") || on(v) != "Each account/attributes/steps/Disable" || len(v.shown) != all {
		t.Errorf("on %s", on(v))
	}
	act(t, v, "steps.fold-all")
	if on(v) != "Each account" || len(v.shown) >= all-2 {
		t.Errorf("on %s, %d of %d lines", on(v), len(v.shown), all)
	}
	act(t, v, "steps.fold-all")
	if on(v) != "Each account" || len(v.shown) != all {
		t.Errorf("on %s, %d of %d lines", on(v), len(v.shown), all)
	}
}

func TestANewVersionKeepsThePlace(t *testing.T) {
	v := newView(t, "mono")
	frame(t, v, 70, 28)
	v.GoTo("/definition/steps/Each account")
	act(t, v, "steps.fold")
	v.GoTo("/definition/steps/Wait")
	def := api.ReadDefinition([]byte(strings.Replace(leaver, `"Get Identity":{`, `"Aaa":{"type":"success"},"Get Identity":{`, 1)))
	v.SetDefinition(def, 2)
	if n, ok := v.Version(); n != 2 || !ok {
		t.Errorf("version %d, %v", n, ok)
	}
	frame(t, v, 70, 28)
	if on(v) != "Wait" || len(v.folded) != 1 {
		t.Errorf("on %s with %d folds", on(v), len(v.folded))
	}
	v.SetDefinition(api.Definition{}, 2)
	if frame(t, v, 70, 28); on(v) != "Wait" {
		t.Error("the same version is looked at again")
	}
	act(t, v, "steps.refs")
	v.SetDefinition(api.ReadDefinition([]byte(strings.Replace(leaver, `"Get Identity":{`, `"Aaa":{"type":"success"},"Get Identity":{`, 1))), 4)
	if frame(t, v, 70, 28); v.page == nil {
		t.Error("reading the same again closes the list")
	}
	act(t, v, "steps.back")
	v.Clear()
	if text := frame(t, v, 70, 28); !strings.Contains(text, "has not been read") || on(v) != "-" {
		t.Errorf("on %s:\n%s", on(v), text)
	}
	v.SetDefinition(def, 2)
	if frame(t, v, 70, 28); on(v) != "Get Identity" || len(v.folded) != 0 {
		t.Errorf("on %s", on(v))
	}
	v.SetDefinition(api.Definition{}, 3)
	if text := frame(t, v, 70, 28); !strings.Contains(text, "no steps") || on(v) != "-" {
		t.Errorf("on %s:\n%s", on(v), text)
	}
	for _, a := range []keymap.Action{"steps.follow", "steps.refs", "steps.data", "steps.fold", "steps.fold-all", "steps.flaw", "steps.bottom"} {
		act(t, v, a)
	}
}

func TestSearch(t *testing.T) {
	v := newView(t, "mono")
	frame(t, v, 70, 28)
	if said := act(t, v, "steps.next-match"); !strings.Contains(said, "/ searches the steps") {
		t.Errorf("said %q", said)
	}
	act(t, v, "steps.fold-all", "app.filter")
	typeIn(v, "SP:MANAGE")
	if text := frame(t, v, 70, 28); on(v) != "Each account/attributes/steps/Disable" || !strings.Contains(text, "/SP:MANAGE") || !strings.Contains(text, "1 of 1") {
		t.Errorf("on %s:\n%s", on(v), text)
	}
	v.Type(tea.KeyPressMsg{Code: tea.KeyEscape})
	if v.Typing() || v.finder.Query() != "" {
		t.Error("esc does not end the search")
	}
	act(t, v, "app.filter")
	typeIn(v, "success")
	v.Type(tea.KeyPressMsg{Code: tea.KeyEnter})
	first := on(v)
	act(t, v, "steps.next-match")
	second := on(v)
	act(t, v, "steps.prev-match")
	if on(v) != first || first == second {
		t.Errorf("from %s to %s and back to %s", first, second, on(v))
	}
	styled, _ := v.Render(70, 28)
	if !strings.Contains(styled, v.env.Styles.Match.Render("Success")) {
		t.Errorf("the match is not marked:\n%s", styled)
	}
	if _, ok := v.Act("app.back"); !ok || v.finder.Query() != "" {
		t.Error("back does not clear the search")
	}
	if _, ok := v.Act("app.back"); ok {
		t.Error("back is kept from leaving the tab")
	}
}

func TestFactsOfAStep(t *testing.T) {
	v := newView(t, "mono")
	v.GoTo("/definition/steps/Get Accounts")
	frame(t, v, 70, 12)
	act(t, v, "steps.follow")
	text := frame(t, v, 70, 60)
	for _, want := range []string{
		"5 Get Accounts", "Get Accounts (sp:get-accounts)", "$.getAccounts", "identity.$: $.getIdentity.id", `"states": [`,
		"getAccountsBy", "required, missing", "leads to", "6 Each account", "referred by", "4 Due date",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	act(t, v, "app.filter")
	typeIn(v, "offset")
	if text := frame(t, v, 70, 8); !strings.Contains(text, "offset") || !strings.Contains(text, "1 of 1") {
		t.Errorf("\n%s", text)
	}
	v.Type(tea.KeyPressMsg{Code: tea.KeyEnter})
	act(t, v, "app.back", "steps.down", "steps.page-down", "steps.top")
	v.MoveBy(2)
	v.MoveBy(-1)
	if v.page == nil {
		t.Error("clearing the search leaves the facts")
	}
	if act(t, v, "app.back"); v.page != nil || on(v) != "Get Accounts" {
		t.Errorf("on %s", on(v))
	}
	v.GoTo("/definition/steps/Get Identity")
	act(t, v, "steps.follow")
	if text := frame(t, v, 70, 60); !strings.Contains(text, "example of its result") || !strings.Contains(text, "mara@acme.example") {
		t.Errorf("\n%s", text)
	}
}

func TestClicks(t *testing.T) {
	v := newView(t, "mono")
	lines := strings.Split(frame(t, v, 70, 28), "\n")
	for y, l := range lines {
		if strings.Contains(l, "= Due date") {
			if !v.Click(y) || on(v) != "Define Variable" {
				t.Errorf("line %d is %s", y, on(v))
			}
			break
		}
	}
	if v.Click(0) || v.Click(27) || v.Click(-1) || v.Click(99) {
		t.Error("there is something where nothing is")
	}
	v.GoTo("/definition/steps/Get Identity")
	act(t, v, "steps.refs")
	frame(t, v, 70, 28)
	if !v.Click(3) || v.Click(0) {
		t.Error("the list cannot be clicked")
	}
	act(t, v, "steps.follow")
	if on(v) != "Kind?" {
		t.Errorf("the second entry is %s", on(v))
	}
}

// TestAnyDefinitionAnyKeys holds that whatever is shown and pressed, frames have
// their size and the cursor is in sight.
func TestAnyDefinitionAnyKeys(t *testing.T) {
	env := golden.Env(t, "mono")
	var actions []keymap.Action
	for _, b := range env.Keys.In(keymap.Steps) {
		actions = append(actions, b.Action)
	}
	actions = append(actions, "app.back")
	rapid.Check(t, func(rt *rapid.T) {
		v := New(env)
		v.Library = shelf
		v.SetDefinition(drawDefinition(rt, 3), 1)
		for i := range rapid.IntRange(1, 12).Draw(rt, "keys") {
			w, h := rapid.IntRange(1, 130).Draw(rt, "w"), rapid.IntRange(1, 40).Draw(rt, "h")
			text, _ := v.Render(w, h)
			golden.Fits(t, text, w, h)
			if v.page == nil && v.last.treeHeight > 0 && len(v.shown) > 0 {
				seen := false
				for _, row := range v.last.rows {
					seen = seen || row == v.cursor
				}
				if !seen {
					rt.Fatalf("the cursor is out of sight in %dx%d:\n%s", w, h, text)
				}
			}
			v.Act(rapid.SampledFrom(actions).Draw(rt, "action"))
			if rapid.IntRange(0, 9).Draw(rt, "new") == 0 {
				v.SetDefinition(drawDefinition(rt, 1), i+2)
			}
		}
	})
}

// TestHostileDefinitions pins that what a tenant can send neither hangs nor
// panics: a hundred thousand steps, sixteen loops in each other, long names.
func TestHostileDefinitions(t *testing.T) {
	flat := large(100_000)
	deep := large(20)
	for range 16 {
		inner := deep
		deep = large(20)
		deep.Steps[2].Loop = &inner
		deep.Steps[2].Name = strings.Repeat("入社 long ", 200)
	}
	circle := api.Definition{Start: "s0"}
	for i := range 50_000 {
		circle.Steps = append(circle.Steps, api.Step{Name: fmt.Sprint("s", i), Type: "action", NextStep: fmt.Sprint("s", (i+1)%50_000)})
	}
	for name, def := range map[string]api.Definition{"flat": flat, "deep": deep, "circle": circle} {
		v := New(golden.Env(t, "mono"))
		v.SetDefinition(def, 1)
		frame(t, v, 80, 24)
		act(t, v, "steps.bottom", "steps.flaw", "steps.fold-all", "steps.fold-all", "steps.refs")
		frame(t, v, 80, 24)
		act(t, v, "steps.back", "steps.data")
		if len(v.lines) < v.graph.Len() {
			t.Errorf("%s: %d lines of %d steps", name, len(v.lines), v.graph.Len())
		}
	}
}
