package terms

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var keys = Keys{
	{Name: "status", Help: "how it ended", Values: Of("failed", "completed", "canceled")},
	{Name: "workflow", Help: "its name, a part of it, or its id", Values: []Value{{Text: "Joiner: laptop", Note: "8 runs"}, {Text: "Leaver"}}, Open: true},
	{Name: "type", Help: "what kind it is", Values: []Value{{Text: "Approval"}, {Text: "ManualAction", Note: "Manual action"}}, Many: true},
	{Name: "since", Help: "2h, fri or 1 Mar", Open: true},
}

func TestParse(t *testing.T) {
	for text, want := range map[string]Line{
		"":                      {},
		"  \t ":                 {},
		"laptop !done":          {Words: []string{"laptop", "!done"}},
		"status:FAILED":         {Terms: []Term{{"status", []string{"failed"}}}},
		"Status:failed  laptop": {Terms: []Term{{"status", []string{"failed"}}}, Words: []string{"laptop"}},
		`workflow:"joiner: laptop" since:"1 Mar..5 Mar"`: {Terms: []Term{{"workflow", []string{"Joiner: laptop"}}, {"since", []string{"1 Mar..5 Mar"}}}},
		`workflow:mover,joiner`:                          {Terms: []Term{{"workflow", []string{"mover,joiner"}}}},
		`type:approval,"manual action"`:                  {Terms: []Term{{"type", []string{"Approval", "ManualAction"}}}},
		`"sp:http" 14:00 since:14:00..15:30`:             {Terms: []Term{{"since", []string{"14:00..15:30"}}}, Words: []string{"sp:http", "14:00"}},
		`!"a:b" "two words" ""`:                          {Words: []string{"!a:b", "two words"}},
		`workflow:"a \"b\" \\ c"`:                        {Terms: []Term{{"workflow", []string{`a "b" \ c`}}}},
		`a,b ! !!x`:                                      {Words: []string{"a,b", "!!x"}},
	} {
		got, err := Parse(text, keys)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%q: %v\n%s", text, err, diff)
		}
		if got.IsZero() != (strings.TrimSpace(text) == "") {
			t.Errorf("%q: zero is %v", text, got.IsZero())
		}
	}
}

func TestLine(t *testing.T) {
	l, err := Parse("type:approval,manualaction laptop type2 status:failed", keys)
	if err != nil || l.Text() != "laptop type2" || l.Get("status") != "failed" || l.Get("since") != "" || !slices.Equal(l.All("type"), []string{"Approval", "ManualAction"}) {
		t.Errorf("%+v, %v", l, err)
	}
}

func TestMistakesNameWhatThereIs(t *testing.T) {
	for text, want := range map[string]string{
		"colour:red":                     `this list cannot be filtered by "colour"; there are status, workflow, type and since, and words in quotes are looked for`,
		"status:faild":                   `status cannot be "faild"; there are failed, completed and canceled`,
		"status:failed,canceled":         `status cannot be "failed,canceled"; there are failed, completed and canceled`,
		"status:":                        `status: needs a value: failed, completed and canceled`,
		"since:":                         `since: needs a value: 2h, fri or 1 Mar`,
		"type:approval,":                 `type: needs a value: Approval and ManualAction`,
		"type:approval,fun":              `type cannot be "fun"; there are Approval and ManualAction`,
		"status:failed status:completed": `status stands there twice; it can be asked for once`,
		"!status:failed":                 `!status:failed: the contrary of a term cannot be asked for; ! goes before words alone`,
		`workflow:"Joiner`:               `workflow:"Joiner: this quote is not closed`,
		"x:\x1b[31m":                     `this list cannot be filtered by "x"; there are status, workflow, type and since, and words in quotes are looked for`,
	} {
		l, err := Parse("laptop "+text, keys)
		if err == nil || err.Error() != want || !l.IsZero() {
			t.Errorf("%q: %v, %+v", text, err, l)
		}
	}
	if _, err := Parse("a:b", nil); err == nil || !strings.Contains(err.Error(), "by words alone") {
		t.Errorf("%v", err)
	}
	many := Keys{{Name: "status", Values: Of(strings.Split("abcdefghijklmnopqrst", "")...)}}
	if _, err := Parse("status:zz", many); err == nil || !strings.HasSuffix(err.Error(), "n and 6 more") {
		t.Errorf("%v", err)
	}
}

