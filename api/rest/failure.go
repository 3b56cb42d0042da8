package rest

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"

	"iscope/api"
	"iscope/api/lenient"
	"iscope/api/safe"
)

// networkError is the failure of an attempt that brought no (whole) answer.
func networkError(ctx context.Context, op api.Op, err error) *api.Error {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return &api.Error{Kind: api.Canceled, Op: op, Err: context.Canceled}
	case ctx.Err() != nil, errors.Is(err, context.DeadlineExceeded):
		return &api.Error{Kind: api.Offline, Op: op, Detail: errNoAnswer.Error(), Err: errNoAnswer}
	case errors.Is(err, context.Canceled):
		return &api.Error{Kind: api.Canceled, Op: op, Err: err}
	}
	return &api.Error{Kind: api.Offline, Op: op, Detail: networkWords(err), Err: err}
}

// networkWords says in plain words why the network failed.
func networkWords(err error) string {
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var timeout net.Error
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return safe.Line("no host is named " + dns.Name)
	case errors.As(err, &dns):
		return safe.Line("the name " + dns.Name + " cannot be looked up")
	case errors.As(err, &cert):
		return safe.Line("the certificate is not trusted: " + cert.Err.Error())
	case errors.As(err, &record):
		return "the host does not speak TLS"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the host refuses connections"
	case errors.Is(err, syscall.ECONNRESET):
		return "the connection was reset"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return "the host cannot be reached from here"
	case strings.Contains(err.Error(), "invalid proxy address"): // its text may hold the proxy's password
		return "the proxy set in the environment has an invalid address"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "the host does not answer"
	}
	return safe.Line("the connection failed: " + err.Error())
}

// connecting reports whether err arose while getting connected, before a byte
// of the request could leave.
func connecting(err error) bool {
	var dns *net.DNSError
	var op *net.OpError
	return errors.As(err, &dns) || errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect") || untrusted(err)
}

// untrusted reports whether the TLS handshake failed on the certificate.
func untrusted(err error) bool {
	var cert *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	return errors.As(err, &cert) || errors.As(err, &record) || errors.As(err, &authority) || errors.As(err, &host)
}

// hopeless reports whether a quick repeat would fail in the same way.
func hopeless(err error) bool {
	var dns *net.DNSError
	return untrusted(err) || errors.As(err, &dns) && dns.IsNotFound || errors.Is(err, errNoAnswer)
}

// refusal turns an answer that is no success into an error. Every body that
// ISC, NERM, their token endpoint and the gateways before them were seen to
// send is understood; of any other the first words are kept.
func refusal(op api.Op, res Response, now time.Time) *api.Error {
	e := &api.Error{Op: op, Status: res.Status, TrackingID: requestID(res.Header), RetryAfter: retryAfter(res.Header, now)}
	if o, ok := lenient.Parse(res.Body); ok {
		readRefusal(e, o)
	} else {
		e.Detail = firstWords(res.Body)
	}
	if e.Detail == "" {
		e.Detail = strings.ToLower(http.StatusText(res.Status))
	}
	e.Kind = kindOf(res.Status, e.Detail)
	return e
}

// readRefusal reads an error body. The order of preference is that of the
// vendor's own tools.
func readRefusal(e *api.Error, o lenient.Object) {
	e.Code = o.Line("detailCode")
	if id := o.Line("trackingId"); id != "" {
		e.TrackingID = id
	}
	fields, rest := fieldErrors(o)
	e.Fields = fields
	text := o.Line("error")
	if d := o.Line("error_description"); d != "" && d != text {
		text = strings.TrimPrefix(text+": "+d, ": ")
	}
	first := func(key, member string) string {
		for _, m := range o.Objects(key) {
			if s := m.Line(member); s != "" {
				return s
			}
		}
		return ""
	}
	for _, s := range []string{
		text, o.Object("error").Line("message"), o.Line("message"), first("causes", "text"), first("messages", "text"),
		o.Line("formatted_msg"), o.Line("errorMessage"), o.Line("detailMessage"),
	} {
		if e.Detail = strings.TrimSpace(s); e.Detail != "" {
			break
		}
	}
	switch {
	case e.Detail == "":
		e.Detail = cmp.Or(rest, e.Code)
	case rest != "" && !strings.Contains(e.Detail, rest):
		e.Detail += "; " + rest
	}
}

