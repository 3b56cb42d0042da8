package kind

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/vendordocs"
)

func of(dataType string, many bool) Attribute {
	return Of(api.NEAttribute{UID: "x", DataType: dataType, Multiple: many})
}

// TestKindsOfTheDocument holds the table against the vendor's document: every
// data type and every date format it has is known here.
func TestKindsOfTheDocument(t *testing.T) {
	var d struct {
		Components struct {
			Schemas struct {
				Attribute struct {
					Properties map[string]struct {
						Enum []string `json:"enum"`
					}
				}
			}
		}
	}
	if err := json.Unmarshal(vendordocs.Read(t, "nerm.json"), &d); err != nil {
		t.Fatal(err)
	}
	types, formats := d.Components.Schemas.Attribute.Properties["data_type"].Enum, d.Components.Schemas.Attribute.Properties["date_format"].Enum
	if len(types) != 14 || len(formats) != 6 {
		t.Fatalf("%d types, %d formats", len(types), len(formats))
	}
	for _, typ := range types {
		if _, known := kinds[typ]; !known {
			t.Errorf("%s is not known", typ)
		}
	}
	for _, f := range formats {
		if Formats[f] == "" {
			t.Errorf("%s is not known", f)
		}
	}
}

func TestOf(t *testing.T) {
	for dataType, want := range map[string]struct {
		kind   Kind
		many   bool // without allow_multiple_selections
		chosen bool
	}{
		"text field": {Text, false, false}, "text area": {Area, false, false}, "date": {Date, false, false}, "Drop-Down": {Choice, false, true},
		"check boxes": {Choice, true, true}, "tags": {Tags, true, true}, "owner search": {Person, false, true}, "profile select": {Profile, false, true},
		"attachment": {File, false, false}, "number": {Number, false, false}, "boolean": {YesNo, false, true}, "surprise": {Text, false, false}, "": {Text, false, false},
	} {
		a := of(dataType, false)
		if a.Kind != want.kind || a.Many != want.many || a.Chosen() != want.chosen {
			t.Errorf("%s is %+v", dataType, a)
		}
	}
	for _, dataType := range []string{"drop-down", "contributor search", "profile search"} {
		if !of(dataType, true).Many {
			t.Errorf("%s takes one only", dataType)
		}
	}
	if of("text field", true).Many {
		t.Error("a text is a list")
	}
}

func TestSplitAndJoin(t *testing.T) {
	for _, c := range []struct {
		a     Attribute
		value string
		parts []string
		joins string
	}{
		{of("drop-down", false), " Leeds ", []string{"Leeds"}, "Leeds"},
		{of("drop-down", false), "", nil, ""},
		{of("check boxes", false), "badge, VPN,laptop", []string{"badge", "VPN", "laptop"}, "badge, VPN, laptop"},
		{of("tags", false), ",a,,b,", []string{"a", "b"}, "a, b"},
		{of("profile search", true), "Lot A,Lot B", []string{"Lot A", "Lot B"}, "Lot A,Lot B"},
		{of("profile search", false), "Müller, GmbH", []string{"Müller, GmbH"}, "Müller, GmbH"},
		{of("owner search", true), "Ada (a@x),Bo (b@x)", []string{"Ada (a@x)", "Bo (b@x)"}, "Ada (a@x),Bo (b@x)"},
		{of("owner search", true), "Lovelace, Ada (a@x), Bo (b@x)", []string{"Lovelace, Ada (a@x)", "Bo (b@x)"}, "Lovelace, Ada (a@x),Bo (b@x)"},
		{of("owner search", true), "Ada (a@x, b@x)", []string{"Ada (a@x, b@x)"}, "Ada (a@x, b@x)"},
		{of("owner search", true), "33f072dd-13b4-41e1-8ea0-16f2a59b57c8,Bo (b@x)", []string{"33f072dd-13b4-41e1-8ea0-16f2a59b57c8", "Bo (b@x)"}, "33f072dd-13b4-41e1-8ea0-16f2a59b57c8,Bo (b@x)"},
		{of("owner search", true), "Ada,Bo", []string{"Ada", "Bo"}, "Ada,Bo"},
	} {
		parts := c.a.Split(c.value)
		if !slices.Equal(parts, c.parts) || c.a.Join(parts) != c.joins {
			t.Errorf("%s %q becomes %q and %q", c.a.DataType, c.value, parts, c.a.Join(parts))
		}
	}
}

// TestSplitKnown pins that the commas of names that are known separate nothing.
func TestSplitKnown(t *testing.T) {
	a := of("profile search", true)
	known := []string{"Müller, GmbH", "Müller", ""}
	for value, want := range map[string][]string{
		"Müller, GmbH,Lot A": {"Müller, GmbH", "Lot A"}, "Lot A, Müller, GmbH": {"Lot A", "Müller, GmbH"}, "Müller,Lot A,Lot B": {"Müller", "Lot A", "Lot B"},
		"Müller, GmbH & Co,x": {"Müller", "GmbH & Co", "x"}, "": nil, ",": nil,
	} {
		if got := a.Split(value, known...); !slices.Equal(got, want) {
			t.Errorf("%q becomes %q, want %q", value, got, want)
		}
	}
}

