package sandbox

import (
	"os"
	"strings"

	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// Server is a tenant listening on loopback.
type Server struct {
	tenant *Tenant
	http   *http.Server
	addr   string
	done   chan struct{}
}

// Listen serves the tenant over HTTP on addr, such as "127.0.0.1:0" for any
// free port, until Close. An address beyond loopback is refused: the tenant
// speaks plain HTTP and hands its credentials out.
func (t *Tenant) Listen(addr string) (*Server, error) {
	if err := loopback(addr); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", addr, err)
	}
	s := &Server{tenant: t, addr: l.Addr().String(), done: make(chan struct{})}
	s.http = &http.Server{
		Handler:           t.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0), // it must never write into a terminal program's screen
	}
	go func() {
		defer close(s.done)
		_ = s.http.Serve(l) // always ErrServerClosed or the listener's end
	}()
	return s, nil
}

func loopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", addr, err)
	}
	if host == "localhost" {
		return nil
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("listen on %s: only loopback addresses are served, such as 127.0.0.1:0", addr)
	}
	return nil
}

// Addr is the host and port in use.
func (s *Server) Addr() string { return s.addr }

// URL is the base URL of the ISC API.
func (s *Server) URL() string { return "http://" + s.addr }

// Env names the server and its credentials as KEY=value lines, the form that
// SailPoint's own tools read from the environment.
func (s *Server) Env() []string {
	return s.tenant.Env(s.URL())
}

// Setenv puts Env into the environment of this process.
func (s *Server) Setenv() {
	for _, line := range s.Env() {
		name, value, _ := strings.Cut(line, "=")
		_ = os.Setenv(name, value) // fails for malformed names only
	}
}

// Env names the tenant's credentials under a base URL, as [Server.Env] does.
func (t *Tenant) Env(base string) []string {
	return []string{
		"SAIL_BASE_URL=" + base,
		"SAIL_CLIENT_ID=" + t.creds.clientID,
		"SAIL_CLIENT_SECRET=" + t.creds.clientSecret,
		"SAIL_NERM_BASE_URL=" + base + nermBase,
		"SAIL_NERM_TOKEN=" + t.creds.nermToken,
	}
}

// nermBase is where the NERM service hangs. Its own client adds nothing to it.
const nermBase = "/nerm/api"

// Close stops listening, gives requests under way a moment, and cuts them off after it.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	err := s.http.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = s.http.Close()
	}
	<-s.done
	return err
}
