package connect

import (
	"slices"
	"strings"

	"iscope/api/safe"
	"iscope/config"
	"iscope/ui/form"
)

// Fields of the form. Those that are settings are called like them, which is
// how the steps of a check name them.
const (
	fieldName      = "name"
	fieldURL       = "url"
	fieldID        = "client_id"
	fieldWhere     = "where"
	fieldSecret    = "client_secret"
	fieldNERM      = "nerm_url"
	fieldNERMToken = "nerm_token"
	fieldAPI       = "api"
	fieldColor     = "color"
	fieldProtected = "protected"
	fieldReadOnly  = "read_only"
)

// Places a secret may be in: values of fieldWhere.
const (
	inKeyring  = "keyring"
	inFile     = "file"
	inVariable = "env"
	inCommand  = "command"
	asItIs     = "as it is"
)

// hidden reports whether a secret of that place is typed, and stored by us.
func hidden(where string) bool { return where == inKeyring || where == inFile }

var yesNo = []form.Option{{Value: "no", Label: "no"}, {Value: "yes", Label: "yes"}}

// fields returns the form as it begins, for secrets in a place.
func (p *Panel) fields(where string) []form.Field {
	b := p.opt.Begin
	if b == nil {
		b = &config.Tenant{API: config.APIs[0]}
	}
	name := form.Field{Key: fieldName, Group: "Tenant", Label: "Name", Value: b.Name, Starred: true, Strict: true, Check: p.checkName,
		Help: "what it is called here, such as acme-prod"}
	if p.opt.Replace {
		name.Kind, name.Help, name.Starred = form.Fixed, "", false
	}
	out := []form.Field{
		name,
		{Key: fieldURL, Group: "Tenant", Label: "Address", Value: b.URL, Starred: true, Strict: true, Check: checkURL,
			Help: "the tenant's name, tenant.domain, or https://HOST"},
		{Key: fieldID, Group: "Tenant", Label: "Client id", Value: string(b.ClientID), Starred: true, Strict: true, Check: p.checkID,
			Help: "of a personal access token made in ISC; may also be env:NAME"},
		p.secretField(fieldSecret, "Client secret", where, string(b.ClientSecret)),
		{Key: fieldWhere, Group: "Secret", Label: "Kept in", Kind: form.Choice, Value: p.firstPlace(), Options: p.places(), Help: "where the secret is from then on"},
		{Key: fieldNERM, Group: "NERM, where there is one", Label: "Address", Value: b.NERMURL, Check: checkNERM, Help: "the tenant's name, or https://HOST/api"},
		p.secretField(fieldNERMToken, "Token", where, string(b.NERMToken)),
		{Key: fieldAPI, Group: "Use", Label: "API", Kind: form.Choice, Value: b.API, Options: options(config.APIs...), Help: "generation of the API the tenant is asked in"},
		{Key: fieldColor, Group: "Use", Label: "Colour", Kind: form.Choice, Value: b.Color, Options: colors(b.Color), Help: "of everything that says where you are"},
		{Key: fieldProtected, Group: "Use", Label: "Protected", Kind: form.Choice, Value: word(b.Protected), Options: yesNo,
			Help: "asks for the tenant's name before it destroys"},
		{Key: fieldReadOnly, Group: "Use", Label: "Read-only", Kind: form.Choice, Value: word(b.ReadOnly), Options: yesNo, Help: "sends nothing that changes the tenant"},
	}
	out[6].Group, out[6].Starred, out[6].Strict = out[5].Group, false, true
	return out
}

// secretField is the field for a secret, as its place wants it.
func (p *Panel) secretField(key, label, where, was string) form.Field {
	f := form.Field{Key: key, Group: "Secret", Label: label, Starred: true, Strict: true}
	f.Check = func(v string) string { return p.checkSecret(key, v) }
	scheme, rest, _ := strings.Cut(was, ":")
	switch where {
	case asItIs:
		f.Kind, f.Value, f.Starred, f.Help = form.Fixed, was, false, "stays where it is"
	case inVariable:
		f.Label, f.Help = label+" in", "name of the variable that holds it, such as ISC_SECRET"
	case inCommand:
		f.Label, f.Help = label+" by", "a program that prints it, such as pass show iscope/acme"
	default:
		f.Kind = form.Secret
	}
	if scheme == where && !hidden(where) {
		f.Value = strings.TrimSpace(rest)
	}
	return f
}

