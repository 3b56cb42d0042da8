package bundle

import (
	"regexp"

	"iscope/views/workflows/secret"
)

// reference is how a definition refers to a secret that the tenant keeps.
var reference = regexp.MustCompile(`\{\{\s*\$\s*(?:\.\s*secrets\b|\[\s*['"]secrets['"]\s*\])[^}]*\}\}|\$(?:\.secrets\b|\[\s*['"]secrets['"]\s*\])(?:\.[\w-]+|\[\s*['"]?[\w-]+['"]?\s*\])*`)

// sensitive reports whether a member of that name holds a credential.
func sensitive(key string) bool { return secret.Sensitive(key) }

// literal reports whether the text of a member is a value as it is.
func literal(s, key string) bool { return secret.Literal(s, key) }

// withoutCredentials blanks what is known to be a credential in a text, by its
// looks.
func withoutCredentials(s string) string { return secret.Without(s) }
