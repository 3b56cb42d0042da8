package session

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
)

// wants returns the decision that the journal got last, and checks that it has
// nothing of any value.
func (r *rig) wants(values ...string) journal.Entry {
	r.t.Helper()
	e := r.nerm.journal.Latest(r.t)
	all := fmt.Sprint(e)
	for _, v := range values {
		if strings.Contains(all, v) {
			r.t.Errorf("the journal has the value %q: %s", v, all)
		}
	}
	return e
}

// TestEveryChangeIsInTheJournal pins that one is written down before it leaves,
// by the names of its fields and prints of their values, and ends there.
func TestEveryChangeIsInTheJournal(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.editTwo()
		r.set(attrKey+"national_id", "CD424242")
		r.press("ctrl+s")
		r.nerm.journal.Is(t)
		r.answer("y")
		r.nerm.journal.Is(t, "begin patch workflow session "+idA, "send patch workflow session", "end done")
		e := r.wants("Bergen", "06/30/2026", "CD424242", "Leeds")
		if e.Op != api.PatchSession || e.Target != idA || e.Name != "session "+uidA+": Contract end (contract_end), National identity number (national_id), Site (site)" {
			t.Errorf("%+v", e)
		}
		want := map[string]string{
			"attr:site": printOf(e.ID, "attr:site", "Bergen"), "attr:contract_end": printOf(e.ID, "attr:contract_end", "06/30/2026"), "not kept": "1",
		}
		if fmt.Sprint(e.Want) != fmt.Sprint(want) || len(e.Want["attr:site"]) != 16 {
			t.Errorf("%v, want %v", e.Want, want)
		}
		if e.Want["attr:site"] == printOf("another", "attr:site", "Bergen") || e.Want["attr:site"] == printOf(e.ID, "attr:reason", "Bergen") {
			t.Error("the same value can be recognized elsewhere")
		}
	})
}

// TestTheJournalTakesNoMoreThanItCan pins that what has no print is counted.
func TestTheJournalTakesNoMoreThanItCan(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		v := reviewed{id: idA, run: true, change: api.SessionChange{Attributes: map[string]string{}}}
		for i := range 30 {
			uid := fmt.Sprintf("a%02d", i)
			v.change.Attributes[uid], v.keys = "x", append(v.keys, attrKey+uid)
		}
		long := strings.Repeat("n", 100)
		v.keys = append([]string{attrKey + long, attrKey + "b\u202ed"}, v.keys...)
		r.m.editor.asked = v
		w := r.m.intent("1-1", v).Want
		if len(w) != 23 || w["not kept"] != "12" || w["run"] != "true" || w["before"] != printOf("1-1", keyStatus, "pending approval") {
			t.Errorf("%d: %v", len(w), w)
		}
	})
}

func TestNothingIsSentUnrecorded(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.editTwo()
		r.nerm.journal.Fill()
		reads := r.nerm.reads
		r.send()
		why := "the journal of decisions cannot be written: no space left on device"
		r.shows("Nothing was sent: " + why)
		if len(r.nerm.patches) != 0 || r.nerm.reads != reads || len(r.m.editor.form.Changes()) != 2 || r.m.editor.stage != editing {
			t.Errorf("sent %v, read %d times", r.nerm.patches, r.nerm.reads-reads)
		}
		if d := r.decisions(); len(d) != 1 || d[0].Outcome != "not sent: "+why {
			t.Errorf("%+v", d)
		}
		r.nerm.journal.Is(t, "begin patch workflow session "+idA) // there is nothing to end
	})
}

