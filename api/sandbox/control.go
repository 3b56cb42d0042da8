package sandbox

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// controlBase is where a test that drives the real binary reaches the tenant's
// strings: no token, but loopback only, and not part of the record.
const controlBase = "/_sandbox/"

func control(path string) bool { return strings.HasPrefix(path, controlBase) }

// serveControl serves:
//
//	GET    /_sandbox/record  what was received (Record)
//	GET    /_sandbox/faults  the rules in force
//	PUT    /_sandbox/faults  [Fault, …]
//	DELETE /_sandbox/faults
//	POST   /_sandbox/clock   {"advanceMs": n} → {"now": time}
//	POST   /_sandbox/poke    {"name": …, "args": {…}}
func (t *Tenant) serveControl(w http.ResponseWriter, r *http.Request) {
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err != nil || !net.ParseIP(host).IsLoopback() {
		t.write(w, r, encode(kit.Forbidden(), ""), nil)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		t.write(w, r, encode(kit.Fail(http.StatusRequestEntityTooLarge, err.Error()), ""), nil)
		return
	}
	rep := t.control(r.Method+" "+strings.TrimPrefix(r.URL.Path, controlBase), body)
	t.write(w, r, encode(rep, ""), nil)
}

func (t *Tenant) control(call string, body []byte) kit.Reply {
	switch call {
	case "GET record":
		return kit.OK(t.Record())
	case "GET faults":
		return kit.OK(t.Faults())
	case "DELETE faults":
		_ = t.SetFaults() // no rule, nothing to refuse
		return kit.NoContent()
	case "PUT faults":
		var rules []Fault
		if err := json.Unmarshal(body, &rules); err != nil {
			return kit.Fail(http.StatusBadRequest, err.Error())
		}
		if err := t.SetFaults(rules...); err != nil {
			return kit.Fail(http.StatusBadRequest, err.Error())
		}
		return kit.NoContent()
	case "POST clock":
		var in struct {
			AdvanceMs int64 `json:"advanceMs"`
		}
		if err := json.Unmarshal(body, &in); err != nil || in.AdvanceMs < 0 {
			return kit.Fail(http.StatusBadRequest, "advanceMs must be a whole number of 0 or more.")
		}
		t.Advance(time.Duration(in.AdvanceMs) * time.Millisecond)
		return kit.OK(map[string]any{"now": kit.Stamp(t.Now())})
	case "POST poke":
		var in struct {
			Name string            `json:"name"`
			Args map[string]string `json:"args"`
		}
		if err := json.Unmarshal(body, &in); err != nil {
			return kit.Fail(http.StatusBadRequest, err.Error())
		}
		if err := t.Poke(in.Name, in.Args); err != nil {
			return kit.Fail(http.StatusBadRequest, err.Error())
		}
		return kit.NoContent()
	}
	return kit.NotFound()
}

// Faults returns the rules in force, spent ones included.
func (t *Tenant) Faults() []Fault {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := make([]Fault, len(t.faults.rules))
	for i, r := range t.faults.rules {
		out[i] = r.Fault
	}
	return out
}
