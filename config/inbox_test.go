package config

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"iscope/api/vendordocs"
)

// TestInbox reads every key in every way it may be written.
func TestInbox(t *testing.T) {
	c := must(t, `
inbox.comments = [
  "  two  words\u00a0and\ta tab ",
  """
over two
lines""",
  "می\u200cخواهم",
]
[[inbox.sections]]
name = "  Long   waiting "
older = "1w2d12h30m"
younger = "52w"
type = "remediation"
requester = ["Ada", "Grace  Hopper"]
application = "sap"
operation = "remove"
text = ["x"]
[[inbox.sections]]
name = "Violations"
type = ["POLICYVIOLATION", "manualaction"]
[[inbox.sections]]
name = "入社手続き入社手続き入社"
younger = "90m"
`, nil)
	want := Inbox{
		Comments: []string{"two words and a tab", "over two lines", "می\u200cخواهم"},
		Sections: []InboxSection{
			{Name: "Long waiting", Types: []string{"Remediation"}, Older: 9*day + 12*time.Hour + 30*time.Minute, Younger: 364 * day,
				Requesters: []string{"Ada", "Grace Hopper"}, Applications: []string{"sap"}, Operations: []string{"remove"}, Texts: []string{"x"}},
			{Name: "Violations", Types: []string{"PolicyViolation", "ManualAction", misspelt}},
			{Name: "入社手続き入社手続き入社", Younger: 90 * time.Minute},
		},
	}
	if d := cmp.Diff(want, c.Inbox); d != "" {
		t.Error(d)
	}
	for key, line := range map[string]int{"inbox": 2, "inbox.comments[1]": 4, "inbox.sections[0]": 9, "inbox.sections[1].type": 20, "inbox.sections[1].type[1]": 20, "inbox.sections[2].name": 22} {
		if got := c.Position(key); got != line {
			t.Errorf("%s is on line %d, want %d", key, got, line)
		}
	}
	if got := c.Problem("inbox.sections[1].zzz", "x", "").Line; got != 18 {
		t.Errorf("what a section does not have is on line %d", got)
	}
	if got := c.Problem("inbox.comments[9]", "x", "").Line; got != 2 {
		t.Errorf("a comment that is not there is on line %d", got)
	}
}

// Sections may also stand in one list, as TOML has it.
func TestSectionsInOneList(t *testing.T) {
	c := must(t, "[inbox]\nsections = [\n  {name = 'A', text = 'a'},\n  {name = 'B', older = '1d'},\n]\n", nil)
	want := Inbox{Sections: []InboxSection{{Name: "A", Texts: []string{"a"}}, {Name: "B", Older: day}}}
	if d := cmp.Diff(want, c.Inbox); d != "" {
		t.Error(d)
	}
	if c := must(t, acme, nil); c.Inbox.Comments != nil || c.Inbox.Sections != nil {
		t.Errorf("of a file that says nothing: %+v", c.Inbox)
	}
	if c := must(t, "[inbox]\n", nil); c.Inbox.Comments != nil || c.Inbox.Sections != nil {
		t.Errorf("of an empty table: %+v", c.Inbox)
	}
}

