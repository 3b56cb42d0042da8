package form

import (
	"slices"

	"iscope/api/safe"
	"iscope/ui/dialog"
	"iscope/ui/field"
	"iscope/ui/screen"
)

// Model is a form. Make it with New; it is used through a pointer by one
// view's Update and Render.
type Model struct {
	env    *screen.Env
	view   string
	fields []*input
	focus  int
	first  int // first field drawn
	editor *field.Field
	asked  *dialog.Pick // a window asked for, which may not be on screen yet
	rows   []int        // field on each line of the last frame
	height int          // of the last frame
	terse  bool         // there is no room for all that stands below fields
}

// New returns an empty form of the view with that address.
func New(env *screen.Env, view string) *Model { return &Model{env: env, view: view} }

// SetFields replaces the fields and focuses the first that can be edited.
func (m *Model) SetFields(fields ...Field) {
	m.fields = make([]*input, 0, len(fields))
	for _, f := range fields {
		m.fields = append(m.fields, newInput(f, false))
	}
	m.first = 0
	m.moveTo(max(slices.IndexFunc(m.fields, func(in *input) bool { return in.Kind != Fixed }), 0))
}

// Add appends a row that was not there before and focuses it. Where a field
// with its key exists, that one is focused instead, taken back if it was
// removed, and Add returns false.
func (m *Model) Add(f Field) bool {
	if i := m.find(f.Key); i >= 0 {
		m.fields[i].removed = false
		m.moveTo(i)
		return false
	}
	value := f.Value
	f.Value, f.Row = "", true
	in := newInput(f, true)
	in.take(safe.Block(value))
	m.fields = append(m.fields, in)
	m.moveTo(len(m.fields) - 1)
	return true
}

func (m *Model) find(key string) int {
	return slices.IndexFunc(m.fields, func(in *input) bool { return in.Key == key })
}

// Has reports whether there is a field with that key.
func (m *Model) Has(key string) bool { return m.find(key) >= 0 }

// Value returns the value of a field as it is now, "" of a removed or unknown
// one.
func (m *Model) Value(key string) string {
	if i := m.find(key); i >= 0 && !m.fields[i].removed {
		return m.fields[i].value
	}
	return ""
}

// Set changes the value of a field as if it had been typed, and reports
// whether there is one that can be edited.
func (m *Model) Set(key, value string) bool {
	i := m.find(key)
	if i < 0 || m.fields[i].Kind == Fixed {
		return false
	}
	m.fields[i].take(safe.Block(value))
	if i == m.focus {
		m.moveTo(i)
	}
	return true
}

// Rebase gives a field another original. A value that was changed stays as it
// was changed; one that was not follows the original. A field that is not
// there is added as one that was there from the beginning.
func (m *Model) Rebase(f Field) {
	i := m.find(f.Key)
	if i < 0 {
		m.fields = append(m.fields, newInput(f, false))
		return
	}
	old := m.fields[i]
	in := newInput(f, false)
	if old.changed() && in.Kind != Fixed {
		in.value, in.removed, in.complaint = old.value, old.removed, old.complaint
	}
	m.fields[i] = in
	if i == m.focus {
		m.moveTo(i)
	}
}

// Settle makes a field one that did not change, with the value it began with,
// once its change was carried out or given up. Rebase tells it a newer one.
func (m *Model) Settle(key string) {
	i := m.find(key)
	if i < 0 {
		return
	}
	m.fields[i].added = false
	m.fields[i].restore()
	if i == m.focus {
		m.moveTo(i)
	}
}

// Drop takes a field out of the form altogether, unless the person added it.
func (m *Model) Drop(key string) {
	if i := m.find(key); i >= 0 && !m.fields[i].added {
		m.delete(i)
	}
}

func (m *Model) delete(i int) {
	m.fields = slices.Delete(m.fields, i, i+1)
	if m.focus > i || m.focus >= len(m.fields) {
		m.focus--
	}
	m.moveTo(m.focus)
}

// Keys returns the keys of all fields, in order.
func (m *Model) Keys() []string {
	out := make([]string, len(m.fields))
	for i, in := range m.fields {
		out[i] = in.Key
	}
	return out
}

// Focused returns the key of the field that has the keys, "" in an empty form.
func (m *Model) Focused() string {
	if m.focus < len(m.fields) {
		return m.fields[m.focus].Key
	}
	return ""
}

