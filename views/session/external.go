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
// editor; behind it stand the id of the session and the key of the field.
const outsidePrefix = "edit session "

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
	case m.outside() == "" || m.Drafts == nil:
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
		View: m.id, ID: outsidePrefix + e.id + " " + key, Owner: m.owner(), Dir: m.outside(), Name: m.label(uid), Ext: ".txt",
		Text: []byte(text), Max: maxOutside,
	}))
}

// cameBack takes the text that another editor left. Its file stays until a draft
// has the text.
func (m *Model) cameBack(d extern.Done) tea.Cmd {
	e := m.editor
	if e == nil || e.away == "" || d.ID != outsidePrefix+e.id+" "+e.away {
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
	m.takeText(key, string(d.Text))
	said := screen.Say(screen.Good, "Taken over from your editor; nothing is sent yet")
	if d.Err != nil {
		said = screen.Say(screen.Warn, sentence(safe.Line(d.Err.Error()))+"; what it had saved is taken over"+hint)
	}
	m.keeper.Hurry()
	return tea.Batch(said, m.edited(), m.saveDraft())
}

// takeText puts a text into a field. One that is too long for a line is not
// edited in one from then on.
func (m *Model) takeText(key, text string) {
	f := m.editor.form
	text = strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	uid := strings.TrimPrefix(key, attrKey)
	if m.kinds.of(uid).Kind != kind.Area && !strings.Contains(valueOf(m.editor.base, key), "\n") {
		text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
	}
	text = safe.Block(text)
	if utf8.RuneCountInString(text) > field.Max {
		m.asWhole(key, text)
		return
	}
	f.Set(key, text)
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

// recovered is what another editor had when an earlier run of the program ended.
type recovered struct {
	sessions []string // whose drafts have a text now
	lost     []string // why one could not be taken over
}

// recover takes texts over that another editor had when an earlier run of the
// program ended: they become parts of drafts.
func (m *Model) recover() tea.Cmd {
	store, dir, owner := m.Drafts, m.outside(), m.owner()
	if store == nil || dir == "" {
		return nil
	}
	return api.Run(m.cmds, m.ctx, m.reads.Detached("recover texts", ""), func(context.Context) (recovered, error) {
		var out recovered
		left, err := extern.Leftovers(dir, owner, maxOutside)
		if err != nil {
			out.lost = append(out.lost, safe.Line(err.Error()))
		}
		for _, l := range left {
			id, err := adopt(store, l)
			if err != nil {
				out.lost = append(out.lost, l.File.Path()+" ("+safe.Line(err.Error())+")")
				continue
			}
			out.sessions = append(out.sessions, id)
		}
		return out, nil
	})
}

var errNoDraft = errors.New("the draft it belongs to is not there")

// adopt puts the text that another editor had into the draft it belongs to.
func adopt(store draft.Store, l extern.Leftover) (id string, err error) {
	id, key, ok := strings.Cut(strings.TrimPrefix(l.ID, outsidePrefix), " ")
	if !ok || !strings.HasPrefix(l.ID, outsidePrefix) || safeKey(key) == "" {
		return "", errNoDraft
	}
	body, err := store.Load(id)
	if err != nil {
		return id, err
	}
	k, err := readKept(body, id)
	if err != nil {
		return id, err
	}
	if k == nil || k.Open == nil || k.Open.Key != key {
		return id, errNoDraft
	}
	c := *k.Open
	c.After = strings.TrimRight(safe.Block(string(l.Text)), "\n")
	k.Open = nil
	k.replace(c)
	if body, err = json.Marshal(k); err != nil {
		return id, err
	}
	if err := store.Save(id, body); err != nil {
		return id, err
	}
	return id, l.File.Remove()
}

// onRecovered tells of texts that were taken over.
func (m *Model) onRecovered(r api.Result[recovered]) tea.Cmd {
	var cmds []tea.Cmd
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
