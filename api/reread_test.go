package api

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestJustRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if _, ok := LeaveBy(t.Context()); ok {
			t.Error("a moment that nobody named")
		}
		first := JustRead(t.Context())
		time.Sleep(time.Second)
		for ctx, want := range map[context.Context]time.Duration{first: time.Second, JustRead(first): Fresh} {
			by, ok := LeaveBy(ctx)
			if got := time.Until(by); !ok || got != want {
				t.Errorf("%v left, want %v", got, want)
			}
		}
	})
}
