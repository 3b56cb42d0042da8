package api

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iscope/api/vendordocs"
)

// formOf reads the form of a work item whose sections are given.
func formOf(t testing.TB, sections string) *Form {
	t.Helper()
	raw := []byte(`{"id":"i","type":"Form","form":{"name":"AccountSelection Form","title":"t","sections":` + sections + `}}`)
	it, ok := ReadWorkItem(raw)
	if !ok {
		t.Fatalf("unreadable: %s", raw)
	}
	it.SetRaw(RawRow(raw))
	return it.Body().Form
}

// fieldOf reads a single field.
func fieldOf(t testing.TB, members string) FormField {
	t.Helper()
	f := formOf(t, `[{"name":"s","formItems":[{`+members+`}]}]`)
	fields := f.Fields()
	if len(fields) != 1 || f.Partial {
		t.Fatalf("%s is read as %d fields, in part: %v", members, len(fields), f.Partial)
	}
	return fields[0]
}

const ab = `"allowedValues":["a","b"]`

// TestFieldKinds pins how the words of a tenant decide what an answer looks
// like, and what cannot be answered here.
func TestFieldKinds(t *testing.T) {
	for members, want := range map[string]struct {
		kind    FieldKind
		problem string
	}{
		`"name":"f"`:                                                 {FieldText, ""},
		`"name":"f","type":"string"`:                                 {FieldText, ""},
		`"name":"f","type":"TEXT_AREA"`:                              {FieldLines, ""},
		`"name":"f","type":"string","displayType":"textArea"`:        {FieldLines, ""},
		`"name":"f","type":"select",` + ab:                           {FieldChoice, ""},
		`"name":"f","type":"string","displayType":"combo",` + ab:     {FieldChoice, ""},
		`"name":"f","type":"anything at all",` + ab:                  {FieldChoice, ""},
		`"name":"f",` + ab:                                           {FieldChoice, ""},
		`"name":"f","type":"boolean"`:                                {FieldChoice, ""},
		`"name":"f","displayType":"checkbox"`:                        {FieldChoice, ""},
		`"name":"f","displayType":"text","type":"long"`:              {FieldWhole, ""},
		`"name":"f","type":"number"`:                                 {FieldNumber, ""},
		`"name":"f","dataType":"Date"`:                               {FieldDate, ""},
		`"name":"f","type":"label","value":"Read this."`:             {FieldShown, "only to be read"},
		`"name":"f","readOnly":true`:                                 {FieldShown, "only to be read"},
		`"name":"f","hidden":"true"`:                                 {FieldShown, "only to be read"},
		`"label":"L"`:                                                {FieldText, "no name"},
		`"name":"a\u200bb"`:                                          {FieldText, "characters"},
		`"name":"a\ud800"`:                                           {FieldText, "characters"},
		`"name":" a"`:                                                {FieldText, "characters"},
		`"name":"f","type":"select"`:                                 {FieldChoice, "did not come"},
		`"name":"f","type":"select","allowedValues":[{"a":1,"b":2}]`: {FieldChoice, "could not be read"},
		`"name":"f","type":"select","allowedValues":"a,b"`:           {FieldChoice, "could not be read"},
		`"name":"f","type":"multiSelect",` + ab:                      {FieldChoice, "several"},
		`"name":"f","isMultiValued":true,` + ab:                      {FieldChoice, "several"},
		`"name":"f","type":"slider"`:                                 {FieldOther, `"slider"`},
		`"name":"f","type":"secret"`:                                 {FieldOther, `"secret"`},
		`"name":"f","value":{"a":1,"b":2}`:                           {FieldText, "structure"},
		`"name":"f","value":["a"]`:                                   {FieldText, "structure"},
		`"name":"f","value":"a\u202eb"`:                              {FieldText, "characters"},
		`"name":"f","value":"a\nb"`:                                  {FieldText, "characters"},
		`"name":"f","type":"textarea","value":"a\nb"`:                {FieldLines, ""},
		`"name":"f","value":"` + strings.Repeat("x", 3000) + `"`:     {FieldText, "characters"},
	} {
		f := fieldOf(t, members)
		if f.Kind != want.kind || (f.Problem == "") != (want.problem == "") || !strings.Contains(f.Problem, want.problem) {
			t.Errorf("%.90s: kind %d, problem %q", members, f.Kind, f.Problem)
		}
	}
}

