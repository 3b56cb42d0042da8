package bundle

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
)

// reference is how a definition refers to a secret that the tenant keeps.
var reference = regexp.MustCompile(`\{\{\s*\$\s*(?:\.\s*secrets\b|\[\s*['"]secrets['"]\s*\])[^}]*\}\}|\$(?:\.secrets\b|\[\s*['"]secrets['"]\s*\])(?:\.[\w-]+|\[\s*['"]?[\w-]+['"]?\s*\])*`)

// template is a place in a text that is filled in when the step runs.
var template = regexp.MustCompile(`\{\{[^}]*\}\}`)

// sensitiveWords are what the name of a member has in it that holds a
// credential; spaces, hyphens and the like do not count.
var sensitiveWords = []string{
	"password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "authorization", "credential", "privatekey", "accesskey",
	"subscriptionkey", "sharedkey", "functionskey", "headerauthvalue", "authvalue", "cookie", "bearer",
}

// harmlessEnds are how names end that speak about a credential and do not hold
// one.
var harmlessEnds = []string{"url", "uri", "endpoint", "name", "type", "location", "scope", "expiry", "expires", "expiresin", "path", "policy", "length", "format", "method"}

// sensitive reports whether a member of that name holds a credential.
func sensitive(key string) bool {
	k := plain(key)
	if slices.Contains([]string{"pass", "pw", "auth"}, k) {
		return true
	}
	if slices.ContainsFunc(harmlessEnds, func(end string) bool { return strings.HasSuffix(k, end) }) {
		return false
	}
	return slices.ContainsFunc(sensitiveWords, func(word string) bool { return strings.Contains(k, word) })
}

// plain returns the letters and digits of a name in lower case.
func plain(key string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, key)
}

// schemes are the words before a credential in a header.
var schemes = []string{"bearer", "basic", "token", "apikey", "digest", "oauth"}

// literal reports whether a text has more in it than expressions that are filled
// in when the step runs: a value as it is.
func literal(s, key string) bool {
	if strings.HasSuffix(key, ".$") {
		return !strings.HasPrefix(strings.TrimSpace(s), "$")
	}
	rest := strings.ToLower(strings.TrimSpace(template.ReplaceAllString(s, "")))
	return rest != "" && rest != "true" && rest != "false" && !slices.Contains(schemes, rest)
}

// found is a way in which credentials stand in texts.
type found struct {
	*regexp.Regexp
	// value is the number of the group that is blanked; is says of the groups
	// whether it is one, nil for always.
	value int
	is    func(groups []string) bool
}

// founds are the ways. Each begins with what tells it, so that texts without are
// cheap.
var founds = []found{
	{regexp.MustCompile(`(?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$))`), 1, nil},
	{regexp.MustCompile(`\b(eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)`), 1, nil},
	{regexp.MustCompile(`(?i)\bbearer\s+([\w.~+/=-]{16,})`), 1, func(g []string) bool { return strings.ContainsAny(g[1], "0123456789") }},
	{regexp.MustCompile(`(?i)\bbasic\s+([A-Za-z0-9+/]{4,}={0,2})`), 1, func(g []string) bool { return pair(g[1]) }},
	{regexp.MustCompile(`\b[a-zA-Z][a-zA-Z0-9+.-]*://[^/\s:@?#]*:([^/\s@?#]+)@`), 1, func(g []string) bool { return literal(g[1], "") }},
	{regexp.MustCompile(`(?:^|[?&])([\w.-]+)=([^&\s#]+)`), 2, func(g []string) bool { return parameter(g[1]) && literal(g[2], "") }},
	{regexp.MustCompile(`"((?:[^"\\]|\\.)*)"\s*:\s*"((?:[^"\\]|\\.)+)"`), 2, func(g []string) bool { return sensitive(g[1]) && literal(g[2], "") }},
}

// parameter reports whether a parameter of an address or a form is a
// credential.
func parameter(name string) bool {
	return sensitive(name) || slices.Contains([]string{"sig", "signature", "code", "key", "assertion"}, plain(name))
}

// pair reports whether a text is a user and a password as a header has them.
func pair(s string) bool {
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		raw, err = base64.RawStdEncoding.DecodeString(s)
	}
	return err == nil && strings.Contains(string(raw), ":")
}

// withoutCredentials blanks what is known to be a credential in a text, by its
// looks.
func withoutCredentials(s string) string {
	for _, f := range founds {
		if f.MatchString(s) {
			s = f.blank(s)
		}
	}
	return s
}

// blank blanks what was found. After each the search goes on behind it.
func (f *found) blank(s string) string {
	var b strings.Builder
	last := 0
	for _, m := range f.FindAllStringSubmatchIndex(s, -1) {
		groups := make([]string, len(m)/2)
		for i := range groups {
			if m[2*i] >= 0 {
				groups[i] = s[m[2*i]:m[2*i+1]]
			}
		}
		if f.is != nil && !f.is(groups) {
			continue
		}
		b.WriteString(s[last:m[2*f.value]])
		last = m[2*f.value+1]
	}
	b.WriteString(s[last:])
	return b.String()
}
