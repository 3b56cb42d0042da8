package query

import (
	"slices"
	"strings"
	"testing"
)

func TestSetStatus(t *testing.T) {
	for line, want := range map[string][2]string{
		``:                                       {`status:error`, ``},
		`status:success`:                         {`status:error`, ``},
		`status:success type:agg "a b"`:          {`type:agg "a b" status:error`, `type:agg "a b"`},
		`id:a and completionStatus eq "x" or`:    {},
		`id:a and completionStatus eq "Success"`: {`id:a status:error`, `id:a`},
		`id:a or id:b`:                           {`(id:a or id:b) status:error`, `id:a or id:b`},
		`(id:a or id:b) and status:warning`:      {`(id:a or id:b) status:error`, `(id:a or id:b)`},
		`status:error,warning`:                   {},
		`status isnull`:                          {},
		`not status:error`:                       {},
		`status:error status:warning`:            {},
		`id:a or status:error`:                   {},
	} {
		if _, ok := StatusOf(line, newest); !ok {
			want = [2]string{line, line}
		} else if want == ([2]string{}) {
			t.Errorf("%s: its status can be changed", line)
		}
		for i, status := range []string{"Error", ""} {
			got := SetStatus(line, status, newest)
			if got != want[i] {
				t.Errorf("%s with %q: %s, want %s", line, status, got, want[i])
			}
			if word, ok := StatusOf(got, newest); ok && word != status {
				t.Errorf("%s says %q", got, word)
			}
		}
	}
}

func texts(c Completion) []string {
	var out []string
	for _, item := range c.Items {
		out = append(out, item.Text)
	}
	return out
}

// TestComplete pins what is offered at the mark in a line.
func TestComplete(t *testing.T) {
	terms := []string{"status:", "source:", "launcher:", "type:", "id:", "completionStatus ", "sourceId ", "not "}
	states := []string{"success", "warning", "error", "terminated", "temperror"}
	for line, want := range map[string][]string{
		`|`:                      terms,
		`s|`:                     {"status:", "source:", "sourceId "},
		`id:a |`:                 append(slices.Clone(terms[:7]), "and ", "or ", "not "),
		`id:a and s|`:            {"status:", "source:", "sourceId "},
		`not (t|`:                {"type:"},
		`status:|`:               states,
		`status:e|`:              {"error", "success", "terminated", "temperror"},
		`status: |`:              nil,
		`status:error,w|`:        {"warning"},
		`completionStatus |`:     {"eq ", "in (", "isnull "},
		`sourceId |`:             {"eq ", "in ("},
		`sourceId e|`:            {"eq "},
		`sourceId eq |`:          {`"Active Directory"`, "HR", "Twin", "Twin"},
		`sourceId in|`:           {"in ("},
		`sourceId in |`:          {"("},
		`sourceId in (h|`:        {"HR"},
		`sourceId in (HR|`:       {"HR"},
		`sourceId in (HR |`:      nil,
		`sourceId in (HR, "act|`: {`"Active Directory"`},
		`sourceId in (HR) a|`:    {"and "},
		`source:dir|`:            {`"Active Directory"`},
		`source:t2|`:             {"Twin"},
		`launcher:|`:             {"sweep", `"ann berg"`},
		`type:ref|`:              {`"identity refresh"`},
		`"sta|`:                  nil,
		`id:|`:                   nil,
		`status:err| or id:a`:    {"error", "temperror"},
	} {
		at := strings.Index(line, "|")
		if got := texts(Complete(strings.Replace(line, "|", "", 1), at, newest)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
	if got := texts(Complete("", 0, oldest)); slices.Contains(got, "launcher:") || slices.Contains(texts(Complete("status ", 7, oldest)), "isnull ") {
		t.Errorf("%q: an older tenant does not know that", got)
	}
}

func TestApplyKeepsTheRest(t *testing.T) {
	c := Complete(`source:"act or id:a`, 11, newest)
	if got := c.Apply(`source:"act or id:a`, c.Items[0]); got != `source:"Active Directory" or id:a` {
		t.Errorf("%s", got)
	}
	for line, at := range map[string]int{"id": -3, "é": 1, "a": 9} {
		_ = Complete(line, at, newest)
	}
}

// TestCompletionsAreUnderstood pins that what is offered can be taken: the line
// can be read, or is only not finished.
func TestCompletionsAreUnderstood(t *testing.T) {
	for _, line := range []string{"status:", "source:Act", "launcher:", "type:", "id:a and status:", "completionStatus eq "} {
		c := Complete(line, len(line), newest)
		for _, item := range c.Items {
			if item.Text == "Twin" {
				continue // two have the name
			}
			if _, err := Parse(c.Apply(line, item), newest); err != nil {
				t.Errorf("%s: %v", c.Apply(line, item), err)
			}
		}
	}
}
