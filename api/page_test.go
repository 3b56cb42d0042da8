package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"pgregory.net/rapid"
)

// TestRawKeepsRecords puts pages of every size in, so that some are deflated
// and some are not, and takes every record out again.
func TestRawKeepsRecords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 300).Draw(t, "rows")
		pad := rapid.IntRange(0, 300).Draw(t, "pad")
		rows := make([]json.RawMessage, n)
		for i := range rows {
			rows[i] = fmt.Appendf(nil, ` {"id" : "%d", "pad":"%0*d"} `, i, pad, i)
		}
		raws := RawRows(rows)
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, n-1), 1, 20).Draw(t, "looked at") {
			var want bytes.Buffer
			if err := json.Compact(&want, rows[i]); err != nil {
				t.Fatal(err)
			}
			if got := raws[i].JSON(); !bytes.Equal(got, want.Bytes()) {
				t.Fatalf("row %d of %d is %s, want %s", i, n, got, want.Bytes())
			}
		}
	})
}

func TestRawEdges(t *testing.T) {
	if (Raw{}).JSON() != nil || !(Raw{}).IsZero() || RawRows(nil) != nil {
		t.Error("no record is not nothing")
	}
	if r := RawRow([]byte(`not JSON`)); string(r.JSON()) != `not JSON` || r.IsZero() {
		t.Errorf("a record that is no JSON became %s", r.JSON())
	}
	if r := RawRow(nil); len(r.JSON()) != 0 {
		t.Errorf("an empty record became %s", r.JSON())
	}
	raws := RawRows([]json.RawMessage{[]byte(`1`), []byte(`2`)})
	if _ = append(raws[0].JSON(), 'x'); string(raws[1].JSON()) != `2` {
		t.Error("appending to one record reaches into the next")
	}
}

// TestRawIsSharedSafely looks at two deflated pages from many goroutines.
func TestRawIsSharedSafely(t *testing.T) {
	rows := make([]json.RawMessage, 250)
	for i := range rows {
		rows[i] = fmt.Appendf(nil, `{"id":"%0200d"}`, i)
	}
	one, two := RawRows(rows), RawRows(rows)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 100 {
				n := (g*31 + i) % len(rows)
				if !bytes.Equal(one[n].JSON(), two[n].JSON()) {
					t.Errorf("row %d differs", n)
				}
			}
		})
	}
	wg.Wait()
}

func TestPretty(t *testing.T) {
	for in, want := range map[string]string{
		`{"b":1,"a":[]}`: "{\n  \"b\": 1,\n  \"a\": []\n}", `"\u001b"`: `"\u001b"`, "no \x1bJSON": "no ␛JSON", ``: ``, "{\"a\":\"\u202e\"}": "{\n  \"a\": \"�\"\n}",
	} {
		if got := Pretty([]byte(in)); got != want {
			t.Errorf("Pretty(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestPackTexts(t *testing.T) {
	items := []WorkItem{{ID: "a", Description: "first"}, {}, {ID: "c", Description: "third", Value: "v", Name: "kept"}}
	want := append([]WorkItem(nil), items...)
	PackTexts(items)
	for i := range items {
		if items[i] != want[i] {
			t.Errorf("%+v became %+v", want[i], items[i])
		}
	}
	if n := testing.AllocsPerRun(10, func() { PackTexts([]Identity{{Name: "x"}}) }); n > 1 {
		t.Errorf("records without texts of their own cost %v allocations", n)
	}
	PackTexts[WorkItem](nil)
}

func TestCalls(t *testing.T) {
	var c Calls
	if c.Len() != 0 || len(c.Latest()) != 0 {
		t.Error("no calls are some")
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 300 {
				c.Add(Call{Op: ListTasks, Took: time.Second})
				c.Latest()
			}
		})
	}
	wg.Wait()
	latest := c.Latest()
	if c.Len() != 1200 || len(latest) != callsKept {
		t.Fatalf("%d calls, %d kept", c.Len(), len(latest))
	}
	for i, call := range latest {
		if call.N != 1200-i {
			t.Fatalf("call %d of the latest is number %d", i, call.N)
		}
	}
}

func TestEqualTextsOfAPageArePackedOnce(t *testing.T) {
	items := []WorkItem{{ID: "1", Description: strings.Clone("Approve access"), Value: "SAP"}, {ID: "2", Description: strings.Clone("Approve access")}, {ID: "3", Value: "Approve access"}}
	PackTexts(items)
	if a, b, c := items[0].Description, items[1].Description, items[2].Value; unsafe.StringData(a) != unsafe.StringData(b) || unsafe.StringData(a) != unsafe.StringData(c) {
		t.Error("equal texts are kept more than once")
	}
	if items[0].Value != "SAP" || items[1].Value != "" || items[2].ID != "3" || items[2].Description != "" {
		t.Errorf("%+v", items)
	}
}
