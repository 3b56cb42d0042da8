package flow

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// The embedded texts are compiled in and panic when they cannot be read: here
// is where that shows.
func TestBlueprintsAreVaried(t *testing.T) {
	kinds, types := map[string]int{}, map[string]int{}
	dangling := 0
	for _, b := range blueprints() {
		kinds[b.on.kind]++
		g := b.graphs().now
		if g.steps[g.start] == nil {
			t.Errorf("%s has no start", b.name)
		}
		for _, s := range g.steps {
			types[s.kind]++
			for _, to := range s.exits() {
				if g.steps[to] == nil {
					dangling++
				}
			}
		}
		for _, m := range b.modes {
			if s := g.steps[m.step]; s == nil || g.route(m.step, straight) == nil {
				t.Errorf("%s is said to fail in %q, where no run can get", b.name, m.step)
			}
		}
		if old := b.graphs().older; len(old.steps) >= len(g.steps) && len(g.steps) > 3 {
			t.Errorf("%s was never different", b.name)
		} else if !strings.HasPrefix(b.name, "Draft") && old.route("", straight) == nil {
			t.Errorf("%s could not end before its last change", b.name)
		}
	}
	for _, k := range []string{onEvent, onSchedule, onExternal, onNothing} {
		if kinds[k] == 0 {
			t.Errorf("no trigger of type %q", k)
		}
	}
	for _, k := range []string{"action", kindChoice, kindSuccess, kindFailure, "mutation"} {
		if types[k] == 0 {
			t.Errorf("no step of type %q", k)
		}
	}
	if len(blueprints()) < 35 || dangling == 0 {
		t.Errorf("%d kinds, %d dangling exits", len(blueprints()), dangling)
	}
}

func TestBlueprintMistakesAreNamed(t *testing.T) {
	for block, says := range map[string]string{
		"== A\nfoo: bar\n":                     "unknown header",
		"== A\non: PIGEON x\n":                 "unknown trigger",
		"== A\nfail: x% S | y\n":               "invalid syntax",
		"== A\nfail: 3% S\n":                   "no message",
		"== A\nsince: x 3% S | y\n":            "invalid duration",
		"== A\n> only a name\n":                "needs an id",
		"== A\n! no name\n":                    "needs a name",
		"== A\n? C | op | nonsense | else X\n": "is not: path",
		"== A\n? C | op | $.a Eq b -> X\n":     "needs an else",
		"== A\n> S | sp:http | novalue\n":      "has no value",
		"== A\n> S | sp:http | a={broken\n":    "attribute",
		"== A\n@ L | $.x\n  ? C | op | n\n":    "is not: path",
	} {
		if _, err := parseBlueprints(block); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", block, err, says)
		}
	}
}

func TestStepsBecomeADefinition(t *testing.T) {
	def, err := parseSteps([]string{
		"> A | sp:http | url=https://x; n.$=$.y", "? B | sp:compare-strings | $.a StringEquals $.b -> D | else C",
		"@ C | $.list | as Each one", "  > E | sp:http | url=z", "  . F", "> D | sp:http | url=q | -> G", ". G",
	})
	if err != nil {
		t.Fatal(err)
	}
	g := parseGraph([]byte(mustJSON(def)), 0)
	if g.start != "A" || g.steps["A"].next != "B" || g.steps["C"].next != "D" || g.steps["D"].next != "G" || g.steps["C"].display != "Each one" {
		t.Errorf("%s", mustJSON(def))
	}
	if !slices.Equal(g.steps["B"].exits(), []string{"D", "C"}) {
		t.Errorf("B leads to %v", g.steps["B"].exits())
	}
	inner := parseGraph([]byte(mustJSON(def["steps"].(object)["C"].(object)["attributes"])), 0)
	if inner.start != "E" || inner.steps["E"].next != "F" {
		t.Error("the loop's own steps are lost")
	}
}

// Definitions come from clients: any JSON must do no harm.
func FuzzGraph(f *testing.F) {
	f.Add([]byte(`{"start":"A","steps":{"A":{"type":"action","nextStep":"A"}}}`))
	f.Add([]byte(`{"start":"A","steps":{"A":{"type":"choice","choiceList":[{"nextStep":"B"}],"defaultStep":7},"B":null}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		g := parseGraph(raw, 0)
		g.route("", straight)
		g.stray(straight)
		m := g.weakness(1)
		if m.step != "" && g.steps[m.step] == nil {
			t.Errorf("weak in %q, which is not there", m.step)
		}
	})
}

func TestLibraryIsComplete(t *testing.T) {
	count := map[string]int{}
	fields, gone := map[string]bool{}, 0
	ids := map[string]bool{}
	for _, e := range entries() {
		kind := e.Type
		if e.trigger() {
			kind = "trigger"
		}
		count[kind]++
		ids[e.ID] = true
		if e.Deprecated {
			gone++
		}
		for _, f := range e.FormFields {
			fields[f.Type] = true
		}
	}
	if count[typeAction] < 25 || count["trigger"] < 12 || count[typeOperator] < 8 || gone < 3 || len(fields) < 18 {
		t.Errorf("%v, %d gone, %d field types", count, gone, len(fields))
	}
	// What the workflows use, the library explains.
	for _, b := range blueprints() {
		if b.on.kind == onEvent && b.on.id != "" && !ids[b.on.id] {
			t.Errorf("%s: trigger %s is not in the library", b.name, b.on.id)
		}
		for _, s := range b.graphs().now.steps {
			if s.action != "" && !ids[s.action] {
				t.Errorf("%s: %s is not in the library", b.name, s.action)
			}
		}
	}
	for _, bad := range []string{"== ACTION x\n", "== ACTION x | n | d\nout: {\n", "== ACTION x | n | d\nfoo\n", "== ACTION x | n | d\n* f\n", "== ACTION x | n | d\nversion: y\n"} {
		if _, err := parseLibrary(bad); err == nil {
			t.Errorf("%q passed", bad)
		}
	}
	if !json.Valid([]byte(mustJSON(entries()))) {
		t.Error("the library is not JSON")
	}
}
