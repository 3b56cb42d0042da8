package isc

import (
	"context"
	"errors"
	"testing"

	"iscope/api"
	"iscope/api/safe"
)

// TestGuardSeesEveryWrite tries all operations in all generations: what may
// change the tenant leaves when the guard lets it out, and only then.
func TestGuardSeesEveryWrite(t *testing.T) {
	for _, gen := range Generations {
		for _, refusal := range []error{errors.New("not in the journal"), nil} {
			host := &tenant{answer: always(200, `{}`)}
			var asked []api.Op
			c, err := New(Config{
				BaseURL: testBase, Generation: gen, ClientID: "id", ClientSecret: safe.NewSecret("s"), HTTP: host,
				Guard: func(_ context.Context, op api.Op) error {
					asked = append(asked, op)
					return refusal
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			writes := 0
			for op := range endpoints {
				if !gen.has(op) {
					continue
				}
				asked, host.asked = nil, nil
				_, err := c.do(t.Context(), call{op: op, id: "x", line: "y"})
				left, asks := 1, 0
				if op.Writes() {
					writes++
					asks = 1
				}
				if op.Writes() && refusal != nil {
					left = 0
				}
				if len(host.asked) != left || len(asked) != asks || (err == nil) != (left == 1) || left == 0 && !errors.Is(err, refusal) {
					t.Errorf("%s, %s: %d requests, asked about %v: %v", gen, op, len(host.asked), asked, err)
				}
			}
			if writes != 16 {
				t.Errorf("%s: %d writes", gen, writes)
			}
		}
	}
}
