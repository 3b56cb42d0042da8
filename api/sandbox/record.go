package sandbox

import (
	"maps"
	"net/http"
	"net/url"
	"time"
)

// Entry is one request that the tenant received.
type Entry struct {
	N       uint64    `json:"n"` // 1 for the first
	Time    time.Time `json:"time"`
	Method  string    `json:"method"`
	Path    string    `json:"path"` // as sent, without the query
	Query   string    `json:"query,omitempty"`
	Route   string    `json:"route,omitempty"`       // "GET /work-items/{id}", whatever the path form
	Gen     string    `json:"generation,omitempty"`  // v3, beta, …, v1, nerm
	Client  string    `json:"client,omitempty"`      // OAuth client id, "nerm" for the NERM token
	Type    string    `json:"contentType,omitempty"` // of the request's body
	Body    string    `json:"body,omitempty"`        // of writes; at most bodyKept bytes, none of the token endpoint
	Status  int       `json:"status"`                // 0 if the connection was dropped
	Handled bool      `json:"handled"`               // the service acted on it, whatever was answered
	Faults  []string  `json:"faults,omitempty"`
}

// Record is what the tenant has received so far.
type Record struct {
	Total     uint64            `json:"total"`
	Writes    uint64            `json:"writes"`  // handled requests that may change something
	Refused   uint64            `json:"refused"` // by the rate limit
	Peak      int               `json:"peak"`    // most requests in any 10 s among the entries kept, per generation
	Routes    map[string]uint64 `json:"routes"`  // by Entry.Route
	Entries   []Entry           `json:"entries"` // the latest, oldest first
	Forgotten uint64            `json:"forgotten,omitempty"`
}

// bodyKept bounds what a recorded write may weigh.
const bodyKept = 64 << 10

type record struct {
	size    int
	ring    []Entry
	next    int // where the ring's oldest entry is, once full
	total   uint64
	writes  uint64
	refused uint64
	routes  map[string]uint64
}

func reads(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// begin notes that a request has arrived, and plans its faults.
func (t *Tenant) begin(r *http.Request, body []byte) (Entry, []Fault) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.record.total++
	e := Entry{
		N: t.record.total, Time: t.world.Now(), Method: r.Method, Path: r.URL.EscapedPath(),
		Query: redact(r.URL.RawQuery), Type: r.Header.Get("Content-Type"),
	}
	if !reads(r.Method) && r.URL.Path != tokenPath {
		e.Body = string(body[:min(len(body), bodyKept)])
	}
	plan := t.faults.plan(r.Method, r.URL.Path)
	for _, f := range plan {
		e.Faults = append(e.Faults, string(f.Kind))
	}
	return e, plan
}

// redact takes a client secret out of a query: tokens may be asked for that way.
func redact(raw string) string {
	q, err := url.ParseQuery(raw)
	if err != nil || !q.Has("client_secret") {
		return raw
	}
	q.Set("client_secret", "redacted")
	return q.Encode()
}

// end notes how it went.
func (t *Tenant) end(e Entry) {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := &t.record
	if r.routes == nil {
		r.routes = map[string]uint64{}
	}
	if e.Route != "" {
		r.routes[e.Route]++
	}
	if e.Handled && !reads(e.Method) {
		r.writes++
	}
	if len(r.ring) < r.size {
		r.ring = append(r.ring, e)
		return
	}
	if r.size > 0 {
		r.ring[r.next] = e
		r.next = (r.next + 1) % r.size
	}
}

// Record returns what was received: totals since the start, and the latest requests.
func (t *Tenant) Record() Record {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := &t.record
	out := Record{Total: r.total, Writes: r.writes, Refused: r.refused, Routes: maps.Clone(r.routes)}
	out.Entries = append(append(make([]Entry, 0, len(r.ring)), r.ring[r.next:]...), r.ring[:r.next]...)
	out.Forgotten = r.total - uint64(len(out.Entries))
	out.Peak = peak(out.Entries)
	return out
}

// peak is the largest number of requests of one generation in any window.
func peak(entries []Entry) int {
	most := 0
	recent := map[string][]time.Time{}
	for _, e := range entries {
		q := recent[e.Gen]
		q = append(q, e.Time)
		for !q[0].After(e.Time.Add(-limitWindow)) && len(q) > 1 {
			q = q[1:]
		}
		recent[e.Gen] = q
		if e.Gen != "" {
			most = max(most, len(q))
		}
	}
	return most
}
