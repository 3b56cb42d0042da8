package sandbox

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"iscope/api/sandbox/internal/kit"
)

const (
	gatewayPage = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
	loginPage   = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form method=\"post\">Please sign in to continue.</form></body></html>"
)

func page(status int, text string) kit.Reply {
	return kit.Reply{Status: status, Body: kit.Raw{ContentType: "text/html; charset=utf-8", Bytes: []byte(text)}}
}

// faultBefore answers in the place of the service, which never sees the request.
func (t *Tenant) faultBefore(r *http.Request, plan []Fault, e *Entry) (kit.Reply, bool) {
	for _, f := range plan {
		switch {
		case f.Kind == FaultDropBefore:
			t.end(*e)
			panic(http.ErrAbortHandler)
		case !f.After && (f.Kind == FaultStatus || f.Kind == FaultHTML502):
			rep := t.faultReply(r, f)
			e.Status = rep.Status
			return rep, true
		}
	}
	return kit.Reply{}, false
}

// faultAfter throws the service's answer away, though it has acted.
func (t *Tenant) faultAfter(r *http.Request, plan []Fault, e *Entry, rep kit.Reply) kit.Reply {
	for _, f := range plan {
		switch {
		case f.Kind == FaultDropAfter:
			t.end(*e)
			panic(http.ErrAbortHandler)
		case f.After && (f.Kind == FaultStatus || f.Kind == FaultHTML502):
			return t.faultReply(r, f)
		}
	}
	return rep
}

// faultReply is the answer a real service gives with the fault's status.
func (t *Tenant) faultReply(r *http.Request, f Fault) kit.Reply {
	if f.Kind == FaultHTML502 {
		return page(http.StatusBadGateway, gatewayPage)
	}
	style := t.router.style(r.URL.Path)
	var rep kit.Reply
	switch {
	case r.URL.Path == tokenPath:
		rep = oauthError(f.Status, "server_error", http.StatusText(f.Status))
	case f.Status == http.StatusUnauthorized:
		rep = unauthorized(style, "JWT validation failed: JWT is expired")
	case f.Status == http.StatusTooManyRequests:
		rep = limited(style, 0)
		rep.Header.Del("Retry-After")
	case style != nil && f.Status == http.StatusNotFound:
		rep = style.MissingRoute()
	case style != nil:
		rep = style.Broken()
		rep.Status = f.Status
	case f.Status == http.StatusNotFound:
		rep = kit.NotFound()
	case f.Status == http.StatusForbidden:
		rep = kit.Forbidden()
	default:
		rep = kit.Fail(f.Status, "An internal fault occurred.")
	}
	return f.retryAfter(t.world.Now(), rep)
}

// spoil sends a body the way the faults want it; false if none of them
// touches bodies and it is still to be sent.
func spoil(w http.ResponseWriter, r *http.Request, status int, raw []byte, plan []Fault, world *kit.World) bool {
	changed := false
	for _, f := range plan {
		switch f.Kind {
		case FaultEmpty:
			raw = nil
		case FaultHTML:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			raw = []byte(loginPage)
		case FaultBadJSON:
			raw = breakSyntax(raw)
		case FaultDuplicate, FaultReorder, FaultWrongTypes, FaultHostile, FaultHuge, FaultQuirks:
			raw = mutate(raw, f.Kind, world.Rand("mutate", kit.Text(r.URL.String())))
		case FaultCut:
			w.Header().Set("Content-Length", strconv.Itoa(len(raw)))
			w.WriteHeader(status)
			_, _ = w.Write(raw[:len(raw)/2])
			flush(w)
			panic(http.ErrAbortHandler)
		case FaultEndless:
			endless(w, r, status, raw)
			return true
		default:
			continue
		}
		changed = true
	}
	if changed {
		w.Header().Set("Content-Length", strconv.Itoa(len(raw)))
		w.WriteHeader(status)
		_, _ = w.Write(raw)
	}
	return changed
}

func flush(w http.ResponseWriter) {
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}

