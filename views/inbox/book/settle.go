package book

import (
	"fmt"
	"slices"
	"time"

	"iscope/api"
	"iscope/api/journal"
)

// This file is the end of a decision: how its outcome is read back, and how it
// is told.

func (b *Book) onReadBack(e ReadBack) []Effect {
	d := b.at(e.Ref, Reading)
	if d == nil {
		return nil
	}
	if e.Err == nil && e.Item.ID != d.Item {
		e.Err = astray(d)
	}
	d.tries++
	if e.Err != nil {
		return b.unread(d, e.Err)
	}
	words := overtaken(d, e.Item)
	switch {
	case !d.refused && Wanted(d, e.Item):
		return b.settle(d, &e.Item, Past(d.Op))
	case words != "" && d.taken && d.Op == api.ForwardWorkItem && !closed(e.Item):
		return b.settle(d, &e.Item, Past(d.Op)+"; it "+words)
	case words != "" && d.taken && closed(e.Item) && !contrary(d, e.Item):
		return b.settle(d, &e.Item, Past(d.Op)+"; the tenant has it as "+StateWord(e.Item.State))
	case words != "":
		return b.overtaken(d, &e.Item, words)
	}
	return b.stillOpen(d, e.Item)
}

// stillOpen handles that nothing of the decision is to be seen.
func (b *Book) stillOpen(d *Decision, it api.WorkItem) []Effect {
	if d.open++; d.open < 2 && !d.refused {
		return []Effect{d.request(LookBack, secondLook)}
	}
	if d.taken && silent(d, it) {
		return b.doubt(d, journal.Unknown, "the tenant took it, but shows no states of lines: nobody knows what became of it")
	}
	reason, ending := "it did not arrive; ", journal.Lost
	if d.Reason != "" {
		reason = "it did not take effect (" + d.Reason + "); "
	}
	if as, all := share(d, it); as > 0 {
		reason += fmt.Sprintf("%d of %d lines are %s all the same, the others are still open", as, all, Past(d.Op))
	} else {
		reason += "the item is still open"
	}
	switch {
	case d.unsent:
		reason, ending = "not sent: "+d.Reason, journal.NotSent
	case d.refused:
		ending = journal.Refused
	}
	out := b.stopBatch(d, ending, reason, !d.unsent)
	out[0].Item = &it
	return out
}

// unread handles that an item could not be read back.
func (b *Book) unread(d *Decision, err *api.Error) []Effect {
	// Who forwards an item loses the right to see it; else a 403 proves nothing.
	gone := err.Kind == api.NotFound || err.Kind == api.Forbidden && d.Op == api.ForwardWorkItem
	switch {
	case gone && d.Op == api.ForwardWorkItem && d.taken:
		return b.settle(d, nil, Past(d.Op)+"; it is no longer visible to you")
	case gone && d.refused:
		return b.overtaken(d, nil, "is gone: it was decided or withdrawn elsewhere")
	case gone:
		return b.overtaken(d, nil, "is gone: by this decision, or decided or withdrawn elsewhere")
	case d.tries < maxTries:
		return []Effect{d.request(LookBack, max(err.RetryAfter, time.Second<<d.tries))}
	case d.unsent: // of that much we are certain
		return b.stopBatch(d, journal.NotSent, "not sent: "+d.Reason, false)
	case d.refused:
		return b.stopBatch(d, journal.Refused, "refused: "+d.Reason, true)
	}
	if d.Past && err.Kind != api.Forbidden { // the journal has it open still
		return b.doubt(d, journal.Open, "nobody knows yet whether it arrived: "+err.Detail+"; the next start of iscope looks again")
	}
	reason := "sent, but nobody knows whether it arrived: "
	if d.taken {
		reason = "the tenant took it, but nobody knows what it did with it: "
	}
	return b.doubt(d, journal.Unknown, reason+err.Detail)
}

// doubt gives up finding out what became of a decision.
func (b *Book) doubt(d *Decision, ending journal.Ending, words string) []Effect {
	out := b.stopBatch(d, ending, words, true)
	d.Stage = Doubtful
	out[0].D = *d
	return out
}

// recall reads back what an earlier run left open. Nothing of it is sent again.
// Each is looked after, also where several are about the same thing, or the
// person decided about it again meanwhile: they only read.
func (b *Book) recall(e Recalled) []Effect {
	var out []Effect
	run := b.begin(e.Entries)
	for _, d := range e.Entries {
		if slices.ContainsFunc(b.Entries, func(other *Decision) bool { return other.ID == d.ID }) {
			continue
		}
		run.Size++
		d.Batch = b.batch
		b.Entries = append(b.Entries, d)
		if d.Stage == Stopped { // it never left
			out = append(out, b.halt(d, journal.NotSent, d.Reason))
			continue
		}
		out = append(out, d.request(LookBack, 0))
	}
	return out
}

func (b *Book) settle(d *Decision, it *api.WorkItem, words string) []Effect {
	b.runs[d.Batch].Done++
	b.over(d, journal.Done, words)
	return []Effect{{Kind: Settled, D: *d, Item: it, Words: words, Ending: journal.Done}}
}

func (b *Book) overtaken(d *Decision, it *api.WorkItem, words string) []Effect {
	b.runs[d.Batch].News++
	b.over(d, journal.Overtaken, words)
	return []Effect{{Kind: News, D: *d, Item: it, Words: words, Ending: journal.Overtaken}}
}

// halt stops one decision.
func (b *Book) halt(d *Decision, ending journal.Ending, reason string) Effect {
	d.Stage, d.Reason = Stopped, reason
	b.runs[d.Batch].Halted++
	return Effect{Kind: Halted, D: *d, Words: reason, Ending: ending}
}

// stopBatch stops a decision and, with rest, what of its batch has not begun:
// the same would happen to it.
func (b *Book) stopBatch(d *Decision, ending journal.Ending, reason string, rest bool) []Effect {
	out := []Effect{b.halt(d, ending, reason)}
	if !rest || d.Past {
		return out
	}
	if b.cut == nil {
		b.cut = map[int]bool{}
	}
	b.cut[d.Batch] = true
	for _, other := range b.Entries {
		if other.Batch == d.Batch && (other.Stage == Due || other.Stage == Resting || other.Stage == Checking) {
			out = append(out, b.halt(other, journal.NotSent, fmt.Sprintf("not sent: stopped after %q", d.Name)))
		}
	}
	return out
}
