package edit

import (
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/ui/theme"
	"iscope/views/workflows/delta"
)

// TestTold pins what the last question says of a patch: where it changes
// something, from what to what, and how many places more there are.
func TestTold(t *testing.T) {
	const before = `{"name":"Joiner","owner":{"id":"a"},"enabled":false,"description":"Orders a laptop for a new starter, and books the desk.",` +
		`"definition":{"start":"A","steps":{"A":{"url":"https://one.test","x":1,"y":1}}}}`
	st := theme.New("mono", true, false, "")
	for name, c := range map[string]struct {
		edit []string // what is replaced by what
		want []string
	}{
		"a value": {[]string{"https://one.test", "https://two.test"}, []string{"1 value is changed; all else stays as it is:", "  definition › steps › A › url", `    "https://one.test" → "https://two.test"`}},
		"the end": {[]string{"books the desk", "orders a chair"}, []string{"1 value is changed; all else stays as it is:", "  description", `    "Orders a laptop for a new starter, and books the desk."`, `    → "Orders a laptop for a new starter, and orders a chair."`}},
		"far behind": {
			[]string{"books the desk", "books the desk, the phone, the badge and the parking"},
			[]string{"1 value is changed; all else stays as it is:", "  description", `    …a new starter, and books the desk."`, `    → …a new starter, and books the desk, the phone, the badge and the …`},
		},
		"taken":    {[]string{`"x":1,`, ``}, []string{"1 value is changed; all else stays as it is:", "  definition › steps › A › x", "    1 → (taken away)"}},
		"new":      {[]string{`"x":1,`, `"x":1,"z":"n",`}, []string{"1 value is changed; all else stays as it is:", "  definition › steps › A › z", `    (nothing) → "n"`}},
		"too many": {[]string{"Joiner", "J", "Orders a", "Buys one", `"start":"A"`, `"start":"B"`, `"y":1`, `"y":2`}, []string{"4 values are changed; all else stays as it is:", "  name", `    "Joiner" → "J"`}},
	} {
		t.Run(name, func(t *testing.T) {
			after := strings.NewReplacer(c.edit...).Replace(before)
			patch, err := delta.Patch([]byte(before), []byte(after))
			if err != nil {
				t.Fatal(err)
			}
			r := &request{patch: patch, doc: []byte(after)}
			got := r.told([]byte(before), st)
			if len(got) < len(c.want) || !slices.Equal(got[:len(c.want)], c.want) {
				t.Errorf("%s", strings.Join(got, "\n"))
			}
			if more := len(c.edit)/2 > toldChanges; more != (got[len(got)-1] == "  and 1 more, as reviewed") {
				t.Errorf("the last line is %q", got[len(got)-1])
			}
		})
	}
}

// TestDraftSaysWhatItIsWithout pins that a draft without a secret is not called
// saved like any other.
func TestDraftSaysWhatItIsWithout(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.edit(Whole)
		s.replace(`Orders a laptop`, `Orders one laptop`)
		s.Advance(time.Minute)
		s.shows("draft saved")
		s.replace(`"method": "post"`, `"method": "post", "password": "hunter2"`)
		s.Advance(time.Minute)
		s.shows("draft saved, without 1 secret")
	})
}
