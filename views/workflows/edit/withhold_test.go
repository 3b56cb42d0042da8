package edit

import (
	"fmt"
	"strings"
	"testing"
)

func TestWithhold(t *testing.T) {
	tenant := `{"steps":{"a":{"apiKey":"k1","n":1}}}`
	text := `{"a":{"client_secret":"x\"y","passwordPolicy.$":"$.p","password":"","apiKey" : "k1","Secret-Ref":"$.secrets.9","note":"password"}, "auth token":"{{$.t}}"}`
	got, left := withhold(text, secretsIn(tenant))
	want := strings.NewReplacer(`x\"y`, typeAgain, `"k1"`, `"`+typeAgain+`"`).Replace(text)
	if got != want || left != 1 {
		t.Errorf("%d\n%s\n%s", left, got, want)
	}
	if again, left := withhold(got, nil); again != got || left != 0 {
		t.Error("what stands for a secret is taken for one")
	}
	if s := `{"p":"` + tenantHas; giveBack(s, "", nil) != s {
		t.Error("a malformed text is another")
	}
	old := giveBack(`{"p":["`+tenantHas+`"]}`, "/x", []byte(`{"x":{"p":["one"]}}`)) // of a draft that does not tell where it was
	if line([]byte(old)) != `{"p":["`+typeAgain+`"]}` {
		t.Errorf("%s", old)
	}
}

// TestGiveBack pins when a secret of the tenant comes back: a step of which nothing
// else differs, whole or as a part, however its members are ordered.
func TestGiveBack(t *testing.T) {
	const tenant = `{"definition":{"steps":{"A":{"attributes":{"url":"https://u:PW@a.test/x","headers":{"Authorization":"Bearer AA"},"pin token":12345,"list":[{"host":"a","password":"P1"},{"host":"b","password":"P2"}],` +
		`"steps":{"Inner":{"attributes":{"pwd":"P3"}}}},"nextStep":"B"},"B":{"attributes":{"password":"P4"}}}}}`
	step := func(pointer, from, to string) string {
		return strings.Replace(line(valueAt([]byte(tenant), pointer)), from, to, 1)
	}
	const a = "/definition/steps/A"
	for name, c := range map[string]struct {
		text, at, now string
		left          int
		back, gone    []string
	}{
		"untouched":        {step("", "", ""), "", tenant, 0, []string{"u:PW@a", "Bearer AA", "12345", "P1", "P2", "P3", "P4"}, nil},
		"a part":           {step(a, "", ""), a, tenant, 0, []string{"u:PW@a", "Bearer AA", "P1", "P3"}, nil},
		"the next step":    {step("", `"nextStep":"B"`, `"nextStep":"C"`), "", tenant, 0, []string{"u:PW@a", "P2"}, nil},
		"another URL":      {step("", "a.test", "evil.test"), "", tenant, 1, []string{"P3", "P4", "evil.test"}, []string{"PW", "AA", "P1", "P2"}},
		"another item":     {step("", `{"host":"a","password":"P1"},`, ``), "", tenant, 0, []string{"P3", "P4"}, []string{"PW", "AA", "P2"}},
		"another password": {step("", `P1`, `typed`), "", tenant, 1, []string{"P2", "PW", "AA"}, []string{"P1", "typed"}},
		"another name":     {step("", `"B":{"attr`, `"C":{"attr`), "", tenant, 0, []string{"P3"}, []string{"P4"}},
		"tenant moved":     {step("", "", ""), "", step("", "a.test", "new.test"), 0, []string{"P3", "P4"}, []string{"PW", "AA", "P1", "P2"}},
		"tenant dropped":   {step("", "", ""), "", "{}", 0, nil, []string{"P1", "P2", "P3", "P4", "PW", "AA"}},
	} {
		t.Run(name, func(t *testing.T) {
			kept, left := withhold(c.text, secretsIn(tenant))
			back := giveBack(kept, c.at, []byte(c.now))
			if left != c.left || strings.Contains(kept, "P1") || strings.Contains(kept, "Bearer AA") || strings.Contains(kept, "u:PW@") {
				t.Errorf("%d left: %s", left, kept)
			}
			for _, s := range c.back {
				if !strings.Contains(back, s) {
					t.Errorf("%s is not back: %s", s, back)
				}
			}
			for _, s := range c.gone {
				if strings.Contains(back, s) {
					t.Errorf("%s is back: %s", s, back)
				}
			}
			if c.left == 0 && c.gone == nil && !same([]byte(back), []byte(c.text)) {
				t.Errorf("another document: %s", back)
			}
		})
	}
}

