package query

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const hr = "2c9180835d2e5168015d32f890ca1581"

var (
	newest = Known{
		IsNull: true, Launcher: true,
		Sources: []Source{{"Active Directory", "ad"}, {"HR", hr}, {"Twin", "t1"}, {"Twin", "t2"}}, Launchers: []string{"sweep", "ann berg"},
		Types: []string{"account aggregation", "identity refresh"},
	}
	oldest = Known{Sources: newest.Sources}
)

// operators are those the tenant's documents name.
func operators(k Known) map[string][]string {
	out := map[string][]string{"id": {"eq", "in"}, "sourceId": {"eq", "in"}, "completionStatus": {"eq", "in"}}
	if k.IsNull {
		out["completionStatus"] = append(out["completionStatus"], "isnull")
	}
	if k.Launcher {
		out["launcher"] = []string{"eq", "in"}
	}
	return out
}

func TestParse(t *testing.T) {
	for line, want := range map[string]struct{ filter, here string }{
		``:                                       {},
		`   `:                                    {},
		`status:error`:                           {`completionStatus eq "Error"`, ``},
		`STATUS:"temp error"`:                    {`completionStatus eq "TempError"`, ``},
		`status:"Odd"`:                           {`completionStatus eq "Odd"`, ``},
		`status:error,warning`:                   {`completionStatus in ("Error","Warning")`, ``},
		`status:isnull`:                          {`completionStatus isnull`, ``},
		`completionStatus eq "Error"`:            {`completionStatus eq "Error"`, ``},
		`completionstatus in (success)`:          {`completionStatus in ("Success")`, ``},
		`completionStatus isnull launcher:sweep`: {`completionStatus isnull and launcher eq "sweep"`, ``},
		`source:"active directory"`:              {`sourceId eq "ad"`, ``},
		`source:HR,ad`:                           {`sourceId in ("` + hr + `","ad")`, ``},
		`sourceId eq 2C9180835D2E5168015D32F890CA1599`: {`sourceId eq "2C9180835D2E5168015D32F890CA1599"`, ``},
		`id:a#b%c&d\e`:                     {`id eq "a#b%c&d\\e"`, ``},
		`id eq "a\"b\\c, (d)"`:             {`id eq "a\"b\\c, (d)"`, ``},
		`id:12:30`:                         {`id eq "12:30"`, ``},
		`not status:error`:                 {`not completionStatus eq "Error"`, ``},
		`id:a or id:b id:c`:                {`id eq "a" or id eq "b" and id eq "c"`, ``},
		`(id:a or id:b) id:c`:              {`(id eq "a" or id eq "b") and id eq "c"`, ``},
		`not (id:a id:b) and not not id:c`: {`not (id eq "a" and id eq "b") and not not id eq "c"`, ``},
		`type:aggregation`:                 {``, `type “aggregation”`},
		`type eq AGG status:error`:         {`completionStatus eq "Error"`, `type “agg”`},
		`type:agg,refresh "or" Berlin`:     {``, `type “agg” or “refresh”, text “or”, text “berlin”`},
		`not type:agg not slow`:            {``, `not type “agg”, not text “slow”`},
		`12:30 (slow)`:                     {``, `text “12:30”, text “slow”`},
	} {
		q, err := Parse(line, newest)
		if err != nil {
			t.Errorf("%s: %v at %d", line, err, err.At)
			continue
		}
		if q.Filter != want.filter || q.HereWords() != want.here {
			t.Errorf("%s:\n%s, here %s; want\n%s, here %s", line, q.Filter, q.HereWords(), want.filter, want.here)
		}
		if q.Filter != "" {
			if _, err := understand(q.Filter, operators(newest)); err != nil {
				t.Errorf("%s: the tenant does not understand %s: %v", line, q.Filter, err)
			}
		}
	}
}

func TestQueryTellsWhatItIsAbout(t *testing.T) {
	for line, want := range map[string][2]bool{"id:a": {}, "id:a not status:error": {false, true}, "id:a or status isnull": {true, true}} {
		if q, err := Parse(line, newest); err != nil || q.Pending != want[0] || q.Status != want[1] {
			t.Errorf("%s: %+v, %v", line, q, err)
		}
	}
}

