package path

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

// change is what the event “identity attributes changed” brings.
const change = `{
  "identity": {"id": "2c91", "name": "ada", "attributes": {"location": "Tokyo", "odd name": 1, "a.b": "dotted"}},
  "changes": [
    {"attribute": "department", "oldValue": "sales", "newValue": "marketing"},
    {"attribute": "manager", "oldValue": null, "newValue": {"id": "ee76", "name": "grace"}},
    {"attribute": "grade", "oldValue": 3, "newValue": 12}
  ],
  "tags": ["a", "b", "c", "d"],
  "empty": [], "none": null, "off": false
}`

func decode(t testing.TB, text string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestFind(t *testing.T) {
	doc := decode(t, change)
	for text, want := range map[string]string{
		`$`:                                     `[` + change + `]`,
		`$.identity.name`:                       `["ada"]`,
		` $.identity.name `:                     `["ada"]`,
		`$['identity']["name"]`:                 `["ada"]`,
		`$.identity.attributes['odd name']`:     `[1]`,
		`$.identity.attributes['a.b']`:          `["dotted"]`,
		`$.identity['id','name']`:               `[{"id":"2c91","name":"ada"}]`,
		`$['identity','none'].name`:             `["ada"]`,
		`$.changes[0].attribute`:                `["department"]`,
		`$.changes[-1].attribute`:               `["grade"]`,
		`$.changes[7].attribute`:                `[]`,
		`$.changes[*].attribute`:                `["department","manager","grade"]`,
		`$.changes.*.attribute`:                 `["department","manager","grade"]`,
		`$.changes.attribute`:                   `[]`,
		`$.tags[0,2]`:                           `["a","c"]`,
		`$.tags[1:3]`:                           `["b","c"]`,
		`$.tags[:2]`:                            `["a","b"]`,
		`$.tags[-2:]`:                           `["c","d"]`,
		`$.tags[9:]`:                            `[]`,
		`$..name`:                               `["grace","ada"]`,
		`$..changes[*].newValue.id`:             `["ee76"]`,
		`$.changes..name`:                       `["grace"]`,
		`$..['name']`:                           `["grace","ada"]`,
		`$.none`:                                `[null]`,
		`$.off`:                                 `[false]`,
		`$.nothing.at.all`:                      `[]`,
		`$.changes.length()`:                    `[3]`,
		`$.identity.attributes.size()`:          `[3]`,
		`$.tags.first()`:                        `["a"]`,
		`$.tags.last()`:                         `["d"]`,
		`$.identity.attributes.keys()`:          `[["a.b","location","odd name"]]`,
		`$.tags.sum()`:                          `[]`,
		`$.tags[0].keys()`:                      `[]`,
		`$[?(@.identity)]`:                      `[` + change + `]`,
		`$.identity[?(@.name == 'ada')].id`:     `["2c91"]`,
		`$.changes[?(@.attribute=='grade')]`:    `[{"attribute":"grade","oldValue":3,"newValue":12}]`,
		`$.tags[?(@ == "b")]`:                   `["b"]`,
		`$.tags[?(@ in ['a', "d"])]`:            `["a","d"]`,
		`$.changes[?(@.newValue > 4)].newValue`: `[12]`,
		`$..[?(@.name == 'grace')].id`:          `["ee76"]`,
		`$.changes[?(@.attribute == $.changes[2].attribute)].oldValue`: `[3]`,
	} {
		p, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got, err := p.Look(doc)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if p.String() != text {
			t.Errorf("%s is written %s", text, p)
		}
		if got = append([]any{}, got...); !alike(t, got, want) {
			out, _ := json.Marshal(got)
			t.Errorf("%s: %s, want %s", text, out, want)
		}
	}
}

func alike(t *testing.T, got any, want string) bool {
	t.Helper()
	raw, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(decode(t, string(raw)), decode(t, want))
}

// TestHolds pins what the operators mean in the dialect of the tenant.
func TestHolds(t *testing.T) {
	item := decode(t, `{
	  "s": "sales", "n": 3, "f": 3.0, "big": 9007199254740993, "t": true, "nil": null, "three": "3", "blank": "",
	  "list": ["a", "b"], "none": [], "o": {"k": "v"}, "void": {}, "nums": [4, "x", 1.5]
	}`)
	for text, want := range map[string]bool{
		`@.s == 'sales'`:                   true,
		`'sales' == @.s`:                   true,
		`@.s == "Sales"`:                   false,
		`@.s != 'x'`:                       true,
		`@.gone != 'x'`:                    true,
		`@.gone == null`:                   false, // what is missing is not null
		`@.nil == null`:                    true,
		`@.nil != null`:                    false,
		`@.n == 3`:                         true,
		`@.n == 3.0`:                       true,
		`@.f == 3`:                         true,
		`@.n == '3'`:                       true,
		`@.three == 3`:                     true,
		`@.three === 3`:                    false,
		`@.three !== 3`:                    true,
		`@.n === 3`:                        true,
		`@.big == 9007199254740993`:        true,
		`@.big == 9007199254740992`:        false,
		`@.t == true`:                      true,
		`@.t == 'true'`:                    false,
		`@.t != false`:                     true,
		`@.n < 4 && @.n >= 3 && @.n <= 3`:  true,
		`@.n > '2'`:                        false, // a number and a text have no order
		`@.s < 'tales'`:                    true,
		`@.gone < 4`:                       false,
		`@.s =~ /sal/`:                     false, // all of it has to match
		`@.s =~ /sal.*/`:                   true,
		`@.s =~ /SAL.*/i`:                  true,
		`@.n =~ /\d/`:                      true,
		`@.list =~ /b/`:                    true,
		`@.gone =~ /.*/`:                   true, // as an empty text
		`/sal.*/ =~ @.s`:                   true,
		`@.s =~ /a\/b/`:                    false,
		`@.s in ['it', 'sales']`:           true,
		`@.s IN ['it', 'sales']`:           true,
		`@.s nin ['it']`:                   true,
		`@.gone nin ['it']`:                true,
		`@.gone in ['it']`:                 false,
		`@.n in [1, 2, 3]`:                 true,
		`@.s in @.list`:                    false,
		`'a' in @.list`:                    true,
		`@.s in 'sales'`:                   false,
		`@.list contains 'a'`:              true,
		`@.s contains 'ale'`:               true,
		`@.n contains 3`:                   false,
		`@.list size 2`:                    true,
		`@.s size 5`:                       true,
		`@.o size 1`:                       false,
		`@.none empty true`:                true,
		`@.blank empty true`:               true,
		`@.list empty false`:               true,
		`@.void empty true`:                true,
		`@.gone empty true`:                false,
		`@.n empty true`:                   false,
		`@.list all ['a','b']`:             true,
		`@.list all ['a','c']`:             false,
		`@.list subsetof ['a','b','c']`:    true,
		`@.list anyof ['z','b']`:           true,
		`@.list noneof ['z']`:              true,
		`@.list noneof ['a']`:              false,
		`@.s noneof ['a']`:                 false,
		`@.list.length() == 2`:             true,
		`@.list.length() > 2`:              false,
		`@.nums.max() == 4`:                true,
		`@.nums.avg() == 2.75`:             true,
		`@.nums.min() < @.nums.sum()`:      true,
		`@.s`:                              true,
		`@.nil`:                            true, // it is there
		`@.gone`:                           false,
		`!@.gone`:                          true,
		`! @.s`:                            false,
		`!(@.s == 'x')`:                    true,
		`!(!@.s)`:                          true,
		`@.s == 'x' || @.n == 3 && @.t`:    true, // && binds more
		`(@.s == 'x' || @.n == 3) && @.no`: false,
		`@.s == 'x' && @.n == 3 || @.t`:    true,
		`@.o.k == 'v'`:                     true,
		`@.o == @.o`:                       true,
		`@.list == ['a','b']`:              true,
		`@.list == ['b','a']`:              false,
		`@['s']=='sales'&&@.n==3`:          true,
		`@.s == 'it\'s'`:                   false,
		`@.s == '\u0073ales'`:              true,
		`@.none == []`:                     true,
		`@.n == -3`:                        false,
		`@.n == 3e0`:                       true,
	} {
		p, err := Parse(`$[?(` + text + `)]`)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got, err := p.Match(item)
		if err != nil || got != want {
			t.Errorf("%s: %v, %v; want %v", text, got, err, want)
		}
		if one, err := p.Segments()[0].Test.Holds(item, item); err != nil || one != want {
			t.Errorf("%s by itself: %v, %v", text, one, err)
		}
	}
}

func TestMatch(t *testing.T) {
	doc := decode(t, change)
	for text, want := range map[string]string{
		`$.changes[?(@.attribute == 'manager')]`: "true",
		`$.changes[?(@.attribute == 'city')]`:    "false",
		`$.identity.name`:                        "true",
		`$.off`:                                  "true",
		`$.nothing`:                              "false",
		`$.empty[*]`:                             "false",
		`$.none`:                                 "cannot be tried here: it leads to null, of which it is not known whether it passes",
		`$.tags.length()`:                        "cannot be tried here: it returns a value and does not choose",
		`$[?(@.tags[*])]`:                        "cannot be tried here: whether @.tags[*] is there, since it leads to many places",
		`$.changes[*].length()`:                  "cannot be tried here: the function length() behind a path that leads to many places",
		`$.identity.name.length()`:               "cannot be tried here: the length() of a text",
		`$.tags.stddev()`:                        "cannot be tried here: the function stddev()",
		`$.tags.concat("x", @.y)`:                "cannot be tried here: the function concat…()",
		`$.tags.first().x`:                       "cannot be tried here: what follows the function first()",
		`$..[0].x`:                               "cannot be tried here: a path that goes on behind an index at every depth",
		`$[?(!@.off == true)]`:                   "cannot be tried here: ! in front of a comparison without parentheses",
		`$.tags[?(@ =~ /a(?!b)/)]`:               "cannot be tried here: a regular expression that only the tenant understands",
		`$.tags[?(@ =~ /a/x)]`:                   "cannot be tried here: a regular expression with the flags x",
		`$.tags[?(@ =~ /[a-z&&[^b]]/)]`:          "cannot be tried here: a regular expression that may mean something else to the tenant",
		`$.tags[?(@ == /a/)]`:                    "cannot be tried here: a regular expression with ==",
		`$.tags[?(@ =~ 'a')]`:                    "cannot be tried here: =~ without a regular expression between slashes",
		`$.tags[?(@ in [a, b])]`:                 "cannot be tried here: a list of words without quotes",
		`$.tags[?(@ == {"a": 1})]`:               "cannot be tried here: a comparison with an object",
		`$.tags[?(@ type 'string')]`:             "cannot be tried here: the operator type",
		`$..*..*..*[?(@..name =~ /(x*)*(y*)*(z*)*/)]..*..*..*.x`: "false",
	} {
		p, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		ok, err := p.Match(doc)
		got := map[bool]string{true: "true", false: "false"}[ok]
		if err != nil {
			got = err.Error()
			var e *Error
			if !errors.As(err, &e) || !e.Untried {
				t.Errorf("%s: %#v is no doubt", text, err)
			}
			if found := p.Find(doc); strings.Contains(text, "?") && found != nil {
				t.Errorf("%s finds %v all the same", text, found)
			}
		}
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestErrors(t *testing.T) {
	for text, want := range map[string]string{
		``:                            "at character 1: a JSONPath begins with $",
		`changes`:                     "at character 1: a JSONPath begins with $",
		`$x`:                          "at character 2: “x” cannot stand here; a dot or a bracket is expected",
		`$.`:                          "at character 3: a name must follow the dot",
		`$.a.`:                        "at character 5: a name must follow the dot",
		`$.a..`:                       "at character 6: a name must follow the dot",
		`$.[0]`:                       "at character 3: “[” cannot stand behind a dot; a name is expected",
		`$.a b`:                       "at character 5: nothing may follow the path; a name with blanks is written ['…']",
		`$.a}`:                        "at character 4: “}” cannot be part of a name behind a dot; such a name is written ['…']",
		`$[`:                          "at character 2: the bracket is not closed",
		`$[]`:                         "at character 3: nothing stands between the brackets",
		`$['a`:                        "at character 3: the quote is not closed",
		`$['a'`:                       "at character 2: the bracket is not closed",
		`$['a',]`:                     "at character 7: a name in quotes must follow the comma",
		`$[a]`:                        "at character 3: “a” cannot stand here; a name between brackets is written in quotes: ['name']",
		`$[1,]`:                       "at character 5: a number must follow the comma",
		`$[1:2:3]`:                    "at character 6: “:” cannot stand here; ] is expected",
		`$[:]`:                        "at character 4: one end of the slice is missing",
		`$[-]`:                        "at character 3: “-” is not an index",
		`$[99999999999]`:              "at character 3: “99999999999” is not an index",
		`$[(@.length-1)]`:             "at character 3: an index cannot be calculated",
		`$[?@.a]`:                     "at character 4: a filter is written [?( … )]",
		`$[?()]`:                      "at character 5: “)” cannot stand here; a path, a number or a text in quotes is expected",
		`$[?(@.a == 'x]`:              "at character 12: the quote is not closed",
		`$[?(@.a == 'x')`:             "at character 2: the bracket is not closed",
		`$[?(@.a == 'x'`:              "at character 4: the parenthesis is not closed",
		`$[?(@.a = 'x')]`:             "at character 9: a comparison is written ==",
		`$[?(@.a like 'x')]`:          "at character 9: “like” is not a comparison",
		`$[?(@.a == x)]`:              "at character 12: “x” is not a number; a text is written in quotes",
		`$[?(@.a == )]`:               "at character 12: “)” cannot stand here; a path, a number or a text in quotes is expected",
		`$[?('a')]`:                   "at character 8: a comparison such as == must follow",
		`$[?(@.a == 1 and @.b == 2)]`: "at character 14: “a” cannot stand here; &&, || or ) is expected",
		`$[?((@.a == 1)]`:             "at character 15: “]” cannot stand here; &&, || or ) is expected",
		`$[?(@.a =~ /x)]`:             "at character 12: the regular expression is not closed with /",
		`$[?(@.a =~ /(x/)]`:           "at character 12: the regular expression cannot be read: missing closing )",
		`$[?(@.a in ['x' 'y'])]`:      "at character 17: “'” cannot stand here; a comma or ] is expected",
		`$[?(@.a in ['x'`:             "at character 12: the bracket is not closed",
		`$[?(@.a == {"x": 1)]`:        "at character 12: the brace is not closed",
		`$['\u12']`:                   `at character 4: four hexadecimal digits must follow \u`,
		`$.a.length(`:                 "at character 11: the parenthesis is not closed",
		`$[?(@.å == ü)]`:              "at character 13: “ü” is not a number; a text is written in quotes",
	} {
		_, err := Parse(text)
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
		var e *Error
		if !errors.As(err, &e) || e.Offset < 0 || e.Offset > len(text) {
			t.Errorf("%s: %#v", text, err)
		}
	}
	deep := strings.Repeat("(", 100)
	if _, err := Parse(`$[?(` + deep + `@.a)]`); err == nil || !strings.Contains(err.Error(), "too deeply") {
		t.Errorf("%v", err)
	}
	if _, err := Parse(`$[?(@.a in ` + strings.Repeat("[", 100) + `)]`); err == nil || !strings.Contains(err.Error(), "too deeply") {
		t.Errorf("%v", err)
	}
	if _, err := Parse("$." + strings.Repeat("a", MaxText)); err == nil {
		t.Error("an endless expression is read")
	}
}

func TestRefs(t *testing.T) {
	for text, want := range map[string]string{
		"Hello {{$.trigger.identity.name}}, {{ $.getIdentity.attributes['odd }} name'] }}": "8 $.trigger.identity.name|38 $.getIdentity.attributes['odd }} name']",
		"no braces: $.trigger.x":             "",
		"{{$.a}}{{$.b}}":                     "2 $.a|9 $.b",
		"{{#each $.list}}{{this}}{{/each}}":  "8 $.list",
		"{{$.a.length()}}":                   "2 $.a.length()",
		"{{$.a[?(@.b == 'c d')].e | upper}}": "2 $.a[?(@.b == 'c d')].e",
		"{{$.open":                           "",
		"costs {{5$}} or {{$}}":              "",
		"{{$.a[}} and {{$.b}}":               "2 $.a[|15 $.b",
		"{{$.å}}":                            "2 $.å",
		"":                                   "",
	} {
		var got []string
		for _, r := range Refs(text) {
			if !strings.HasPrefix(text[r.Offset:], r.Expr) {
				t.Errorf("%s: %q is not at %d", text, r.Expr, r.Offset)
			}
			got = append(got, itoa(r.Offset)+" "+r.Expr)
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%s: %s, want %s", text, s, want)
		}
	}
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

func TestShape(t *testing.T) {
	p, err := Parse(`$.a[?(@.b == 'x' && (@.c in ['y'] || !@.d))]['e']`)
	if err != nil {
		t.Fatal(err)
	}
	if p.Definite() || p.Item() || len(p.Segments()) != 3 {
		t.Errorf("%v %v %d", p.Definite(), p.Item(), len(p.Segments()))
	}
	test := p.Segments()[1].Test
	if test.Logic != And || test.Tests[1].Logic != Or || len(test.Terms()) != 3 {
		t.Errorf("%+v", test)
	}
	last := test.Terms()[2]
	if last.Op != Absent || !last.Left.Path.Item() || p.String()[last.Offset] != '!' {
		t.Errorf("%+v", last)
	}
	v, ok := test.Terms()[0].Left.Value(map[string]any{"b": "z"}, nil)
	if v != "z" || !ok {
		t.Errorf("%v %v", v, ok)
	}
	if v, ok := test.Terms()[0].Left.Value("no object", nil); ok {
		t.Errorf("%v", v)
	}
}

// TestHostile pins that no expression takes long in a document of the size that
// is taken.
func TestHostile(t *testing.T) {
	list := make([]any, 20_000)
	for i := range list {
		list[i] = map[string]any{"s": strings.Repeat("x", 80), "n": float64(i)}
	}
	doc := any(map[string]any{"list": list, "long": strings.Repeat("ab", 1<<20)})
	for _, text := range []string{
		`$..*..*..*..*`, `$.list[?(@ in $.list)]`, `$.list[?($..s == $..s)]`,
		`$.list[?(@.s =~ /(x+x+)+y/)]`, `$[?(@.long =~ /(((a?){30}){30}b?)*c/)]`, `$..[?($..[?($..[?($..n == 1)])])]`,
	} {
		p, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		begun := time.Now() // the promise is about real time
		p.Find(doc)
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%s takes %s", text, took)
		}
	}
}

// FuzzParse holds that nothing panics, that an error has a place in the text, and
// that what was read can be tried.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`$.changes[?(@.attribute == 'department' && @.newValue != "x")]`, `$..a[1:2]['b',"c"].length()`, `$[?(!(@.a =~ /x/i) || @ in [1,'2',null])]`,
		`{{$.a['b}}`, `$[?(@.a == {"b": [1]})]`, `$[-1,2]`, `$[?(@..*[?(@)] empty true)]`,
	} {
		f.Add(s)
	}
	doc := decode(f, change)
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range Refs(text) {
			if !strings.HasPrefix(text[r.Offset:], r.Expr) || len(r.Expr) < 2 {
				t.Errorf("%q: %+v", text, r)
			}
		}
		p, err := Parse(text)
		var e *Error
		if err != nil {
			if !errors.As(err, &e) || e.Offset < 0 || e.Offset > len(text) || e.Text == "" {
				t.Errorf("%q: %#v", text, err)
			}
			return
		}
		located(t, p, doc)
		found := p.Find(doc)
		ok, err := p.Match(doc)
		if err == nil && ok != (len(found) > 0) {
			t.Errorf("%q: %v with %d found", text, ok, len(found))
		}
		if _, err := json.Marshal(found); err != nil {
			t.Errorf("%q found what is no JSON: %v", text, err)
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	p, err := Parse(`$.changes[?(@.attribute == 'department' && @.newValue =~ /mark.*/)]`)
	if err != nil {
		b.Fatal(err)
	}
	doc := decode(b, change)
	for b.Loop() {
		if ok, err := p.Match(doc); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}
