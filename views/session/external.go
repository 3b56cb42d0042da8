package session

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/extern"
	"iscope/ui/field"
	"iscope/ui/form"
	"iscope/ui/screen"
	"iscope/views/internal/draft"
	"iscope/views/session/kind"
)

// outsidePrefix begins the ids of the texts that this view opens in another
// editor; behind it stand the name of the draft and the key of the field.
const outsidePrefix = "edit session "

func (m *Model) outsideID(key string) string {
	return outsidePrefix + draft.Name(m.editor.id, m.editor.copy) + " " + key
}

// maxOutside is how many bytes a text may have that comes back.
const maxOutside = 64 << 10

// outside returns the folder for texts that another editor has, "" where there
// is none.
func (m *Model) outside() string {
	if f, ok := m.Drafts.(Files); ok && m.Outside == "" {
		return filepath.Join(f.Dir, "open")
	}
	return m.Outside
}

// owner tells the texts of this view from those of others in the same folder.
func (m *Model) owner() string { return m.env.Tenant + " sessions" }

// openOutside opens the text of the focused field in $VISUAL or $EDITOR. A draft
// is saved before: should we end meanwhile, it tells what the text belongs to.
func (m *Model) openOutside() tea.Cmd {
	e := m.editor
	key := e.form.Focused()
	uid, attribute := strings.CutPrefix(key, attrKey)
	switch {
	case !attribute || m.fixed(key) || m.subjectOf(key) != nothing:
		return screen.Say(screen.Info, "Only a text is opened in your editor")
	case !m.kinds.storable(uid):
		return screen.Say(screen.Warn, "This may be secret, so it is not put into a file; type it here")
	case m.outside() == "" || m.Drafts == nil || e.copy < 0:
		return screen.Say(screen.Warn, "There is no folder for a text that is opened in your editor; type it here")
	}
	e.away = key
	text := e.form.Value(key)
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	open := m.Extern
	if open == nil {
		open = extern.Open
	}
	return tea.Batch(m.saveDraft(), open(extern.Request{
		View: m.id, ID: m.outsideID(key), Owner: m.owner(), Dir: m.outside(), Name: m.label(uid), Ext: ".txt",
		Text: []byte(text), Max: maxOutside,
	}))
}

// cameBack takes the text that another editor left. Its file stays until a draft
// has the text.
func (m *Model) cameBack(d extern.Done) tea.Cmd {
	e := m.editor
	if e == nil || e.away == "" || d.ID != m.outsideID(e.away) {
		return nil // the file is found at the next start
	}
	key := e.away
	e.away = ""
	if d.File.Path() != "" {
		e.files = append(e.files, d.File)
	}
	hint := ""
	if d.Hint != "" {
		hint = "; " + d.Hint
	}
	switch {
	case d.Err != nil && d.Text == nil:
		e.files = nil // the text is there alone
		return tea.Batch(screen.Say(screen.Bad, sentence(safe.Line(d.Err.Error()))+"; the field is as it was"+hint), m.saveDraft())
	case d.Same && d.Err != nil:
		e.files = nil
		return tea.Batch(screen.Say(screen.Bad, sentence(safe.Line(d.Err.Error()))+"; nothing was changed"+hint), m.saveDraft())
	case d.Same:
		if d.Hint != "" {
			e.files = nil // it may still be open
		}
		return tea.Batch(screen.Say(screen.Info, "Nothing was changed in your editor"+hint), m.saveDraft(), m.removeFiles())
	}
	joined := ""
	if n := m.takeText(key, string(d.Text)); n > 1 {
		joined = "; " + cell.Count(n, "line") + " became one, as the field has no more"
	}
	said := screen.Say(screen.Good, "Taken over from your editor"+joined+"; nothing is sent yet")
	if d.Err != nil {
		said = screen.Say(screen.Warn, sentence(safe.Line(d.Err.Error()))+"; what it had saved is taken over"+joined+hint)
	}
	m.keeper.Hurry()
	return tea.Batch(said, m.edited(), m.saveDraft())
}

// takeText puts a text into a field. One that is too long for a line is not
// edited in one from then on. It returns how many lines became one, 0 where none
// had to.
func (m *Model) takeText(key, text string) (joined int) {
	f := m.editor.form
	text = strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	uid := strings.TrimPrefix(key, attrKey)
	if m.kinds.of(uid).Kind != kind.Area && !strings.Contains(valueOf(m.editor.base, key), "\n") {
		lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
		text, joined = strings.Join(lines, " "), len(lines)
	}
	text = safe.Block(text)
	if utf8.RuneCountInString(text) > field.Max {
		m.asWhole(key, text)
		return joined
	}
	f.Set(key, text)
	return joined
}

