package config

import (
	"errors"
	"os"
	"path/filepath"
)

// Resolve returns the base of the API and the address of the web interface, ""
// where that cannot be told, of a tenant given by its name, as TENANT.DOMAIN or
// by the address of its API. The error says in words what is wrong, with the
// nearest address that would do, and never repeats credentials.
func Resolve(address string) (base, web string, err error) {
	base, web, m := resolveISC(address)
	return base, web, m.err()
}

// ResolveNERM returns the base of a NERM tenant's API, as Resolve does.
func ResolveNERM(address string) (base string, err error) {
	base, m := resolveNERM(address)
	return base, m.err()
}

func (m *mistake) err() error {
	switch {
	case m == nil:
		return nil
	case m.suggest != "":
		return errors.New(m.text + "; did you mean " + quote(m.suggest) + "?")
	}
	return errors.New(m.text)
}

// CheckName returns what is wrong with a name for a tenant, nil for nothing.
func CheckName(name string) error {
	if tenantName.MatchString(name) {
		return nil
	}
	return errors.New("use letters, digits, . - _, 40 at most; begin with a letter or digit")
}

// ReadReference reads where a secret of a tenant is, as the configuration at
// file would have it: key is the setting, and literal admits a text that stands
// for itself, as a client id may. No error repeats the value.
func ReadReference(file, tenant, key, value string, literal bool) (Reference, error) {
	l := &loader{Sources: Sources{Stat: os.Stat}, cfg: defaults()}
	if abs, err := filepath.Abs(file); err == nil {
		l.dir = filepath.Dir(abs)
	}
	r, m := l.reference(tenant, key, literal)(value)
	return r, m.err()
}

// CheckColor returns a colour the way a Tenant holds it, or what is wrong with
// it. "" is no colour.
func CheckColor(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	c, m := color(s)
	return c, m.err()
}

// ColorNames returns the names that a colour may have.
func ColorNames() []string {
	names := make([]string, len(colors))
	for i, c := range colors {
		names[i] = c.name
	}
	return names
}
