package session

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/api/safe"
	"iscope/views/internal/change"
)

// Names of what a change wants, in the journal, beside the keys of its fields.
const (
	wantRun    = "run"
	wantBefore = "before"   // the status before, where a run may move it on
	wantLeft   = "not kept" // how many fields have no digest
)

// The journal keeps so many fields of a change, with names of at most so many
// runes. No form that a person fills in comes near.
const (
	keptFields = 20
	keptKey    = 100
)

// printOf returns what the journal has instead of a value, which is nobody's business:
// it can be compared with that of the session read later. The id of the intent
// is in it, so that the same value is another print elsewhere.
func printOf(intent, key, value string) string {
	if strings.HasPrefix(key, attrKey) {
		value = strings.ReplaceAll(value, ", ", ",") // NERM writes lists in both ways
	} else {
		value = api.NormalStatus(asKept(key, value))
	}
	sum := sha256.Sum256([]byte(intent + "\x00" + key + "\x00" + value))
	return hex.EncodeToString(sum[:8])
}

// intent returns the decision that was agreed to as the journal keeps it. Of
// values that are encrypted, or could be, it has no print: they could be
// guessed by it, and they come back scrambled anyway.
func (m *Model) intent(id string, r reviewed) journal.Intent {
	want, left, most := map[string]string{}, 0, keptFields
	if r.fresh {
		most -= seenParts + 2 // for where to look for it
	}
	for _, key := range r.keys {
		uid, attribute := strings.CutPrefix(key, attrKey)
		if attribute && !m.kinds.storable(uid) || len(want) >= most || utf8.RuneCountInString(key) > keptKey || safe.Line(key) != key {
			left++
			continue
		}
		want[key] = printOf(id, key, r.want[key])
	}
	if left > 0 {
		want[wantLeft] = strconv.Itoa(left)
	}
	if r.run {
		want[wantRun] = strconv.FormatBool(true)
		want[wantBefore] = printOf(id, keyStatus, m.editor.base.Status)
	}
	if r.fresh {
		for key, id := range map[string]string{wantWorkflow: r.draft.WorkflowID, wantRequester: r.draft.RequesterID} {
			if safe.Line(id) == id && len(id) <= maxID {
				want[key] = id
			}
		}
		delete(want, wantBefore)
		return journal.Intent{ID: id, Op: api.CreateSession, Name: "new " + m.subject(), Want: want}
	}
	name := "session " + m.editor.name()
	if len(r.keys) > 0 {
		name += ": " + m.subject()
	}
	return journal.Intent{ID: id, Op: api.PatchSession, Target: r.id, Name: name, Want: want}
}

// over notes how the decision under way ended: outcome for the activity log,
// words for the journal, which has the ending by itself.
func (m *Model) over(ending journal.Ending, outcome, words string) tea.Cmd {
	e := m.editor
	end := journal.End{ID: e.intent, Ending: ending, Words: words}
	return tea.Batch(m.decided(outcome), change.Ended(m.journal, "Session "+e.name(), end))
}