// TestFieldMembers covers the spellings of what a field has.
func TestFieldMembers(t *testing.T) {
	for members, want := range map[string]FormField{
		`"name":"f","displayName":"D","label":"L","type":"text","value":"v","helpText":"h","required":true`:     {Name: "f", Label: "L", Type: "text", Value: "v", Help: "h", Required: true},
		`"name":"f","displayName":"D","dataType":"string","defaultValue":"v","helpKey":"h","isRequired":"true"`: {Name: "f", Label: "D", Type: "string", Value: "v", Help: "h", Required: true},
		`"name":"f","displayType":"text","value":null,"defaultValue":7,"description":"h","mandatory":1`:         {Name: "f", Label: "f", Type: "text", Value: "7", Help: "h", Required: true},
		`"name":"f","label":"","required":null,"value":""`:                                                      {Name: "f", Label: "f"},
		`"name":"f","type":"select","value":{"id":"a","name":"Ada"},` + ab:                                      {Name: "f", Label: "f", Type: "select", Kind: FieldChoice, Value: "a", Options: []FormOption{{"a", "a"}, {"b", "b"}}},
		`"name":"f","type":"boolean","value":true`:                                                              {Name: "f", Label: "f", Type: "boolean", Kind: FieldChoice, Value: "true", Options: []FormOption{{"yes", "true"}, {"no", "false"}}},
		`"name":"f","type":"boolean","value":"False"`:                                                           {Name: "f", Label: "f", Type: "boolean", Kind: FieldChoice, Value: "false", Options: []FormOption{{"yes", "true"}, {"no", "false"}}},
	} {
		if d := cmp.Diff(want, fieldOf(t, members)); d != "" {
			t.Errorf("%s: %s", members, d)
		}
	}
}

// TestOptions covers the spellings of choices. What does not say which is the
// value is counted, never guessed.
func TestOptions(t *testing.T) {
	for members, want := range map[string]struct {
		options string
		unread  int
	}{
		`"allowedValues":["a","b","a",null,""]`:                                            {"a=a b=b", 0},
		`"allowedValues":[1,true]`:                                                         {"1=1 true=true", 0},
		`"allowedValues":[{"label":"A","value":"a"},{"value":"b"}]`:                        {"A=a b=b", 0},
		`"allowedValuesList":[{"displayName":"A","id":"a"}]`:                               {"A=a", 0},
		`"allowedValuesList":[{"Ada (SAP)":"a"},{"Bob":"b"}]`:                              {"Ada (SAP)=a Bob=b", 0},
		`"allowedValuesList":[{"Val1Display":null,"Val1Value":null}]`:                      {"", 1},
		`"options":[{"name":"A","key":"a"}]`:                                               {"A=a", 0},
		`"choices":[{"text":"A","value":12}]`:                                              {"A=12", 0},
		`"allowedValues":{"values":[{"label":"A","value":"a"},"b"]}`:                       {"A=a b=b", 0},
		`"allowedValues":{"options":["a"]}`:                                                {"a=a", 0},
		`"allowedValues":{"label":"A","value":"a"}`:                                        {"A=a", 0},
		`"dataSource":{"config":{"options":[{"label":"A","value":"a"}]}}`:                  {"A=a", 0},
		`"config":{"options":[{"label":"A","value":"a"}]}`:                                 {"A=a", 0},
		`"allowedValues":[],"options":["a"]`:                                               {"a=a", 0},
		`"allowedValues":[{"label":"Please select","value":""},{"label":"A","value":"a"}]`: {"A=a", 0},
		`"allowedValues":[{"label":"A"},{"name":"A"}]`:                                     {"", 2},
		`"allowedValues":[["A","a"],["B","b"]]`:                                            {"", 2},
		`"allowedValues":[{"label":"A","value":{"id":"a"}},{"label":"B","value":"b"}]`:     {"B=b", 1},
		`"allowedValues":["a\u200b","b\u001b[2J","\ud800","c"]`:                            {"c=c", 3},
	} {
		f := fieldOf(t, `"name":"f",`+members)
		var got []string
		for _, o := range f.Options {
			got = append(got, o.Label+"="+o.Value)
		}
		if strings.Join(got, " ") != want.options || f.Unread != want.unread {
			t.Errorf("%s: %q, %d unread", members, got, f.Unread)
		}
	}
	f := fieldOf(t, `"name":"f","allowedValues":[{"label":"Ada","value":"a"}]`)
	if f.Shown("a") != "Ada" || f.Shown("x") != "x" {
		t.Errorf("shown as %q and %q", f.Shown("a"), f.Shown("x"))
	}
}

