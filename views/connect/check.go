package connect

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api/probe"
	"iscope/api/safe"
	"iscope/config"
)

// patience is how long a keyring or a command may take, which may ask a person.
const patience = time.Minute

// credentials are what the form says, ready to be checked and saved. The secrets
// are those typed; others stay behind their references.
type credentials struct {
	tenant              *config.Tenant // with references where secrets are not typed
	where               string
	secret, nermToken   safe.Secret
	storeSecret, storeN bool // the typed ones, which are to be stored
}

// gather reads the form, which is sound.
func (p *Panel) gather() credentials {
	v := func(key string) string { return strings.TrimSpace(p.form.Value(key)) }
	t := &config.Tenant{Name: v(fieldName), API: v(fieldAPI), Color: v(fieldColor), Protected: v(fieldProtected) == "yes", ReadOnly: v(fieldReadOnly) == "yes"}
	if b := p.opt.Begin; b != nil {
		t.Refresh, t.WorkflowAliases = b.Refresh, b.WorkflowAliases
	}
	t.URL, t.WebURL, _ = config.Resolve(v(fieldURL)) // checked by the form, as are the rest
	if v(fieldNERM) != "" {
		t.NERMURL, _ = config.ResolveNERM(v(fieldNERM))
	}
	t.ClientID, _ = config.ReadReference(p.file, t.Name, fieldID, v(fieldID), true)
	c := credentials{tenant: t, where: p.where}
	secret, token := v(fieldSecret), v(fieldNERMToken) // what is pasted comes with a blank behind it
	switch {
	case p.where == asItIs:
		t.ClientSecret, t.NERMToken = p.opt.Begin.ClientSecret, p.opt.Begin.NERMToken
	case hidden(p.where):
		c.secret, c.storeSecret = safe.NewSecret(secret), true
		c.nermToken, c.storeN = safe.NewSecret(token), token != ""
	default:
		t.ClientSecret, _ = config.ReadReference(p.file, t.Name, fieldSecret, p.where+":"+secret, false)
		if token != "" {
			t.NERMToken, _ = config.ReadReference(p.file, t.Name, fieldNERMToken, p.where+":"+token, false)
		}
	}
	if t.NERMURL == "" {
		t.NERMToken, c.storeN = "", false
	}
	return c
}

// Messages of a panel to itself. Those with a generation are void after another
// check was begun.
type (
	// looked says what the configuration has.
	looked struct {
		panel *Panel
		taken []string
		seen  config.Stamp
	}
	// keyringTried says why there is no keyring, nil when there is.
	keyringTried struct {
		panel *Panel
		err   error
	}
	// progressed brings a step, and how to wait for the next one.
	progressed struct {
		panel *Panel
		gen   int
		step  probe.Step
		more  <-chan probe.Step
	}
	// finished ends a check: with the steps, or with what is wrong with fields
	// whose secrets could not be fetched.
	finished struct {
		panel *Panel
		gen   int
		steps []probe.Step
		wrong map[string]string
	}
	// saved ends the saving.
	saved struct {
		panel  *Panel
		gen    int
		tenant *config.Tenant
		field  string // what the failure is about
		err    error
	}
)

func (m looked) of() *Panel       { return m.panel }
func (m keyringTried) of() *Panel { return m.panel }
func (m progressed) of() *Panel   { return m.panel }
func (m finished) of() *Panel     { return m.panel }
func (m saved) of() *Panel        { return m.panel }

// To returns the address of the panel.
func (m looked) To() string { return m.panel.view }

// To returns the address of the panel.
func (m keyringTried) To() string { return m.panel.view }

// To returns the address of the panel.
func (m progressed) To() string { return m.panel.view }

// To returns the address of the panel.
func (m finished) To() string { return m.panel.view }

// To returns the address of the panel.
func (m saved) To() string { return m.panel.view }

// look reads which tenants there are.
func (p *Panel) look() tea.Cmd {
	return func() tea.Msg {
		taken, seen := config.NamesIn(p.file)
		return looked{p, append(taken, p.opt.Taken...), seen}
	}
}

func (p *Panel) tryKeyring() tea.Cmd {
	try := p.opt.Keyring
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		return keyringTried{p, try(ctx)}
	}
}

