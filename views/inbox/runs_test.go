package inbox

import (
	"strings"

	"iscope/api/journal"
)

// again returns a person before another run of the program, with the same
// tenant, journal and memory. The inbox is not on screen yet.
func (d *desk) again(prepare ...func(*desk)) *desk {
	d.t.Helper()
	env := *d.env
	next := &desk{t: d.t, env: &env, opt: d.opt, file: d.file, memory: d.memory, tenant: d.tenant, ctx: d.ctx}
	next.begin(prepare...)
	return next
}

// die ends the program as a crash does: nothing of it goes on, and what it has
// sent is on its way.
func (d *desk) die() {
	d.t.Helper()
	d.Close()
	if err := d.opt.Journal.Close(); err != nil {
		d.t.Fatal(err)
	}
}

// adopt does what the shell does at the start: the inbox settles what earlier
// runs left open. It returns how many that were.
func (d *desk) adopt() int {
	d.t.Helper()
	entries, err := d.opt.Journal.Adopt()
	if err != nil {
		d.t.Fatal(err)
	}
	d.do(d.Settle(entries))
	return len(entries)
}

// entry returns the decision of the journal that was asked for last.
func (d *desk) entry() journal.Entry {
	d.t.Helper()
	entries, err := d.opt.Journal.Entries()
	if err != nil || len(entries) == 0 {
		d.t.Fatalf("%d decisions in the journal, %v", len(entries), err)
	}
	return entries[0]
}

// ended fails unless the last decision of the journal ended like that, with
// words that have the text.
func (d *desk) ended(want journal.Ending, words string) {
	d.t.Helper()
	if e := d.entry(); e.Ending != want || !strings.Contains(e.Words, words) {
		d.t.Fatalf("the journal has %s of %s as %q (%s), want %q (%s)", e.Op, e.Target, e.Ending, e.Words, want, words)
	}
}
