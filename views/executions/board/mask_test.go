package board

import (
	"strings"
	"testing"
)

func TestMaskURL(t *testing.T) {
	for url, want := range map[string]string{
		"https://acme.example":                                 "https://acme.example",
		"https://acme.example/":                                "https://acme.example/",
		"https://acme.example/v3/accounts":                     "https://acme.example/v3/accounts",
		"https://acme.example/v2025/accounts/17":               "https://acme.example/v2025/accounts/<n>",
		"https://acme.example/a?x=1&y=2":                       "https://acme.example/a?<query>",
		"https://acme.example/a#part":                          "https://acme.example/a?<query>",
		"https://acme.example/a?":                              "https://acme.example/a?",
		"https://acme.example/users/ann@acme.example/roles":    "https://acme.example/users/<email>/roles",
		"http://10.1.2.3:8080/health":                          "http://<n>/health",
		"https://acme.example/a/2c9180867a0b1c2d017a0b3c4d5e6": "https://acme.example/a/<id>",
		"https://acme.example/a,":                              "https://acme.example/a,",
		"https://acme.example/a/7.":                            "https://acme.example/a/<n>.",
		"sftp://files1.acme.example/in/2025-11-22":             "sftp://files<n>.acme.example/in/<n>",
	} {
		if got := Fingerprint(url); got != want {
			t.Errorf("%s: %s, want %s", url, got, want)
		}
	}
}

func TestIsURL(t *testing.T) {
	for text, want := range map[string]bool{
		"https://a": true, "ldaps://x": true, "://a": false, "a:b": false, "": false, "9://x": false, "see https://a": false,
		strings.Repeat("x", 30) + "://a": false,
	} {
		if got := isURL(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestMaskPart(t *testing.T) {
	for part, want := range map[string]string{
		"word":                             "word",
		"17":                               maskNum,
		"EMP00017":                         "EMP" + maskNum,
		"v2":                               "v" + maskNum,
		"sha256":                           "sha" + maskNum,
		"8a7b6c5d":                         maskID,
		"deadbeef":                         "deadbeef", // a word, for all we know
		"facade12":                         maskID,
		"a1b2":                             "a" + maskNum + "b" + maskNum,
		"a1b2c3":                           maskID,
		"hTTPRequest":                      "hTTPRequest",
		"abcdefabcdefabcdefabcdefabcdefab": maskID,
		"ABCDEFABCDEFABCDEFABCDEFABCDEFAG": "ABCDEFABCDEFABCDEFABCDEFABCDEFAG",
		"eyJhbGciOiJSUzI1NiIsInR5cCI6Ikp":  maskID,
	} {
		if got := maskPart(part); got != want {
			t.Errorf("%s: %s, want %s", part, got, want)
		}
	}
}

func TestIsStatus(t *testing.T) {
	for _, c := range []struct {
		core, before, after string
		want                bool
	}{
		{"404", "", "", true},
		{"404", "", ": no such user", true},
		{"404", "", " accounts", true}, // at the beginning of a text it usually is one
		{"404", "found ", " accounts", false},
		{"404", "answered ", " Not Found", true},
		{"404", "answered ", " not found here", true},
		{"404", "HTTP ", "", true},
		{"404", "HTTP/1.1 ", "", true},
		{"404", "HTTP/<n> ", "", true},
		{"404", "status code: ", "", true},
		{"404", "status=", "", true},
		{"404", "Status (", ")", true},
		{"400.1", "", " Bad Request Content", true},
		{"600", "status ", "", false},
		{"40", "status ", "", false},
		{"4040", "status ", "", false},
		{"404", "row ", "", false},
		{"404", "encode ", "", false},
	} {
		if got := isStatus(c.core, c.before, c.after); got != c.want {
			t.Errorf("%q %q %q: %v", c.before, c.core, c.after, got)
		}
	}
}

func TestQuotes(t *testing.T) {
	for text, want := range map[string]string{
		`a "b" c`:                    `a "<value>" c`,
		`a "" c`:                     `a "" c`,
		`a "b`:                       `a "b`,
		`don't 'x' won't`:            `don't '<value>' won't`,
		"`x` and “y” and «z»":        "`<value>` and “<value>” and «<value>»",
		`{"id":"7","error":"a 7"}`:   `{"id":"<value>","error":"a <n>"}`,
		`{ "error" : "no 'x'" }`:     `{ "error" : "no '<value>'" }`,
		`"who said it was not me 7"`: `"who said it was not me <n>"`,
		`"Ann Marie Lee Smith"`:      `"<value>"`,
		`5' 6"`:                      `<n>' <n>"`,
	} {
		if got := Fingerprint(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestSigns(t *testing.T) {
	for _, m := range []string{maskID, maskNum, maskTime, maskEmail, maskValue, maskQuery} {
		if n := isSign(m + "x"); n != len(m) {
			t.Errorf("%s: %d", m, n)
		}
		if got := Fingerprint("a " + m + " b"); got != "a "+m+" b" {
			t.Errorf("%s becomes %s", m, got)
		}
	}
	for _, s := range []string{"", "<", "<x>", "id>", "<ID>"} {
		if isSign(s) != 0 {
			t.Errorf("%q is no sign", s)
		}
	}
}
