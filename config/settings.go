package config

import "strings"

// setting is one value that holds for the whole program. Its key names it in
// the file, its variable is ISCOPE_KEY and its flag, if it has one, --key.
type setting struct {
	key string
	set func(c *Config, v any) *mistake
}

func (s setting) variable() string { return "ISCOPE_" + strings.ToUpper(s.key) }
func (s setting) flag() string     { return strings.ReplaceAll(s.key, "_", "-") }

var settings = []setting{
	{"tenant", func(c *Config, v any) *mistake { return put(&c.Tenant, v, text) }},
	{"view", func(c *Config, v any) *mistake { return put(&c.View, v, oneOf(Views)) }},
	{"theme", func(c *Config, v any) *mistake { return put(&c.Theme, v, oneOf(themeNames())) }},
	{"refresh", func(c *Config, v any) *mistake { return put(&c.Refresh, v, span(MinRefresh, 0)) }},
	{"undo", func(c *Config, v any) *mistake { return put(&c.Undo, v, span(0, MaxUndo)) }},
	{"read_timeout", func(c *Config, v any) *mistake { return put(&c.ReadTimeout, v, span(minTimeout, maxTimeout)) }},
	{"write_timeout", func(c *Config, v any) *mistake { return put(&c.WriteTimeout, v, span(minTimeout, maxTimeout)) }},
	{"read_only", func(c *Config, v any) *mistake { return put(&c.ReadOnly, v, boolean) }},
	{"ascii", func(c *Config, v any) *mistake { return put(&c.ASCII, v, boolean) }},
	{"accessible", func(c *Config, v any) *mistake { return put(&c.Accessible, v, boolean) }},
	{"slow_line", func(c *Config, v any) *mistake { return put(&c.SlowLine, v, slowLine) }},
	{"log_file", func(c *Config, v any) *mistake { return put(&c.LogFile, v, text) }},
}

// tenantSetting is one value of a [tenants.NAME] table.
type tenantSetting struct {
	key      string
	required bool
	set      func(l *loader, t *Tenant, v any) *mistake
}

var tenantSettings = []tenantSetting{
	{"url", true, func(_ *loader, t *Tenant, v any) *mistake {
		s, m := text(v)
		if m == nil {
			t.URL, t.WebURL, m = resolveISC(s)
		}
		return m
	}},
	{"client_id", true, func(l *loader, t *Tenant, v any) *mistake {
		return put(&t.ClientID, v, l.reference(t.Name, "client_id", true))
	}},
	{"client_secret", true, func(l *loader, t *Tenant, v any) *mistake {
		return put(&t.ClientSecret, v, l.reference(t.Name, "client_secret", false))
	}},
	{"nerm_url", false, func(_ *loader, t *Tenant, v any) *mistake {
		s, m := text(v)
		if m == nil {
			t.NERMURL, m = resolveNERM(s)
		}
		return m
	}},
	{"nerm_token", false, func(l *loader, t *Tenant, v any) *mistake {
		return put(&t.NERMToken, v, l.reference(t.Name, "nerm_token", false))
	}},
	{"api", false, func(_ *loader, t *Tenant, v any) *mistake { return put(&t.API, v, oneOf(APIs)) }},
	{"read_only", false, func(_ *loader, t *Tenant, v any) *mistake { return put(&t.ReadOnly, v, boolean) }},
	{"protected", false, func(_ *loader, t *Tenant, v any) *mistake { return put(&t.Protected, v, boolean) }},
	{"color", false, func(_ *loader, t *Tenant, v any) *mistake { return put(&t.Color, v, color) }},
	{"refresh", false, func(_ *loader, t *Tenant, v any) *mistake { return put(&t.Refresh, v, span(MinRefresh, 0)) }},
}

// Names of the tables beside the settings.
const (
	keysTable    = "keys"
	tenantsTable = "tenants"
	aliasesTable = "workflow_aliases"
	inboxTable   = "inbox"
)

// globalNames and tenantNames are what may stand at the top of the file and in
// the table of a tenant.
var globalNames, tenantNames = func() (global, tenant []string) {
	for _, s := range settings {
		global = append(global, s.key)
	}
	for _, s := range tenantSettings {
		tenant = append(tenant, s.key)
	}
	return append(global, keysTable, tenantsTable, inboxTable, columnsTable, sortTable), append(tenant, aliasesTable)
}()
