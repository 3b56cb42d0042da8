package secret

import (
	"slices"
	"strings"
	"testing"

	"iscope/views/workflows/check/place"
)

const stand = "(left out)"

var cutter = Cutter{Stand: stand, Old: []string{"(old)"}}

// TestText pins what is cut out of texts, JSON or not; ~ is the stand-in.
func TestText(t *testing.T) {
	for text, want := range map[string]string{
		``:                                ``,
		`{}`:                              `{}`,
		`"x"`:                             `"x"`,
		`{"password" : "a\"b", "n":1.50}`: `{"password" : "~", "n":1.50}`,
		`{"password":"","secret":"{{$.x}}","token":"$.a['b'].c"}`:  `{"password":"","secret":"{{$.x}}","token":"$.a['b'].c"}`,
		`{"token":"$.x and more","a.$":"$.x"}`:                     `{"token":"~","a.$":"$.x"}`,
		`{"password":"~","pwd":"(old)"}`:                           `{"password":"~","pwd":"(old)"}`,
		`{"password":"~x"}`:                                        `{"password":"~"}`,
		`{"pin token":12345,"tokens":[1,2]}`:                       `{"pin token":"~","tokens":[1,2]}`,
		`{"steps":{"Get Token":{"type":"x"},"password":"x"}}`:      `{"steps":{"Get Token":{"type":"x"},"password":"~"}}`,
		`{"secrets":{"db":"x","db url":"y"}}`:                      `{"secrets":{"db":"~","db url":"y"}}`,
		`[{"name":"Cookie","value":"x"},{"name":"A","value":"y"}]`: `[{"name":"Cookie","value":"~"},{"name":"A","value":"y"}]`,
		`{"u":"https://u:p@a.test/?page=1&sig=x"}`:                 `{"u":"https://u:~@a.test/?page=1&sig=~"}`,
		`{"u":"https://u:~@a.test/?sig=~&key=~y"}`:                 `{"u":"https://u:~@a.test/?sig=~&key=~"}`,
		`{"b":"{\"pwd\":\"x\",\"n\":1}"}`:                          `{"b":"{\"pwd\":\"~\",\"n\":1}"}`,
		`{"b":"{\"pwd\":\"x\",\"n\":{{$.n}}}"}`:                    `{"b":"{\"pwd\":\"~\",\"n\":{{$.n}}}"}`,
		`{"b":"{\"pwd\":\"{{$.p}}\",\"n\":{{$.n}}}"}`:              `{"b":"{\"pwd\":\"{{$.p}}\",\"n\":{{$.n}}}"}`,
		// What is no JSON.
		"{\"a\": 1\n\"password\": \"half":                                            "{\"a\": 1\n\"password\": ~",
		"{\"password\": \"ha\nlf\nof it\n  \"b\": 1":                                 "{\"password\": ~\n~\n~\n  \"b\": 1",
		"{\"password\": \"a\"b\", \"c\": 1,\n\"d\": 2":                               "{\"password\": ~\n\"d\": 2",
		"{\"password\": \"ab\", \"c\": \"d\", \"token\": \"e\"},\n":                  "{\"password\": \"~\", \"c\": \"d\", \"token\": \"~\"},\n",
		"{\"password\": [\n\"x\",\n\"y\"\n], \"c\": [1,":                             "{\"password\": ~\n~\n~\n], \"c\": [1,",
		"{\"passw\\u006frd\": \"half":                                                "{\"password\": ~",
		"{password: 'hunter2',":                                                      "{password: ~",
		"{\"password: \"hunter2\",":                                                  "{\"password: \"~\",",
		"{\"tokens\": {\n \"secret\": null,\n \"pwd\": \"$.x.y\",":                   "{\"tokens\": {\n \"secret\": null,\n \"pwd\": \"$.x.y\",",
		"[{\n\"value\": \"x\",\n\"name\": \"Cookie\"\n},\n{\n\"value\": \"y\",":      "[{\n\"value\": \"~\",\n\"name\": \"Cookie\"\n},\n{\n\"value\": \"y\",",
		"{\"k\": \"-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n\",": "{\"k\": \"~\n\",",
	} {
		text, want = strings.ReplaceAll(text, "~", stand), strings.ReplaceAll(want, "~", stand)
		got, n := cutter.Text(text)
		if got != want || n == 0 && got != text {
			t.Errorf("%s\n%d %s\nwant\n%s", text, n, got, want)
		}
		if again, n := cutter.Text(got); again != got || n != 0 {
			t.Errorf("again, %d: %s", n, again)
		}
	}
}

// TestFind pins that what is found tells where it is.
func TestFind(t *testing.T) {
	root, err := place.Read([]byte(`{"a":[{"b/c":{"password":"x"}}],"u":"https://u:p@a.test"}`))
	if err != nil {
		t.Fatal(err)
	}
	var at []string
	for _, f := range cutter.Find(root) {
		if root.At(f.Pointer) != f.Node || f.Count != 1 {
			t.Errorf("%+v", f)
		}
		at = append(at, f.Pointer+" "+f.Text)
	}
	if want := []string{"/a/0/b~1c/password " + stand, "/u https://u:" + stand + "@a.test"}; !slices.Equal(at, want) {
		t.Errorf("%q", at)
	}
	if got := cutter.Find(nil); got != nil {
		t.Errorf("%v", got)
	}
}

func TestWithout(t *testing.T) {
	for s, want := range map[string]string{
		"the bearer of this letter": "the bearer of this letter", "Bearer\tabcdefghijkl12345": "Bearer\t", "a=1&code=x&b": "a=1&code=&b", "eyJhbGciOiJI.eyJzdWIiOiIx.x": "",
	} {
		if got := Without(s); got != want {
			t.Errorf("%q: %q", s, got)
		}
	}
}

// FuzzText holds that nothing is cut twice, that JSON stays JSON, and that what is
// counted is there.
func FuzzText(f *testing.F) {
	for _, s := range []string{`{"password":"x"}`, `{"password":["x"`, "{\"a\":\n]\n'pwd'='", `[{"value":"x","name":"\u0043ookie"}`, `{"b":"{\"pwd\":[\"x\"]"}`, "\"secret\":[\n]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, n := cutter.Text(s)
		if _, err := place.Read([]byte(s)); err == nil {
			if _, err := place.Read([]byte(got)); err != nil {
				t.Fatalf("%q became %q: %v", s, got, err)
			}
			if n == 0 && got != s {
				t.Fatalf("%q became %q", s, got)
			}
		}
		if n > 0 && !strings.Contains(got, stand) {
			t.Fatalf("%d in %q", n, got)
		}
	})
}