// TestErrors pins what is said of a line that cannot be asked, and that it names
// the part, between the arrows.
func TestErrors(t *testing.T) {
	for line, want := range map[string]string{
		`status:›brokn‹`:                   "is no status; there are Success",
		`status eq ›maybe‹`:                "is no status",
		`›status:‹ error`:                  "a value is missing after “status:”",
		`›status:error,‹`:                  "a value is missing",
		`›status‹ error`:                   "“status” needs eq, in or isnull",
		`id ›isnull‹`:                      "“isnull” is not for id: tasks know eq or in",
		`id ›co‹ "a"`:                      "“co” is not for id",
		`id eq ››`:                         "a value for id is missing",
		`id eq ›(‹"a")`:                    "a value for id is missing",
		`id in ›"a"‹`:                      "needs its values in parentheses",
		`id in ›(‹"a" "b")`:                "this list is not closed",
		`id in ("a", ›)‹`:                  "a value for id is missing",
		`›colour‹ eq "red"`:                "“colour” is no field of tasks; there are status, source, launcher, type and id",
		`›created‹>2026 foo`:               "“created” is no field",
		`›status=error‹`:                   "“status” needs eq, in or isnull",
		`›colour‹:red`:                     "“colour” is no field",
		`source:›"Active"‹`:                "no source seen so far is called “Active”",
		`source:›twin‹`:                    "several sources are called “twin”",
		`id:›"a‹`:                          "this quote is not closed",
		`›"slow‹`:                          "this quote is not closed",
		`›""‹`:                             "there is nothing between the quotes",
		`id:›" "‹`:                         "there is nothing between the quotes",
		`›(‹id:a`:                          "this parenthesis is not closed",
		`id:a›)‹`:                          "“)” does not belong here",
		`id:a ›,‹ id:b`:                    "“,” does not belong here",
		`id:a and ››`:                      "a term is missing here",
		`›or‹ id:a`:                        "a term is expected before “or”",
		`id:a and ›)‹`:                     "a term is expected here, not “)”",
		`id:a or ›type:b‹`:                 "this is applied here, after the tenant has answered",
		`not (id:a ›slow‹)`:                "this is applied here",
		strings.Repeat("(", 20) + "›(‹id:": "nested too deeply",
	} {
		plain := strings.NewReplacer("›", "", "‹", "").Replace(line)
		q, err := Parse(plain, newest)
		if err == nil {
			t.Errorf("%s: no failure, but %+v", plain, q)
			continue
		}
		from := strings.Index(line, "›")
		till := strings.Index(strings.Replace(line, "›", "", 1), "‹")
		if strings.Contains(line, "››") {
			till = from
		}
		if !strings.Contains(err.Error(), want) || err.At != from || err.End != till {
			t.Errorf("%s: %q at %d to %d, want %q at %d to %d", plain, err.Msg, err.At, err.End, want, from, till)
		}
	}
}

func TestOlderGenerationsKnowLess(t *testing.T) {
	for line, want := range map[string]string{
		"launcher:sweep": "cannot filter by launcher", `launcher eq "x"`: "cannot filter by launcher", "status:isnull": "without a status", "status isnull": "without a status",
		"status x": "needs eq or in,",
	} {
		if _, err := Parse(line, oldest); err == nil || !strings.Contains(err.Msg, want) {
			t.Errorf("%s: %v", line, err)
		}
	}
	if q, err := Parse("launcher", oldest); err != nil || q.HereWords() != "text “launcher”" {
		t.Errorf("%+v, %v", q, err)
	}
}

func TestKeep(t *testing.T) {
	q, err := Parse(`type:agg,refresh not type:group "Berlin" not slow`, newest)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		typ, text string
		want      bool
	}{
		{"account aggregation", "… berlin …", true}, {"role refresh", "berlin", true}, {"group aggregation", "berlin", false},
		{"report", "berlin", false}, {"account aggregation", "bonn", false}, {"account aggregation", "berlin slow", false},
	} {
		if got := q.Keep(c.typ, c.text); got != c.want {
			t.Errorf("%s, %s: %v", c.typ, c.text, got)
		}
	}
}

