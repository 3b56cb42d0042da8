package check

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"iscope/views/workflows/check/place"
)

// FuzzText holds that nothing makes Text panic, and that what it tells lies in the
// text: whoever jumps there arrives.
func FuzzText(f *testing.F) {
	files, err := filepath.Glob("testdata/rules/*/*.json")
	if err != nil || len(files) == 0 {
		f.Fatal(err)
	}
	for i, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, uint8(i))
	}
	around := []byte(loops)
	o := library(f)
	f.Fuzz(func(t *testing.T, text []byte, scope uint8) {
		o := o
		o.Scope, o.Around, o.Step = Scope(scope%4), around, []string{"Outer", "Inner"}
		if scope&64 != 0 {
			o.Around = text // it may be anything as well
		}
		o.Creating = scope&128 != 0
		r := Text(text, o)
		lines := bytes.Split(text, []byte("\n"))
		for i, p := range r.Problems {
			if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > utf8.RuneCount(lines[p.Line-1])+1 {
				t.Fatalf("%q: %+v is not in the text", text, p)
			}
			if i > 0 && (p.Line < r.Problems[i-1].Line || p.Line == r.Problems[i-1].Line && p.Column < r.Problems[i-1].Column) {
				t.Fatalf("%q: %v is not in order", text, p)
			}
			if p.Text == "" || strings.ContainsAny(p.Text+p.Do, "\n\x1b") {
				t.Fatalf("%q: %q %q", text, p.Text, p.Do)
			}
			hidden := p.Rule == "duplicate-key" || p.Rule == "breaks-elsewhere" // in what another member replaces, or around
			if root, err := place.Read(text); err == nil && !hidden && root.At(p.Pointer) == nil && utf8.Valid(text) {
				t.Fatalf("%q: %s leads nowhere", text, p.Pointer)
			}
		}
	})
}

// thousand is a definition of n steps in which every third is a choice and names
// are written as people write them.
func thousand(n int) []byte {
	var b strings.Builder
	b.WriteString(`{"name":"Large","definition":{"start":"Step 0","steps":{`)
	for i := range n {
		next := fmt.Sprintf("Step %d", i+1)
		if i == n-1 {
			fmt.Fprintf(&b, `"Step %d":{"type":"success"}}}}`, i)
			break
		}
		if i%3 == 1 {
			fmt.Fprintf(&b, `"Step %d":{"type":"choice","choiceList":[{"comparator":"StringEquals","variableA.$":"$.step%d.name","variableB":"x","nextStep":"Step %d"}],"defaultStep":%q},`,
				i, i-1, n-1, next)
			continue
		}
		fmt.Fprintf(&b, `"Step %d":{"type":"action","actionId":"sp:send-email","versionNumber":2,"displayName":"","attributes":{"recipientEmailList.$":"$.trigger.identity.email","subject":"Hello {{$.step%d.name}}","body":"Some words"},"nextStep":%q},`,
			i, max(i-1, 0), next)
	}
	return []byte(b.String())
}

func TestThousandStepsAreRight(t *testing.T) {
	if r := Text(thousand(1000), library(t)); len(r.Problems) > 0 {
		t.Error(r.Problems[0])
	}
}

// BenchmarkThousandSteps is what a save of a large definition costs.
func BenchmarkThousandSteps(b *testing.B) {
	text, o := thousand(1000), library(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Text(text, o)
	}
}

// BenchmarkThousandMistakes is a large definition in which nothing leads anywhere.
func BenchmarkThousandMistakes(b *testing.B) {
	text, o := bytes.ReplaceAll(thousand(1000), []byte(`"nextStep":"Step`), []byte(`"nextStep":"Stop`)), library(b)
	b.ReportAllocs()
	for b.Loop() {
		Text(text, o)
	}
}
