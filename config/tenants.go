package config

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// tenantName is what a tenant may be called: its name goes into file names.
var tenantName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$`)

// readTenants reads every [tenants.NAME].
func (l *loader) readTenants() {
	v, ok := l.tree[tenantsTable]
	if !ok {
		return
	}
	table, ok := v.(map[string]any)
	if !ok {
		l.add(origin{true, tenantsTable}, wrong("want tables [tenants.NAME], found %s", kind(v)))
		return
	}
	for name, v := range table {
		key := tenantsTable + "." + name
		inner, ok := v.(map[string]any)
		switch {
		case !tenantName.MatchString(name):
			l.addAt(key, "", "%s is no name for a tenant: use letters, digits, . - _, 40 at most; begin with a letter or digit", quote(name))
		case !ok:
			m := wrong("want a table [%s], found %s", keyPath(tenantsTable, name), kind(v))
			if slices.Contains(tenantNames, name) {
				m = wrong("belongs in a table [tenants.NAME], with a name")
			}
			l.add(origin{true, key}, m)
		default:
			l.readTenant(name, inner)
		}
	}
}

func (l *loader) readTenant(name string, table map[string]any) {
	t := &Tenant{Name: name, API: APIs[0]}
	l.cfg.Tenants[name] = t
	l.unknown(table, tenantNames, globalNames, tenantsTable, name)
	key := tenantsTable + "." + name
	for _, s := range tenantSettings {
		v, ok := table[s.key]
		switch {
		case ok:
			l.add(origin{true, key + "." + s.key}, s.set(l, t, v))
		case s.required:
			l.addAt(key, "", "tenant %s has no %s", quote(name), s.key)
		}
	}
	if table["nerm_token"] != nil && table["nerm_url"] == nil {
		l.add(origin{true, key + ".nerm_token"}, wrong("is of no use without nerm_url"))
	}
	if v, ok := table[aliasesTable]; ok {
		l.readAliases(t, v)
	}
}

func (l *loader) readAliases(t *Tenant, v any) {
	key := tenantsTable + "." + t.Name + "." + aliasesTable
	table, ok := v.(map[string]any)
	if !ok {
		l.add(origin{true, key}, wrong("want a table, found %s", kind(v)))
		return
	}
	t.WorkflowAliases = make(map[string]string, len(table))
	for alias, v := range table {
		id, m := text(v)
		if m != nil {
			l.addAt(key+"."+alias, "", "%s: %s", keyPath(tenantsTable, t.Name, aliasesTable, alias), m.text)
			continue
		}
		t.WorkflowAliases[alias] = id
	}
}

// Demo is the name of the demo tenant.
const Demo = "demo"

// demoTenant opens the embedded demo tenant, which the program has started and
// named in the variables, and nothing else: a demo must not touch a real one.
func (l *loader) demoTenant() {
	l.cfg.Tenant, l.cfg.Tenants = "", map[string]*Tenant{}
	if t := l.envTenant(false); t != nil {
		t.Name = Demo
		l.cfg.Tenant, l.cfg.Tenants[Demo] = Demo, t
	}
}

// chooseTenant settles which tenant is opened: the one that is named, else
// that of the environment, else the first of the file.
func (l *loader) chooseTenant() {
	name := l.cfg.Tenant
	env := l.envTenant(name != "")
	if env != nil {
		l.cfg.Tenants[env.Name] = env
	}
	names := l.cfg.Names()
	switch {
	case name != "" && l.cfg.Tenants[name] == nil:
		m := &mistake{text: "no tenant is called " + quote(name), suggest: nearest(name, names)}
		switch {
		case len(names) == 0:
			m.text += ", and none is configured"
		case m.suggest == "":
			m.text += ", only " + strings.Join(names, ", ")
		}
		l.add(l.chosen, m)
	case name != "":
	case env != nil:
		l.cfg.Tenant = env.Name
	case len(names) > 0:
		line := func(name string) int { return l.cfg.Position(tenantsTable + "." + name) }
		l.cfg.Tenant = slices.MinFunc(names, func(a, b string) int { return line(a) - line(b) })
	}
}

// Variables that SailPoint's own tools read.
const (
	sailURL       = "SAIL_BASE_URL"
	sailID        = "SAIL_CLIENT_ID"
	sailSecret    = "SAIL_CLIENT_SECRET"
	sailNERM      = "SAIL_NERM_BASE_URL"
	sailNERMToken = "SAIL_NERM_TOKEN"
)

// envTenant returns the tenant that the variables of SailPoint's tools make,
// nil when there is none. Variables that make half a tenant are a mistake only
// where that would be the tenant to open: a file may use one of them in a
// reference.
func (l *loader) envTenant(chosen bool) *Tenant {
	var missing []string
	for _, name := range []string{sailURL, sailID, sailSecret} {
		if l.env(name) == "" {
			missing = append(missing, name)
		}
	}
	base := l.env(sailURL)
	if len(missing) > 0 {
		lacking := base != "" || len(missing) < 3 && len(l.cfg.Tenants) == 0
		if lacking && !chosen {
			for _, name := range missing {
				l.add(origin{false, name}, wrong("is not set, but its companions are"))
			}
		}
		return nil
	}
	t := &Tenant{API: APIs[0], ClientID: "env:" + sailID, ClientSecret: "env:" + sailSecret}
	var m *mistake
	t.URL, t.WebURL, m = resolveISC(base)
	l.add(origin{false, sailURL}, m)
	if nerm := l.env(sailNERM); nerm != "" {
		t.NERMURL, m = resolveNERM(nerm)
		l.add(origin{false, sailNERM}, m)
		if l.env(sailNERMToken) != "" {
			t.NERMToken = "env:" + sailNERMToken
		}
	}
	t.Name = l.freeName(t.URL)
	return t
}

// freeName names the tenant of the environment after the first label of its
// host, or env where that tells nothing or a tenant of the file has it.
func (l *loader) freeName(base string) string {
	host := strings.TrimPrefix(base, "https://")
	if label, _, ok := strings.Cut(host, ".api."); ok && tenantName.MatchString(label) && l.cfg.Tenants[label] == nil {
		return label
	}
	name := "env"
	for n := 2; l.cfg.Tenants[name] != nil; n++ {
		name = "env" + strconv.Itoa(n)
	}
	return name
}
