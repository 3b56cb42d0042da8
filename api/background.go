package api

import "context"

type backgroundKey struct{}

// Background marks requests made under ctx as ones that nobody waits for, such
// as the many that fill a long list. They leave a third of the rate limit to
// the others, so that what a person opens meanwhile is answered at once.
func Background(ctx context.Context) context.Context {
	return context.WithValue(ctx, backgroundKey{}, true)
}

// IsBackground reports whether ctx was marked by Background.
func IsBackground(ctx context.Context) bool { return ctx.Value(backgroundKey{}) != nil }
