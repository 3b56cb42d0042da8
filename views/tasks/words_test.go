package tasks

import (
	"testing"

	"iscope/api"
)

// TestMessageWords pins that a message without words of the tenant is said in
// words made of its key, and that every other one stays as it is.
func TestMessageWords(t *testing.T) {
	for _, c := range []struct {
		msg  api.TaskMessage
		want string
	}{
		{api.TaskMessage{Key: "task_attribute_truncated", Text: "task_attribute_truncated: description, 4000"}, "Task attribute truncated: description, 4000"},
		{api.TaskMessage{Key: "err.timeout", Text: "err.timeout"}, "Err timeout"},
		{api.TaskMessage{Key: "a_b", Text: "a_b_c went wrong"}, "a_b_c went wrong"},
		{api.TaskMessage{Key: "x_y", Text: "The x_y is gone"}, "The x_y is gone"},
		{api.TaskMessage{Text: "Plain"}, "Plain"},
		{api.TaskMessage{}, ""},
	} {
		if got := messageWords(c.msg); got != c.want {
			t.Errorf("%+v: %q", c.msg, got)
		}
	}
}
