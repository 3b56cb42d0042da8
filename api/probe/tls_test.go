package probe

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"iscope/api/safe"
	"iscope/api/sandbox"
)

// serve serves a handler on loopback and returns its address.
func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// noon is what time it is in these tests.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// secured serves the demo tenant with a certificate for a name and a time, under
// the name acme.example.com.
func secured(t *testing.T, name string, from, to time.Time, newest uint16) (Target, Options) {
	t.Helper()
	tenant := sandbox.New(sandbox.Options{Seed: 7, Now: func() time.Time { return noon }})
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotBefore: from, NotAfter: to,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IsCA: true, BasicConstraintsValid: true,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(tenant.Handler())
	s.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: newest, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // it would say that we hung up
	s.StartTLS()
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(cert)
	target := Target{URL: "https://acme.example.com", ClientID: "id", Secret: safe.NewSecret("c4nary")}
	return target, Options{
		LookupHost: func(_ context.Context, _ string) ([]string, error) { return []string{"192.0.2.1", "192.0.2.2"}, nil },
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, strings.TrimPrefix(s.URL, "https://"))
		},
		Roots: roots, Now: func() time.Time { return noon }, Proxy: none,
	}
}

const year = 365 * 24 * time.Hour

func TestCertificates(t *testing.T) {
	for _, c := range []struct {
		name, host string
		from, to   time.Duration
		newest     uint16
		trusted    bool
		state      State
		words      string
	}{
		{"good", "acme.example.com", -year, year, tls.VersionTLS13, true, OK, "TLS 1.3 with acme.example.com, certificate until 2027-11-22"},
		{"older TLS", "acme.example.com", -year, year, tls.VersionTLS12, true, OK, "TLS 1.2 with"},
		{"ends soon", "acme.example.com", -year, 10 * 24 * time.Hour, tls.VersionTLS13, true, Warning, "not be trusted after that day"},
		{"ended", "acme.example.com", -year, -time.Hour, tls.VersionTLS13, true, Problem, "the certificate ended on 2026-11-22"},
		{"begins later", "acme.example.com", time.Hour, year, tls.VersionTLS13, true, Problem, "check the clock of this machine"},
		{"another host", "other.example.com", -year, year, tls.VersionTLS13, true, Problem, "is for other.example.com, not for acme.example.com"},
		{"not trusted", "acme.example.com", -year, year, tls.VersionTLS13, false, Problem, "nobody this machine trusts"},
		{"too old", "acme.example.com", -year, year, tls.VersionTLS11, true, Problem, "no TLS 1.2 or newer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			target, o := secured(t, c.host, noon.Add(c.from), noon.Add(c.to), c.newest)
			if !c.trusted {
				o.Roots = x509.NewCertPool()
			}
			steps := check(t, target, o)
			about := AboutURL
			if c.state == OK {
				about = ""
			}
			want(t, steps[Connection], c.state, about, c.words)
			want(t, steps[Lookup], OK, "", "acme.example.com is 192.0.2.1 and 1 more")
			if through := steps[Tenant].State != Skipped; through != (c.state != Problem) {
				t.Errorf("requests were sent: %v", through)
			}
		})
	}
}

func TestNoTLS(t *testing.T) {
	plain := serve(t, http.NotFoundHandler())
	u, err := url.Parse(plain)
	if err != nil {
		t.Fatal(err)
	}
	steps := check(t, Target{URL: "https://" + u.Host, ClientID: "id", Secret: safe.NewSecret("x")}, Options{Proxy: none})
	want(t, steps[Connection], Problem, AboutURL, "does not speak TLS")
}

// Behind a proxy names are not ours to look up, and only a request can tell.
func TestProxy(t *testing.T) {
	target, o := secured(t, "acme.example.com", noon.Add(-year), noon.Add(year), tls.VersionTLS13)
	proxy := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect {
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		up, err := o.Dial(r.Context(), "tcp", "")
		if err != nil {
			return
		}
		down, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		_, _ = down.Write([]byte("HTTP/1.1 200 OK\r\n\r\n"))
		go func() { _, _ = up.(*net.TCPConn).ReadFrom(down); _ = up.Close() }()
		go func() { _, _ = down.(*net.TCPConn).ReadFrom(up); _ = down.Close() }()
	})
	address, err := url.Parse(serve(t, proxy))
	if err != nil {
		t.Fatal(err)
	}
	address.User = url.UserPassword("me", "c4nary")
	behind := Options{Roots: o.Roots, Now: o.Now, Proxy: func(*http.Request) (*url.URL, error) { return address, nil }, LookupHost: lookup(nil)}
	steps := check(t, target, behind)
	want(t, steps[Lookup], Skipped, "", "the proxy "+address.Host)
	want(t, steps[Connection], OK, "", "TLS 1.3 with acme.example.com through the proxy", "2027-11-22")
	behind.Roots = x509.NewCertPool()
	want(t, check(t, target, behind)[Connection], Problem, AboutURL, "nobody this machine trusts")
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	address.Host = closed.Addr().String()
	s := check(t, target, behind)[Connection]
	want(t, s, Problem, AboutURL, "does not lead there", "HTTPS_PROXY")
	if strings.Contains(s.Words+s.Remedy, "c4nary") {
		t.Errorf("the proxy's password: %+v", s)
	}
}
