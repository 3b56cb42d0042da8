package session

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/views/session/kind"
)

// kinds are the descriptions of attributes by uid. They must be there before
// values are shown: they tell which are secret.
type kinds struct {
	byUID    map[string]api.NEAttribute
	complete bool // every page was read
	busy     bool
	failed   *api.Error
	pages    int
}

const (
	kindsPage  = 250
	kindsPages = 20
)

// of returns what the values of an attribute look like.
func (k *kinds) of(uid string) kind.Attribute { return kind.Of(k.byUID[uid]) }

// secret reports whether the values of an attribute are encrypted.
func (k *kinds) secret(uid string) bool { return k.byUID[uid].Encrypted }

// storable reports whether it is certain that an attribute is not encrypted.
func (k *kinds) storable(uid string) bool {
	kind, known := k.byUID[uid]
	if known {
		return !kind.Encrypted
	}
	return k.complete
}

// settled reports whether no more will be learnt by waiting.
func (k *kinds) settled() bool { return k.complete || k.failed != nil }

// learn asks for the descriptions unless they are there or on their way.
func (m *Model) learn() tea.Cmd {
	if m.kinds.busy || m.kinds.complete || !m.configured() {
		return nil
	}
	m.kinds = kinds{byUID: map[string]api.NEAttribute{}, busy: true}
	ctx, t := m.reads.Next(api.ListNEAttributes)
	return m.cmds.NEAttributes(ctx, t, kindsPage, 0)
}

func (m *Model) onKinds(r api.Result[api.Page[api.NEAttribute]]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	k := &m.kinds
	m.version++
	if r.Err != nil {
		k.busy, k.failed = false, r.Err
		return m.ready()
	}
	for _, a := range r.Value.Items {
		k.byUID[a.UID] = a
	}
	if k.pages++; r.Value.More && k.pages < kindsPages {
		ctx, t := m.reads.More(r.Ticket)
		return m.cmds.NEAttributes(ctx, t, kindsPage, r.Value.Next)
	}
	k.busy, k.complete = false, !r.Value.More
	if !k.complete {
		k.failed = &api.Error{Kind: api.Internal, Op: api.ListNEAttributes, Detail: "there are too many attributes to read them all"}
	}
	return m.ready()
}

// choices are the values that NERM offers for an attribute.
type choices struct {
	texts  []string
	known  bool // all of them were read
	busy   bool
	pages  int
	failed *api.Error
}

// choicesPages bounds what is read of the choices of one attribute.
const choicesPages = 4

// optionsOf returns what may be chosen for an attribute, nil while it is not
// known.
func (m *Model) optionsOf(uid string) []string {
	c := m.choices[uid]
	if c == nil || !c.known {
		return nil
	}
	return c.texts
}

// learnChoices asks for the choices of an attribute unless they are there or on
// their way, or the attribute has none.
func (m *Model) learnChoices(uid string) tea.Cmd {
	a := m.kinds.of(uid)
	if c := m.choices[uid]; !a.Listed() || a.ID == "" || c != nil && (c.known || c.busy) {
		return nil
	}
	if m.choices == nil {
		m.choices = map[string]*choices{}
	}
	m.choices[uid] = &choices{busy: true}
	ctx, t := m.reads.NextFor(api.ListNEOptions, uid)
	return m.cmds.NEOptions(ctx, t, a.ID, kindsPage, 0)
}

func (m *Model) onChoices(r api.Result[api.Page[api.NEOption]]) tea.Cmd {
	c := m.choices[r.Key]
	if !m.reads.Fresh(r.Ticket) || c == nil {
		return nil
	}
	if c.failed = r.Err; r.Err != nil {
		c.busy = false
		m.search.refresh(m)
		return nil
	}
	attribute := m.kinds.byUID[r.Key].ID
	for _, o := range r.Value.Items {
		if o.Text != "" && (o.AttributeID == attribute || o.AttributeID == "") { // a server may not know the filter
			c.texts = append(c.texts, o.Text)
		}
	}
	if c.pages++; r.Value.More && c.pages < choicesPages {
		ctx, t := m.reads.More(r.Ticket)
		return m.cmds.NEOptions(ctx, t, attribute, kindsPage, r.Value.Next)
	}
	m.reads.Done(r.Ticket)
	c.busy, c.known = false, !r.Value.More
	if c.texts == nil {
		c.known = false // a choice among nothing would be none: the server will say
	}
	m.search.refresh(m)
	if m.editor != nil && m.editor.checked {
		m.check(m.editor.form.Recheck)
	}
	return nil
}
