package secret

import (
	"regexp"
	"slices"
	"strings"
)

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

// Sensitive reports whether a member of that name holds a credential.
func Sensitive(key string) bool {
	k := plain(key)
	if slices.Contains([]string{"pass", "pw", "auth"}, k) {
		return true
	}
	if harmless(key) {
		return false
	}
	return slices.ContainsFunc(sensitiveWords, func(word string) bool { return strings.Contains(k, word) })
}

// harmless reports whether a name only speaks about a credential.
func harmless(key string) bool {
	k := plain(key)
	return slices.ContainsFunc(harmlessEnds, func(end string) bool { return strings.HasSuffix(k, end) })
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

// Literal reports whether a text has more in it than expressions that are filled
// in when the step runs: a value as it is.
func Literal(s, key string) bool {
	if strings.HasSuffix(key, ".$") {
		return !strings.HasPrefix(strings.TrimSpace(s), "$")
	}
	rest := strings.ToLower(strings.TrimSpace(template.ReplaceAllString(s, "")))
	return rest != "" && rest != "true" && rest != "false" && !slices.Contains(schemes, rest)
}
