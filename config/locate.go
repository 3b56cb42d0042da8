package config

import (
	"regexp"
	"strings"
)

var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// reference reads where a secret of a tenant is. No message repeats the value,
// which may be the secret itself. literal admits a value that is no reference.
func (l *loader) reference(tenant, key string, literal bool) func(any) (Reference, *mistake) {
	return func(v any) (Reference, *mistake) {
		s, m := text(v)
		if m != nil {
			return "", m
		}
		scheme, rest := Reference(strings.TrimSpace(s)).cut()
		switch scheme {
		case "env":
			if !variable.MatchString(rest) {
				return "", wrong("env: wants the name of a variable, as in env:ISC_SECRET")
			}
		case "keyring":
			service, user := keyringEntry(rest, tenant+"/"+key)
			if service == "" || user == "" {
				return "", wrong("keyring: wants nothing after it, or SERVICE/USER")
			}
			rest = service + "/" + user
		case "file":
			return l.fileReference(rest)
		case "command":
			if _, err := splitCommand(rest); err != nil {
				return "", wrong("command: %v", err)
			}
		default:
			return l.literal(rest, literal)
		}
		return Reference(scheme + ":" + rest), nil
	}
}

func (l *loader) fileReference(path string) (Reference, *mistake) {
	if path == "" {
		return "", wrong("file: wants a path after it")
	}
	path = expand(path, l.dir)
	// A file that is not there may come with a mount; Resolve will tell.
	if info, err := l.Stat(path); err == nil {
		if m := checkSecretFile(path, info); m != nil {
			return "", m
		}
	}
	return Reference("file:" + path), nil
}

func (l *loader) literal(s string, allowed bool) (Reference, *mistake) {
	head, _, ok := strings.Cut(s, ":")
	near := nearest(head, schemes)
	switch {
	case ok && near != "":
		return "", wrong("unknown kind of reference; did you mean %s:?", near)
	case !allowed:
		return "", wrong("a secret must not stand here; say where it is: env:NAME, keyring:, file:PATH or command:PROGRAM")
	case strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "", wrong("a client id has neither spaces nor special characters")
	}
	return Reference(s), nil
}
