package outline

import (
	"encoding/json"
	"fmt"
	"testing"

	"iscope/api"
	"iscope/ui/golden"
)

// thousand is a definition of 1,000 steps, each with attributes that use the
// results of others.
func thousand() api.Definition {
	d := large(1000)
	for i := range d.Steps {
		s := &d.Steps[i]
		s.ActionID = "sp:get-identity"
		s.Attributes = json.RawMessage(fmt.Sprintf(`{"id.$":"$.s%d.attributes.id","url":"https://acme.example/{{$.trigger.id}}/{{$.s%d.x}}","body":{"list":[1,2,3],"note":"a text of some length that is no expression"}}`, i/2, i*7%1000))
	}
	return d
}

// BenchmarkLayOut1000 is the figure of the issue: a definition of 1,000 steps
// laid out and on the screen, under 50 ms.
func BenchmarkLayOut1000(b *testing.B) {
	env, def := golden.Env(b, "dark"), thousand()
	for b.Loop() {
		v := New(env)
		v.Library = shelf
		v.SetDefinition(def, 1)
		v.Render(70, 28)
	}
}

// benchRender draws a view while its cursor goes through it: a frame must not
// cost more in a larger definition.
func benchRender(b *testing.B, n int) {
	v := New(golden.Env(b, "dark"))
	v.SetDefinition(large(n), 1)
	v.Render(70, 28)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%(2*n) < n {
			v.Act("steps.down")
		} else {
			v.Act("steps.up")
		}
		v.Render(70, 28)
	}
}

func BenchmarkRender100(b *testing.B)   { benchRender(b, 100) }
func BenchmarkRender10000(b *testing.B) { benchRender(b, 10_000) }