func TestSame(t *testing.T) {
	for _, c := range []struct {
		a    Attribute
		x, y string
		same bool
	}{
		{of("text field", false), "a", "a", true}, {of("text field", false), "a", "a ", false}, {of("text area", false), "a,b", "a, b", false},
		{of("check boxes", false), "a, b", "b,a", true}, {of("check boxes", false), "a", "a, b", false},
		{of("owner search", true), "A (a@x),B (b@x)", "A (a@x), B (b@x)", true}, {of("owner search", true), "A (a@x),B (b@x)", "B (b@x),A (a@x)", false},
		{of("drop-down", false), "a ", "a", true}, {of("date", false), "03/14/2026", "3/14/2026", false},
	} {
		if got := c.a.Same(c.x, c.y); got != c.same {
			t.Errorf("%s: %q and %q are the same: %v", c.a.DataType, c.x, c.y, got)
		}
	}
}

func TestDates(t *testing.T) {
	day := time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)
	for format, layout := range Formats {
		a := Of(api.NEAttribute{DataType: "date", DateFormat: strings.ToUpper(format)})
		if why := a.Check(day.Format(layout), nil); why != "" {
			t.Errorf("%s refuses %s: %s", format, day.Format(layout), why)
		}
		for other, written := range Formats {
			if v := day.Format(written); written != layout {
				if why := a.Check(v, nil); !strings.Contains(why, "must be a date as "+format) || !strings.HasSuffix(why, "did you mean "+day.Format(layout)+"?") {
					t.Errorf("%s says of %s, which is %s: %q", format, v, other, why)
				}
			}
		}
		for _, v := range []string{"soon", "2026", "31.12.2026", "99/99/9999", day.Format(layout) + " "} {
			if a.Check(v, nil) == "" {
				t.Errorf("%s takes %q", format, v)
			}
		}
	}
	iso := Of(api.NEAttribute{DataType: "date", DateFormat: "yyyy-mm-dd"})
	if why := iso.Check("03/04/2026", nil); strings.Contains(why, "did you mean") {
		t.Errorf("a date that can be read in two ways: %s", why)
	}
	if why := Of(api.NEAttribute{DataType: "date", DateFormat: "d.m.y"}).Check("1.2.26", nil); why != "" {
		t.Errorf("a notation of its own is checked: %s", why)
	}
}

func TestCheck(t *testing.T) {
	sites := []string{"Bergen", "Leeds"}
	for _, c := range []struct {
		a       Attribute
		value   string
		options []string
		before  string
		want    string
	}{
		{of("drop-down", false), "Leeds", sites, "", ""}, {of("drop-down", false), "Rome", sites, "", `"Rome" is none of the choices: Bergen, Leeds`},
		{of("drop-down", false), "Rome", nil, "", ""}, {of("drop-down", false), "Rome", sites, "Rome", ""}, {of("drop-down", false), "Rome", []string{}, "", `"Rome" is none of the choices: there are none`},
		{of("check boxes", false), "Leeds, Bergen", sites, "", ""}, {of("check boxes", false), "Leeds, Leeds", sites, "", "has the same choice twice"},
		{of("check boxes", false), "Leeds, Rome", sites, "Rome", ""}, {of("tags", false), "anything", sites, "", ""},
		{of("number", false), "12", nil, "", ""}, {of("number", false), "a dozen", nil, "", "must be a number, such as 12 or 2.5"},
		{of("boolean", false), "Yes", nil, "", ""}, {of("boolean", false), "perhaps", nil, "", "must be yes or no"},
		{of("owner search", true), "A (a@x),A (a@x)", nil, "", "has the same one twice"}, {of("text field", false), "x", sites, "", ""},
		{of("number", false), "", nil, "", ""},
	} {
		if got := c.a.Check(c.value, c.options, c.before); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.a.DataType, c.value, got, c.want)
		}
	}
	many := make([]string, 20)
	for i := range many {
		many[i] = string(rune('a' + i))
	}
	if got := of("drop-down", false).Check("z", many); !strings.HasSuffix(got, "a, b, c, d, e, f, g, h and 12 more") {
		t.Error(got)
	}
}

func TestWords(t *testing.T) {
	for want, a := range map[string]Attribute{
		"date mm/dd/yyyy": Of(api.NEAttribute{DataType: "date", DateFormat: "mm/dd/yyyy"}), "check boxes · several": of("check boxes", false), "text field": of("text field", true),
	} {
		if got := a.Words(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// FuzzSplit holds that splitting loses no text that is not blank, and that what
// was joined splits into the same again.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"", "a,b", "Lovelace, Ada (a@x), Bo (b@x)", "((,))", ",,,", "33f072dd-13b4-41e1-8ea0-16f2a59b57c8"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, a := range []Attribute{of("owner search", true), of("profile search", true), of("tags", false), of("drop-down", false)} {
			parts := a.Split(value)
			if got, want := letters(strings.Join(parts, "")), letters(value); got != want {
				t.Fatalf("%s: %q lost text in %q", a.DataType, value, parts)
			}
			if again := a.Split(a.Join(parts)); !slices.Equal(again, parts) {
				t.Fatalf("%s: %q becomes %q and then %q", a.DataType, value, parts, again)
			}
			_ = a.Check(value, []string{"a"}, value)
			if !a.Same(value, value) {
				t.Fatalf("%q is not the same as itself", value)
			}
		}
	})
}

// letters returns a text without blanks and commas.
func letters(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r == ',' || r == ' ' || strings.ContainsRune("\t\n\v\f\r\u0085\u00a0", r) || strings.TrimSpace(string(r)) == ""
	}), "")
}