// TestEndingsInTheJournal pins how each way a change can end is written down.
func TestEndingsInTheJournal(t *testing.T) {
	none := func(func() api.Session) (api.Session, error) { return api.Session{}, lost }
	for name, c := range map[string]struct {
		prepare func(r *rig)
		run     bool
		ending  journal.Ending
		words   string
	}{
		"done": {func(*rig) {}, false, journal.Done, ""},
		"refused": {func(r *rig) {
			r.nerm.onPatch = func(func() api.Session) (api.Session, error) {
				return api.Session{}, &api.Error{Kind: api.Forbidden, Op: api.PatchSession, Status: 403, Detail: "no"}
			}
		}, false, journal.Refused, "patch workflow session: no (HTTP 403)"},
		"another iscope is at it": {func(r *rig) {
			r.nerm.onPatch = func(func() api.Session) (api.Session, error) {
				return api.Session{}, &api.Error{Kind: api.Conflict, Op: api.PatchSession, Unsent: true, Detail: "another iscope is deciding about it"}
			}
		}, false, journal.NotSent, "patch workflow session: another iscope is deciding about it"},
		"unreadable before": {func(r *rig) {
			r.nerm.onRead = func(int) error { return &api.Error{Kind: api.Server, Op: api.GetSession, Status: 500, Detail: "sorry"} }
		}, false, journal.NotSent, "it could not be read first: get workflow session: sorry (HTTP 500)"},
		"changed meanwhile": {func(r *rig) { r.nerm.alter(idA, attrKey+"reason", "other") }, false, journal.Changed, "nothing was sent: the session had changed meanwhile"},
		"taken in part": {func(r *rig) {
			r.nerm.onPatch = func(apply func() api.Session) (api.Session, error) {
				apply()
				r.nerm.rows[idA]["attributes"].(map[string]any)["site"] = "Leeds"
				return r.nerm.session(idA), nil
			}
		}, false, journal.Lost, "did not take: Site (site)"},
		"lost, took": {func(r *rig) {
			r.nerm.onPatch = func(apply func() api.Session) (api.Session, error) { apply(); return api.Session{}, lost }
		}, true, journal.Done, "no answer came; the workflow may have run"},
		"lost, took in part": {func(r *rig) {
			r.nerm.onPatch = func(func() api.Session) (api.Session, error) {
				r.nerm.rows[idA]["attributes"].(map[string]any)["site"] = "Bergen"
				return api.Session{}, lost
			}
		}, false, journal.Lost, "did not take: Contract end (contract_end); no answer came"},
		"lost on the way": {func(r *rig) { r.nerm.onPatch = none }, true, journal.Lost, "no answer came, and reading back shows nothing of it; the workflow may have run"},
		"lost, unreadable": {func(r *rig) {
			reads := r.nerm.reads
			r.nerm.onPatch = none
			r.nerm.onRead = func(n int) error {
				if n > reads+1 {
					return lost
				}
				return nil
			}
		}, false, journal.Unknown, "no answer came, and it could not be read back"},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, nil, func(r *rig) {
				r.editTwo()
				c.prepare(r)
				key := "ctrl+s"
				if c.run {
					key = "ctrl+r"
				}
				r.press(key)
				r.answer("y")
				if e := r.wants("Bergen"); e.Ending != c.ending || e.Words != c.words {
					t.Errorf("%s %q, want %s %q", e.Ending, e.Words, c.ending, c.words)
				}
			})
		})
	}
}

// recall sends a change with prepare in between, as an earlier run did that did
// not see its end, and settles it after that.
func (r *rig) recall(run bool, keys map[string]string, after func()) (journal.Entry, []screen.Recalled) {
	r.t.Helper()
	r.open()
	for key, value := range keys {
		r.set(key, value)
	}
	changes := r.m.editor.form.Changes()
	v := reviewed{id: idA, change: r.m.changeOf(changes), run: run, want: map[string]string{}}
	for _, c := range changes {
		v.keys = append(v.keys, c.Key)
		v.want[c.Key] = c.After
	}
	r.m.editor.asked = v
	id := r.nerm.journal.NewID()
	i := r.m.intent(id, v)
	r.m.editor = nil
	if err := r.nerm.journal.Begin(i); err != nil {
		r.t.Fatal(err)
	}
	e := r.nerm.journal.Latest(r.t)
	e.Sent = time.Now()
	after()
	r.Do(r.m.SetActive(false))
	r.Do(r.m.Settle([]journal.Entry{e}))
	r.Advance(time.Minute)
	var told []screen.Recalled
	for _, msg := range r.Sent {
		if m, ok := msg.(screen.Recalled); ok {
			told = append(told, m)
		}
	}
	return e, told
}