// outline writes a form as one line: sections in brackets.
func outline(sections []FormSection) string {
	var out []string
	for _, s := range sections {
		var in []string
		for _, f := range s.Fields {
			in = append(in, f.Label)
		}
		if sub := outline(s.Sections); sub != "" {
			in = append(in, sub)
		}
		out = append(out, firstOf(s.Label, s.Name)+"("+strings.Join(in, " ")+")")
	}
	return strings.Join(out, " ")
}

// TestSections pins what is a section and what a field, and that nothing is
// lost in silence.
func TestSections(t *testing.T) {
	for sections, want := range map[string]string{
		`[{"name":"Field1","label":"Section 1","formItems":[]}]`:                                            "Section 1()",
		`[{"label":"S","formItems":[{"name":"a"},{"label":"T","formItems":[{"name":"b"}]},{"name":"c"}]}]`:  "S(a c T(b))",
		`[{"label":"S","formItems":[{"label":"T","formItems":null},{"name":"U","fields":[{"name":"a"}]}]}]`: "S(T() U(a))",
		`[{"label":"S","sections":[{"label":"T","formItems":[{"name":"a"}]},{"label":"U"}]}]`:               "S(T(a) U())",
		`{"label":"S","formItems":{"name":"a"}}`:                                                            "S(a)",
		`null`:                                                                                              "",
	} {
		if f := formOf(t, sections); outline(f.Sections) != want || f.Partial {
			t.Errorf("%s: %s, in part: %v", sections, outline(f.Sections), f.Partial)
		}
	}
	raw := []byte(`{"id":"i","form":{"fields":[{"name":"a"}],"sections":[{"label":"S","formItems":[{"name":"b"}]}]}}`)
	it, _ := ReadWorkItem(raw)
	it.SetRaw(RawRow(raw))
	if got := outline(it.Body().Form.Sections); got != "(a) S(b)" {
		t.Errorf("fields beside sections: %s", got)
	}
	deep := strings.Repeat(`{"formItems":[`, 200) + `{"name":"a"}` + strings.Repeat(`]}`, 200)
	for _, sections := range []string{`[` + deep + `]`, `[{"formItems":[1,{"name":"a"}]}]`, `[{"formItems":"x"}]`, `["x"]`} {
		if f := formOf(t, sections); !f.Partial || f.Obstacle() != "parts of the form could not be read" {
			t.Errorf("%.60s: obstacle %q", sections, f.Obstacle())
		}
	}
}

func TestObstacle(t *testing.T) {
	const good = `{"name":"a","required":true,` + ab + `}`
	for items, want := range map[string]string{
		good:                                   "",
		good + `,{"name":"b","type":"slider"}`: "",
		good + `,{"label":"Hidden one"}`:       "",
		good + `,{"name":"b","label":"B","type":"slider","required":true}`: `"B" is required and cannot be answered here: fields of type "slider"`,
		good + `,{"required":true}`:                                        `"a field without a name" is required`,
		good + `,{"name":"b","readOnly":true,"required":true,"value":"v"}`: "",
		good + `,{"name":"b","readOnly":true,"required":true}`:             `"b" is required`,
		good + `,` + good:             "the same name",
		``:                            "no field that could be answered",
		`{"name":"b","type":"label"}`: "no field that could be answered",
	} {
		got := formOf(t, `[{"formItems":[`+items+`]}]`).Obstacle()
		if (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q", items, got)
		}
	}
}