// Place returns the place of the focused field, from 1, and the number of
// fields.
func (m *Model) Place() (at, of int) { return min(m.focus+1, len(m.fields)), len(m.fields) }

// Focus goes to the field with that key and reports whether there is one.
func (m *Model) Focus(key string) bool {
	i := m.find(key)
	if i >= 0 {
		m.moveTo(i)
	}
	return i >= 0
}

// Next goes to the next field; Prev to the one before. They stop at the ends.
func (m *Model) Next() { m.moveTo(m.focus + 1) }

// Prev goes to the field before.
func (m *Model) Prev() { m.moveTo(m.focus - 1) }

func (m *Model) moveTo(i int) {
	m.focus = max(0, min(i, len(m.fields)-1))
	m.editor = nil
	if m.focus >= len(m.fields) {
		return
	}
	in := m.fields[m.focus]
	switch in.Kind {
	case Text, Lines, Secret:
		m.editor = field.New(in.typed())
		if in.Kind == Secret {
			m.editor.Mask()
		}
	}
}

// Removable reports whether the focused field is a row that Remove works on.
func (m *Model) Removable() bool {
	return m.focus < len(m.fields) && m.fields[m.focus].Row && m.fields[m.focus].Kind != Fixed
}

// Remove takes the focused row away, or back where it was taken away already.
// A row that was added disappears.
func (m *Model) Remove() {
	if !m.Removable() {
		return
	}
	in := m.fields[m.focus]
	if in.added {
		m.delete(m.focus)
		return
	}
	in.restoreTo(!in.removed)
	m.moveTo(m.focus)
}

// restoreTo puts the value back and marks the row as removed or not.
func (in *input) restoreTo(removed bool) {
	in.restore()
	in.removed = removed
}

// Reset puts the focused field back as it was; an added row stays, empty.
func (m *Model) Reset() {
	if m.focus < len(m.fields) {
		m.fields[m.focus].restore()
		m.moveTo(m.focus)
	}
}

// Changed reports whether any field is not as it began.
func (m *Model) Changed() bool { return slices.ContainsFunc(m.fields, (*input).changed) }

// Changes returns the fields that are not as they began, in their order.
func (m *Model) Changes() []Change {
	var out []Change
	for _, in := range m.fields {
		if in.changed() {
			out = append(out, in.change())
		}
	}
	return out
}

// Complain puts a complaint below a field and reports whether there is one
// with that key.
func (m *Model) Complain(key, text string) bool {
	i := m.find(key)
	if i >= 0 {
		m.fields[i].complaint = text
	}
	return i >= 0
}

// Complaint returns what stands below a field.
func (m *Model) Complaint(key string) string {
	if i := m.find(key); i >= 0 {
		return m.fields[i].complaint
	}
	return ""
}

// Complaints returns how many fields have something below them.
func (m *Model) Complaints() int {
	n := 0
	for _, in := range m.fields {
		if in.complaint != "" {
			n++
		}
	}
	return n
}

// ClearComplaints removes every complaint.
func (m *Model) ClearComplaints() {
	for _, in := range m.fields {
		in.complaint = ""
	}
}

// Check asks every field that has to be asked whether its value will do, complains where
// not, goes to the first of these and returns how many there are. Complaints
// from before are gone.
func (m *Model) Check() int {
	wrong := m.Recheck()
	if i := slices.IndexFunc(m.fields, func(in *input) bool { return in.complaint != "" }); i >= 0 {
		m.moveTo(i)
	}
	return wrong
}

// Recheck does what Check does, without going anywhere.
func (m *Model) Recheck() int {
	m.ClearComplaints()
	for _, in := range m.fields {
		if in.Check != nil && !in.removed && (in.Strict || in.changed()) {
			in.complaint = in.Check(in.value)
		}
	}
	return m.Complaints()
}

// Click goes to the field drawn on line y of the last frame and reports
// whether there is one.
func (m *Model) Click(y int) bool {
	if y < 0 || y >= len(m.rows) || m.rows[y] < 0 {
		return false
	}
	m.moveTo(m.rows[y])
	return true
}

// Headings returns the headings that a field stands below, outermost first.
func (m *Model) Headings(key string) []string {
	if i := m.find(key); i >= 0 {
		return m.fields[i].headings()
	}
	return nil
}
