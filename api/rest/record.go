package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"html"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"iscope/api"
	"iscope/api/safe"
)

// maxShown is how many bytes of a request body are recorded.
const maxShown = 4 << 10

// hiddenValue stands for the value of a member that is not shown.
const hiddenValue = "[redacted]"

// record puts a finished call into the activity log and the log file.
func (x *exchange) record(ctx context.Context, start time.Time, res Response, err error) {
	took := x.now().Sub(start)
	x.logIt(ctx, res, err, took)
	if x.calls == nil {
		return
	}
	r := x.request
	call := api.Call{
		Time: start, Op: r.Op, Method: r.Method, URL: safe.Line(x.Client.url(r)), Type: r.Type, Status: res.Status, Took: took,
		Retries: x.retries, RequestID: requestID(res.Header), Left: x.left, Sunset: deprecated(res),
	}
	if len(r.Body) > 0 && !r.Hidden {
		call.Body = shown(r.Body, r.Mask)
	}
	if e := failure(err); e != nil {
		call.Err = e.Error()
		if e.TrackingID != "" {
			call.RequestID = e.TrackingID
		}
	}
	x.calls.Add(call)
}

// logIt writes one line about a call. It has the path but no query, which
// holds what a person searched for, and no body.
func (x *exchange) logIt(ctx context.Context, res Response, err error, took time.Duration) {
	attrs := []slog.Attr{
		slog.String("op", string(x.request.Op)), slog.String("method", x.request.Method), slog.String("path", safe.Line(x.request.Path)),
		slog.Int("status", res.Status), slog.Int64("took_ms", took.Milliseconds()), slog.Int("retries", x.retries), slog.Int("bytes", len(res.Body)),
	}
	if id := requestID(res.Header); id != "" {
		attrs = append(attrs, slog.String("request_id", id))
	}
	if deprecated(res) {
		attrs = append(attrs, slog.Bool("deprecated", true))
	}
	level := slog.LevelDebug
	if e := failure(err); e != nil {
		if e.Kind != api.Canceled {
			level = slog.LevelWarn
		}
		attrs = append(attrs, slog.String("kind", e.Kind.String()), slog.String("detail", e.Detail), slog.Bool("unsent", e.Unsent))
		if e.TrackingID != "" {
			attrs = append(attrs, slog.String("tracking_id", e.TrackingID))
		}
	}
	x.log.LogAttrs(ctx, level, "request", attrs...)
}

// minSecret is how long a credential is that can be looked for in a text: a
// shorter one would be found in words that have nothing to do with it.
const minSecret = 8

// redacted takes the credentials a request carried out of the body of its
// answer, which a proxy may fill with the request it did not like. It comes
// before all reading, because what is cut or cleaned no longer has the secret
// in one piece to look for.
func redacted(body []byte, secrets ...safe.Secret) []byte {
	for _, s := range secrets {
		if len(s.Reveal()) < minSecret {
			continue
		}
		for _, form := range spellings(s.Reveal()) {
			if bytes.Contains(body, []byte(form)) {
				body = bytes.ReplaceAll(body, []byte(form), []byte(hiddenValue))
			}
		}
	}
	return body
}

// spellings are the ways a secret is written in a body: as it is, as in a form,
// and escaped for a page and for JSON. For most secrets they are all the same.
func spellings(secret string) []string {
	out := []string{secret}
	quoted, _ := json.Marshal(secret) // a text always marshals
	for _, s := range []string{
		url.QueryEscape(secret), html.EscapeString(secret), strings.ReplaceAll(secret, "/", `\/`),
		string(quoted[1 : len(quoted)-1]), strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(secret),
	} {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func failure(err error) *api.Error {
	var e *api.Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

func deprecated(res Response) bool { return strings.EqualFold(res.Header.Get("X-Deprecated"), "true") }

// shown returns a request body as it may be shown: JSON without the values of
// secret members, clean, and cut.
func shown(body []byte, mask func(string) bool) string {
	text := string(body)
	var v any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if d.Decode(&v) == nil {
		if out, err := json.Marshal(masked(v, mask)); err == nil {
			text = string(out)
		}
	}
	text = safe.Text(text)
	if len(text) <= maxShown {
		return text
	}
	cut := maxShown
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// masked hides the values of members whose names tell of a secret, and those
// of JSON Patch operations whose path does.
func masked(v any, mask func(string) bool) any {
	secret := func(name string) bool { return telling(name) || mask != nil && mask(name) }
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = masked(v[i], mask)
		}
	case map[string]any:
		path, _ := v["path"].(string)
		_, patch := v["op"].(string)
		for k := range v {
			if _, compound := v[k].(map[string]any); secret(k) && !compound || patch && k == "value" && secret(path[strings.LastIndexByte(path, '/')+1:]) {
				v[k] = hiddenValue
			} else {
				v[k] = masked(v[k], mask)
			}
		}
	}
	return v
}

// telling reports whether a member is named like one that holds a credential.
func telling(name string) bool {
	name = strings.NewReplacer("_", "", "-", "", " ", "", ".", "").Replace(strings.ToLower(name))
	for _, word := range []string{"password", "passwd", "passphrase", "secret", "token", "authorization", "apikey", "credential", "privatekey", "cookie"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}