// firstPlace is where secrets are at the beginning.
func (p *Panel) firstPlace() string {
	if p.opt.Begin != nil && p.opt.Begin.ClientSecret != "" {
		return asItIs
	}
	if p.noKeyring != "" {
		return inFile
	}
	return inKeyring
}

// places are where secrets can be.
func (p *Panel) places() []form.Option {
	keyring := ""
	if p.noKeyring != "" {
		keyring = "cannot be used: " + p.noKeyring
	}
	out := []form.Option{
		{Value: inKeyring, Label: "the keyring of the desktop", Note: keyring},
		{Value: inFile, Label: "a file of mode 0600", Note: "beside the configuration"},
		{Value: inCommand, Label: "a command prints it", Note: "pass, op, vault"},
		{Value: inVariable, Label: "a variable of the environment"},
	}
	if p.firstPlace() == asItIs {
		out = append([]form.Option{{Value: asItIs, Label: "where it is: " + safe.Line(string(p.opt.Begin.ClientSecret))}}, out...)
	}
	return out
}

func options(values ...string) []form.Option {
	out := make([]form.Option, len(values))
	for i, v := range values {
		out[i] = form.Option{Value: v, Label: v}
	}
	return out
}

func colors(now string) []form.Option {
	out := []form.Option{{Value: "", Label: "that of the theme"}}
	known := now == ""
	for _, name := range config.ColorNames() {
		c, _ := config.CheckColor(name)
		known = known || c == now
		out = append(out, form.Option{Value: c, Label: name})
	}
	if !known {
		out = append(out, form.Option{Value: now, Label: now})
	}
	return out
}

func word(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// rebuild makes the form again for secrets in another place. What was typed stays,
// but for secrets that would be shown there.
func (p *Panel) rebuild(where string) {
	focus := p.form.Focused()
	values := map[string]string{}
	for _, c := range p.form.Changes() {
		if (c.Key != fieldSecret && c.Key != fieldNERMToken) || hidden(p.where) && hidden(where) {
			values[c.Key] = c.After
		}
	}
	p.where, values[fieldWhere] = where, where
	p.form.SetFields(p.fields(where)...)
	for key, value := range values {
		p.form.Set(key, value)
	}
	p.form.Focus(focus)
}

func (p *Panel) checkName(v string) string {
	if err := config.CheckName(v); err != nil {
		return err.Error()
	}
	if !p.opt.Replace && slices.ContainsFunc(p.taken, func(name string) bool { return strings.EqualFold(name, v) }) {
		return "there is a tenant of that name; choose another"
	}
	return ""
}

func checkURL(v string) string {
	if strings.TrimSpace(v) == "" {
		return "which tenant is it? its name is enough"
	}
	return words(second(config.Resolve(v)))
}

func checkNERM(v string) string {
	if strings.TrimSpace(v) == "" {
		return ""
	}
	_, err := config.ResolveNERM(v)
	return words(err)
}

func second(_, _ string, err error) error { return err }

func words(err error) string {
	if err == nil {
		return ""
	}
	return safe.Line(err.Error())
}

func (p *Panel) checkID(v string) string {
	if strings.TrimSpace(v) == "" {
		return "make a personal access token in ISC: Preferences, Personal Access Tokens"
	}
	_, err := config.ReadReference(p.file, p.form.Value(fieldName), fieldID, v, true)
	return words(err)
}

// checkSecret checks what stands in the field of a secret.
func (p *Panel) checkSecret(key, v string) string {
	if p.where == asItIs {
		return ""
	}
	if strings.TrimSpace(v) == "" {
		switch {
		case key == fieldNERMToken:
			return ""
		case p.where == inVariable:
			return "which variable?"
		case p.where == inCommand:
			return "which command?"
		}
		return "it is needed: ISC shows it once, where the token is made"
	}
	if key == fieldNERMToken && strings.TrimSpace(p.form.Value(fieldNERM)) == "" {
		return "is of no use without an address of NERM"
	}
	if hidden(p.where) {
		return ""
	}
	_, err := config.ReadReference(p.file, p.form.Value(fieldName), key, p.where+":"+v, false)
	return words(err)
}