// TestInboxMistakes pins the words of every mistake; @ stands for the file's
// name. The mistakes of one section do not touch the next.
func TestInboxMistakes(t *testing.T) {
	const good = "[[inbox.sections]]\nname = 'Good'\ntext = 'x'\n"
	section := func(lines string) string { return good + "[[inbox.sections]]\nname = 'A'\n" + lines + "\n" }
	for _, tt := range []struct{ name, text, want string }{
		{"no table", "inbox = 1", `@1: inbox: want a table [inbox], found an integer`},
		{"list of inboxes", "[[inbox]]\n", `@1: inbox: want a table [inbox], found a list of tables`},
		{"unknown key", "[inbox]\nx = 1\ncoments = []", `@2: unknown key "x" in [inbox]` + "\n" + `@3: unknown key "coments" in [inbox]; did you mean "comments"?`},
		{"setting in it", "[inbox]\nundo = '5s'", `@2: "undo" does not belong in [inbox] but at the top of the file, before the first table`},
		{"section", "[[inbox.section]]\nname = 'A'", `@1: unknown key "section" in [inbox]; did you mean "sections"?`},
		{"comments", "[inbox]\ncomments = 1", `@2: inbox.comments: want a string or a list of strings, found an integer`},
		{"no comment", "[inbox]\ncomments = []", `@2: inbox.comments: is empty`},
		{"comment", "[inbox]\ncomments = [\n'a',\n2,\n' ',\n\"b\\u202e\",\n'" + strings.Repeat("é", 501) + "']", `@4: inbox.comments: want a string, found an integer` + "\n" +
			`@5: inbox.comments: is empty` + "\n" + `@6: inbox.comments: holds a character that cannot be seen, U+202E` + "\n" + `@7: inbox.comments: is 501 characters long, the most is 500`},
		{"joiner", "[inbox]\ncomments = ['a\u200db']", `@2: inbox.comments: holds a character that cannot be seen, U+200D`},
		{"sections", "[inbox]\nsections = 'A'", `@2: inbox.sections: want tables [[inbox.sections]], found a string`},
		{"sections of all kinds", "[inbox]\nsections = [{name = 'A', text = 'a'}, 1]", `@2: inbox.sections: want tables [[inbox.sections]], found a list`},
		{"one table", "[inbox.sections]\nname = 'A'", `@1: inbox.sections: want tables [[inbox.sections]], found a table`},
		{"no name", good + "[[inbox.sections]]\ntext = 'a'", `@4: [[inbox.sections]] has no name`},
		{"empty name", good + "[[inbox.sections]]\nname = ''\ntext = 'a'", `@5: [[inbox.sections]]: name: is empty`},
		{"wrong name", good + "[[inbox.sections]]\nname = 1\ntext = 'a'", `@5: [[inbox.sections]]: name: want a string, found an integer`},
		{"wide name", good + "[[inbox.sections]]\nname = '入社手続き入社手続き入社x'\ntext = 'a'", `@5: [[inbox.sections]]: name: "入社手続き入社手続き入社x" is 25 cells wide, the most is 24`},
		{"same name", good + "[[inbox.sections]]\nname = 'gOOd '\ntext = 'a'", `@5: [[inbox.sections]]: name: "gOOd" is there twice`},
		{"no filter", good + "[[inbox.sections]]\nname = 'A'", `@4: [[inbox.sections]] "A" has no filter: want one of type, older, younger, requester, application, operation, text`},
		{"unknown key of a section", section("text = 'a'\nrequestor = 'x'\nzzz = 1"), `@7: unknown key "requestor" in [[inbox.sections]]; did you mean "requester"?` + "\n" + `@8: unknown key "zzz" in [[inbox.sections]]`},
		{"strayed keys", section("text = 'a'\ntheme = 'dark'\ncomments = ['a']"), `@7: "theme" does not belong in [[inbox.sections]] but at the top of the file, before the first table` + "\n" +
			`@8: "comments" does not belong in [[inbox.sections]] but in [inbox], before the first of them`},
		{"table in a section", section("text = 'a'\n[inbox.sections.older]\nx = 1"), `@7: [[inbox.sections]] "A": older: want an age such as "3d", "36h" or "2w", found a table`},
		{"type", section("type = ['Form',\n'Remedation', 3]"), `@7: [[inbox.sections]] "A": type: "Remedation" is none of Approval, Certification, Challenge, Delegation, Event, Form, Generic, ImpactAnalysis, ManualAction, PolicyViolation, Remediation, Signoff, Test, ViolationReview; did you mean "Remediation"?` + "\n" +
			`@7: [[inbox.sections]] "A": type: want one of Approval, Certification, Challenge, Delegation, Event, Form, Generic, ImpactAnalysis, ManualAction, PolicyViolation, Remediation, Signoff, Test, ViolationReview, found an integer`},
		{"texts", section("text = []\nrequester = ''\napplication = [['x']]\noperation = true"), `@6: [[inbox.sections]] "A": text: is empty` + "\n" + `@7: [[inbox.sections]] "A": requester: is empty` + "\n" +
			`@8: [[inbox.sections]] "A": application: want a string, found a list` + "\n" + `@9: [[inbox.sections]] "A": operation: want a string or a list of strings, found a boolean`},
		{"age", section("older = 3"), `@6: [[inbox.sections]] "A": older: want an age such as "3d", "36h" or "2w", found an integer`},
		{"age without unit", section("older = '3'"), `@6: [[inbox.sections]] "A": older: "3" is not an age such as "3d", "36h" or "2w"; did you mean "3d"?`},
		{"age in words", section("younger = '2 Weeks'"), `@6: [[inbox.sections]] "A": younger: "2 Weeks" is not an age such as "3d", "36h" or "2w"; did you mean "2w"?`},
		{"age of nothing", section("older = 'old'"), `@6: [[inbox.sections]] "A": older: "old" is not an age such as "3d", "36h" or "2w"`},
		{"age before now", section("older = '1d-3h'"), `@6: [[inbox.sections]] "A": older: "1d-3h" is not an age such as "3d", "36h" or "2w"`},
		{"age short", section("older = '30s'"), `@6: [[inbox.sections]] "A": older: 30s is too short, the least is 1m`},
		{"age long", section("older = '522w'"), `@6: [[inbox.sections]] "A": older: 3654d is too long, the most is 3650d`},
		{"ages", section("older = '2d'\nyounger = '36h'"), `@7: [[inbox.sections]] "A": younger: nothing is older than 2d and younger than 36h`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := load(t, tt.text, nil)
			if want := strings.ReplaceAll(tt.want, "@", "config.toml:"); err == nil || err.Error() != want {
				t.Errorf("got\n%v\nwant\n%s", err, want)
			}
			for _, s := range c.Inbox.Sections {
				if s.Name != "Good" {
					t.Errorf("a section with a mistake is there: %+v", s)
				}
			}
			if strings.HasPrefix(tt.text, good) && len(c.Inbox.Sections) != 1 {
				t.Error("the section without a mistake is not there")
			}
		})
	}
}