// endless repeats the body as the elements of a list until the client hangs up.
func endless(w http.ResponseWriter, r *http.Request, status int, raw []byte) {
	const batch = 32 << 10
	w.WriteHeader(status)
	if _, err := w.Write([]byte{'['}); err != nil {
		return
	}
	element := append(bytes.TrimSpace(bytes.Clone(raw)), ',')
	chunk := bytes.Repeat(element, batch/len(element)+1)
	for r.Context().Err() == nil {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
}

// breakSyntax turns a document into one that stops being JSON in its middle.
func breakSyntax(raw []byte) []byte {
	half := len(raw) / 2
	return slices.Concat(raw[:half], []byte(`"}{'`), raw[half:])
}

// mutate rewrites the JSON of an answer.
func mutate(raw []byte, kind FaultKind, r *rand.Rand) []byte {
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return raw
	}
	switch kind {
	case FaultDuplicate, FaultReorder:
		v = rearrange(v, kind)
	case FaultWrongTypes:
		v = wrongTypes(v, r, true)
	case FaultHostile:
		v = eachString(v, func(s string) string { return hostile(s, r) })
	case FaultQuirks:
		v = quirks(v, r)
	case FaultHuge:
		v = eachString(v, func(s string) string { return strings.Repeat(s+" ", 100<<10/(len(s)+1)+1) })
	}
	out, err := json.Marshal(v)
	if err != nil {
		return raw
	}
	return out
}

// rearrange works on a list, or on the lists one level down, where NERM keeps its rows.
func rearrange(v any, kind FaultKind) any {
	switch v := v.(type) {
	case []any:
		if kind == FaultReorder {
			slices.Reverse(v)
			return v
		}
		twice := make([]any, 0, 2*len(v))
		for _, row := range v {
			twice = append(twice, row, row)
		}
		return twice
	case map[string]any:
		for k, inner := range v {
			if list, ok := inner.([]any); ok {
				v[k] = rearrange(list, kind)
			}
		}
	}
	return v
}

// wrongTypes replaces about a third of all fields by something else; the
// outermost list stays a list, so that single rows go bad and not the page.
func wrongTypes(v any, r *rand.Rand, top bool) any {
	if !top && r.IntN(3) == 0 {
		return kit.Pick(r, []any{nil, 7, -1.5, "text", true, []any{}, []any{"a", 1}, map[string]any{}, map[string]any{"x": nil}})
	}
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = wrongTypes(v[i], r, top && i > 0)
		}
	case map[string]any:
		for _, k := range sortedKeys(v) { // in order, or the draws would differ from run to run
			v[k] = wrongTypes(v[k], r, false)
		}
	}
	return v
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func eachString(v any, f func(string) string) any {
	switch v := v.(type) {
	case string:
		return f(v)
	case []any:
		for i := range v {
			v[i] = eachString(v[i], f)
		}
	case map[string]any:
		for _, k := range sortedKeys(v) {
			v[k] = eachString(v[k], f)
		}
	}
	return v
}

// payloads are what a terminal must never see alive: colours and cursor moves,
// the title, the clipboard, a link, C1 forms of the same, bidirectional
// overrides, zero-width, tag and line-breaking characters, a NUL and a bell.
var payloads = []string{
	"\x1b[31m\x1b[2J\x1b[H", "\x1b]0;owned\x07", "\x1b]52;c;b3duZWQ=\x07", "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
	"\u009b31m", "\u009d0;owned\u009c", "\u202egnp.exe", "\u2066\u2069", "a\u200bb\u200d\ufeff", "\U000e0041\U000e007f",
	"\r\n\r", "\x00\x07\x08", "\u2028", strings.Repeat("e\u0301\u0323", 40),
}

// hostile puts one payload before, one inside and one after the text, so that
// ids are spoiled as well.
func hostile(s string, r *rand.Rand) string {
	half := len(s) / 2
	for half > 0 && s[half]&0xc0 == 0x80 {
		half-- // not within a character
	}
	return kit.Pick(r, payloads) + s[:half] + kit.Pick(r, payloads) + s[half:] + kit.Pick(r, payloads)
}
