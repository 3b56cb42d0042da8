package rest

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// transport is shared by every client of the program, so that NERM and ISC,
// and a tenant opened twice, reuse connections.
var transport = sync.OnceValue(NewTransport)

// NewTransport returns the connection pool that clients use unless Config.HTTP
// says otherwise: TLS 1.2 or newer with verification, proxies from the
// environment. Idle connections are given up before the usual minute of a load
// balancer, because a write that meets a connection just closed by the other
// side cannot be told from one that was lost.
func NewTransport() *http.Transport {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    10 * time.Second,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           2 * maxInFlight,
		MaxIdleConnsPerHost:    maxInFlight,
		IdleConnTimeout:        45 * time.Second,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 256 << 10,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 10 * time.Second},
	}
}

// checkBase returns the base URL without a slash at its end, or says why
// requests must not go there.
func checkBase(base string) (string, error) {
	u, err := url.Parse(base)
	if err != nil {
		return "", fmt.Errorf("address of the tenant: %w", err)
	}
	switch {
	case u.Host == "" || u.Opaque != "":
		return "", fmt.Errorf("address of the tenant %q: want https://HOST", base)
	case u.User != nil:
		return "", fmt.Errorf("address of the tenant %q: credentials do not belong there", u.Redacted())
	case u.RawQuery != "" || u.Fragment != "":
		return "", fmt.Errorf("address of the tenant %q: want no query and no fragment", base)
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return "", fmt.Errorf("address of the tenant %q: plain http is for loopback only, use https", base)
	case u.Scheme != "http" && u.Scheme != "https":
		return "", fmt.Errorf("address of the tenant %q: unknown scheme %q, use https", base, u.Scheme)
	}
	return strings.TrimRight(base, "/"), nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
