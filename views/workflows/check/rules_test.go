package check

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"iscope/api"
	"iscope/ui/golden"
)

// shelf is the step library of the tests.
var shelf = []string{
	`{"id":"sp:get-identity","type":"ACTION","name":"Get Identity","versionNumber":2,"formFields":[{"name":"id","label":"Identity","required":true}]}`,
	`{"id":"sp:send-email","type":"ACTION","name":"Send Email","versionNumber":2,"formFields":[
		{"name":"recipientEmailList","label":"Recipients","required":true},{"name":"subject","label":"Subject","required":true},{"name":"body","label":"Body"}]}`,
	`{"id":"sp:http","type":"ACTION","name":"HTTP Request","versionNumber":2,"formFields":[{"name":"url","required":true},{"name":"method","required":true}]}`,
	`{"id":"sp:sleep","type":"ACTION","name":"Wait","versionNumber":1,"formFields":[{"name":"type","label":"Wait","required":true}]}`,
	`{"id":"sp:loop:iterator","type":"ACTION","name":"Loop","versionNumber":1,"formFields":[{"name":"input","label":"List","required":true}]}`,
	`{"id":"sp:old-http","type":"ACTION","name":"HTTP Request (first version)","description":"Calls an endpoint. Use HTTP Request.","deprecated":true,"deprecatedBy":"2019-08-24T14:15:22Z","versionNumber":1}`,
	`{"id":"idn:identity-created","type":"EVENT","name":"Identity Created"}`,
	`{"id":"idn:form-submitted","type":"EVENT","name":"Form Submitted","formFields":[{"name":"formDefinitionId","label":"Form","required":true}]}`,
	`{"id":"idn:account-correlated","type":"EVENT","name":"Account Correlated","deprecated":true,"deprecatedBy":"idn:native-change-account-updated"}`,
}

// library returns the options that look things up on the shelf.
func library(t testing.TB) Options {
	t.Helper()
	items := map[string]api.LibraryItem{}
	for _, text := range shelf {
		it, ok := api.ReadLibraryItem([]byte(text))
		if !ok {
			t.Fatalf("not an item: %s", text)
		}
		it.SetRaw(api.RawRows([]json.RawMessage{json.RawMessage(text)})[0])
		items[it.ID] = it
	}
	find := func(id string) (api.LibraryItem, bool) {
		it, ok := items[id]
		return it, ok
	}
	return Options{Action: find, Trigger: find}
}

// example reads one example of a rule and what it is checked with.
func example(t *testing.T, dir, name string) Report {
	t.Helper()
	read := func(file string) []byte {
		raw, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		return raw
	}
	o := library(t)
	words := strings.Fields(string(read("options")))
	for i, w := range words {
		switch w {
		case "creating":
			o.Creating = true
		case "definition":
			o.Scope = Definition
		case "trigger":
			o.Scope = Trigger
		case "step":
			o.Scope, o.Step = OneStep, words[i+1:]
		case "no-library":
			o.Action, o.Trigger = nil, nil
		}
	}
	if o.Around = read(name + ".around.json"); o.Around == nil {
		o.Around = read("around.json")
	}
	text := read(name + ".json")
	if text == nil {
		t.Fatalf("there is no %s/%s.json", dir, name)
	}
	return Text(text, o)
}

// TestRules walks through the examples: each rule has one that it finds
// something in, alone and where fail.want says, and one that it does not.
func TestRules(t *testing.T) {
	const root = "testdata/rules"
	dirs, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		if !slices.ContainsFunc(Rules(), func(r Rule) bool { return r.ID == d.Name() }) {
			t.Errorf("%s is no rule", d.Name())
		}
	}
	for _, r := range Rules() {
		t.Run(r.ID, func(t *testing.T) {
			dir := filepath.Join(root, r.ID)
			var got strings.Builder
			failed := example(t, dir, "fail")
			for _, p := range failed.Problems {
				fmt.Fprintf(&got, "%d:%d %s %s %s\n  %s\n  %s\n", p.Line, p.Column, p.Severity, p.Rule, p.Pointer, p.Text, p.Do)
				if p.Rule != r.ID || p.Severity != r.Severity {
					t.Errorf("the failing example has another problem: %s (%s)", p, p.Rule)
				}
			}
			if len(failed.Problems) == 0 {
				t.Error("the failing example does not fail")
			}
			golden.File(t, "rules/"+r.ID+"/fail.want", got.String())
			for _, p := range example(t, dir, "pass").Problems {
				t.Errorf("the passing example has a problem: %s (%s)", p, p.Rule)
			}
		})
	}
}

func TestEveryRuleSaysWhatItFinds(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if r.ID == "" || seen[r.ID] || !strings.HasSuffix(r.About, ".") || r.Severity > Note {
			t.Errorf("%+v", r)
		}
		seen[r.ID] = true
	}
}
