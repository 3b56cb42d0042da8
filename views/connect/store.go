package connect

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/config"
	"iscope/ui/screen"
)

// save stores the secrets that were typed, and then the tenant.
func (p *Panel) save() tea.Cmd {
	p.giveUp()
	p.stage = saving
	gen, c, file, seen := p.gen, p.creds, p.file, p.seen
	return func() tea.Msg {
		t, field, err := c.save(file, seen)
		return saved{p, gen, t, field, err}
	}
}

// save writes secrets and tenant. Where the tenant cannot be written the secrets
// are put back as they were. field is what a failure is about.
func (c credentials) save(file string, seen config.Stamp) (t *config.Tenant, field string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	copied := *c.tenant
	t = &copied
	var undo []func()
	defer func() {
		if err != nil {
			for _, u := range undo {
				u()
			}
		}
	}()
	store := func(key, value string) (config.Reference, error) {
		var r config.Reference
		var back func()
		var err error
		if c.where == inFile {
			r, back, err = config.StoreSecretFile(config.SecretFile(file, t.Name, key), value)
		} else {
			r, back, err = config.StoreSecret(ctx, t.Name, key, value)
		}
		if err == nil {
			undo = append(undo, back)
		}
		return r, err
	}
	if c.storeSecret {
		if t.ClientSecret, err = store(fieldSecret, c.secret.Reveal()); err != nil {
			return nil, fieldWhere, err
		}
	}
	if c.storeN {
		if t.NERMToken, err = store(fieldNERMToken, c.nermToken.Reveal()); err != nil {
			return nil, fieldWhere, err
		}
	}
	if err = config.Save(file, t, seen); err != nil {
		return nil, fieldName, err
	}
	return t, "", nil
}

// Saved says where a tenant and its secret were put.
func Saved(t *config.Tenant, file string) string {
	text := t.Name + " saved in " + config.Short(file)
	scheme, rest, _ := strings.Cut(string(t.ClientSecret), ":")
	switch scheme {
	case inKeyring:
		return text + ", secret in the keyring"
	case inFile:
		return text + ", secret in " + config.Short(rest)
	}
	return text
}

// onSaved opens the tenant, or says beside the field why it was not saved.
func (p *Panel) onSaved(m saved) (tea.Cmd, bool) {
	if m.err == nil {
		return tea.Batch(
			screen.Say(screen.Good, Saved(m.tenant, p.file)), screen.Send(Connected{m.tenant, p.file}),
		), true
	}
	p.stage = editing
	text := words(m.err)
	var cmd tea.Cmd
	if k, ok := errors.AsType[*config.KeyringError](m.err); ok {
		text = k.Error() + "; " + k.Remedy()
	}
	if errors.Is(m.err, config.ErrChanged) {
		text += "; " + p.env.Keys.Key("editor.review") + " again saves into it as it is now"
		cmd = p.look()
	}
	p.form.Complain(m.field, text)
	p.form.Focus(m.field)
	p.say("Nothing was saved", true) // why stands beside the field
	return cmd, false
}
