package probe

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"iscope/api/rest"
)

// soon is how long before its end a certificate is warned about.
const soon = 14 * 24 * time.Hour

// reach checks address, name and connection of a host, as far as each other
// allows, and reports whether requests can be sent there.
func (r *run) reach(base, about, address, lookup, connection string) bool {
	var u *url.URL
	if !r.step(address, about, func(context.Context) outcome { var o outcome; u, o = r.address(base, about); return o }) {
		r.skip("the address is of no use", lookup, connection)
		return false
	}
	proxy, err := r.Proxy(&http.Request{URL: u})
	switch {
	case err != nil:
		r.skip("a proxy would look the name up", lookup)
		return r.step(connection, about, func(context.Context) outcome { // its text may hold the proxy's password
			return problem("the proxy set in the environment has an invalid address", "correct HTTPS_PROXY, or add the host to NO_PROXY")
		})
	case proxy != nil:
		r.skip("the proxy "+proxy.Host+" looks the name up", lookup)
		return r.step(connection, about, func(ctx context.Context) outcome { return r.through(ctx, u, proxy) })
	}
	if !r.step(lookup, about, func(ctx context.Context) outcome { return r.lookup(ctx, u.Hostname(), about) }) {
		r.skip("there is no address to connect to", connection)
		return false
	}
	return r.step(connection, about, func(ctx context.Context) outcome { return r.connect(ctx, u) })
}

// addressRemedy is how an address is written, by the setting it stands in.
var addressRemedy = map[string]string{
	AboutURL:     "give the tenant's name, tenant.domain, or https://HOST; plain http is for loopback only",
	AboutNERMURL: "give the NERM tenant's name, or https://HOST/api; plain http is for loopback only",
}

// address checks that requests may go to a base URL.
func (r *run) address(base, about string) (*url.URL, outcome) {
	_, err := rest.New(rest.Config{BaseURL: base})
	u, e := url.Parse(base)
	if err != nil || e != nil || u.Hostname() == "" {
		return nil, problem("is none that requests may go to", addressRemedy[about])
	}
	return u, ok(base)
}

func (r *run) lookup(ctx context.Context, host, about string) outcome {
	found, err := r.LookupHost(ctx, host)
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound, err == nil && len(found) == 0:
		remedy := "check the name of the tenant; one outside identitynow.com is written tenant.domain"
		if about == AboutNERMURL {
			remedy = "check the name of the NERM tenant; one outside nonemployee.com is written https://HOST/api"
		}
		return problem("no host is named "+host, remedy)
	case err != nil:
		return problem("the name "+host+" cannot be looked up", "check the network and its DNS servers (VPN?)")
	case len(found) == 1:
		return ok(host + " is " + found[0])
	}
	return ok(fmt.Sprintf("%s is %s and %d more", host, found[0], len(found)-1))
}

// connect opens a connection as the clients would, and looks at the certificate.
func (r *run) connect(ctx context.Context, u *url.URL) outcome {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	conn, err := r.Dial(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		return unreachable(err)
	}
	defer func() { _ = conn.Close() }()
	if u.Scheme == "http" {
		return ok("plain http, which is for this machine only")
	}
	secured := tls.Client(conn, &tls.Config{MinVersion: tls.VersionTLS12, ServerName: u.Hostname(), RootCAs: r.Roots, Time: r.Now})
	if err := secured.HandshakeContext(ctx); err != nil {
		if o, known := r.insecure(err, u.Hostname()); known {
			return o
		}
		return unreachable(err)
	}
	return r.certificate(secured.ConnectionState(), u.Hostname(), "")
}

