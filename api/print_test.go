package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

const printed = `{"id":"i","type":"Approval","state":"Pending","name":"n","description":"d","requesterId":"q","requesterDisplayName":"r","ownerId":"o",` +
	`"created":"2026-02-11T18:45:37Z","numItems":2,` +
	`"approvalItems":[{"id":"l1","account":"a","application":"b","name":"c","operation":"Add","value":"v","state":"Pending"},{"id":"l2","value":"w","state":"Finished"}],` +
	`"remediationItems":[{"id":"m1","targetId":"t","attributeValue":"z","nativeIdentity":"k"}],"form":{"id":"f","targetUser":"u"}}`

// prints returns the fingerprints of an item and of its lines l1 and l2.
func prints(t *testing.T, raw string) [3]uint64 {
	t.Helper()
	it, ok := ReadWorkItem([]byte(raw))
	if !ok {
		t.Fatalf("unreadable: %s", raw)
	}
	it.SetRaw(RawRow([]byte(raw)))
	return [3]uint64{it.Print, it.LinePrint("l1"), it.LinePrint("l2")}
}

// TestPrints pins what changes the fingerprints of an item and of its lines:
// all that is asked, as the tenant sent it, however it looks when shown.
func TestPrints(t *testing.T) {
	const none, item, line1, line2 = 0, 1, 2, 4
	long := strings.Repeat("x", 70_000)
	for name, c := range map[string]struct {
		old, new string
		changes  int
	}{
		"value":                 {`"value":"v"`, `"value":"V"`, item | line1},
		"value of another line": {`"value":"w"`, `"value":"W"`, item | line2},
		"hidden character":      {`"value":"v"`, `"value":"v\u200b"`, item | line1},
		"control character":     {`"value":"v"`, `"value":"v\u0007"`, item | line1},
		"other kind of value":   {`"value":"v"`, `"value":["v"]`, item | line1},
		"member moved":          {`"account":"a","application":"b"`, `"account":"ab","application":""`, item | line1},
		"description":           {`"description":"d"`, `"description":"d\u202e"`, item | line1 | line2},
		"requester":             {`"requesterId":"q"`, `"requesterId":"Q"`, item | line1 | line2},
		"owner":                 {`"ownerId":"o"`, `"ownerId":"p"`, item | line1 | line2},
		"decided":               {`"state":"Pending"},{`, `"state":"Rejected"},{`, item | line1},
		"open as null":          {`"state":"Pending"},{`, `"state":null},{`, none},
		"open as nothing":       {`"state":"Pending"},{`, `"state":""},{`, none},
		"open in capitals":      {`"state":"Pending"},{`, `"state":"PENDING"},{`, none},
		"open without a state":  {`"v","state":"Pending"}`, `"v"}`, none},
		"undecided again":       {`"state":"Finished"`, `"state":null`, item | line2},
		"remediation":           {`"attributeValue":"z"`, `"attributeValue":"z "`, item},
		"remediation, further":  {`{"id":"m1"`, `{"id":"m0"},{"id":"m1"`, item},
		"form":                  {`"targetUser":"u"`, `"targetUser":"U"`, item},
		"line gone":             {`,{"id":"l2","value":"w","state":"Finished"}`, ``, item | line2},
		"time":                  {`2026-02-11`, `2026-02-12`, none},
		"count":                 {`"numItems":2`, `"numItems":3`, none},
		"state of the item":     {`"type":"Approval","state":"Pending"`, `"type":"Approval","state":null`, none},
	} {
		if n := strings.Count(printed, c.old); n != 1 {
			t.Fatalf("%s: %d places", name, n)
		}
		was, is := prints(t, printed), prints(t, strings.Replace(printed, c.old, c.new, 1))
		for i, what := range []string{"item", "l1", "l2"} {
			if changed := was[i] != is[i]; changed != (c.changes&(1<<i) != 0) {
				t.Errorf("%s changes the print of %s: %v", name, what, changed)
			}
		}
	}
	with := func(value string) [3]uint64 {
		return prints(t, strings.Replace(printed, `"value":"v"`, `"value":`+value, 1))
	}
	if a, b := with(`"`+long+`1"`), with(`"`+long+`2"`); a[0] == b[0] || a[1] == b[1] || a[2] != b[2] {
		t.Error("values that differ behind what is shown have the same print")
	}
	if a, b := with(`{"a": [1, 2]}`), with(`{"a":[1,2]}`); a != b {
		t.Error("spaces between members change the print")
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte(printed), "", "  "); err != nil || prints(t, indented.String()) != prints(t, printed) {
		t.Errorf("indenting changes the print: %v", err)
	}
	if it, _ := ReadWorkItem([]byte(printed)); it.LinePrint("l1") != 0 || prints(t, printed)[1] == 0 {
		t.Error("a line without a record has a print")
	}
}

