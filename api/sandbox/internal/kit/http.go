package kit

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Generation is the form of the API a request came in by.
type Generation string

// The generations the tenant serves. V1 is the per-service form, /workflows/v1/….
const (
	V3    Generation = "v3"
	Beta  Generation = "beta"
	V2024 Generation = "v2024"
	V2025 Generation = "v2025"
	V2026 Generation = "v2026"
	V1    Generation = "v1"
	NERM  Generation = "nerm" // requests below the base of a Styled service
)

// Sets of generations for Route.In.
var (
	Everywhere = []Generation{V3, Beta, V2024, V2025, V2026, V1}
	NotV3      = []Generation{Beta, V2024, V2025, V2026, V1}
	NotBeta    = []Generation{V3, V2024, V2025, V2026, V1}
)

// Request is one authorised request to a route.
type Request struct {
	*http.Request
	Vars map[string]string // by the names in Route.Path
	Gen  Generation
	Body []byte // read whole; the embedded Request.Body is spent
}

// JSON decodes the body into v, or answers why it cannot, fit for [Refuse].
func (r *Request) JSON(v any) error {
	if len(r.Body) == 0 {
		return Refusef(http.StatusBadRequest, "The request body is missing.")
	}
	if err := json.Unmarshal(r.Body, v); err != nil {
		return Refusef(http.StatusBadRequest, "The request body is not valid JSON for this call: %v", err)
	}
	return nil
}

// Reply is an answer. Body is marshalled as JSON; nil sends no body at all.
// A Body of type [Raw] is sent as it is.
type Reply struct {
	Status int
	Header http.Header
	Body   any
}

// Raw is a body that is not JSON, or JSON made elsewhere.
type Raw struct {
	ContentType string
	Bytes       []byte
}

// With adds a header to the reply.
func (r Reply) With(key, value string) Reply {
	h := r.Header.Clone()
	if h == nil {
		h = http.Header{}
	}
	h.Set(key, value)
	r.Header = h
	return r
}

// Route is one operation.
type Route struct {
	Method     string
	Path       string       // /work-items/{id}/forward, or relative to the Base of a Styled service
	In         []Generation // where it exists; not used by Styled services
	Deprecated []Generation // where its answers carry X-Deprecated: true
	TestLimit  bool         // draws on the bucket of 5 per 10 s as well
	Handle     func(*Request) Reply
}

// Lives says whether the route exists in a generation.
func (t Route) Lives(g Generation) bool { return slices.Contains(t.In, g) }

// Service is one part of the tenant.
type Service interface {
	Routes() []Route
	// Poke makes something happen that no request of the client did, such as
	// another person deciding an item. It returns ErrUnknownPoke for a name
	// that is not one of its own.
	Poke(name string, args map[string]string) error
}

// ErrUnknownPoke is what a service answers for a poke it does not know.
var ErrUnknownPoke = errors.New("unknown poke")

// Styled is a service with a base path and error bodies of its own.
type Styled interface {
	Service
	// Base is the path its routes hang under, such as /nerm/api.
	Base() string
	// Unauthorized, MissingRoute, Limited and Broken are its answers to a bad
	// token, an unknown path, too many requests, and a fault of its own.
	Unauthorized(text string) Reply
	MissingRoute() Reply
	Limited(after time.Duration) Reply
	Broken() Reply
}

// OK answers 200 with a body.
func OK(v any) Reply { return Reply{Status: http.StatusOK, Body: v} }

// NoContent answers 204 without one.
func NoContent() Reply { return Reply{Status: http.StatusNoContent} }

// Refusal is an error that knows the status it should be answered with.
type Refusal struct {
	Status int
	Text   string
}

// Error returns the text shown to the client.
func (e *Refusal) Error() string { return e.Text }

// Refusef makes a Refusal.
func Refusef(status int, format string, args ...any) error {
	return &Refusal{Status: status, Text: fmt.Sprintf(format, args...)}
}

// Refuse answers an error: a Refusal with its status, anything else with 500.
func Refuse(err error) Reply {
	var r *Refusal
	if errors.As(err, &r) {
		return Fail(r.Status, r.Text)
	}
	return Fail(http.StatusInternalServerError, err.Error())
}

// Message is one entry of an ISC error body.
type Message struct {
	Locale       string `json:"locale"`
	LocaleOrigin string `json:"localeOrigin"`
	Text         string `json:"text"`
}

// ErrorBody is the error body of ISC. The tenant fills in TrackingID.
type ErrorBody struct {
	DetailCode string    `json:"detailCode"`
	TrackingID string    `json:"trackingId"`
	Messages   []Message `json:"messages"`
	Causes     []Message `json:"causes,omitempty"`
}

var detailCodes = map[int]string{
	400: "400.1 Bad Request Content",
	403: "403 Forbidden",
	404: "404 Not found",
	500: "500.0 Internal Fault",
}

// Fail answers with the error body of ISC. A 400 names its cause as well, as the service does.
func Fail(status int, text string) Reply {
	code, ok := detailCodes[status]
	if !ok {
		code = fmt.Sprintf("%d %s", status, http.StatusText(status))
	}
	m := []Message{{Locale: "en-US", LocaleOrigin: "DEFAULT", Text: text}}
	b := &ErrorBody{DetailCode: code, Messages: m}
	if status == http.StatusBadRequest {
		b.Causes = m
	}
	return Reply{Status: status, Body: b}
}

// NotFound is the 404 of ISC.
func NotFound() Reply {
	return Fail(http.StatusNotFound, "The server did not find a current representation for the target resource.")
}

// Forbidden is the 403 of ISC.
func Forbidden() Reply {
	return Fail(http.StatusForbidden, "The server understood the request but refuses to authorize it.")
}