// through makes a request through a proxy, which alone can connect.
func (r *run) through(ctx context.Context, u, proxy *url.URL) outcome {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.Scheme+"://"+u.Host+discovery, nil)
	if err != nil {
		return unreachable(err)
	}
	res, err := r.HTTP.RoundTrip(req)
	if err != nil {
		if o, known := r.insecure(err, u.Hostname()); known {
			return o
		}
		return problem("the proxy "+proxy.Host+" does not lead there: "+bare(err), "check HTTPS_PROXY, or add the host to NO_PROXY")
	}
	defer func() { _ = res.Body.Close() }()
	if res.TLS == nil {
		return ok("through the proxy " + proxy.Host)
	}
	return r.certificate(*res.TLS, u.Hostname(), " through the proxy "+proxy.Host)
}

// bare returns what failed without the address it was about, which a proxy's
// credentials might be part of.
func bare(err error) string {
	var u *url.Error
	var op *net.OpError
	switch {
	case errors.As(err, &op) && op.Err != nil:
		return op.Err.Error()
	case errors.As(err, &u) && u.Err != nil:
		return u.Err.Error()
	case strings.Contains(err.Error(), "@"):
		return "the connection failed"
	}
	return err.Error()
}

// certificate tells what a connection is secured with.
func (r *run) certificate(s tls.ConnectionState, host, how string) outcome {
	words := tls.VersionName(s.Version)
	if len(s.PeerCertificates) == 0 {
		return ok(words + how)
	}
	end := s.PeerCertificates[0].NotAfter
	words += fmt.Sprintf(" with %s%s, certificate until %s", host, how, end.UTC().Format(time.DateOnly))
	if end.Sub(r.Now()) < soon {
		return warning(words, "tell whoever runs the host: it will not be trusted after that day")
	}
	return ok(words)
}

// unreachable says why no connection could be had.
func unreachable(err error) outcome {
	var timeout net.Error
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return problem("the host refuses connections", "check the address and its port")
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return problem("the host does not answer", "check the network, its firewall, and whether a proxy is needed (HTTPS_PROXY)")
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return problem("the host cannot be reached from here", "check the network (VPN?)")
	}
	return problem("no connection: "+bare(err), "check the network, its firewall, and whether a proxy is needed (HTTPS_PROXY)")
}

// insecure says why a connection is not secure, and whether that was it.
func (r *run) insecure(err error, host string) (outcome, bool) {
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var authority x509.UnknownAuthorityError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case errors.As(err, &name):
		return problem("the certificate is for "+names(name.Certificate)+", not for "+host, "check the address: it is that of another host"), true
	case errors.As(err, &invalid):
		return r.invalid(invalid), true
	case errors.As(err, &authority):
		return problem("the certificate is signed by nobody this machine trusts",
			"where a proxy reads along, add its authority to the certificates of the system; iscope has no switch to skip the check"), true
	case errors.As(err, &record):
		return problem("the host does not speak TLS", "check the address and its port"), true
	case errors.As(err, &alert), strings.Contains(err.Error(), "protocol version"):
		return problem("the host speaks no TLS 1.2 or newer that we understand: "+bare(err), "check the address; tell whoever runs the host"), true
	}
	return outcome{}, false
}

// invalid says what is wrong with a certificate of the right name.
func (r *run) invalid(err x509.CertificateInvalidError) outcome {
	if err.Reason != x509.Expired || err.Cert == nil {
		return problem("the certificate is not valid: "+err.Error(), "tell whoever runs the host")
	}
	if r.Now().Before(err.Cert.NotBefore) {
		return problem("the certificate begins on "+err.Cert.NotBefore.UTC().Format(time.DateOnly), "check the clock of this machine")
	}
	return problem("the certificate ended on "+err.Cert.NotAfter.UTC().Format(time.DateOnly),
		"check the clock of this machine; if it is right, tell whoever runs the host")
}

// names returns whom a certificate is for.
func names(c *x509.Certificate) string {
	switch {
	case c == nil:
		return "another host"
	case len(c.DNSNames) > 0:
		return c.DNSNames[0]
	case len(c.IPAddresses) > 0:
		return c.IPAddresses[0].String()
	}
	return c.Subject.CommonName
}