// conflictWords tell a 400 about the state of an object from one about the
// content of the request: the APIs use no 409.
var conflictWords = []string{
	"already", "no longer", "not pending", "has been completed", "was completed", "is completed", "is closed", "not open",
	"be disabled", "is enabled", "is not disabled", "current state", "concurrent", "conflict", "has changed", "was modified", "been modified",
}

func kindOf(status int, detail string) api.Kind {
	switch {
	case status == http.StatusUnauthorized, status == http.StatusProxyAuthRequired:
		return api.Auth
	case status == http.StatusForbidden:
		return api.Forbidden
	case status == http.StatusNotFound, status == http.StatusGone:
		return api.NotFound
	case status == http.StatusConflict, status == http.StatusPreconditionFailed:
		return api.Conflict
	case status == http.StatusTooManyRequests:
		return api.Throttled
	case status == http.StatusRequestTimeout, status < 400, status >= 500:
		return api.Server
	}
	detail = strings.ToLower(detail)
	for _, w := range conflictWords {
		if strings.Contains(detail, w) {
			return api.Conflict
		}
	}
	return api.Invalid
}

// saidByAPI reports whether a refusal has a JSON object for a body, as those of
// the API have and those of a proxy's sign-in page have not.
func saidByAPI(res Response) bool {
	body := bytes.TrimSpace(res.Body)
	_, ok := lenient.Parse(body)
	return ok && body[0] == '{'
}

// retryAfter reads the header of that name: seconds, or a date, which is held
// against the server's own Date because clocks differ.
func retryAfter(h http.Header, now time.Time) time.Duration {
	s := strings.TrimSpace(h.Get("Retry-After"))
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		if n > 0 && n < 1e6 {
			return time.Duration(n * float64(time.Second))
		}
		return 0
	}
	at, err := http.ParseTime(s)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(at.Sub(now), 0)
}

// requestID returns the id under which the tenant knows the request.
func requestID(h http.Header) string {
	for _, k := range []string{"Slpt-Request-Id", "X-Request-Id", "X-Amzn-Requestid"} {
		if s := h.Get(k); s != "" {
			return safe.Line(s)
		}
	}
	return ""
}

// maxWords is how much of a body that is no JSON is shown.
const maxWords = 200

// firstWords returns the first line of text in a body, without the tags and
// scripts of a page.
func firstWords(body []byte) string {
	text := strings.ToValidUTF8(string(body[:min(len(body), 16<<10)]), "\uFFFD")
	if strings.Contains(text, "<") {
		text = stripTags(text)
	}
	for line := range strings.Lines(text) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			if r := []rune(line); len(r) > maxWords {
				line = string(r[:maxWords]) + "…"
			}
			return safe.Line(line)
		}
	}
	return ""
}

// stripTags replaces every tag by a line break and drops what style and script
// elements hold. It is for showing a few words, not for reading HTML.
func stripTags(s string) string {
	var b strings.Builder
	for {
		text, rest, ok := strings.Cut(s, "<")
		b.WriteString(text)
		if !ok {
			return b.String()
		}
		b.WriteByte('\n')
		lower := strings.ToLower(rest[:min(len(rest), 8)])
		for _, element := range []string{"script", "style"} {
			if strings.HasPrefix(lower, element) {
				if i := strings.Index(strings.ToLower(rest), "</"+element); i >= 0 {
					rest = rest[i:]
				} else {
					return b.String()
				}
			}
		}
		if _, s, ok = strings.Cut(rest, ">"); !ok {
			return b.String()
		}
	}
}
