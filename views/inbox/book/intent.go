package book

import (
	"maps"
	"strconv"
	"strings"

	"iscope/api"
	"iscope/api/journal"
)

// Names of what an intent wants, in the journal.
const (
	wantFrom  = "from"  // owner of the item when it was shown
	wantLines = "lines" // approval items that were open, see packLines
	wantOwner = "owner" // who a forward goes to
	wantTo    = "to"    // what they are called
)

// Intent returns what the journal keeps of the decision.
func (d *Decision) Intent() journal.Intent {
	i := journal.Intent{ID: d.ID, Op: d.Op, Target: d.Item, Line: d.Line, Name: d.Name, Digest: d.Digest, Want: map[string]string{}}
	if d.From != "" {
		i.Want[wantFrom] = d.From
	}
	maps.Copy(i.Want, packLines(d.Lines))
	if d.Forward != nil {
		i.Want[wantOwner], i.Want[wantTo] = d.Forward.TargetOwnerID, d.To
	}
	return i
}

// The journal keeps values of a few hundred runes, and about two dozen of them.
const (
	packSize = 280
	maxPacks = 20
)

// packLines spreads ids over as many values as they need: "lines", "lines1" …
// with commas between. More than fit are left out altogether: some of them
// would pass for all.
func packLines(ids []string) map[string]string {
	out := map[string]string{}
	key, value := wantLines, ""
	for _, id := range ids {
		if value != "" && len(value)+1+len(id) > packSize {
			out[key] = value
			key, value = wantLines+strconv.Itoa(len(out)), ""
		}
		if value != "" {
			value += ","
		}
		value += id
		if len(out) >= maxPacks || len(id) > packSize || strings.Contains(id, ",") {
			return nil
		}
	}
	if value != "" {
		out[key] = value
	}
	return out
}

// unpackLines is the reverse of packLines.
func unpackLines(want map[string]string) []string {
	var out []string
	for i, key := 0, wantLines; want[key] != ""; i++ {
		out = append(out, strings.Split(want[key], ",")...)
		key = wantLines + strconv.Itoa(i+1)
	}
	return out
}

// HeldAtEnd is the reason of a decision that was held when an earlier run ended.
const HeldAtEnd = "not sent: it was held when iscope ended"

// Recall returns the decision that an entry of the journal is about, as far as
// it is needed to find out what became of it.
func Recall(e journal.Entry) *Decision {
	d := &Decision{
		Key: Key{e.Target, e.Line}, ID: e.ID, Op: e.Op, Name: e.Name, Digest: e.Digest, From: e.Want[wantFrom],
		Past: true, Stage: Reading, Reason: "iscope ended before the answer came", recorded: true,
	}
	d.Lines, d.To = unpackLines(e.Want), e.Want[wantTo]
	if !e.Left() {
		d.Stage, d.Reason = Stopped, HeldAtEnd
	}
	if e.Op == api.ForwardWorkItem {
		d.Forward = &api.Forward{TargetOwnerID: e.Want[wantOwner]}
	}
	return d
}
