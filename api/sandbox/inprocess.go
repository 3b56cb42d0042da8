package sandbox

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
)

// RoundTripper reaches the tenant without a socket, for any host, so that tests
// inside a testing/synctest bubble can have virtual time. Faults behave as over
// the wire: a dropped connection is an io.ErrUnexpectedEOF.
func (t *Tenant) RoundTripper() http.RoundTripper { return inProcess{t.Handler()} }

type inProcess struct{ h http.Handler }

// RoundTrip runs the handler in a goroutine of its own, as a server would, and
// returns when the header is known; the body follows through a pipe.
func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	body := r.Body
	if body == nil {
		body = http.NoBody
	}
	in := r.Clone(r.Context())
	in.Body, in.RemoteAddr, in.RequestURI = body, "127.0.0.1:1", r.URL.RequestURI()
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	pr, pw := io.Pipe()
	w := &pipeWriter{body: pw, header: http.Header{}, ready: make(chan struct{})}
	go func() {
		defer body.Close()
		defer func() {
			err := io.ErrUnexpectedEOF
			if p := recover(); p == nil {
				err = nil
			} else if e, ok := p.(error); !ok || !errors.Is(e, http.ErrAbortHandler) {
				panic(p)
			}
			w.finish(err)
		}()
		p.h.ServeHTTP(w, in)
	}()
	select {
	case <-w.ready:
	case <-r.Context().Done():
		_ = pr.Close()
		return nil, r.Context().Err()
	}
	if w.status == 0 {
		return nil, w.err
	}
	res := &http.Response{
		Status: strconv.Itoa(w.status) + " " + http.StatusText(w.status), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.sent, Body: pr, ContentLength: -1, Request: r,
	}
	if n, err := strconv.ParseInt(w.sent.Get("Content-Length"), 10, 64); err == nil {
		res.ContentLength = n
	}
	return res, nil
}

// pipeWriter is the handler's side of an in-process exchange.
type pipeWriter struct {
	body   *io.PipeWriter
	header http.Header
	sent   http.Header // the header as it was when the status was written
	status int
	err    error
	once   sync.Once
	ready  chan struct{} // closed when status, or err, is known
}

// Header is what WriteHeader will send.
func (w *pipeWriter) Header() http.Header { return w.header }

// WriteHeader lets RoundTrip return; only the first call counts.
func (w *pipeWriter) WriteHeader(status int) {
	w.once.Do(func() {
		w.status, w.sent = status, w.header.Clone()
		close(w.ready)
	})
}

// Write waits until the client reads, and fails once it has closed the body.
func (w *pipeWriter) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

// finish ends the exchange; err is nil after an orderly return.
func (w *pipeWriter) finish(err error) {
	w.once.Do(func() {
		if w.err = err; err == nil {
			w.status, w.sent = http.StatusOK, w.header.Clone()
		}
		close(w.ready)
	})
	_ = w.body.CloseWithError(err) // nil reads as io.EOF; it never fails
}