// begin checks the form and then the tenant.
func (p *Panel) begin() tea.Cmd {
	if p.stage == editing && !p.sound() {
		return nil
	}
	p.giveUp()
	p.stage, p.steps, p.top, p.over = checking, nil, 0, 0
	p.creds = p.gather()
	p.names = probe.Names(probe.Target{NERMURL: p.creds.tenant.NERMURL})
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	gen, creds, opt, check := p.gen, p.creds, p.opt.Probe, p.opt.Check
	// Room for every step: what is no longer listened to must not block.
	steps := make(chan probe.Step, len(p.names)+1)
	return tea.Batch(next(p, gen, steps), func() (msg tea.Msg) {
		defer close(steps)
		defer func() {
			if v := recover(); v != nil {
				msg = finished{panel: p, gen: gen, wrong: map[string]string{fieldURL: safe.Line(fmt.Sprintf("internal error: %v", v))}}
			}
		}()
		target, wrong := creds.target(ctx)
		if len(wrong) > 0 {
			return finished{panel: p, gen: gen, wrong: wrong}
		}
		return finished{panel: p, gen: gen, steps: check(ctx, target, opt, func(s probe.Step) { steps <- s })}
	})
}

// next waits for a step.
func next(p *Panel, gen int, steps <-chan probe.Step) tea.Cmd {
	return func() tea.Msg {
		s, ok := <-steps
		if !ok {
			return nil
		}
		return progressed{p, gen, s, steps}
	}
}

// target fetches what is behind references, and says of which fields that failed.
func (c credentials) target(ctx context.Context) (probe.Target, map[string]string) {
	ctx, cancel := context.WithTimeout(config.WithoutTerminal(ctx), patience)
	defer cancel()
	wrong := map[string]string{}
	fetch := func(field string, r config.Reference) string {
		if r == "" {
			return ""
		}
		value, err := r.Resolve(ctx)
		if err != nil {
			wrong[field] = words(err)
		}
		return value
	}
	t := probe.Target{URL: c.tenant.URL, NERMURL: c.tenant.NERMURL, Generation: c.tenant.API, Secret: c.secret, NERMToken: c.nermToken}
	t.ClientID = fetch(fieldID, c.tenant.ClientID)
	if !c.storeSecret {
		t.Secret = safe.NewSecret(fetch(fieldSecret, c.tenant.ClientSecret))
	}
	if !c.storeN {
		t.NERMToken = safe.NewSecret(fetch(fieldNERMToken, c.tenant.NERMToken))
	}
	return t, wrong
}

// arrived handles what commands of this panel bring.
func (p *Panel) arrived(msg mine) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case looked:
		p.taken, p.seen = m.taken, m.seen
	case keyringTried:
		p.onKeyring(m.err)
	case progressed:
		if m.gen != p.gen || p.stage != checking { // the end may overtake a step
			return nil, false
		}
		p.steps = append(p.steps, m.step)
		return next(p, m.gen, m.more), false
	case finished:
		if m.gen == p.gen {
			return p.onFinished(m), false
		}
	case saved:
		if m.gen == p.gen {
			return p.onSaved(m)
		}
	}
	return nil, false
}

// onKeyring goes over to a file where there is no keyring, unless the person has
// chosen.
func (p *Panel) onKeyring(err error) {
	if err == nil {
		return
	}
	p.noKeyring = words(err)
	if k, ok := errors.AsType[*config.KeyringError](err); ok {
		p.noKeyring = k.Why
	}
	if p.stage != editing {
		return
	}
	where := p.where
	if !p.form.Changed() || p.form.Value(fieldWhere) == inKeyring {
		where = p.firstPlace()
	}
	if where != p.where {
		p.say("The secret goes to a file of mode 0600: the keyring cannot be used, "+p.noKeyring, false)
	}
	p.rebuild(where) // its options say so now
}

// onFinished puts what went wrong beside the fields it is about, and saves where
// nothing did.
func (p *Panel) onFinished(m finished) tea.Cmd {
	p.cancel = nil
	p.form.ClearComplaints()
	if len(m.wrong) > 0 {
		p.stage = editing
		for field, text := range m.wrong {
			p.form.Complain(field, text)
		}
		p.back()
		return nil
	}
	p.steps = m.steps
	worst := p.worst()
	if worst == probe.OK {
		return p.save()
	}
	// Beside what does not work nobody looks for what works in part.
	for _, s := range m.steps {
		if s.State == worst && s.About != "" && p.form.Complaint(s.About) == "" {
			p.form.Complain(s.About, sentence(s))
		}
	}
	p.stage, p.top, p.jump = checked, 0, true
	return nil
}

// sentence is what a field is told of a step.
func sentence(s probe.Step) string {
	text := s.Name + ": " + s.Words
	if s.State == probe.Warning {
		text = s.State.String() + ": " + text
	}
	if s.Remedy != "" {
		text += "; " + s.Remedy
	}
	return text
}

// worst returns the worst state of the steps; what was skipped for a reason
// counts no more than that.
func (p *Panel) worst() probe.State {
	worst := probe.OK
	for _, s := range p.steps {
		if s.State == probe.Problem || s.State == probe.Warning && worst == probe.OK {
			worst = s.State
		}
	}
	return worst
}
