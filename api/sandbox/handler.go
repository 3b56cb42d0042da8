package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"iscope/api/sandbox/internal/kit"
)

const (
	tokenPath = "/oauth/token"
	infoPath  = "/oauth/info"
	maxBody   = 4 << 20
)

// Handler serves the whole tenant. Dropped connections are panics with
// http.ErrAbortHandler, which net/http's server understands.
func (t *Tenant) Handler() http.Handler { return http.HandlerFunc(t.serve) }

func (t *Tenant) serve(w http.ResponseWriter, r *http.Request) {
	if control(r.URL.Path) {
		t.serveControl(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		t.write(w, r, encode(kit.Fail(http.StatusRequestEntityTooLarge, "The request body is too large or was cut."), ""), nil)
		return
	}
	entry, plan := t.begin(r, body)
	if !pause(r.Context(), plan) {
		t.end(entry)
		panic(http.ErrAbortHandler)
	}
	id := t.world.ID32("request", entry.N)
	w.Header().Set("Slpt-Request-Id", id)
	if rep, answered := t.faultBefore(r, plan, &entry); answered {
		t.end(entry)
		t.write(w, r, encode(rep, id), nil)
		return
	}
	rep := t.act(r, body, &entry, id)
	rep = encode(t.faultAfter(r, plan, &entry, rep), id)
	entry.Status = rep.Status
	t.end(entry)
	t.write(w, r, rep, plan)
}

// act is the tenant without faults: one request at a time, its answer encoded
// before the next one may change what it is made of.
func (t *Tenant) act(r *http.Request, body []byte, e *Entry, id string) kit.Reply {
	t.mu.Lock()
	defer t.mu.Unlock()
	return encode(t.answer(r, body, e), id)
}

// pause waits out the slow faults; false if the client gave up meanwhile.
func pause(ctx context.Context, plan []Fault) bool {
	var d time.Duration
	for _, f := range plan {
		if f.Kind == FaultSlow {
			d += time.Duration(f.DelayMs) * time.Millisecond
		}
	}
	if d == 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// answer passes a request through authentication and limits to its service.
// The lock is held.
func (t *Tenant) answer(r *http.Request, body []byte, e *Entry) kit.Reply {
	switch {
	case r.URL.Path == tokenPath && r.Method == http.MethodPost:
		e.Route, e.Handled = "POST "+tokenPath, true
		return t.token(r, body)
	case r.URL.Path == infoPath && r.Method == http.MethodGet:
		e.Route, e.Handled = "GET "+infoPath, true
		return t.info(r)
	}
	m, vars, known := t.router.find(r)
	style := t.router.style(r.URL.Path)
	gen := m.gen
	if gen == "" {
		gen = generation(r.URL.Path)
		if style != nil {
			gen = kit.NERM
		}
	} else {
		e.Route = m.route.Method + " " + m.route.Path
	}
	client, problem := t.bearer(r, style != nil)
	e.Gen, e.Client = string(gen), client
	if problem != "" {
		return unauthorized(style, problem)
	}
	if wait := t.throttle(client, gen, m.route.TestLimit); wait > 0 {
		t.record.refused++
		return limited(style, wait)
	}
	switch {
	case m.route.Handle != nil:
	case style != nil:
		return style.MissingRoute()
	case known:
		return kit.Fail(http.StatusMethodNotAllowed, "The method "+r.Method+" is not supported for this resource.")
	default:
		return kit.NotFound()
	}
	req := &kit.Request{Request: r, Vars: vars, Gen: gen, Body: body}
	if minted, ok := t.world.Clients[client]; ok && !minted.May(req) {
		return kit.Forbidden()
	}
	e.Handled = true
	rep := m.route.Handle(req)
	if slices.Contains(m.route.Deprecated, gen) {
		rep = rep.With("X-Deprecated", "true")
	}
	return rep
}

func unauthorized(style kit.Styled, text string) kit.Reply {
	if style != nil {
		return style.Unauthorized(text)
	}
	return kit.Reply{Status: http.StatusUnauthorized, Body: map[string]string{"error": text}}
}

func limited(style kit.Styled, wait time.Duration) kit.Reply {
	seconds := strconv.Itoa(int(math.Ceil(wait.Seconds())))
	if style != nil {
		return style.Limited(wait).With("Retry-After", seconds)
	}
	body := map[string]string{"message": " Rate Limit Exceeded "} // spaces and all
	return kit.Reply{Status: http.StatusTooManyRequests, Body: body}.With("Retry-After", seconds)
}

// encode turns a reply's body into bytes, and gives an error body its tracking id.
func encode(rep kit.Reply, id string) kit.Reply {
	switch b := rep.Body.(type) {
	case nil, kit.Raw:
		return rep
	case *kit.ErrorBody:
		b.TrackingID = id
	}
	raw, err := json.Marshal(rep.Body)
	if err != nil {
		rep.Status, raw = http.StatusInternalServerError, fmt.Appendf(nil, `{"error":%q}`, err)
	}
	rep.Body = kit.Raw{ContentType: "application/json", Bytes: raw}
	return rep
}

// write sends an encoded reply, spoiled as planned.
func (t *Tenant) write(w http.ResponseWriter, r *http.Request, rep kit.Reply, plan []Fault) {
	h := w.Header()
	for k, v := range rep.Header {
		h[k] = v
	}
	h.Set("Date", t.world.Now().UTC().Format(http.TimeFormat))
	body, ok := rep.Body.(kit.Raw)
	if ok {
		h.Set("Content-Type", body.ContentType)
		if spoil(w, r, rep.Status, body.Bytes, plan, t.world) {
			return
		}
		h.Set("Content-Length", strconv.Itoa(len(body.Bytes)))
	}
	w.WriteHeader(rep.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body.Bytes) // the client may have gone; nothing is left to tell it
	}
}

// unescape undoes the percent encoding of one path segment.
func unescape(seg string) string {
	if out, err := url.PathUnescape(seg); err == nil {
		return out
	}
	return seg
}
