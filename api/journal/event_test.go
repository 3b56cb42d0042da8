package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"iscope/api"
	"iscope/api/safe"
)

// TestFormat pins the members of each event as the documents have them.
func TestFormat(t *testing.T) {
	w := inMemory(nil)
	a := w.run(t)
	i := Intent{
		ID: a.NewID(), Batch: "b", Op: api.ApproveItem, Target: "t", Line: "l", Name: "n", Digest: 0xab12, Want: map[string]string{"owner": "o"},
	}
	if err := a.Begin(i); err != nil {
		t.Fatal(err)
	}
	send(t, a, i.ID)
	_ = a.Close()
	b := w.run(t)
	if _, err := b.Adopt(); err != nil {
		t.Fatal(err)
	}
	if err := b.End(End{ID: i.ID, Ending: Done, Words: "w"}); err != nil {
		t.Fatal(err)
	}
	const at = `"time":"2026-11-22T14:03:09.123456789Z"`
	id := `"id":"` + i.ID + `",` + at
	want := []string{
		`{"e":"journal","id":"`,
		`{"e":"intent",` + id + `,"run":"` + a.run + `","tenant":"Acme/Prod","op":"approve approval item","target":"t","line":"l","name":"n","digest":"ab12","want":{"owner":"o"},"batch":"b"}`,
		`{"e":"sent",` + id + `}`,
		`{"e":"adopted",` + id + `,"run":"` + b.run + `"}`,
		`{"e":"outcome",` + id + `,"ending":"done","words":"w"}`,
	}
	for k, line := range linesOf(w.data(t)) {
		if got := strings.TrimSuffix(string(line), "\n"); k >= len(want) || !strings.HasPrefix(got, want[k]) || k > 0 && got != want[k] {
			t.Errorf("line %d: %s", k, got)
		}
	}
}

var hostile = []string{
	"a\x1b[2Jb", "two\nlines", "tab\tand\x00nul", "right\u202eto left", "zero\u200bwidth", "\U000e0041tag", "c1\u009b", "bad\xff\xfe", "<b>&</b>\u2028",
	strings.Repeat("long ", 2000), strings.Repeat("👩‍👩‍👧", 200), strings.Repeat("é\u0301\u0301\u0301\u0301\u0301\u0301", 300),
}

// TestTextsAreClean: nothing of what others named or wrote gets through, on the
// way into the file and on the way out of one that was tampered with.
func TestTextsAreClean(t *testing.T) {
	for _, s := range hostile {
		w := inMemory(nil)
		j := New(w.store(), s, w.clock.now)
		i := Intent{ID: j.NewID(), Op: api.PatchTask, Target: "x", Name: s, Want: map[string]string{s: s, "k": s}}
		if err := j.Begin(i); err != nil {
			t.Fatal(err)
		}
		if err := j.End(End{ID: i.ID, Ending: Refused, Words: s}); err != nil {
			t.Fatal(err)
		}
		checkClean(t, entries(t, j))
		w.rereads(t, j)
		if bytes.ContainsAny(w.data(t), "\x1b\u202e\u200b\U000e0041\x00") {
			t.Errorf("the file holds %q", w.data(t))
		}

		raw, err := json.Marshal(map[string]any{"e": "intent", "id": "i", "time": w.clock.now(), "op": s, "target": "x", "name": s, "tenant": s, "want": map[string]string{s: s}})
		if err != nil {
			t.Fatal(err)
		}
		said, _ := json.Marshal(map[string]any{"e": "outcome", "id": "i", "time": w.clock.now(), "ending": "done", "words": s})
		checkClean(t, entries(t, inMemory(fmt.Appendf(nil, "%s\n%s\n", raw, said)).run(t)))
	}
}

func checkClean(t *testing.T, list []Entry) {
	t.Helper()
	if len(list) != 1 {
		t.Fatalf("%d entries", len(list))
	}
	e := list[0]
	texts := map[string]int{e.Name: maxName, e.Words: maxWords, e.Tenant: maxName, string(e.Op): maxOp, e.ID: maxID, e.Target: maxID}
	for k, v := range e.Want {
		texts[k], texts[v] = max(texts[k], maxKey), max(texts[v], maxValue)
	}
	for s, most := range texts {
		if safe.Line(s) != s || utf8.RuneCountInString(s) > most {
			t.Errorf("%q of %d runes got through", s, utf8.RuneCountInString(s))
		}
	}
}

// TestLongestLine: whatever a decision holds, its line can be read again.
func TestLongestLine(t *testing.T) {
	w := inMemory(nil)
	wide := strings.Repeat("<", 5000) // six bytes each in JSON
	j := New(w.store(), wide, w.clock.now)
	id := strings.Repeat("<", maxID)
	i := Intent{ID: id, Batch: id, Op: api.Op(wide), Target: id, Line: id, Name: wide, Digest: 1<<64 - 1, Want: map[string]string{}}
	for k := range 2 * maxWants {
		i.Want[fmt.Sprint(k, wide)] = wide
	}
	if err := j.Begin(i); err != nil {
		t.Fatal(err)
	}
	if n := len(w.data(t)); n > maxLine || n < maxLine/2 {
		t.Errorf("the longest line has %d bytes, the limit is %d", n, maxLine)
	}
	w.rereads(t, j)
	if e := entries(t, j)[0]; len(e.Want) != maxWants || e.Digest != i.Digest || e.Target != id {
		t.Errorf("%d of what it wants, digest %x", len(e.Want), e.Digest)
	}
}

