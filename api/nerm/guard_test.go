package nerm

import (
	"context"
	"errors"
	"testing"

	"iscope/api"
	"iscope/api/safe"
)

// TestGuardSeesEveryWrite tries all operations: what may change the tenant
// leaves when the guard lets it out, and only then.
func TestGuardSeesEveryWrite(t *testing.T) {
	host := &tenant{status: 200, body: `{}`}
	var refusal error
	var asked []api.Op
	c, err := New(Config{
		BaseURL: testBase, Token: safe.NewSecret("key"), HTTP: host,
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
		for _, refusal = range []error{errors.New("not in the journal"), nil} {
			asked, host.asked = nil, nil
			_, err := c.do(t.Context(), op, "x", nil, nil)
			left, asks := 1, 0
			if op.Writes() {
				asks = 1
				writes++
			}
			if op.Writes() && refusal != nil {
				left = 0
			}
			if len(host.asked) != left || len(asked) != asks || (err == nil) != (left == 1) || left == 0 && !errors.Is(err, refusal) {
				t.Errorf("%s: %d requests, asked about %v: %v", op, len(host.asked), asked, err)
			}
		}
	}
	if writes != 4 {
		t.Errorf("%d writes tried", writes)
	}
}
