package table

import (
	"strconv"
	"time"
)

// Stamp writes a moment for Column.Value: RFC 3339 in UTC, "" where there is none.
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// Seconds writes a span for Column.Value: seconds, with milliseconds where there
// are any; "" below zero, which stands for unknown.
func Seconds(d time.Duration) string {
	if d < 0 {
		return ""
	}
	return strconv.FormatFloat(d.Round(time.Millisecond).Seconds(), 'f', -1, 64)
}

// Since is Seconds of the time since t, whole ones, "" where t is zero.
func Since(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	return Seconds(max(now.Sub(t), 0).Truncate(time.Second))
}
