package journal

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
	"unique"

	"iscope/api"
	"iscope/api/safe"
)

// Kinds of event.
const (
	headEvent    = "journal"
	intentEvent  = "intent"
	sentEvent    = "sent"
	outcomeEvent = "outcome"
	adoptedEvent = "adopted"
)

// event is one line of the file.
type event struct {
	Event  string            `json:"e"`
	ID     string            `json:"id"`
	Time   time.Time         `json:"time,omitzero"`
	Run    string            `json:"run,omitempty"`
	Tenant string            `json:"tenant,omitempty"`
	Op     api.Op            `json:"op,omitempty"`
	Target string            `json:"target,omitempty"`
	Line   string            `json:"line,omitempty"`
	Name   string            `json:"name,omitempty"`
	Digest string            `json:"digest,omitempty"` // in hex: JSON has no integers of 64 bits
	Want   map[string]string `json:"want,omitempty"`
	Batch  string            `json:"batch,omitempty"`
	Ending Ending            `json:"ending,omitempty"`
	Words  string            `json:"words,omitempty"`
}

// Limits of what is kept of a text. With them no line gets near maxLine.
const (
	maxID    = 512 // bytes, as the clients have it
	maxOp    = 64  // runes, as the rest
	maxName  = 300
	maxWords = 500
	maxKey   = 100
	maxValue = 300
	maxWants = 24
	maxLine  = 128 << 10 // bytes; a longer line is none of ours
)

// intentOf makes the event of an intent.
func intentOf(i Intent, tenant, run string, at time.Time) event {
	e := event{
		Event: intentEvent, ID: i.ID, Time: at, Run: run, Tenant: tenant, Op: i.Op, Target: i.Target, Line: i.Line, Name: i.Name, Want: i.Want, Batch: i.Batch,
	}
	if i.Digest != 0 {
		e.Digest = strconv.FormatUint(i.Digest, 16)
	}
	return e
}

// intent is the reverse of intentOf.
func (e event) intent() Intent {
	digest, _ := strconv.ParseUint(e.Digest, 16, 64) // sound has seen it
	return Intent{
		ID: e.ID, Batch: unique.Make(e.Batch).Value(), Op: unique.Make(e.Op).Value(), Target: e.Target, Line: e.Line, Name: e.Name, Digest: digest, Want: e.Want,
	}
}

// clean makes the texts of an event safe to print and cuts them. Events pass
// it on their way into the file and out of it: others may have written there.
func (e event) clean() event {
	e.Tenant, e.Op = text(e.Tenant, maxName), api.Op(text(string(e.Op), maxOp))
	e.Name, e.Words = text(e.Name, maxName), text(e.Words, maxWords)
	if len(e.Want) > 0 {
		want := make(map[string]string, len(e.Want))
		for _, k := range slices.Sorted(maps.Keys(e.Want)) {
			if len(want) < maxWants {
				want[text(k, maxKey)] = text(e.Want[k], maxValue)
			}
		}
		e.Want = want
	} else {
		e.Want = nil
	}
	// The file holds UTC, whatever else a clock tells with the time.
	e.Time = e.Time.UTC().Round(0)
	return e
}

// text returns s clean and no longer than n runes.
func text(s string, n int) string {
	if s = safe.Line(s); len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	return safe.Line(string([]rune(s)[:n-1]) + "…") // what was cut off may have made the end harmless
}

// usable reports whether s can be an id, or none: one that cleaning would
// change is that of another object.
func usable(s string) bool { return len(s) <= maxID && safe.Line(s) == s }

// sound reports whether the journal can do anything with the event.
func (e event) sound() bool {
	if e.ID == "" || !usable(e.ID) || !usable(e.Run) {
		return false
	}
	switch e.Event {
	case intentEvent:
		if e.Digest != "" {
			if _, err := strconv.ParseUint(e.Digest, 16, 64); err != nil {
				return false
			}
		}
		return e.Op != "" && usable(e.Target) && usable(e.Line) && usable(e.Batch)
	case outcomeEvent:
		return e.Ending.known()
	case adoptedEvent:
		return e.Run != ""
	}
	return true
}

// known reports whether e is one of the endings of this package. One that a
// later version of the program wrote is not: the decision counts as open, and
// is settled by reading.
func (e Ending) known() bool {
	switch e {
	case Done, Refused, Changed, Overtaken, NotSent, Lost, TakenBack, Unknown:
		return true
	}
	return false
}

// encode writes the event to w as one line.
func (e event) encode(w io.Writer) error {
	line, err := json.Marshal(e)
	if err == nil { // it fails for a clock beyond the year 9999
		_, err = w.Write(append(line, '\n'))
	}
	return err
}

// reading is what decode made of a line.
type reading uint8

const (
	bad   reading = iota // no event
	alien                // an event of no meaning here, or an empty line
	ours                 // an event
)

// decode reads one line, whatever it is.
func decode(line []byte) (event, reading) {
	line = bytes.TrimSpace(line)
	if len(line) == 0 {
		return event{}, alien
	}
	var e event
	if line[0] != '{' || json.Unmarshal(line, &e) != nil || e.Event == "" {
		return event{}, bad
	}
	switch e.Event {
	case intentEvent, sentEvent, outcomeEvent, adoptedEvent:
	default:
		return e, alien
	}
	if !e.sound() {
		return event{}, bad
	}
	if e.Time.IsZero() {
		e.Time = time.Unix(0, 0) // that it happened matters more than when
	}
	return e.clean(), ours
}