// TestStandInMoved pins that what stands for a secret is filled in where it was put
// and nowhere else.
func TestStandInMoved(t *testing.T) {
	const tenant = `{"definition":{"steps":{"A":{"attributes":{"url":"a.test","password":"P1"}}}}}`
	kept, _ := withhold(tenant, nil)
	for _, text := range []string{
		strings.Replace(kept, `"A"`, `"B"`, 1), strings.Replace(kept, `"password"`, `"note"`, 1),
		strings.Replace(kept, "a.test", "b.test", 1), strings.Replace(kept, `"url"`, `"x":1,"url"`, 1),
	} {
		if back := giveBack(text, "", []byte(tenant)); strings.Contains(back, "P1") || !strings.Contains(back, typeAgain) {
			t.Errorf("%s", back)
		}
	}
}

// FuzzWithhold plants a secret in the places where one stands, in a text that may
// end anywhere, and holds that no draft has it.
func FuzzWithhold(f *testing.F) {
	for i := range byte(len(places)) {
		f.Add(i, uint16(0), "a.test")
		f.Add(i, uint16(9), "{\"\n")
	}
	f.Fuzz(func(t *testing.T, at byte, cut uint16, note string) {
		const planted = "SEKRET7SEKRET7SEKRET7"
		doc := fmt.Sprintf(`{"note":%s,"definition":{"steps":{"x":{"attributes":{%s,"after":"%s"}}}}}`, quoted(strings.ReplaceAll(note, planted, "")), fmt.Sprintf(places[int(at)%len(places)], planted), "{{$.x}}")
		had := secretsIn(doc)
		for _, text := range []string{doc, string(read([]byte(doc)).Indent())} {
			end := strings.LastIndex(text, planted) + len(planted)
			torn := text[:end+(len(text)-end)*int(cut)/(1<<16)]
			for _, s := range []string{text, torn, torn + "\n}"} {
				if got, _ := withhold(s, map[string]bool{}); strings.Contains(got, planted) && (s == text || !later(places[int(at)%len(places)])) {
					t.Errorf("%s\nthe draft has %s", s, got)
				}
			}
			kept, left := withhold(text, had)
			if back := giveBack(kept, "", []byte(doc)); strings.Contains(kept, planted) || left != 0 || !same([]byte(back), []byte(doc)) {
				t.Errorf("%d left of %s\nkept %s\nback %s", left, doc, kept, back)
			}
		}
	})
}

// later reports whether only what stands behind a secret tells that it is one.
func later(at string) bool {
	return strings.Contains(at, "@") || strings.Contains(at, `"value":"%s","key"`)
}

// places are where secrets stand.
var places = []string{
	`"password":"%s"`, `"token":"%s"`, `"pwd":"%s"`, `"passw\u006frd":"%s"`, `"password":["a","%s"]`, `"client secret" : "a\"%s"`,
	`"headers":[{"name":"Authorization","value":"Bearer %s"}]`, `"headers":[{"value":"%s","key":"X-API-Key"}]`,
	`"requestHeaders":{"Cookie":"session=%s"}`, `"body":"{\"password\":\"%s\"}"`, `"body":"{\"a\":{{$.a}},\"password\":\"%s\"}"`,
	`"body":"{\"b\":\"{\\\"password\\\":\\\"%s\\\"}\"}"`, `"url":"https://example.test/x?a=1&api_key=%s"`, `"url":"https://user:%s@example.test/"`,
	`"secrets":{"db":"%s"}`, `"credential":{"value":"%s"}`, `"header":"Bearer %s"`, `"note":"(not kept in the draft, type it again)","password":"(not kept in the draft, type it again)%s"`,
}

// BenchmarkWithhold is what the draft of a workflow of 1,000 steps costs, each time
// it is compared with that on disk.
func BenchmarkWithhold(b *testing.B) {
	text := strings.Replace(string(documentOf([]byte(large(1000)))), `"method"`, `"password": "x", "method"`, 1)
	had := secretsIn(text)
	for b.Loop() {
		if _, left := withhold(text, had); left != 0 {
			b.Fatal(left)
		}
	}
}
