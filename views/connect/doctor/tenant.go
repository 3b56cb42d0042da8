package doctor

import (
	"context"
	"errors"
	"slices"
	"strings"

	"iscope/api/probe"
	"iscope/api/safe"
	"iscope/config"
)

// above is where what is wrong was said already.
const above = "see configuration, above"

// keyring looks whether there is one, which is a problem only for a tenant that
// needs it.
func (d *Doctor) keyring(ctx context.Context, cfg *config.Config) {
	const what = "keyring"
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := d.Keyring(ctx)
	if err == nil {
		d.ok(what, "answers")
		return
	}
	words, remedy := err.Error(), ""
	if k, ok := errors.AsType[*config.KeyringError](err); ok {
		words, remedy = k.Why, k.Remedy()
	}
	t := cfg.Current()
	if t != nil {
		for _, r := range []config.Reference{t.ClientID, t.ClientSecret, t.NERMToken} {
			if strings.HasPrefix(string(r), "keyring:") {
				d.problem(what, words+"; the tenant "+t.Name+" has its secret there", remedy)
				return
			}
		}
	}
	d.skipped(what, words+"; nothing here needs it")
}

// tenant looks at the secrets of the tenant that would be opened, and then at the
// tenant.
func (d *Doctor) tenant(ctx context.Context, cfg *config.Config) {
	t := cfg.Current()
	switch {
	case t == nil && len(d.refused) > 0:
		d.skipped("chosen tenant", above)
		return
	case t == nil:
		d.problem("chosen tenant", "none is configured", "run iscope to connect one, or set SAIL_BASE_URL, SAIL_CLIENT_ID and SAIL_CLIENT_SECRET; iscope --demo needs none")
		return
	}
	d.ok("chosen tenant", t.Name+described(t))
	s := d.secrets(ctx, t)
	target := probe.Target{
		URL: t.URL, ClientID: s.id, Secret: safe.NewSecret(s.secret), Generation: t.API,
		NERMURL: t.NERMURL, NERMToken: safe.NewSecret(s.token), NERMTokenLost: s.noToken,
	}
	probe.Run(ctx, target, d.Probe, func(step probe.Step) {
		if step.Name == probe.SignIn && s.noSignIn { // no reason to make other ones
			step.State, step.Words, step.Remedy = probe.Skipped, "client id or secret could not be had", ""
		}
		d.say(step.State, step.Name, step.Words, step.Remedy)
	})
	if t.NERMURL == "" {
		d.skipped(probe.Sessions, "NERM is not configured")
	}
}

// fetched is what is behind the references of a tenant.
type fetched struct {
	id, secret, token string
	noSignIn, noToken bool // one of the two, or the token of NERM, could not be had
}

// secrets fetches them and says how that went. What the configuration refused was
// told there.
func (d *Doctor) secrets(ctx context.Context, t *config.Tenant) fetched {
	const what = "secrets"
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var out fetched
	well := true
	fetch := func(key string, r config.Reference, lost *bool) string {
		var value string
		var err error
		switch {
		case slices.Contains(d.refused, "tenants."+t.Name+"."+key):
			d.problem(what, key+" cannot be used", above)
			*lost, well = true, false
		case r != "":
			if value, err = r.Resolve(ctx); err != nil {
				d.problem(what, err.Error(), "correct [tenants."+t.Name+"] in "+config.Short(d.Sources.Path()))
				*lost, well = true, false
			}
		}
		return value
	}
	out.id = fetch("client_id", t.ClientID, &out.noSignIn)
	out.secret = fetch("client_secret", t.ClientSecret, &out.noSignIn)
	out.token = fetch("nerm_token", t.NERMToken, &out.noToken)
	if well {
		d.ok(what, "client id and secret are there")
	}
	return out
}

// described says what is special about a tenant.
func described(t *config.Tenant) string {
	var out string
	if t.Protected {
		out += ", protected"
	}
	if t.ReadOnly {
		out += ", read-only"
	}
	return out
}