// asWhole makes a field one that is drawn as a whole and not edited in a line.
func (m *Model) asWhole(key, text string) {
	f, base := m.editor.form, valueOf(m.editor.base, key)
	whole := m.attributeField(api.SessionAttribute{UID: strings.TrimPrefix(key, attrKey), Value: base}, rawAttributes(m.editor.base))
	whole.Kind = form.Choice
	if m.added(key) {
		f.Focus(key)
		f.Remove()
		whole.Value = text
		f.Add(whole)
		return
	}
	f.Rebase(whole)
	f.Set(key, text)
}

// added reports whether a row of the form was not there before.
func (m *Model) added(key string) bool {
	for _, c := range m.editor.form.Changes() {
		if c.Key == key {
			return c.Added
		}
	}
	return false
}

// removeFiles removes the files of texts that are safe elsewhere.
func (m *Model) removeFiles() tea.Cmd {
	files := m.editor.files
	m.editor.files = nil
	if len(files) == 0 {
		return nil
	}
	return func() tea.Msg {
		for _, f := range files {
			_ = f.Remove() // what stays is found at the next start
		}
		return nil
	}
}

// recovered is what an earlier run of the program left behind.
type recovered struct {
	sessions []string // whose drafts have a text now that another editor had
	lost     []string // why such a text could not be taken over
	drafts   []string // names of all drafts
}

// recover takes texts over that another editor had when an earlier run of the
// program ended: they become parts of drafts. It looks which drafts there are.
func (m *Model) recover() tea.Cmd {
	store, dir, owner := m.Drafts, m.outside(), m.owner()
	if store == nil {
		return nil
	}
	return api.Run(m.cmds, m.ctx, m.reads.Detached("recover texts", ""), func(context.Context) (recovered, error) {
		var out recovered
		if dir != "" {
			out.adoptAll(store, dir, owner)
		}
		out.drafts = listDrafts(store)
		return out, nil
	})
}

// adoptAll puts the texts that another editor had into the drafts they belong to.
func (r *recovered) adoptAll(store draft.Store, dir, owner string) {
	left, err := extern.Leftovers(dir, owner, maxOutside)
	if err != nil {
		r.lost = append(r.lost, safe.Line(err.Error()))
	}
	for _, l := range left {
		name, err := adopt(store, l)
		if err != nil {
			r.lost = append(r.lost, l.File.Path()+" ("+safe.Line(err.Error())+")")
			continue
		}
		r.sessions = append(r.sessions, draft.Owner(name))
	}
}

var errNoDraft = errors.New("the draft it belongs to is not there")

// adopt puts the text that another editor had into the draft it belongs to.
func adopt(store draft.Store, l extern.Leftover) (name string, err error) {
	name, key, ok := strings.Cut(strings.TrimPrefix(l.ID, outsidePrefix), " ")
	if !ok || !strings.HasPrefix(l.ID, outsidePrefix) || safeKey(key) == "" {
		return "", errNoDraft
	}
	body, err := store.Load(name)
	if err != nil {
		return name, err
	}
	k, err := readKept(body, draft.Owner(name))
	if err != nil {
		return name, err
	}
	if k == nil || k.Open == nil || k.Open.Key != key {
		return name, errNoDraft
	}
	c := *k.Open
	c.After = strings.TrimRight(safe.Block(string(l.Text)), "\n")
	k.Open = nil
	k.replace(c)
	if body, err = json.Marshal(k); err != nil {
		return name, err
	}
	if err := store.Save(name, body); err != nil {
		return name, err
	}
	return name, l.File.Remove()
}

// onRecovered tells of texts that were taken over.
func (m *Model) onRecovered(r api.Result[recovered]) tea.Cmd {
	for _, name := range r.Value.drafts {
		m.noteDraft(name, true)
	}
	cmds := []tea.Cmd{m.draftNews(r.Value.sessions)}
	for _, why := range r.Value.lost {
		cmds = append(cmds, screen.Say(screen.Warn, "A text that was open in an editor was left alone: "+why))
	}
	for _, id := range r.Value.sessions {
		text := "What your editor had of session " + cell.CutMiddle(id, shortID) + " is in its draft; " + m.env.Keys.Key("sessions.edit") + " on it goes on"
		if id == freshID {
			text = "What your editor had of a new session is in its draft; " + m.env.Keys.Key("sessions.new") + " goes on"
		}
		cmds = append(cmds, screen.Send(screen.Toast{Tone: screen.Info, Text: text, Keep: true}))
	}
	return tea.Batch(cmds...)
}
