package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"pgregory.net/rapid"
)

// Everything that looks like a key and is none, around keys that are.
func TestScan(t *testing.T) {
	text := "\ufeff" + `# a = 1
top = 1 # b = 2
"quo#ted" = "x = 1 # [t]"
'lit.eral' = 'C:\'   # dotted inside quotes
  dotted . "in ner" .x = true
esc = "a\"b = 1"
uni = "\u00e9"
"k\u0065y" = 0
long = """
fake = 1
\""" [fake2]
quotes at the end"""""
raw = '''
fake3 = 1
\'''
inline = { a = 1, "b" = [1, 2], c.d = { e = "}" } }
list = [ # fake4 = 1
  "x = [", { in = 1 },
  [ 2,
    3 ],
] 
date = 1979-05-27 07:32:00
[ table ]
x = 1
[table . sub]
y = "]"
[[array]]
n = 1
[[array]]
n = 2
last = ''
[array . sub]
deep = 1
[[array.more]]
x = 1
[["array".more]]
y = [ 1,
  { z = 2 }]`
	want := map[string]position{
		"top": {2, 1}, "quo#ted": {3, 1}, "lit.eral": {4, 1}, "dotted": {5, 3}, "dotted.in ner": {5, 12}, "dotted.in ner.x": {5, 22},
		"esc": {6, 1}, "uni": {7, 1}, "key": {8, 1}, "long": {9, 1}, "raw": {13, 1},
		"inline": {16, 1}, "inline.a": {16, 12}, "inline.b": {16, 19}, "inline.c": {16, 33}, "inline.c.d": {16, 35}, "inline.c.d.e": {16, 41},
		"inline.b[0]": {16, 26}, "inline.b[1]": {16, 29},
		"list": {17, 1}, "list[0]": {18, 3}, "list[1]": {18, 12}, "list[1].in": {18, 14}, "list[2]": {19, 3}, "list[2][0]": {19, 5}, "list[2][1]": {20, 5}, "date": {22, 1},
		"table": {23, 3}, "table.x": {24, 1}, "table.sub": {25, 10}, "table.sub.y": {26, 1},
		"array": {27, 3}, "array[0]": {27, 3}, "array[0].n": {28, 1}, "array[1]": {29, 3}, "array[1].n": {30, 1}, "array[1].last": {31, 1},
		"array[1].sub": {32, 10}, "array[1].sub.deep": {33, 1}, "array[1].more": {34, 9}, "array[1].more[0]": {34, 3}, "array[1].more[0].x": {35, 1},
		"array[1].more[1]": {36, 3}, "array[1].more[1].y": {37, 1}, "array[1].more[1].y[0]": {37, 7}, "array[1].more[1].y[1]": {38, 3},
		"array[1].more[1].y[1].z": {38, 5},
	}
	if _, err := toml.Decode(text, &map[string]any{}); err != nil {
		t.Fatalf("the text is no TOML: %v", err)
	}
	got := scan(text)
	for key, at := range want {
		if got[key] != at {
			t.Errorf("%s: got %v, want %v", key, got[key], at)
		}
	}
	for key := range got {
		if _, ok := want[key]; !ok {
			t.Errorf("found %q, which is no key", key)
		}
	}
	if crlf := scan(strings.ReplaceAll(text, "\n", "\r\n")); !maps.Equal(crlf, got) {
		t.Errorf("with CRLF: %v", crlf)
	}
}

// Of a file written key by key, every key is found on the line it was put on.
func TestScanFindsEveryKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z#=\[\]'" ]{1,4}`), 1, 8, rapid.ID).Draw(t, "names")
		var b strings.Builder
		line, want := 1, map[string]int{}
		table := ""
		for i, name := range names {
			if rapid.Bool().Draw(t, "table") {
				table = fmt.Sprintf("t%d", i)
				fmt.Fprintf(&b, "[%s] # x = 1\n", table)
				want[table] = line
				line++
				table += "."
			}
			value := rapid.SampledFrom([]string{"1", `"a # b = \" 1"`, "'''\nz = 1\n'''", "\"\"\"\n[z]\n\"\"\"", "[\n{ },\n\"]\" ]", "1 # c = 1", "{ }"}).Draw(t, "value")
			fmt.Fprintf(&b, "%q = %s\n", name, value)
			want[table+name] = line
			line += 1 + strings.Count(value, "\n")
		}
		if _, err := toml.Decode(b.String(), &map[string]any{}); err != nil {
			t.Fatalf("no TOML: %v\n%s", err, b.String())
		}
		got := scan(b.String())
		maps.DeleteFunc(got, func(key string, _ position) bool { // parts of a list; no name has a digit
			i := strings.LastIndexByte(key, '[')
			_, whole := want[key[:max(i, 0)]]
			return whole && (key[i:] == "[0]" || key[i:] == "[1]")
		})
		if len(got) != len(want) {
			t.Fatalf("got %v, want %v in\n%s", got, slices.Sorted(maps.Keys(want)), b.String())
		}
		for key, line := range want {
			if got[key].line != line {
				t.Fatalf("%q: line %d, want %d in\n%s", key, got[key].line, line, b.String())
			}
		}
	})
}

// FuzzLoad holds that no file makes Load panic, and that every mistake in a
// file that is TOML has a place and can be printed.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		"", acme, acme + "theme = 1", "[keys]\na.b = 'x'", "a = [[[[", "x = {a = {b = 1}}", "\xff\xfe\x00", "\ufeffthmee = '\u202e'", "[[tenants]]\nurl=1",
		"tenant = '''\n'''\r\n[tenants.'a b']", strings.Repeat("[", 300), "a = " + strings.Repeat("[", 300) + strings.Repeat("]", 300),
		"tenants = {acme = {url = 'acme', client_secret = 'x'}}",
		"[inbox]\ncomments = ['a', 1, '\u200b', \"\"\"\nb\nc\"\"\"]\nsections = 1", "[inbox]\nsections = [{name = 'a', older = '3x'}, 2, {}]\n", "inbox = 1",
		"[[inbox.sections]]\nname = 'a'\ntype = ['Form', 'form', 'from']\nolder = '2w1d'\nyounger = '1d'\n[[inbox.sections]]\n[inbox.sections.x]\ny = 1\nundo = 1",
		"[[inbox]]\nname = 1", "[[inbox.sections]]\nname = \"\\u202e\"\ntext = []\nrequester = [[]]\nolder = '99999999999999h'", "[[a]]\n[[a.b]]\n[a.b.c]\n[[a]]\n[[a.b]]",
		"\"\\u0061\" = 1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if text == "" {
			return
		}
		c, err := load(t, text, nil)
		if c == nil {
			t.Fatal("no configuration")
		}
		if err == nil {
			return
		}
		lines := strings.Count(text, "\n") + 1
		problems, ok := errors.AsType[Problems](err)
		if !ok {
			t.Fatalf("a %T", err)
		}
		for _, p := range problems {
			if len(text) <= maxFile && (p.Line < 1 || p.Line > lines) {
				t.Errorf("line %d of %d: %v", p.Line, lines, p)
			}
			if s := p.Error(); visible(s) != s {
				t.Errorf("%q cannot be printed", s)
			}
		}
	})
}