func TestCheckOfAnswers(t *testing.T) {
	kinds := map[FieldKind]map[string]bool{
		FieldText:   {"": true, "x": true, "a b": true, "a\uFFFDb": false, "a␛b": false},
		FieldChoice: {"": true, "a": true, "A": false, "a ": false},
		FieldNumber: {"": true, "1": true, "-0.50": true, "1e3": false, "0x1": false, "NaN": false, ".5": false, "1,5": false},
		FieldWhole:  {"": true, "+12": true, "1.0": false, "9223372036854775808": false, "١": false},
		FieldDate:   {"": true, "2026-03-31": true, "2026-03-31T10:00:00Z": true, "31.03.2026": false, "2026-02-30": false, "tomorrow": false},
	}
	for kind, values := range kinds {
		f := FormField{Kind: kind, Options: []FormOption{{"A", "a"}}}
		for value, good := range values {
			if why := f.Check(value); (why == "") != good {
				t.Errorf("kind %d, %q: %q", kind, value, why)
			}
		}
		f.Required = true
		if f.Check("") != "is required" || f.Check("  ") != "is required" {
			t.Errorf("kind %d: a required field may stay empty", kind)
		}
	}
}

// TestAnswers pins the body of the submission: fields of the form only, each
// with a value that will do, and nothing where a field stays empty.
func TestAnswers(t *testing.T) {
	f := formOf(t, `[{"formItems":[{"name":"account","required":true,`+ab+`},{"name":"note"},{"name":"until","type":"date"},{"name":"info","type":"label","value":"x"}]}]`)
	got, err := f.Answers(map[string]string{"account": "a", "note": "", "until": " "})
	if d := cmp.Diff(map[string]string{"account": "a"}, got); d != "" || err != nil {
		t.Errorf("%v: %s", err, d)
	}
	for want, values := range map[string]map[string]string{
		`"account": is required`:                        {"note": "x"},
		"is not one of the choices":                     {"account": "c"},
		`no field "other"`:                              {"account": "a", "other": "x"},
		`no field "info"`:                               {"account": "a", "info": "x"},
		`"until": is not a date`:                        {"account": "a", "until": "soon"},
		"cannot answer the form: the form has no field": nil,
	} {
		form := f
		if values == nil {
			form = formOf(t, `[]`)
		}
		if got, err := form.Answers(values); err == nil || got != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, %v", values, got, err)
		}
	}
	if _, err := formOf(t, `[{"formItems":[{"name":"a"}]}]`).Answers(nil); err == nil {
		t.Error("an empty form may be submitted")
	}
}

// TestRecordedForms reads the forms of the vendor's examples.
func TestRecordedForms(t *testing.T) {
	for _, name := range []string{"work-item.json", "work-items-list.json", "constructed-work-items.json"} {
		raw := vendordocs.Example(t, name)
		if raw[0] == '{' {
			raw = fmt.Appendf(nil, "[%s]", raw)
		}
		var rows []json.RawMessage
		if err := json.Unmarshal(raw, &rows); err != nil {
			t.Fatal(err)
		}
		forms := 0
		for _, row := range rows {
			it, ok := ReadWorkItem(row)
			it.SetRaw(RawRow(row))
			f := it.Body().Form
			if !ok || f == nil {
				continue
			}
			forms++
			if f.Title != "Account Selection for John.Doe" || f.TargetUser != "Jane.Doe" || outline(f.Sections) != "Section 1()" || f.Partial {
				t.Errorf("%s: %+v", name, f)
			}
			if f.Obstacle() != "the form has no field that could be answered here" {
				t.Errorf("%s: obstacle %q", name, f.Obstacle())
			}
		}
		if forms == 0 {
			t.Errorf("%s: no form", name)
		}
	}
}