// typed draws a line together with what it means.
func typed(t *rapid.T, depth int) (string, asked) {
	if depth > 0 {
		switch rapid.IntRange(0, 4).Draw(t, "shape") {
		case 0:
			line, a := typed(t, depth-1)
			return "not (" + line + ")", asked{op: "not", kids: []asked{a}}
		case 1, 2:
			n := rapid.IntRange(2, 3).Draw(t, "kids")
			op := rapid.SampledFrom([]string{"and", "or"}).Draw(t, "op")
			joint := " " + op + " "
			if op == "and" && rapid.Bool().Draw(t, "beside") {
				joint = " "
			}
			var lines []string
			all := asked{op: op}
			for range n {
				line, a := typed(t, depth-1)
				lines, all.kids = append(lines, "("+line+")"), append(all.kids, a)
			}
			return strings.Join(lines, joint), all
		}
	}
	field := rapid.SampledFrom([]string{"id", "launcher"}).Draw(t, "field")
	value := rapid.Custom(func(t *rapid.T) string {
		return rapid.OneOf(
			rapid.StringOfN(rapid.SampledFrom([]rune(`a "\,()#%&:=+é`)), 1, 8, -1), rapid.SampledFrom([]string{"and", "or", "not", "in", `"`, `\`, `\"`, "%22", "a or b"}),
		).Filter(func(s string) bool { return strings.TrimSpace(s) != "" }).Draw(t, "value")
	})
	values := rapid.SliceOfN(value, 1, 3).Draw(t, "values")
	var list []string
	for _, v := range values {
		list = append(list, Typed(v))
	}
	a := asked{op: "in", field: field, values: values}
	if rapid.Bool().Draw(t, "long") {
		if len(values) == 1 && rapid.Bool().Draw(t, "eq") {
			a.op = "eq"
			return field + " eq " + list[0], a
		}
		return field + " in (" + strings.Join(list, ", ") + ")", a
	}
	if len(values) == 1 {
		a.op = "eq"
	}
	return field + ":" + strings.Join(list, ","), a
}

// TestFiltersMeanWhatWasTyped holds that every line is compiled into a filter
// that the tenant's grammar reads, and reads as it was meant.
func TestFiltersMeanWhatWasTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line, meant := typed(t, 3)
		q, err := Parse(line, newest)
		if err != nil {
			t.Fatalf("%s: %v at %d", line, err, err.At)
		}
		got, failure := understand(q.Filter, operators(newest))
		if failure != nil {
			t.Fatalf("%s became %s: %v", line, q.Filter, failure)
		}
		values := append(leaves(meant), "something else", "")
		id, launcher := rapid.SampledFrom(values), rapid.SampledFrom(values)
		for range 10 {
			task := map[string]string{"id": id.Draw(t, "an id"), "launcher": launcher.Draw(t, "a launcher")}
			get := func(field string) string { return task[field] }
			if got.holds(get) != meant.holds(get) {
				t.Fatalf("%s became %s, which differs for %v:\n%v\n%v", line, q.Filter, task, meant, got)
			}
		}
	})
}

func leaves(a asked) []string {
	out := a.values
	for _, k := range a.kids {
		out = append(out[:len(out):len(out)], leaves(k)...)
	}
	return out
}

// FuzzParse holds that no line crashes, that failures stand within it, and that
// what is compiled is understood by the tenant, of any generation.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`status:error source:HR or (id in ("a\"", b)) not type:x "t"`, `not not (`, `id:"\`, `a:b:c,`, `completionStatus isnull`} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, line string, new bool) {
		k := oldest
		if new {
			k = newest
		}
		q, err := Parse(line, k)
		switch {
		case err != nil && (err.At < 0 || err.At > err.End || err.End > len(line) || err.Msg == ""):
			t.Fatalf("%q: %+v", line, err)
		case err == nil && q.Filter != "":
			if _, err := understand(q.Filter, operators(k)); err != nil {
				t.Fatalf("%q became %s: %v", line, q.Filter, err)
			}
		}
		for at := 0; at <= len(line); at += 1 + len(line)/8 {
			c := Complete(line, at, k)
			for _, item := range c.Items {
				_ = c.Apply(line, item)
			}
		}
		if word, ok := StatusOf(line, k); ok && err == nil {
			set := SetStatus(line, "Warning", k)
			if got, ok := StatusOf(set, k); !ok || got != "Warning" {
				t.Fatalf("%q with a warning is %q (%q before), which says %q", line, set, word, got)
			}
			if _, err := Parse(SetStatus(set, "", k), k); err != nil {
				t.Fatalf("%q without its status is %q: %v", line, SetStatus(set, "", k), err)
			}
		}
	})
}