func TestHasTerms(t *testing.T) {
	for text, want := range map[string]bool{
		"status:failed": true, "laptop x:y": true, "": false, "laptop": false, `triggerId eq "idn:created"`: false, `"a:b"`: false, "enabled eq true": false, "14:00": false,
	} {
		if HasTerms(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

func TestComplete(t *testing.T) {
	for text, want := range map[string][]string{
		"":                          {"status:", "workflow:", "type:", "since:"},
		"s":                         {"status:", "since:"},
		"STA":                       {"status:"},
		"laptop ":                   {"laptop status:", "laptop workflow:", "laptop type:", "laptop since:"},
		"laptop":                    nil,
		"status:":                   {"status:failed", "status:completed", "status:canceled"},
		"status:c":                  {"status:completed", "status:canceled"},
		"status:cancel":             {"status:canceled"},
		"x status:LED":              {"x status:failed", "x status:canceled"},
		"status:failed ":            {"status:failed workflow:", "status:failed type:", "status:failed since:"},
		"status:failed w":           {"status:failed workflow:"},
		`workflow:`:                 {`workflow:"Joiner: laptop"`, "workflow:Leaver"},
		`workflow:"joi`:             {`workflow:"Joiner: laptop"`},
		`workflow:lap`:              {`workflow:"Joiner: laptop"`},
		`workflow:runs`:             {`workflow:"Joiner: laptop"`},
		"type:approval,":            {"type:approval,Approval", "type:approval,ManualAction"},
		`type:"manual a`:            {"type:ManualAction"},
		"colour:":                   nil,
		"!status:":                  nil,
		"!s":                        nil,
		`"s`:                        nil,
		`status:failed "two w`:      nil,
		"status:failed,":            nil,
		`workflow:"Joiner: laptop"`: {`workflow:"Joiner: laptop"`},
	} {
		var got []string
		for _, c := range keys.Complete(text) {
			got = append(got, c.Text)
			if !strings.HasSuffix(c.Text, c.Label) && !strings.Contains(text, ",") {
				t.Errorf("%q: %q is labelled %q", text, c.Text, c.Label)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestPick(t *testing.T) {
	all := []Named{{"1", "Joiner: laptop"}, {"2", "Joiner: badge"}, {"3", "Leaver"}, {"4", "Twin"}, {"5", "twin"}, {"6", "Mover"}, {"leaver", "x"}}
	for text, want := range map[string]string{"3": "3", "LEAVER": "3", "leaver": "leaver", "badge": "2", " mov": "6", "Joiner: laptop": "1"} {
		if got, err := Pick("workflow", text, all); err != nil || got.ID != want {
			t.Errorf("%q is %+v, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"joiner": `several workflows have "joiner" in their name: Joiner: laptop and Joiner: badge; give the whole name, or the id`,
		"twin":   `several workflows are called "twin"; give the id of one: 4 and 5`,
		"lvr":    `no workflow is called "lvr"; there are Leaver`,
		"zzz":    `no workflow is called "zzz"`,
		" ":      `no workflow is called " "`,
		"e":      `several workflows have "e" in their name: Joiner: laptop, Joiner: badge, Leaver and Mover; give the whole name, or the id`,
	} {
		if got, err := Pick("workflow", text, all); err == nil || !strings.HasPrefix(err.Error(), want) || got != (Named{}) {
			t.Errorf("%q: %v, %+v", text, err, got)
		}
	}
	if _, err := Pick("profile", "zzz", all[:3]); err == nil || err.Error() != `no profile is called "zzz"; there are Joiner: laptop, Joiner: badge and Leaver` {
		t.Error(err)
	}
	var crowd []Named
	for range 8 {
		crowd = append(crowd, Named{"id", "Same"})
	}
	if _, err := Pick("user", "same", crowd); err == nil || !strings.HasSuffix(err.Error(), "id and 3 more") {
		t.Error(err)
	}
}

// FuzzParse holds that a text is read to its end, that what is offered can be
// read where the text could, and that a message shows nothing that acts.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "status:failed laptop", `workflow:"Joiner: laptop" !done`, `type:a,"b \" c",`, `"`, "!:", "a:\x1b[2J", `since:1 Mar`, "status:fa", "ſtatus:é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, w := range split(text) {
			if w.raw == "" || strings.Trim(text[at:w.at], " \t") != "" || text[w.at:w.at+len(w.raw)] != w.raw || w.last < w.at || w.last > w.at+len(w.raw) {
				t.Fatalf("%q: %+v after %d", text, w, at)
			}
			at = w.at + len(w.raw)
		}
		if strings.Trim(text[at:], " \t") != "" {
			t.Fatalf("%q ends at %d", text, at)
		}
		_, err := Parse(text, keys)
		if err != nil && strings.ContainsAny(err.Error(), "\x1b\n\u202e") {
			t.Fatalf("%q", err)
		}
		for _, c := range keys.Complete(text) {
			if strings.HasSuffix(c.Text, ":") {
				continue
			}
			if _, later := Parse(c.Text, keys); err == nil && later != nil {
				t.Fatalf("%q becomes %q: %v", text, c.Text, later)
			}
		}
	})
}

func TestAge(t *testing.T) {
	for text, want := range map[string]time.Duration{"30m": 30 * time.Minute, "12h": 12 * time.Hour, "3d": 72 * time.Hour, "2w": 336 * time.Hour, "10000w": 70_000 * 24 * time.Hour} {
		if got, err := Age(text); err != nil || got != want {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "d", "3", "0d", "-1d", "3x", "10001w", "1.5d", "3d\x1b"} {
		if got, err := Age(text); err == nil || got != 0 || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
}

func TestQuote(t *testing.T) {
	for _, s := range []string{"", "a", "a b", `a"b`, `a\b`, `a, \"b\`, "a:b", "ä,", `\`} {
		l, err := Parse("since:"+Quote(s), keys)
		if s == "" {
			continue
		}
		if err != nil || l.Get("since") != s {
			t.Errorf("%q is written %s and read %q, %v", s, Quote(s), l.Get("since"), err)
		}
	}
}
