package rest

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"iscope/api"
)

func TestCallsAreRecorded(t *testing.T) {
	clock := time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)
	host := &tenant{life: 749, reply: func(n int, r *http.Request) (*http.Response, error) {
		clock = clock.Add(250 * time.Millisecond)
		if n == 1 {
			return answer(r, 200, `{}`, "Slpt-Request-Id", "req-1", "X-Deprecated", "true"), nil
		}
		return answer(r, 400, `{"error":"bad\u001b","trackingId":"track-2"}`, "Slpt-Request-Id", "req-2"), nil
	}}
	r := newRig(t, host, func(c *Config) { c.Now = func() time.Time { return clock } })
	start := clock
	q := get
	q.Query = "limit=5&filters=name%20eq%20%22x%22"
	if _, err := r.Do(t.Context(), q); err != nil {
		t.Fatal(err)
	}
	w := post
	w.Body, w.Type = []byte(`{"comment":"caf\u00e9 \u202e","targetOwnerId":"7","token":"s3cret"}`), "application/json"
	if _, err := r.Do(t.Context(), w); err == nil {
		t.Fatal("the refusal was lost")
	}
	calls := r.calls.Latest()
	if len(calls) != 3 {
		t.Fatalf("%d calls recorded, want token, read and write", len(calls))
	}
	write, read, token := calls[0], calls[1], calls[2]
	if token.Op != api.Authenticate || token.Body != "" || token.URL != testBase+"/oauth/token" || token.Status != 200 {
		t.Errorf("token: %+v", token)
	}
	if read.URL != testBase+get.Path+"?"+q.Query || read.Took != 250*time.Millisecond || read.RequestID != "req-1" || !read.Time.Equal(start) ||
		!read.Sunset || read.Left != maxRequests-1 || read.Err != "" || read.N != 2 || read.Method != "GET" || read.Body != "" {
		t.Errorf("read: %+v", read)
	}
	if want := `{"comment":"café �","targetOwnerId":"7","token":"[redacted]"}`; write.Body != want {
		t.Errorf("body: %s, want %s", write.Body, want)
	}
	if write.RequestID != "track-2" || write.Status != 400 || write.Err != "approve work item: bad␛ (HTTP 400)" || write.Type != "application/json" {
		t.Errorf("write: %+v", write)
	}
	checkLog(t, r.logs.String())
}

// checkLog holds that the log has one line per call, with constant message and
// snake-case keys, and no query.
func checkLog(t *testing.T, logs string) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(logs), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines:\n%s", len(lines), logs)
	}
	for _, line := range lines {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		if m["msg"] != "request" || m["op"] == nil || m["path"] == nil || m["took_ms"] == nil || strings.Contains(line, "filters") {
			t.Errorf("line %s", line)
		}
		for k := range m {
			if strings.ToLower(k) != k || strings.ContainsAny(k, " -.") {
				t.Errorf("key %q", k)
			}
		}
	}
	if !strings.Contains(lines[2], `"tracking_id":"track-2"`) || !strings.Contains(lines[2], "WARN") || !strings.Contains(lines[1], `"deprecated":true`) {
		t.Errorf("lines %s", logs)
	}
}

// TestReadOnlyIsNotACall pins that what never left is not in the activity view.
func TestReadOnlyIsNotACall(t *testing.T) {
	r := newRig(t, &tenant{}, func(c *Config) { c.ReadOnly = true })
	if _, err := r.Do(t.Context(), post); err == nil || r.calls.Len() != 0 || !strings.Contains(r.logs.String(), "read-only") {
		t.Errorf("%v, %d calls, log %s", err, r.calls.Len(), r.logs.String())
	}
}

func TestShown(t *testing.T) {
	mask := func(k string) bool { return k == "badge" }
	for in, want := range map[string]string{
		`{"a":1,"Password":"p","nested":[{"client_secret":{"x":"kept"},"API-Key":"k"}]}`: `{"Password":"[redacted]","a":1,"nested":[{"API-Key":"[redacted]","client_secret":{"x":"kept"}}]}`,
		`[{"op":"replace","path":"/definition/steps/x/basicAuthPassword","value":"p"}]`:  `[{"op":"replace","path":"/definition/steps/x/basicAuthPassword","value":"[redacted]"}]`,
		`[{"op":"replace","path":"/enabled","value":false}]`:                             `[{"op":"replace","path":"/enabled","value":false}]`,
		`{"attributes":{"badge":"12","name":"x"},"n":123456789012345678}`:                `{"attributes":{"badge":"[redacted]","name":"x"},"n":123456789012345678}`,
		"no json \x1b": "no json ␛",
	} {
		if got := shown([]byte(in), mask); got != want {
			t.Errorf("shown(%s) = %s, want %s", in, got, want)
		}
	}
	long := shown([]byte(strings.Repeat("é", maxShown)), nil)
	if len(long) > maxShown+3 || !utf8.ValidString(long) || !strings.HasSuffix(long, "é…") {
		t.Errorf("%d bytes, ends %q", len(long), long[len(long)-8:])
	}
}

// FuzzShown holds that whatever body we send is shown clean and short.
func FuzzShown(f *testing.F) {
	f.Add([]byte(`{"a":"\u001b","op":1,"path":2,"value":[3]}`))
	f.Add([]byte(`[{"op":"x","path":"","value":{"password":[]}}]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		out := shown(body, nil)
		if len(out) > maxShown+3 || !utf8.ValidString(out) {
			t.Fatalf("%d bytes: %q", len(out), out)
		}
		for _, r := range out {
			if r != '\n' && unicode.IsControl(r) {
				t.Fatalf("%U in %q", r, out)
			}
		}
	})
}
