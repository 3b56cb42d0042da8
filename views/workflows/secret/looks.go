package secret

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
)

// found is a way in which credentials stand in texts.
type found struct {
	sign string // what each has in it, if anything, so that texts without are cheap
	*regexp.Regexp
	// value is the number of the group that is blanked; is says of the groups
	// whether it is one, nil for always.
	value int
	is    func(groups []string) bool
}

// founds are the ways.
var founds = []found{
	{"-----BEGIN", regexp.MustCompile(`(?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$))`), 1, nil},
	{"eyJ", regexp.MustCompile(`\b(eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)`), 1, nil},
	{"", regexp.MustCompile(`(?i)\bbearer\s+([\w.~+/=-]{16,})`), 1, func(g []string) bool { return strings.ContainsAny(g[1], "0123456789") }},
	{"", regexp.MustCompile(`(?i)\bbasic\s+([A-Za-z0-9+/]{4,}={0,2})`), 1, func(g []string) bool { return pair(g[1]) }},
	{"://", regexp.MustCompile(`\b[a-zA-Z][a-zA-Z0-9+.-]*://[^/\s:@?#]*:([^/\s@?#]+)@`), 1, func(g []string) bool { return Literal(g[1], "") }},
	{"=", regexp.MustCompile(`(?:^|[?&])([\w.-]+)=([^&\s#]+)`), 2, func(g []string) bool { return parameter(g[1]) && Literal(g[2], "") }},
	{"\"", regexp.MustCompile(`"((?:[^"\\]|\\.)*)"\s*:\s*"((?:[^"\\]|\\.)+)"`), 2, func(g []string) bool { return Sensitive(g[1]) && Literal(g[2], "") }},
}

// parameter reports whether a parameter of an address or a form is a
// credential.
func parameter(name string) bool {
	return Sensitive(name) || slices.Contains([]string{"sig", "signature", "code", "key", "assertion"}, plain(name))
}

// pair reports whether a text is a user and a password as a header has them.
func pair(s string) bool {
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		raw, err = base64.RawStdEncoding.DecodeString(s)
	}
	return err == nil && strings.Contains(string(raw), ":")
}

// Without returns a text in which what is known to be a credential by its looks is
// blank.
func Without(s string) string {
	s, _ = replace(s, "", nil)
	return s
}

// replace puts something else in the place of what is a credential by its looks,
// and counts what it replaced. What keep says of stays.
func replace(s, by string, keep func(value string) bool) (out string, n int) {
	for i := range founds {
		if f := &founds[i]; strings.Contains(s, f.sign) {
			var cut int
			s, cut = f.replace(s, by, keep)
			n += cut
		}
	}
	return s, n
}

// replace replaces what was found. After each the search goes on behind it.
func (f *found) replace(s, by string, keep func(string) bool) (string, int) {
	all := f.FindAllStringSubmatchIndex(s, -1)
	if all == nil {
		return s, 0
	}
	var b strings.Builder
	last, n := 0, 0
	for _, m := range all {
		groups := make([]string, len(m)/2)
		for i := range groups {
			if m[2*i] >= 0 {
				groups[i] = s[m[2*i]:m[2*i+1]]
			}
		}
		if f.is != nil && !f.is(groups) || keep != nil && keep(groups[f.value]) {
			continue
		}
		b.WriteString(s[last:m[2*f.value]] + by)
		last = m[2*f.value+1]
		n++
	}
	return b.String() + s[last:], n
}