// TestSettle pins what becomes known of a change whose end an earlier run did
// not see.
func TestSettle(t *testing.T) {
	site, end, secret := attrKey+"site", attrKey+"contract_end", attrKey+"national_id"
	two := map[string]string{site: "Bergen", keyStatus: "closed"}
	for name, c := range map[string]struct {
		run      bool
		keys     map[string]string
		after    func(f *fake)
		ending   journal.Ending
		what     string
		outcome  string
		doubtful bool
	}{
		"took": {
			false, two, func(f *fake) { f.alter(idA, site, "Bergen"); f.alter(idA, "status", "closed") },
			journal.Done, "change session", "done: the session has it", false,
		},
		"did not take": {
			false, two, func(*fake) {}, journal.Lost, "change session", "lost: did not take: site, Status", false,
		},
		"in part": {
			false, two, func(f *fake) { f.alter(idA, site, "Bergen") }, journal.Lost, "change session", "lost: did not take: Status", false,
		},
		"profiles, emptied value": {
			false, map[string]string{keyProfiles: "p-1,p-2", attrKey + "reason": ""},
			func(f *fake) {
				f.alter(idA, "profile_ids", "p-1, p-2")
				delete(f.rows[idA]["attributes"].(map[string]any), "reason")
			},
			journal.Done, "change session", "done: the session has it", false,
		},
		"with a secret": {
			false, map[string]string{site: "Bergen", secret: "CD424242"}, func(f *fake) { f.alter(idA, site, "Bergen") },
			journal.Done, "change session", "done: the session has it; 1 of the values cannot be compared", false,
		},
		"secrets alone": {
			false, map[string]string{secret: "CD424242"}, func(*fake) {},
			journal.Unknown, "change session", "unknown: whether it took cannot be seen from the session", true,
		},
		"run": {
			true, nil, func(f *fake) { f.alter(idA, "status", "processing") },
			journal.Unknown, "run session", "unknown: whether it took cannot be seen from the session; the workflow may have run: the session is processing", true,
		},
		"run moved the status on": {
			true, map[string]string{keyStatus: "reviewed", end: "06/30/2026"},
			func(f *fake) { f.alter(idA, end, "06/30/2026"); f.alter(idA, "status", "processing") },
			journal.Done, "change and run session", "done: the session has it; the workflow may have run: the session is processing", false,
		},
		"run, not taken": {
			true, map[string]string{keyStatus: "reviewed"}, func(*fake) {},
			journal.Lost, "change and run session", "lost: did not take: Status; the workflow may have run: the session is pending approval", false,
		},
		"gone": {
			false, two, func(f *fake) { delete(f.rows, idA) },
			journal.Overtaken, "change session", "overtaken: NERM does not have the session any more", false,
		},
		"unreadable": {
			false, two, func(f *fake) { f.onRead = func(int) error { return lost } },
			journal.Open, "change session", "nobody knows yet whether it arrived: patch workflow session: unexpected EOF; the next start of iscope looks again", true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, nil, func(r *rig) {
				e, told := r.recall(c.run, c.keys, func() { c.after(r.nerm) })
				want := screen.Recalled{
					Decided: screen.Decided{What: c.what, Target: e.Name, ID: idA, Outcome: c.outcome}, Intent: e.ID, Doubtful: c.doubtful,
				}
				if len(told) != 1 || told[0] != want {
					t.Errorf("%+v, want %+v", told, want)
				}
				if got := r.nerm.journal.Latest(t); got.Ending != c.ending || len(r.nerm.patches) != 0 {
					t.Errorf("in the journal %+v; sent %v", got, r.nerm.patches)
				}
			})
		})
	}
}

func TestSettleWithoutNERM(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		_, told := r.recall(false, map[string]string{attrKey + "site": "Bergen"}, func() { r.m.cmds.NERM = nil })
		if len(told) != 1 || !told[0].Doubtful || told[0].Outcome != "unknown: nobody knows whether it arrived: there is no NERM here" {
			t.Errorf("%+v", told)
		}
		if !r.m.Settles(api.PatchSession) || r.m.Settles(api.PatchWorkflow) {
			t.Error("it settles the wrong operations")
		}
	})
}