// TestFormPrints pins that all of a form is in the fingerprint of its item,
// and that the same form in other words is the same.
func TestFormPrints(t *testing.T) {
	const form = `{"id":"f","name":"n","title":"t","subtitle":"s","targetUser":"u","sections":[{"name":"s1","label":"S","formItems":[` +
		`{"name":"a","displayName":"A","type":"select","required":true,"value":null,"helpKey":"h","allowedValues":[{"label":"L1","value":"v1"},{"label":"L2","value":"v2"}]},` +
		`{"name":"s2","label":"T","formItems":[{"name":"b","x":1.0}]}]}]}`
	with := func(form string) uint64 {
		return prints(t, `{"id":"i","type":"Form","form":`+form+`}`)[0]
	}
	was := with(form)
	for name, c := range map[string]struct {
		old, new string
		same     bool
	}{
		"title":              {`"title":"t"`, `"title":"T"`, false},
		"subtitle":           {`"subtitle":"s"`, `"subtitle":"S"`, false},
		"target":             {`"targetUser":"u"`, `"targetUser":"w"`, false},
		"label of a section": {`"label":"S"`, `"label":"s"`, false},
		"label of a field":   {`"displayName":"A"`, `"displayName":"B"`, false},
		"name of a field":    {`"name":"b"`, `"name":"c"`, false},
		"type":               {`"type":"select"`, `"type":"text"`, false},
		"required":           {`"required":true`, `"required":false`, false},
		"value":              {`"value":null`, `"value":"v1"`, false},
		"label of an option": {`"label":"L2"`, `"label":"L1"`, false},
		"value of an option": {`"value":"v2"`, `"value":"v3"`, false},
		"option gone":        {`,{"label":"L2","value":"v2"}`, ``, false},
		"option twice":       {`,{"label":"L2","value":"v2"}`, `,{"label":"L2","value":"v2"},{"label":"L2","value":"v2"}`, false},
		"options swapped":    {`{"label":"L1","value":"v1"},{"label":"L2","value":"v2"}`, `{"label":"L2","value":"v2"},{"label":"L1","value":"v1"}`, false},
		"hidden character":   {`"label":"L2"`, `"label":"L2\u200b"`, false},
		"broken character":   {`"label":"L2"`, `"label":"L2\ud800"`, false},
		"novel member":       {`"x":1.0`, `"x":2.0`, false},
		"way of a number":    {`"x":1.0`, `"x":1`, false},
		"section gone":       {`,{"name":"s2","label":"T","formItems":[{"name":"b","x":1.0}]}`, ``, false},
		"null left out":      {`"value":null,`, ``, true},
		"null as empty":      {`"value":null`, `"value":""`, true},
		"spaces":             {`"sections":[`, `"sections" : [ `, true},
		"order of members":   {`{"label":"L1","value":"v1"}`, `{"value":"v1","label":"L1"}`, true},
		"way of a character": {`"label":"L1"`, `"label":"\u004c1"`, true},
	} {
		if n := strings.Count(form, c.old); n != 1 {
			t.Fatalf("%s: %d places", name, n)
		}
		if is := with(strings.Replace(form, c.old, c.new, 1)); (is == was) != c.same {
			t.Errorf("%s: the same print: %v", name, is == was)
		}
	}
	broken := func(code string) uint64 {
		return with(strings.Replace(form, `"label":"L2"`, `"label":"L2`+code+`"`, 1))
	}
	if broken(`\ud800`) == broken(`\ud801`) || broken(`\ud800`) == broken("\ufffd") {
		t.Error("texts that differ and look the same have the same print")
	}
	if with(`null`) == was || with(`null`) != with(`{}`) || with(`{}`) != with(`{"sections":[]}`) {
		t.Error("a form that says nothing is not as none")
	}
	if prints(t, `{"id":"i","form":[`+form+`]}`)[0] == 0 {
		t.Error("a form in a list has no print")
	}
}

// BenchmarkReadWorkItems reads one full page.
func BenchmarkReadWorkItems(b *testing.B) {
	rows := make([][]byte, MaxPage)
	for i := range rows {
		rows[i] = []byte(strings.Replace(printed, `"id":"i"`, fmt.Sprintf(`"id":"2c9180835d191a86015d28455b4b%04d"`, i), 1))
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, row := range rows {
			if _, ok := ReadWorkItem(row); !ok {
				b.Fatal("unreadable")
			}
		}
	}
}