// TestStrangeLines: a line that is none of ours is left alone; one that cannot
// be read is counted.
func TestStrangeLines(t *testing.T) {
	const at = `"time":"2026-11-22T14:00:00Z"`
	for line, bad := range map[string]int{
		"": 0, "   ": 0, "\r": 0,
		`{"e":"wax","id":"1"}`: 0, `{"e":"journal","id":"7"}`: 0, `{"e":"intent2"}`: 0,
		"garbage": 1, "null": 1, "7": 1, `"e"`: 1, "[]": 1, "{": 1, "{}": 1, `{"e":7}`: 1, `{"e":""}`: 1, "\x00\x00\x00": 1, "\xff": 1,
		strings.Repeat("x", maxLine): 1, strings.Repeat("x", 3*maxLine+7): 1, `{"e":"` + strings.Repeat("[", 20_000): 1,
		`{"e":"intent","id":"1"}`:                                                        1, // of what?
		`{"e":"intent","id":"1",` + at + `,"op":"o","target":"a\nb"}`:                    1,
		`{"e":"intent","id":"1",` + at + `,"op":"o","target":"a","digest":"no"}`:         1,
		`{"e":"intent","id":"1",` + at + `,"op":"o","target":"a","want":[]}`:             1,
		`{"e":"intent","id":"1","time":"yesterday","op":"o","target":"a"}`:               1,
		`{"e":"intent","id":"",` + at + `,"op":"o","target":"a"}`:                        1,
		`{"e":"outcome","id":"good",` + at + `,"ending":"eaten"}`:                        1,
		`{"e":"outcome","id":"good",` + at + `}`:                                         1,
		`{"e":"adopted","id":"good",` + at + `}`:                                         1,
		`{"e":"outcome","id":"gone",` + at + `,"ending":"done"}`:                         0, // its intent may come yet
		`{"e":"sent","id":"good",` + at + `,"more":{"a":[1]},"x":null,"run":"somebody"}`: 0,
	} {
		good := `{"e":"intent","id":"good",` + at + `,"run":"r","op":"o","target":"a","later":[1,2]}`
		j := inMemory(fmt.Appendf(nil, "%s\n%s\n%s\n", line, good, line)).run(t)
		list := entries(t, j)
		if len(list) != 1 || list[0].ID != "good" || list[0].Ending != Open || j.Bad() != 2*bad {
			t.Errorf("%.60q: %d bad, %+v", line, j.Bad(), list)
		}
	}
}

// TestSentWithoutATime: that something was sent is believed even where nobody
// says when.
func TestSentWithoutATime(t *testing.T) {
	j := inMemory([]byte(`{"e":"intent","id":"i","time":"2026-11-22T14:00:00Z","run":"r","op":"approve work item","target":"a"}` + "\n" + `{"e":"sent","id":"i"}`)).run(t)
	if got, err := j.Adopt(); err != nil || len(got) != 1 || !got[0].Left() {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestClockOutOfReach(t *testing.T) {
	w := inMemory(nil)
	j := w.run(t)
	w.clock.pass(24 * 365 * 200 * time.Hour)
	w.clock.at = w.clock.at.AddDate(9000, 0, 0)
	if err := j.Begin(Intent{ID: "i", Op: api.PatchTask}); err == nil || len(entries(t, j)) != 0 {
		t.Errorf("the year %d: %v", w.clock.at.Year(), err)
	}
}

// FuzzRead holds that no file, whatever it holds, stops a journal: it reads it,
// goes on writing, and knows afterwards what the next run reads.
func FuzzRead(f *testing.F) {
	w := inMemory(nil)
	j := New(w.store(), tenantName, w.clock.now)
	id := begin(f, j, "x", "y")
	send(f, j, id)
	end(f, j, id, Done)
	f.Add(w.data(f))
	for _, s := range hostile {
		raw, _ := json.Marshal(map[string]any{"e": "intent", "id": "i", "time": w.clock.now(), "op": s, "name": s, "want": map[string]string{s: s, s + "k": s}})
		f.Add(raw)
	}
	f.Add([]byte("{\"e\":\"outcome\",\"id\":\"i\",\"ending\":\"done\"}\n\x00\x00\n{\"e\":\"adopted\",\"id\":\"i\",\"run\":\"r\"}\n{"))
	f.Add([]byte(`{"e":"intent","id":"i","op":"o"}` + "\n" + `{"e":"outcome","id":"0","ending":"done"}`)) // of no time: too old to keep
	f.Fuzz(func(t *testing.T, data []byte) {
		w := inMemory(data)
		j := w.run(t)
		was := entries(t, j)
		for _, e := range was {
			if safe.Line(e.Name) != e.Name || safe.Line(e.Words) != e.Words || safe.Line(string(e.Op)) != string(e.Op) || e.ID == "" {
				t.Fatalf("%+v", e)
			}
		}
		adopted, err := j.Adopt()
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range adopted {
			if e.Ending.Settled() {
				t.Fatalf("adopted %+v", e)
			}
			end(t, j, e.ID, Lost)
		}
		id := begin(t, j, "fresh")
		send(t, j, id)
		end(t, j, id, Done)
		if err := j.rotate(w.clock.now().Add(-kept)); err != nil {
			t.Fatal(err)
		}
		left := entries(t, j)
		for _, e := range was {
			old := e.Ending.Settled() && e.Ended.Before(w.clock.now().Add(-kept))
			if !old && !slices.Contains(ids(left), e.ID) {
				t.Fatalf("%s was lost", e.ID)
			}
		}
		if diff := cmp.Diff(left, entries(t, w.run(t))); diff != "" {
			t.Fatal(diff)
		}
	})
}