// Whatever age is written is read back.
func TestAge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.IntRange(int(minAge/time.Second), int(maxAge/time.Second)).Draw(t, "seconds")) * time.Second
		got, m := age(ageWords(d))
		if m != nil || got != d {
			t.Fatalf("%v is written %q and read as %v, %v", d, ageWords(d), got, m)
		}
	})
	for in, want := range map[string]time.Duration{"1d": day, " 2w ": 14 * day, "1w1d": 8 * day, "1.5h": 90 * time.Minute, "1d1.5h": 25*time.Hour + 30*time.Minute} {
		if got, m := age(in); m != nil || got != want {
			t.Errorf("%q: got %v, %v", in, got, m)
		}
	}
	for _, in := range []string{"", "d", "1d2w", "1D", "-1d", "1.5d", "1e3h", "99999w", "9223372036h", "1dd", "1d 2h"} {
		if got, m := age(in); m == nil {
			t.Errorf("%q is taken for %v", in, got)
		}
	}
}

// TestWorkItemTypesAreThoseOfTheAPI holds that a section can be made of every
// type that a generation of the API documents.
func TestWorkItemTypesAreThoseOfTheAPI(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(vendordocs.Folder(t), "isc-*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no document of the API: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var doc struct {
			Components struct{ Schemas map[string]json.RawMessage }
		}
		if err := json.Unmarshal(data, &doc); err != nil {
			t.Fatal(err)
		}
		for name, raw := range doc.Components.Schemas {
			if !strings.EqualFold(name, "WorkItemTypeManualWorkItems") {
				continue
			}
			var schema struct{ Enum []string }
			if err := json.Unmarshal(raw, &schema); err != nil || len(schema.Enum) == 0 {
				t.Fatalf("%s: %v, %v", file, schema.Enum, err)
			}
			for _, typ := range schema.Enum {
				if got, m := itemType(typ); m != nil || got != typ && typ != misspelt {
					t.Errorf("%s: %q is read as %q, %v", filepath.Base(file), typ, got, m)
				}
			}
		}
	}
}
